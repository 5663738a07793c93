"""The patient's age and sex, weeks of gestation, episode of care."""

from __future__ import annotations

import pytest

from rag.patient import Patient, patient_of
from rag.weeks import gestation_of, trimester_of


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


@pytest.mark.parametrize(
    ("text", "weeks", "days", "trimester"),
    [
        ("EGA 11w2d by LMP", 11, 2, 1),
        ("11 wks pregnant. G1P0, EGA 11w2d", 11, 2, 1),
        ("32 3/7 weeks gestation", 32, 3, 3),
        ("39+1 weeks IUP", 39, 1, 3),
        ("G1P0 at 20 wks", 20, 0, 2),
        ("back pain for 6 weeks, pregnant at 28 weeks", 28, 0, 3),
        ("IUP 13w6d", 13, 6, 1),
        ("IUP 14w0d", 14, 0, 2),
        ("IUP 27w6d", 27, 6, 2),
    ],
)
def test_weeks_make_the_trimester(text: str, weeks: int, days: int, trimester: int) -> None:
    """Below 14 weeks the first, below 28 the second, then the third."""
    found = gestation_of(text)
    assert found is not None
    assert (found.weeks, found.days, trimester_of(text)) == (weeks, days, trimester)


@pytest.mark.parametrize(
    "text", ["cough for 6 weeks", "6 weeks postpartum after pregnancy", "pregnancy, seen 6 weeks ago"]
)
def test_other_weeks_are_no_gestation(text: str) -> None:
    """A duration or the time since a birth is not counted."""
    assert gestation_of(text) is None
