"""Words that a code needs before others of its words are taken for it."""

from __future__ import annotations

import pytest

from rag.needs import needed


@pytest.mark.parametrize(
    ("code", "text", "holds"),
    [
        ("N76.0", "Term newborn, vaginal birth", False),
        ("N76.0", "vaginal discharge, bacterial vaginosis", True),
        ("J10.1", "flu vaccine given", False),
        ("J10.1", "flu with cough", True),
        ("C18.5", "colonoscopy to the splenic flexure only", False),
        ("C18.5", "adenocarcinoma of the splenic flexure", True),
        ("S36.031A", "4.5 cm laceration of the forearm", False),
        ("J96.21", "acute hypoxic respiratory failure, COPD", False),
        ("J96.21", "acute on chronic hypoxic respiratory failure", True),
        ("I10", "anything", True),
    ],
)
def test_a_code_needs_its_telling_word(code: str, text: str, holds: bool) -> None:
    """A place, a test or a vaccine names no disease; most codes need no word."""
    assert needed(code, text) is holds
