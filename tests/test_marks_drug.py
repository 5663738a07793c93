"""Adverse effects coded without their drug."""

from __future__ import annotations

import pytest

from tests.notes import Reviewer


def test_the_drug_of_an_adverse_effect_is_asked_for(kinds: Reviewer) -> None:
    """A drug rash due to a drug properly taken needs the code of the drug."""
    text = "A/P: generalized drug rash due to Bactrim, taken as prescribed."
    assert ("missing_additional_code", "L27.0") in kinds(text, "L27.0")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A/P: drug rash due to Bactrim.", ("L27.0", "T37.0X5A")),
        ("A/P: drug eruption, cause not known. Takes lisinopril.", ("L27.0",)),
    ],
)
def test_a_drug_coded_or_not_blamed_earns_no_mark(kinds: Reviewer, text: str, codes: tuple[str, ...]) -> None:
    """Nothing is asked for where the drug is coded, or where no drug is made the cause."""
    assert "missing_additional_code" not in {k for k, _ in kinds(text, *codes)}
