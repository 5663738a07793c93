"""The patient's age and sex, weeks of gestation, episode of care."""

from __future__ import annotations

import pytest

from rag.patient import Patient, patient_of


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("45 y.o. F here", 45, "F"),
        ("68-year-old man with cough", 68, "M"),
        ("PT IS A 54 YO FEMALE", 54, "F"),
        ("28M found down", 28, "M"),
        ("11 y F. Belly pain", 11, "F"),
        ("A seven-year-old boy", 7, "M"),
        ("3 mo old boy", 0.25, "M"),
        ("newborn male infant, mother 26 yo", 0, "M"),
        ("Age: 52 Sex: M", 52, "M"),
        ("Mother died at 60 years old. He is 34 years old", 34, "M"),
        ("quit smoking 5 years ago, he coughs", None, "M"),
        ("his 60 yo wife brought him", None, "M"),
        ("G2P1 at 28w3d", None, "F"),
        ("BP 120/80 F/U", None, None),
        ("temp 98F", None, None),
        ("cough", None, None),
    ],
)
def test_age_and_sex_are_the_patients_own(text: str, age: float | None, sex: str | None) -> None:
    """Relatives, durations, temperatures and blood pressures give no age; what is not said is None."""
    assert patient_of(text) == Patient(age, sex)
