"""A code of which the note says nothing is marked by what the note states of its category."""

from __future__ import annotations

import pytest

from rag.second_opinion import SecondOpinion
from tests.notes import review


@pytest.mark.parametrize(
    ("note", "code", "mark", "instead"),
    [
        ("A: Right dominant hemiplegia.", "G81.94", "laterality", "G81.91"),
        ("Imp: Seropositive rheumatoid arthritis of multiple sites.", "M06.9", "specificity_available", "M05.79"),
        ("Impression: No evidence of epilepsy. Nonepileptic seizures.", "G40.909", "negated", ""),
        ("PMH: NSTEMI (03/2019)\nA: CAD.", "I21.4", "history_not_active", "I25.2"),
    ],
)
def test_the_kind_follows_what_the_note_says_of_the_nearest_condition(
    opinion: SecondOpinion, note: str, code: str, mark: str, instead: str
) -> None:
    """Other side, narrower, denied, dated to an earlier year."""
    marks = [m for m in review(opinion, note, code).marks if m.code == code]
    assert [m.kind for m in marks] == [mark]
    assert not instead or instead in marks[0].instead
