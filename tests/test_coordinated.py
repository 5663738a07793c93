"""One condition said of two places is read once for each."""

from __future__ import annotations

import pytest

from rag.coordinated import placed
from rag.in_words import Line
from rag.sections import Section
from rag.sentences import read_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Effusion of the right knee and right ankle.", ["Effusion right knee", "Effusion right ankle"]),
        ("Pain in the left hip and knee.", ["Pain left hip", "Pain left knee"]),
        ("Flexion contractures, right elbow and left knee.", ["Flexion contractures right elbow", "Flexion contractures left knee"]),
        ("Osteoarthritis of both knees, left hip pain.", ["Osteoarthritis bilateral knees"]),
        ("Pain in the left hip.", []),
    ],
)  # fmt: skip
def test_each_place_has_the_condition_and_its_side(text: str, expected: list[str]) -> None:
    """The condition goes with every place of the list, and a side said once carries on."""
    lines = [Line(s, frozenset(), ()) for s in read_sentences(text, (Section("other", "", 0, len(text), 0),))]
    assert [p.text for p in placed(lines)] == expected
