"""Words that name a condition only beside other words of their sentence."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from rag.beside import beside
from rag.in_words import Line
from rag.sections import Section
from rag.sentences import read_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dysuria, frequency x3 days.", ["R35.0"]),
        ("The frequency of visits is high.", []),
        ("Febrile neutropenia due to chemotherapy.", ["D70.1"]),
        ("BPH with nocturia.", ["N40.1"]),
        ("Burns, TBSA 10%, of which 3% third degree.", ["T31.10"]),
        ("Newborn with jaundice of prematurity, 36 weeks.", ["P07.39"]),
    ],
)
def test_other_words_make_them_a_condition(code_set: CodeSet, text: str, expected: list[str]) -> None:
    """Frequency is of urine beside dysuria, and of nothing else."""
    lines = [Line(s, frozenset(), ()) for s in read_sentences(text, (Section("other", "", 0, len(text), 0),))]
    assert [f.codes[0][0] for f in beside(text, lines, code_set)] == expected
