"""The questions with their right sections: read whole, refused by entry, every section real."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.section_rank import QUESTIONS, Place, SectionQuestion, place, read_section_questions, report, share
from index.guidelines import Guidelines
from index.official import Rule
from index.passage import Malformed
from tests.conftest import DATE

ENTRY = """- id: {id}
  topic: 1
  question: "{question}"
  setting: outpatient
  sections: [IV.H]
  held: false
"""
FIRST = ENTRY.format(id="q001", question="probable pneumonia?")
SECOND = ENTRY.format(id="q002", question="suspected flu?")
NO_SECTION_YET = {27}  # the code set at the turn of the year: no section of the guidelines says it


@pytest.fixture(scope="module")
def questions() -> list[SectionQuestion]:
    return read_section_questions(QUESTIONS)


def test_two_hundred_questions_load_and_half_are_held(questions: list[SectionQuestion]) -> None:
    assert len(questions) == 200
    assert [q.held for q in questions] == [False, True] * 100


def test_every_kind_of_question_stands_in_both_halves(questions: list[SectionQuestion]) -> None:
    kinds = set(range(1, 97)) - NO_SECTION_YET
    assert {q.topic for q in questions if q.held} == kinds
    assert {q.topic for q in questions if not q.held} == kinds


def test_every_section_named_stands_in_the_guidelines(questions: list[SectionQuestion], guidelines: Guidelines) -> None:
    """In force on the date of service: a section that is not could only be missed."""
    known = {
        e.passage.locator for e in guidelines.entries() if not isinstance(e, Rule) or e.in_force(DATE)
    }  # fmt: skip
    unknown = [f"{q.where} {q.id}: {s}" for q in questions for s in q.sections if s not in known]
    assert not unknown


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (SECOND.replace("  held: false\n", ""), "missing or unknown key held"),
        (SECOND + "  note: x\n", "missing or unknown key note"),
        (SECOND.replace("[IV.H]", "IV.H"), "sections is 'IV.H', expected list"),
        (SECOND.replace("[IV.H]", "[]"), "sections is []"),
        (SECOND.replace("[IV.H]", "[IV.H, IV.H]"), "each once"),
        (SECOND.replace("[IV.H]", "[4]"), "locators such as IV.H"),
        (SECOND.replace("topic: 1", "topic: one"), "topic is 'one', expected int"),
        (SECOND.replace("topic: 1", "topic: true"), "topic is True, expected int"),
        (SECOND.replace("suspected flu?", ""), "question is ''"),
        (SECOND.replace("outpatient", "ward"), "setting 'ward' is not one of"),
        (SECOND.replace("held: false", "held: half"), "held is 'half', expected bool"),
        (SECOND.replace("suspected flu?", "probable pneumonia?"), "repeats q001"),
    ],
)
def test_a_malformed_entry_is_refused_by_line_and_id(tmp_path: Path, second: str, said: str) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(FIRST + second, encoding="utf-8")
    with pytest.raises(Malformed) as refused:
        read_section_questions(path)
    assert refused.value.where == f"{path}:7"
    assert "entry 2 (q002)" in refused.value.what
    assert said in refused.value.what


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "expected a list"),
        ("id: q001\n", 1, "expected a list"),
        (FIRST + "- just words\n", 7, "entry 2 is not a mapping"),
        (FIRST + '- id: "q002\n', 8, "not YAML"),
        (FIRST + "- !!python/object:os.system {}\n", 7, "not YAML"),
        (FIRST + "- id: \x07\n", 1, "not YAML"),
    ],
)
def test_a_file_out_of_form_is_refused_by_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Malformed, match=said) as refused:
        read_section_questions(path)
    assert refused.value.where == f"{path}:{line}"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="cannot be read"):
        read_section_questions(tmp_path / "none.yaml")


def question(id_: str, held: bool) -> SectionQuestion:
    return SectionQuestion(id_, 1, f"words of {id_}", "outpatient", ("IV.H", "IV.D"), held, "here:1")


def test_the_first_right_section_counts() -> None:
    assert place(question("q001", False), ["II.H", "IV.D", "IV.H"]) == Place(
        question("q001", False), 2, ("II.H", "IV.D", "IV.H")
    )
    assert place(question("q001", False), ["II.H"]).rank is None
    assert place(question("q001", False), []).within(5) is False


def test_held_misses_are_named_by_id_only() -> None:
    found = [place(question("q001", False), ["II.H"]), place(question("q002", True), ["III.C"])]
    text = "\n".join(report(found))
    assert "words of q001" in text and "came first: II.H" in text
    assert "not first: q002" in text and "words of q002" not in text and "III.C" not in text


def test_a_share_carries_its_interval() -> None:
    found = [place(question("q001", False), ["IV.H"]), place(question("q003", False), ["II.H", "IV.H"])]
    assert share(found, 1) == "0.500 (0.095-0.905)"
    assert share(found, 5).startswith("1.000")
