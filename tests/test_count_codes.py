"""Counts, areas and minutes to first and further numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.count_codes import (  # fmt: skip
    Counted,
    benign,
    biopsies,
    critical,
    debrided,
    keratoses,
    muscles,
    own_minutes,
    tags,
    visit_by_time,
)


@pytest.mark.parametrize(
    ("counted", "text", "found"),
    [
        (keratoses, "9 AKs zapped", [("17000", 1), ("17003", 8)]),
        (keratoses, "16 AKs", [("17004", 1)]),
        (keratoses, "several AKs", []),
        (benign, "froze 16 warts", [("17111", 1)]),
        (tags, "27 skin tags", [("11200", 1), ("11201", 2)]),
        (biopsies, "two punch biopsies and one shave biopsy", [("11104", 1), ("11105", 1), ("11103", 1)]),
        (biopsies, "punch bx scalp and punch bx thigh", [("11104", 1), ("11105", 1)]),
        (muscles, "R trap, L trap, rhomboid", [("20553", 1)]),
        (muscles, "R trap and rhomboid only", [("20552", 1)]),
    ],
)
def test_a_count_gives_first_and_further_numbers(
    counted: Callable[[str], tuple[Counted, ...]], text: str, found: list[tuple[str, int]]
) -> None:
    """The first growth, sample or muscle has its number and the further ones theirs; no count gives none."""
    assert [(c.code, c.units) for c in counted(text)] == found


def test_areas_are_added_and_what_goes_beyond_twenty_is_counted_by_twenties() -> None:
    """4 x 6 and 5 x 5 cm are 49 sq cm: 20 and two further units."""
    assert [(c.code, c.units) for c in debrided("11042", "4 x 6 cm and 5x5 cm to fat")] == [("11042", 1), ("11045", 2)]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("7 min reviewing records, 18 min in the room, 8 min charting; MA took 12 minutes rooming", 33),
        ("7 min reviewing records, 18 min in the room; 8 min charting done the following day", 25),
        ("95 min critical care, of which 10 min was placing the central line", 85),
        ("no time written", None),
    ],
)
def test_only_the_minutes_of_the_provider_on_the_date_count(text: str, minutes: int | None) -> None:
    """Parts are added; staff, another day and procedures coded apart are left out."""
    assert own_minutes(text) == minutes


def test_minutes_choose_the_visit() -> None:
    """33 minutes are 99214 for a known and 99203 for a new patient."""
    assert [c.code for c in visit_by_time("33 minutes", is_new=False)] == ["99214"]
    assert [c.code for c in visit_by_time("33 minutes", is_new=True)] == ["99203"]


@pytest.mark.parametrize(("minutes", "medicare", "units"), [(85, True, 0), (85, False, 1), (104, True, 1), (125, False, 2), (134, True, 2)])  # fmt: skip
def test_critical_care_beyond_the_first_hour_goes_by_the_payer(minutes: int, medicare: bool, units: int) -> None:
    """Medicare waits for a full half hour, 104 minutes; CPT starts at 75."""
    found = {c.code: c.units for c in critical(f"{minutes} minutes of critical care", medicare)}
    assert found.get("99292", 0) == units
