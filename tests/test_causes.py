"""What happened to an injured patient, by words of the question."""

from __future__ import annotations

import pytest

from index.build import ROOT
from index.code_set import CodeSet
from rag.causes import Causes, read_causes


@pytest.fixture(scope="module")
def causes() -> Causes:
    return read_causes(ROOT / "guidelines" / "terms" / "causes.tsv")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fell off a ladder at home", "W11"),
        ("after falling down the stairs", "W10.9"),
        ("dog bite of the left hand", "W54.0"),
        ("slipped on the ice", "W00.0"),
        ("broke her hip in a fall", "W19"),
        ("history of falls", ""),
        ("hypertension", ""),
    ],
)
def test_the_longest_wording_names_the_cause(causes: Causes, text: str, code: str) -> None:
    """Verbs count in any form; a risk or a history of falls is no cause."""
    assert causes.found(text) == code


def test_every_cause_is_a_code_of_the_release(causes: Causes, code_set: CodeSet) -> None:
    """Each code of the table is a leaf of the tabular."""
    assert all((found := code_set.find(c)) is not None and not found.children for c in causes.codes)
