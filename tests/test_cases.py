"""Cases: the shipped ones load and name real codes and sections; anything out of form is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.case_checks import check
from evals.cases import CASES, read_cases
from evals.expected import meets, meets_any
from index.code_set import CodeSet
from index.guidelines import Guidelines
from index.passage import Malformed

GOOD = """- id: one
  kind: question
  tags: [ch10]
  question: Is it?
  setting: outpatient
  date: 2026-08-01
  must: [R05.9]
"""


def test_the_shipped_cases_name_codes_and_sections_that_exist(code_set: CodeSet, guidelines: Guidelines) -> None:
    cases = read_cases(CASES)
    check(cases, [code_set], guidelines)
    questions = [c for c in cases if c.kind == "question"]
    assert len(cases) >= 300
    assert len(questions) >= 200
    assert sum(c.kind == "trap" for c in cases) >= 40
    assert sum(c.kind == "note" for c in cases) >= 60
    assert len({frozenset((c.id, c.twin_of)) for c in cases if c.twin_of}) >= 60
    assert sum(c.held for c in cases) >= len(cases) // 3.3


def test_the_further_cases_are_in_form_and_only_the_unseen_are_held(code_set: CodeSet, guidelines: Guidelines) -> None:
    """What is trained on is open; the files unseen_* measure only."""
    cases = read_cases(CASES.parent / "further")
    check(cases, [code_set], guidelines)
    assert len(cases) >= 800
    assert all(c.held == c.where.rsplit("/", 1)[-1].startswith("unseen_") for c in cases)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD + "  colour: red\n", 8, "unknown key 'colour'"),
        (GOOD + "  must: [R06.02]\n", 8, "stands twice"),
        (GOOD.replace("outpatient", "garden"), 5, "is not one of"),
        (GOOD.replace("2026-08-01", "soon"), 6, "date is needed"),
        (GOOD.replace("[R05.9]", "R05.9"), 7, "must is a list"),
        (GOOD + GOOD, 8, "used twice"),
        (GOOD + "  twin_of: two\n", 1, "which is no case"),
        (GOOD + "  order: [J18.9]\n", 8, "not in must"),
        (GOOD + "  verdict: surely\n", 8, "is not one of"),
        (GOOD + "  findings: [{kind: wrong, code: A}]\n", 8, "is not one of"),
        (GOOD + "  quarantine: later\n", 8, "a quarantine reads"),
        ("- id: [\n", 2, "not YAML"),
        ("id: one\n", 1, "holds no list"),
        (GOOD.replace("  question: Is it?\n", ""), 1, "asks a 'question' or pastes a 'note'"),
    ],
)  # fmt: skip
def test_a_case_out_of_form_is_refused_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(Malformed, match=said) as refused:
        read_cases(tmp_path)
    assert refused.value.where == f"{tmp_path / 'a.yaml'}:{line}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("R05.9", "R05.99"), "names R05.99, not in"),
        (GOOD.replace("R05.9", "R05"), "not billable"),
        (GOOD + "  cite: [IV.Z]\n", "no section, note or code"),
        (GOOD.replace("2026-08-01", "2031-01-01"), "no release loaded"),
    ],
)
def test_a_code_or_section_that_does_not_exist_is_refused(
    tmp_path: Path, text: str, said: str, code_set: CodeSet, guidelines: Guidelines
) -> None:
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(Malformed, match=said):
        check(read_cases(tmp_path), [code_set], guidelines)


def test_expected_codes_read_alternatives_families_and_ranges() -> None:
    assert meets("J44.1", "J44.0|J44.1")
    assert meets("Z85.3", "Z85.-")
    assert meets("C50.911", "C00-C96")
    assert meets("17003", "17000-17004")
    assert not meets("J44.9", "J44.0|J44.1")
    assert not meets("25", "59|XU")
    assert meets_any("25", ["59", "25"])
