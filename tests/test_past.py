"""Conditions that a note gives as past."""

from __future__ import annotations

from tests.notes import Reviewer


def test_a_cancer_treated_and_gone_is_history(kinds: Reviewer) -> None:
    """A cancer removed years ago with no evidence of recurrence is not coded as current."""
    text = "Papillary thyroid cancer s/p total thyroidectomy 2019. No evidence of recurrence."
    assert ("history_not_active", "C73") in kinds(text, "C73")


def test_a_cancer_under_treatment_stays(kinds: Reviewer) -> None:
    """A cancer removed whose adjuvant treatment goes on is still current."""
    text = "Sigmoid colon cancer resected in January, on adjuvant chemotherapy, cycle 4. No evidence of recurrence."
    assert ("history_not_active", "C18.7") not in kinds(text, "C18.7")


def test_a_history_of_another_cancer_does_not_end_this_one(kinds: Reviewer) -> None:
    """A breast cancer of the past says nothing of a lung cancer of today."""
    text = "A/P: small cell lung cancer, right upper lobe, on chemotherapy. History of breast cancer 2014."
    assert ("history_not_active", "C34.11") not in kinds(text, "C34.11")
