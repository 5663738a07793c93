"""Questions to the provider: asked where the category holds a side, stage or acuity that the code leaves open; never led."""

from __future__ import annotations

from index.code_set import CodeSet
from rag.queries import provider_queries
from rag.types import CandidateCode


def asked(code_set: CodeSet, code: str) -> list[str]:
    return list(provider_queries([CandidateCode(code, "", "assign", "")], code_set))


def test_an_open_side_is_asked_for_without_leading(code_set: CodeSet) -> None:
    [question] = asked(code_set, "M17.10") or asked(code_set, "M25.569")
    assert "the side" in question
    assert "unable to determine" in question
    assert "pay" not in question


def test_a_code_that_leaves_nothing_open_asks_nothing(code_set: CodeSet) -> None:
    assert asked(code_set, "I10") == []
