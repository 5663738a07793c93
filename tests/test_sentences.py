"""The sentences of a note."""

from __future__ import annotations

import time

import pytest
import yaml

from rag.sections import read_sections
from rag.sentences import read_sentences
from tests.conftest import ROOT


def sentences(text: str) -> list[str]:
    return [" ".join(s.text.split()) for s in read_sentences(text, read_sections(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("E. coli UTI treated by Dr. Smith. Better.", ["E. coli UTI treated by Dr. Smith.", "Better."]),
        ("Wound 2.5 cm vs. 3 cm. Lisinopril 10 mg q.d. for HTN.", ["Wound 2.5 cm vs. 3 cm.", "Lisinopril 10 mg q.d. for HTN."]),
        ("Metformin 500 mg b.i.d. Return in 3 mo.", ["Metformin 500 mg b.i.d.", "Return in 3 mo."]),
        ("67 y.o. F with cough.", ["67 y.o. F with cough."]),
        ("pt c/o cough. no fever.", ["pt c/o cough.", "no fever."]),
        ("1. HTN\n2. DM2\n3) CKD", ["HTN", "DM2", "CKD"]),
        ("A/P: 1. HTN 2. DM2 with CKD 3a 3. Gout", ["HTN", "DM2 with CKD 3a", "Gout"]),
        ("Dx: (1) gout (2) anemia (3) COPD", ["gout", "anemia", "COPD"]),
        ("- HTN\n* DM2\n• CKD", ["HTN", "DM2", "CKD"]),
        ("HTN\nDM2\nCKD stage 3", ["HTN", "DM2", "CKD stage 3"]),
        ("No hip fracture on the films; severe osteoporosis was noted there.", ["No hip fracture on the films", "severe osteoporosis was noted there."]),
        ("Denies: fever; chills; cough.", ["Denies: fever; chills; cough."]),
        ("BP 120/80\n\nHTN at goal", ["BP 120/80", "HTN at goal"]),
        ("[x] cough [ ] fever\n[ ] rash", ["[x] cough [ ] fever", "[ ] rash"]),
    ],
)  # fmt: skip
def test_a_sentence_ends_where_a_reader_ends_it(text: str, expected: list[str]) -> None:
    """Names, doses and numbers are not cut; listed things are."""
    assert sentences(text) == expected


def test_lines_broken_at_a_margin_are_joined() -> None:
    """A line that goes on in the next one is one sentence, though the next begins with a capital."""
    text = (
        "She came back to the clinic because of pain in the left knee that began on\n"
        "Sunday after a long walk and has not gone away with the tablets that she had\n"
        "from the visit before, and she now asks for an injection of the knee today.\n"
        "No fall. The knee does not lock or give way, and she can climb the stairs well\n"
        "without a cane.\n"
    )
    found = sentences(text)
    assert len(found) == 3
    assert "began on Sunday" in found[0]
    assert found[2].endswith("well without a cane.")


def test_text_is_as_written_and_its_section_is_known() -> None:
    """Each sentence stands at its place in the note, without the heading."""
    for path in sorted((ROOT / "evals" / "cases").glob("notes_*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            text = row.get("note", "")
            parts = read_sections(text)
            for s in read_sentences(text, parts):
                assert text[s.start : s.end] == s.text == s.text.strip()
                assert any(p.kind == s.section_kind and p.body <= s.start and s.end <= p.end for p in parts)


@pytest.mark.parametrize("unit", ["Pt has 2.5 cm wound; no fever.\n", "a ", " ", "\n", "1. x ", "FH: a. ", "word"])
def test_time_grows_with_the_text_only(unit: str) -> None:
    """Sixteen times the text takes no more than about sixteen times as long, whatever it is made of."""

    def seconds(times: int) -> float:
        text = unit * times
        start = time.perf_counter()
        read_sentences(text, read_sections(text))
        return time.perf_counter() - start

    seconds(100)
    small = min(seconds(500) for _ in range(3))
    assert min(seconds(8000) for _ in range(2)) < 16 * 6 * max(small, 0.0005)
