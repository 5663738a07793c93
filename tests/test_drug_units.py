"""A drug with its dose to a number and units."""

from __future__ import annotations

import pytest

from rag.drug_units import drug_units


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rocephin 1 gram IM", [("J0696", 4)]),
        ("Kenalog 80 mg single dose vial, 60 mg injected, 20 mg discarded", [("J3301", 6)]),
        ("Bicillin L-A 2.4 million units", [("J0561", 24)]),
        ("B12 1000 mcg", [("J3420", 1)]),
        ("Toradol 25 mg IM", [("J1885", 2)]),
        ("a Kenalog injection", []),
    ],
)
def test_the_dose_given_is_counted_in_units_of_the_number(text: str, found: list[tuple[str, int]]) -> None:
    """The dose is rounded up to whole units; the size of the vial and the waste are no dose."""
    assert [(c.code, c.units) for c in drug_units(text)] == found
