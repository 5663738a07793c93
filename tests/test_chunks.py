"""Phrases of a sentence: terms within clauses, trimmed of list numbers and fillers, each at its place."""

from __future__ import annotations

import pytest

from rag.chunks import chunks


def read(sentence: str) -> list[str]:
    return [sentence[s.start : s.end] for s in chunks(sentence)]


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        ("1. Type 2 DM with CKD stage 3b, on insulin", {"Type 2 DM with CKD stage 3b", "CKD stage 3b", "Type 2 DM"}),
        ("2 HYPERTENSION - ACCEPTABLE", {"HYPERTENSION"}),
        ("Sepsis due to E. coli", {"Sepsis due to E. coli", "Sepsis", "E. coli"}),
        ("Denies chest pain or fever", {"chest pain", "fever"}),
    ],
)
def test_terms_and_clauses_are_found(sentence: str, held: set[str]) -> None:
    assert held <= set(read(sentence))


def test_nothing_is_found_where_no_word_stands() -> None:
    assert read("1. -- 5/5") == []
