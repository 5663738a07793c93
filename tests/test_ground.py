"""Nothing is shown that its passage does not hold."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from index.passage import Passage, Source, Tier
from rag.ground import cite, supported, verified_codes, verified_statements
from rag.types import CandidateCode, Citation, Statement

PASSAGE = Passage(
    "IV.H",
    Source("official", "t"),
    "IV.H",
    "Uncertain diagnosis",
    "Do not code probable. Code the sign.",
    Tier.GUIDELINE,
)


def test_a_quote_is_found_at_its_place_or_not_at_all() -> None:
    found = cite(PASSAGE, "Code the sign.")
    assert found is not None and PASSAGE.text[found.start : found.end] == "Code the sign."
    assert cite(PASSAGE, "Code the diagnosis.") is None


def test_a_citation_with_a_false_quote_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"does not stand in IV\.H"):
        Citation(PASSAGE, "Code the diagnosis.", 0, 19)


def test_a_statement_without_a_citation_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        Statement("Code it.", ())


def test_an_unsupported_sentence_is_dropped_and_counted() -> None:
    good = supported("Code the sign.", [(PASSAGE, "Code the sign.")])
    bad = supported("Code it.", [(PASSAGE, "Code it.")])
    assert verified_statements([good, bad, good]) == ((good,), 1)


def test_a_code_that_does_not_exist_is_dropped_and_a_header_is_not_assigned(code_set: CodeSet) -> None:
    offered = [CandidateCode(c, "", "assign", "x") for c in ("E11.23", "E11.2", "E11.22")]
    kept, dropped = verified_codes(offered, code_set, {})
    assert dropped == 1
    assert [(c.code, c.role) for c in kept] == [("E11.2", "considered"), ("E11.22", "assign")]
    assert kept[1].descriptor == "Type 2 diabetes mellitus with diabetic chronic kidney disease"
