"""Rows that can hold at all are told by the words that their facts begin with; none that holds is missed."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from index.decision import Branch, parse_cues
from index.guidelines import Guidelines
from index.terms import Terms
from rag.beginnings import Beginnings
from rag.facts import Facts, Keys
from rag.question import read_question
from rag.types import Question
from tests.conftest import DATE

CHAPTER = "I.C.10."


def row(cues: str) -> Branch:
    return Branch("x", parse_cues(cues, "here"), "y", "")


def possible(rows: list[Branch], text: str) -> list[int]:
    return Beginnings(rows).possible(Facts(Question(text, DATE, "outpatient", expanded=text)))


@pytest.mark.parametrize(
    ("cues", "text", "expected"),
    [
        ("sepsis + newborn", "a newborn with sepsis", True),
        ("sepsis + newborn", "sepsis of an adult", True),  # one fact short: shown as open
        ("sepsis + newborn", "a fracture", False),
        ("sepsis + newborn + group b", "sepsis of an adult", False),  # two facts short
        ("frozen wart", "frozen shoulder", True),  # begins alike; whether it holds is looked up then
        ("cryo* + wart*", "cryosurgery of two warts", True),
        ("setting: inpatient + sepsis", "a fracture", True),  # settings are not told by words
        ("sepsis + unless newborn", "sepsis of a newborn", True),  # an unless only bars
    ],
)
def test_a_row_is_possible_when_at_most_one_fact_begins_with_no_word_said(cues: str, text: str, expected: bool) -> None:
    """Whole words, beginnings with an asterisk, and facts that words do not tell."""
    assert possible([row(cues)], text) == ([0] if expected else [])


def test_places_are_those_of_the_rows_given() -> None:
    """In their order, whatever facts they share."""
    rows = [row("sepsis + newborn"), row("fracture + open"), row("sepsis + shock")]
    assert possible(rows, "sepsis with shock in a newborn") == [0, 2]


def test_no_row_that_a_question_meets_is_missed(guidelines: Guidelines, code_set: CodeSet, terms: Terms) -> None:
    """All rows, asked with all examples of one chapter: what `check` finds, held or one fact short, is possible."""
    rows = [b for e in guidelines.entries() for b in e.branches if b.cues]
    beginnings, keys = Beginnings(rows), Keys({}, {})
    asked = [x for x in guidelines.examples if x.rule.startswith(CHAPTER)]
    assert len(asked) > 100
    for example in asked:
        question = read_question(
            example.question, setting=example.setting, date_of_service=DATE, code_set=code_set, terms=terms
        )
        facts = Facts(question, keys)
        checked = [(n, facts.check(b)) for n, b in enumerate(rows)]
        met = {n for n, held in checked if held.met and len(held.failed) <= 1}
        assert met <= set(beginnings.possible(facts)), example.where
