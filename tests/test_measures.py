"""Lengths and what they measure, places, and counts in the words of a question."""

from __future__ import annotations

import pytest

from rag.measures import GROWTH, IGNORED, MARGIN, REPAIR, TOTAL, count, lengths, nearest_place


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1.0 cm BCC with 3 mm margins", [(1.0, GROWTH), (0.3, MARGIN)]),
        ("excised, 4 mm including margins", [(0.4, TOTAL)]),
        ("SCC 1.2 x 0.8 cm, margin of 0.4 cm", [(1.2, GROWTH), (0.4, MARGIN)]),
        ("18 mm + 1 mm each side", [(1.8, GROWTH), (0.1, MARGIN)]),
        ("0.9 cm lesion, layered closure 3.2 cm", [(0.9, GROWTH), (3.2, REPAIR)]),
        ("lipoma 4.5 cm excised thru 5 cm incision", [(4.5, TOTAL), (5.0, REPAIR)]),
        ("specimen 2.1 cm", [(2.1, IGNORED)]),
        ("debrided 30 sq cm", []),
    ],
)
def test_each_length_is_read_with_what_it_measures(text: str, read: list[tuple[float, str]]) -> None:
    """A margin, a repair and the size of a growth are told apart by the words beside them."""
    assert [(x.cm, x.role) for x in lengths(text)] == read


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("mole on the back of the hand", "hand or foot"),
        ("BCC of the cheek, back 8 days later", "face"),
        ("melanoma mid back", "trunk"),
        ("nasal ala", "face part"),
    ],
)
def test_the_place_is_a_place_of_the_body(text: str, place: str) -> None:
    """The back of a hand is the hand, and coming back is no place."""
    assert nearest_place(text, 0) == place


@pytest.mark.parametrize(
    ("text", "nouns", "n"),
    [
        ("9 AKs frozen", "aks?", 9),
        ("AK x 5 scalp, x3 face", "aks?", 8),
        ("froze 5 warts on the hand and 3 on the foot", "warts?", 8),
        ("sixteen warts", "warts?", 16),
        ("a wart on each hand", "warts?", None),
    ],
)
def test_things_are_counted_over_their_places(text: str, nouns: str, n: int | None) -> None:
    """Numbers before the noun, behind a sign of multiplication, and of further places are added."""
    assert count(text, nouns) == n
