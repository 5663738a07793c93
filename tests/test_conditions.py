"""What a note states of its patient is read as a question's statements are: narrowed, combined, without what is planned."""

from __future__ import annotations

import pytest

from rag.second_opinion import SecondOpinion
from tests.notes import review


def assigned(opinion: SecondOpinion, note: str, setting: str = "outpatient") -> list[str]:
    return [c.code for c in review(opinion, note, setting=setting).assign]


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        ("A/P: Hypertension. CKD stage 3b. Chronic diastolic heart failure.", {"I13.0", "N18.32", "I50.32"}),
        ("Dx: Parkinson disease with mild dementia due to Parkinson disease.", {"F02.A0"}),
        ("Assessment: Acute on chronic hypoxic and hypercapnic respiratory failure.", {"J96.21", "J96.22"}),
        ("A: Right hemiparesis.", {"G81.91"}),
    ],
)
def test_conditions_of_an_assessment_are_offered_in_full(opinion: SecondOpinion, note: str, codes: set[str]) -> None:
    """Types, stages and sides are taken from the words around, and two conditions become their combination code."""
    assert codes <= set(assigned(opinion, note))


@pytest.mark.parametrize(
    "note",
    [
        "A/P: Hypertension at goal. Influenza vaccine due in fall. Return if fever.",
        "Plan: check for anemia.\nAssessment: Hypertension.",
        "PMH: gout\nAssessment: Hypertension. GBS at 36.",
    ],
)
def test_what_is_planned_or_guarded_against_is_not_offered(opinion: SecondOpinion, note: str) -> None:
    """Advice, orders, and history name no condition to code."""
    assert assigned(opinion, note) == ["I10"]


def test_a_condition_in_doubt_counts_at_discharge_only(opinion: SecondOpinion) -> None:
    """Uncertain diagnoses are coded inpatient (II.H) and not outpatient (IV.H)."""
    note = "Discharge diagnosis: Probable pseudomonal pneumonia."
    assert "J15.1" in assigned(opinion, note, "inpatient")
    assert "J15.1" not in assigned(opinion, note)
