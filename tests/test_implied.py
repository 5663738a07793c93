"""Support read broadly: what a note says in other words is not called unsupported; what it is silent on is."""

from __future__ import annotations

import pytest

from tests.notes import Reviewer


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A/P: Acute stroke. Right hemiparesis.", "G81.91"),
        ("A/P: s/p NSVD; second degree laceration, repaired. Infant 3300 g.", "O70.1"),
        ("IUP 39w1d, repeat cesarean; previous low transverse cesarean section.", "O34.211"),
        ("28 w 2 d pregnant. A/P: hypothyroidism in pregnancy.", "O99.283"),
    ],
)
def test_other_words_for_a_code_support_it(kinds: Reviewer, text: str, code: str) -> None:
    """A code whose words stand in the note in another form is not marked as unsupported."""
    assert ("unsupported_by_note", code) not in kinds(text, code, "E03.9")


@pytest.mark.parametrize("code", ["E66.9", "F33.1", "Z91.81", "M54.50"])
def test_a_code_of_which_nothing_is_said_is_unsupported(kinds: Reviewer, code: str) -> None:
    """A condition or a status that no word of the note speaks of is marked."""
    assert ("unsupported_by_note", code) in kinds("A/P: Essential hypertension, stable.", "I10", code)


def test_a_status_only_denied_is_negated(kinds: Reviewer) -> None:
    """A history of falls is denied by a note without falls."""
    assert ("negated", "Z91.81") in kinds("No falls in the past year. A/P: Hypertension.", "I10", "Z91.81")


def test_uncertain_behavior_needs_a_pathologist(kinds: Reviewer) -> None:
    """A lesion whose pathology is pending is not of uncertain behavior."""
    text = "Neoplasm of skin of left forearm, shave biopsy, pathology pending."
    assert ("unsupported_by_note", "D48.5") in kinds(text, "D48.5")
