"""A finer code of the category that the note's words on the condition lead to."""

from __future__ import annotations

import pytest

from tests.notes import Reviewer


@pytest.mark.parametrize(
    ("text", "code", "setting"),
    [
        ("Final: acute hypoxic respiratory failure, resolved.", "J96.00", "inpatient"),
        ("A/P: Pressure ulcer of sacral region, stage 3.", "L89.159", "outpatient"),
        ("A/P: CKD stage 3b.", "N18.30", "outpatient"),
        ("A/P: mild persistent asthma with acute exacerbation.", "J45.909", "outpatient"),
    ],
)
def test_detail_of_the_note_is_offered(kinds: Reviewer, text: str, code: str, setting: str) -> None:
    """A stated kind, stage or severity makes the unspecified code too plain."""
    assert ("specificity_available", code) in kinds(text, code, setting=setting)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A/P: primary open angle glaucoma, both eyes, mild stage.", ("H40.1131",)),
        ("A/P: oropharyngeal dysphagia after stroke.", ("R13.12",)),
        ("A/P: type 2 diabetes with hyperglycemia, on insulin.", ("E11.65", "Z79.4")),
        ("Dysarthria, mild; speech slurred.", ("R47.1",)),
    ],
)
def test_a_code_that_says_it_all_earns_no_mark(kinds: Reviewer, text: str, codes: tuple[str, ...]) -> None:
    """The right code is not called too plain or too rich."""
    assert not {k for k, _ in kinds(text, *codes)} & {"specificity_available", "unsupported_by_note"}
