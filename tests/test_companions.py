"""Codes that come with others are offered where the note documents them, and only beside what they belong to."""

from __future__ import annotations

import pytest

from rag.second_opinion import SecondOpinion
from tests.notes import review


def assigned(opinion: SecondOpinion, note: str, *proposed: str, setting: str = "outpatient") -> list[str]:
    return [c.code for c in review(opinion, note, *proposed, setting=setting).assign]


@pytest.mark.parametrize(
    ("note", "code", "there"),
    [
        ("Meds: glargine\nAssessment: Type 2 diabetes.", "Z79.4", True),
        ("Meds: glargine\nAssessment: Hypertension.", "Z79.4", False),
        ("BMI 37.1\nAssessment: Obesity, class 2.", "Z68.37", True),
        ("Urine cx grew E. coli.\nAssessment: UTI.", "B96.20", True),
        ("Nasal swab MRSA screen positive.\nAssessment: UTI.", "B95.62", False),
        ("A: IUP 28w3d. Iron deficiency anemia.", "O99.013", True),
    ],
)
def test_companions_stand_beside_what_they_belong_to(opinion: SecondOpinion, note: str, code: str, there: bool) -> None:
    """Drugs, body mass index, organisms and weeks come with their condition."""
    assert (code in assigned(opinion, note)) == there


def test_what_happened_is_offered_at_the_first_visit(opinion: SecondOpinion) -> None:
    """The external cause of an injury in the emergency department (I.C.20)."""
    codes = assigned(opinion, "HPI: fell off a ladder today.\nDx: Laceration of left forearm.", setting="ed")
    assert codes[-1] == "W11.XXXA" and codes[0].startswith("S51.812")
