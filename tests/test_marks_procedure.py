"""Procedures that the note does not show as done at this visit, or that no diagnosis supports."""

from __future__ import annotations

import pytest

from tests.notes import Reviewer

DONE = [
    ("Laceration of chin, 2 cm, closed with 4-0 nylon sutures.", ("S01.81XA", "12011")),
    ("Screening colonoscopy. 9 mm polyp removed with hot snare.", ("Z12.11", "45385")),
    ("HPV vaccine given today.", ("Z23", "90651")),
]
NOT_DONE = [
    ("Cut chin 6 days ago, repaired here then. Healing well, 4 sutures removed.", ("S01.81XD", "12011"), "12011"),
    ("Screening colonoscopy, snare polypectomy. No biopsies were taken.", ("Z12.11", "45380"), "45380"),
    ("Tdap offered, she wants to wait, not given.", ("Z23", "90715"), "90715"),
    ("Knee injection offered, declined today. Osteoarthritis of right knee.", ("M17.11", "20610"), "20610"),
    ("Post op visit #1. Partial medial meniscectomy left knee 10 d ago.", ("S83.212D", "29881"), "29881"),
]


@pytest.mark.parametrize(("text", "codes"), DONE, ids=[c[1] for _, c in DONE])
def test_a_procedure_done_stands(kinds: Reviewer, text: str, codes: tuple[str, ...]) -> None:
    """A procedure that the note tells of as done, with its diagnosis, earns no mark."""
    assert "procedure_diagnosis" not in {k for k, _ in kinds(text, *codes)}


@pytest.mark.parametrize(("text", "codes", "number"), NOT_DONE, ids=[n for _, _, n in NOT_DONE])
def test_a_procedure_not_done_at_this_visit_is_marked(
    kinds: Reviewer, text: str, codes: tuple[str, ...], number: str
) -> None:
    """A procedure declined, done before, or only named is marked."""
    assert ("procedure_diagnosis", number) in kinds(text, *codes)
