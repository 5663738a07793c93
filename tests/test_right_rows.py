"""Which row counts as right for a case: cited, of its verdict, assigning nothing foreign."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.cases import CASES, Case, read_cases
from evals.right_rows import is_right
from index.guidelines import Guidelines

CITED, ROW = "I.C.9.a", "hypertension and heart failure are both documented, linked or not"


@pytest.fixture(scope="module")
def case() -> Case:
    """An open case put to the row of I.C.9.a on heart failure."""
    some = next(c for c in read_cases(CASES) if c.question and not c.held)
    return replace(some, cite=(CITED,), must=("I11.0", "I50.9"), accept=(), must_not=("I10",), verdict=("settled",))


def right(guidelines: Guidelines, case: Case) -> bool:
    entry = next(e for e in guidelines.entries() if e.passage.id == CITED)
    return is_right(entry, next(b for b in entry.branches if b.condition == ROW), case)


def test_the_row_of_the_cited_rule_that_assigns_the_code_is_right(guidelines: Guidelines, case: Case) -> None:
    """Cited by number, or by a section above it."""
    assert right(guidelines, case)
    assert right(guidelines, replace(case, cite=("I.C.9",)))


@pytest.mark.parametrize(
    "other",
    [
        {"cite": ("I.C.19.a",)},
        {"verdict": ("gray",)},
        {"must": ("E11.22",)},
        {"must": ("I50.9",), "must_not": ("I11.0",)},
    ],
    ids=["not cited", "another verdict", "another code", "its code is barred"],
)
def test_a_row_of_another_rule_verdict_or_code_is_not(
    guidelines: Guidelines, case: Case, other: dict[str, tuple[str, ...]]
) -> None:
    """Each of these alone is enough."""
    assert not right(guidelines, replace(case, **other))
