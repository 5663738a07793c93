"""Further codes that a proposed one asks for and the note documents."""

from __future__ import annotations

from tests.notes import Reviewer


def test_a_delivery_needs_its_outcome(kinds: Reviewer) -> None:
    """A record of delivery without Z37 is marked once."""
    text = "31 y/o woman. Delivered viable male 3610 g by NSVD, Apgars 8/9, first degree perineal laceration."
    found = kinds(text, "O70.0", "Z3A.40", setting="inpatient")
    assert [c for k, c in found if k == "missing_additional_code"] == ["O70.0"]


def test_an_organism_is_asked_for_as_one(kinds: Reviewer) -> None:
    """MRSA beside an abscess is B95.62, which the note at the block asks for."""
    found = kinds("Final: cutaneous abscess of right forearm, MRSA.", "L02.413")
    assert ("missing_additional_code", "L02.413") in found


def test_a_documented_cause_goes_before_its_ulcer(kinds: Reviewer) -> None:
    """A leg ulcer coded alone lacks the varicose veins that the note documents."""
    text = "A/P: varicose veins of right leg with ulcer of calf, fat layer exposed."
    assert ("missing_code_first", "L97.212") in kinds(text, "L97.212")
