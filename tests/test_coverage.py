"""Coverage: words that claim nothing cost nothing, what stands in brackets is optional, short forms count as their words."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from index.terms import Terms
from rag.coverage import Coverage


@pytest.fixture(scope="module")
def coverage(code_set: CodeSet, terms: Terms) -> Coverage:
    return Coverage(code_set, terms)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("acute on chronic systolic heart failure", "I50.23"),
        ("COPD with acute exacerbation", "J44.1"),
        ("E. coli in the urine", "B96.20"),
        ("osteoarthritis of the right knee", "M17.12"),  # sides are judged apart
    ],
)
def test_a_sentence_that_says_a_code_covers_it(coverage: Coverage, said: str, code: str) -> None:
    assert coverage.of_code(coverage.words(said), code) >= 0.8


@pytest.mark.parametrize(("said", "code"), [("heart failure", "I50.23"), ("COPD", "J44.1"), ("never", "R40.211")])
def test_a_sentence_that_says_less_does_not(coverage: Coverage, said: str, code: str) -> None:
    assert coverage.of_code(coverage.words(said), code) < 0.8


def test_the_better_of_a_codes_wordings_counts(coverage: Coverage) -> None:
    words = coverage.words("Colles fracture")
    assert coverage.best_text(words, "S52.53", "Colles' fracture") <= words
    assert coverage.balance(words, frozenset()) == 0
