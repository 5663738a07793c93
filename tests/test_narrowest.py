"""The member of a category that the words around a condition say."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from index.terms import Terms
from rag.coverage import Coverage
from rag.narrowest import Narrowest, vaguer
from rag.wordings import joined


@pytest.fixture(scope="module")
def narrowest(code_set: CodeSet, terms: Terms) -> Narrowest:
    return Narrowest(code_set, Coverage(code_set, terms))


@pytest.mark.parametrize(
    ("code", "near", "side", "expected"),
    [
        ("L03.90", "cellulitis of the left hand", "left", "L03.114"),
        ("S42.392", "closed fracture of the shaft of the left humerus", "left", "S42.302"),
        ("R65.21", "sepsis with acute kidney injury, no septic shock", "", "R65.20"),
        ("E11.9", "type 2 diabetes", "", "E11.9"),
        ("N18.9", "CKD 3b", "", "N18.32"),
        ("S82.224", "transverse fracture of the right tibial shaft", "right", "S82.221"),
    ],
)
def test_what_is_said_chooses_the_member(narrowest: Narrowest, code: str, near: str, side: str, expected: str) -> None:
    """Place, side, stage and what is denied choose; what is not said is not assumed, and displaced and closed hold."""
    assert narrowest.best(code, narrowest.said(near, side=side)) == expected


def test_a_qualifier_of_another_condition_says_nothing(narrowest: Narrowest) -> None:
    """ "Chronic" heart failure does not make an acute respiratory failure chronic."""
    said = narrowest.said("acute hypoxic respiratory failure", "acute on chronic systolic heart failure")
    assert narrowest.best("J96.01", said) == "J96.01"


def test_a_number_is_a_grade_only_beside_its_word() -> None:
    """ "Type 2" is one word, and the 2 of "day 2" is none."""
    assert "2" not in joined("day 2, type not stated")
    assert joined("type 2") == joined("type II")


@pytest.mark.parametrize(
    ("code", "other", "expected"),
    [
        ("L03.90", "L03.116", True),
        ("E11.9", "E11.40", True),
        ("H81.10", "H81.13", True),
        ("E11.40", "E11.3291", False),
        ("L89.153", "L89.622", False),
    ],
)
def test_the_open_form_gives_way_to_the_one_that_says_more(
    code_set: CodeSet, code: str, other: str, expected: bool
) -> None:
    """Of two codes of one category the unspecified one is vaguer; two places or complications are not."""
    assert vaguer(code, other, code_set) is expected
