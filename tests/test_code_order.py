"""The order of the codes offered."""

from __future__ import annotations

from rag.second_opinion import SecondOpinion
from tests.notes import review


def test_a_cause_found_in_the_note_stands_before_its_manifestation(opinion: SecondOpinion) -> None:
    """Varices in cirrhosis: the cirrhosis of the note goes first though nobody proposed it."""
    found = review(opinion, "Impression: bleeding esophageal varices due to alcoholic cirrhosis.", "I85.11")
    codes = [c.code for c in found.assign]
    assert codes.index("K70.30") < codes.index("I85.11")


def test_severe_sepsis_stands_right_behind_its_sepsis(opinion: SecondOpinion) -> None:
    """R65.20 comes between the sepsis and the local infection."""
    text = "Final: E. coli sepsis with acute kidney injury, severe sepsis; E. coli UTI."
    found = review(opinion, text, "N39.0", "A41.51", "R65.20", "N17.9", setting="inpatient")
    assert [c.code for c in found.assign][:2] == ["A41.51", "R65.20"]
