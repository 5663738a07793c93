"""Weeks of gestation and the trimester that they make."""

from __future__ import annotations

import pytest

from rag.weeks import gestation_of, may_be_weeks, says_weeks, trimester_of


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


def test_of_a_pregnant_patient_the_bare_weeks_are_enough() -> None:
    """ "27w visit" says its weeks only where it is known of whom the text speaks."""
    assert gestation_of("27w visit, glucose screen high") is None
    found = gestation_of("27w visit, glucose screen high", pregnant=True)
    assert found is not None and found.weeks == 27


def test_weeks_with_days_are_said_of_a_pregnancy_only() -> None:
    """26w3d is enough, 18 weeks may be, weeks ago are not."""
    assert says_weeks("26w3d, HIV positive") and not says_weeks("18 weeks, HIV positive")
    assert may_be_weeks("18 weeks, HIV positive") and not may_be_weeks("18 weeks ago, HIV positive")
