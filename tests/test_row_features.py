"""Rows that may answer a question, and what is read of each."""

from __future__ import annotations

import numpy as np
import pytest

from index.examples import Example
from index.official import Rule
from index.search import Index
from index.shipped import key
from rag.answer import Advisor
from rag.question import read_question
from rag.row_features import FEATURES, MOST, TOPICS, Candidates, polarity, topics
from tests.conftest import DATE


def candidates(advisor: Advisor, text: str, setting: str = "outpatient", without: int = -1) -> Candidates:
    index = advisor.index
    question = read_question(
        text, setting=setting, date_of_service=DATE, code_set=index.code_set(DATE), terms=index.terms, follow_text=False
    )
    return advisor.candidates(question, without)


def feature(found: Candidates, name: str, row: int) -> float:
    """The value that a feature has for a row, by its place among all rows."""
    return float(found.features[found.rows.index(row), FEATURES.index(name)])


def place(index: Index, rule: str, words: str) -> int:
    """The place of the row of a rule whose condition has these words."""
    return next(n for n, (e, b) in enumerate(index.rows.rows) if e.passage.id == rule and words in b.condition)


@pytest.fixture(scope="module")
def sample(index: Index) -> list[tuple[int, Example]]:
    """Some twenty examples with their places, spread over all rules in force."""
    in_force = {i for i, e in index.entries.items() if not isinstance(e, Rule) or e.in_force(DATE)}
    return [(n, x) for n, x in enumerate(index.rows.examples) if key(x.question) % 480 == 0 and x.rule in in_force]


def test_each_candidate_has_a_standing_and_a_number_for_every_feature(advisor: Advisor) -> None:
    """(n, features), finite, each row once, no more rows than are looked at in full."""
    found = candidates(advisor, "hypertension and heart failure, not linked. I10 and I50.9?")
    assert found.features.shape == (len(found.rows), len(FEATURES)) and np.isfinite(found.features).all()
    assert len(set(found.rows)) == len(found.rows) == len(found.standings) <= MOST
    assert len(set(FEATURES)) == len(FEATURES)


def test_an_example_finds_its_row_unless_it_is_told_not_to_help(
    advisor: Advisor, sample: list[tuple[int, Example]]
) -> None:
    """Asked itself it is as near as can be; left out, only its fellow examples speak for the row."""
    for n, example in sample:
        row = advisor.index.rows.example_rows[n]
        found = candidates(advisor, example.question, example.setting)
        assert row in found.rows, example.where
        assert feature(found, "example", row) > 0.97, example.where
        left_out = candidates(advisor, example.question, example.setting, without=n)
        if row in left_out.rows:
            assert feature(left_out, "example", row) < feature(found, "example", row), example.where


def test_a_row_with_all_facts_said_is_a_candidate_that_holds(advisor: Advisor) -> None:
    """Whatever the vectors say of it."""
    row = place(advisor.index, "I.C.9.a", "heart failure")
    found = candidates(advisor, "hypertension and heart failure are both on the list, not linked")
    assert found.standings[found.rows.index(row)].holds
    assert feature(found, "holds", row) == 1 and feature(found, "one short", row) == 0


def test_rows_of_rules_for_stays_are_no_candidates_of_an_office_visit(advisor: Advisor) -> None:
    """Only entries in force for the kind of encounter."""
    rows = advisor.index.rows.rows

    def found(setting: str) -> set[str]:
        asked = candidates(advisor, "two diagnoses equally meet the definition of principal diagnosis", setting)
        return {rows[n][0].passage.id for n in asked.rows}

    assert "II.C" in found("inpatient") and "II.C" not in found("outpatient")


def test_codes_named_speak_for_rows_that_assign_them_and_against_rows_that_bar_them(advisor: Advisor) -> None:
    """I11.0 is assigned by the row on heart failure, which bars I10."""
    row = place(advisor.index, "I.C.9.a", "heart failure")
    text = "hypertension and heart failure are both on the list, "
    assert feature(candidates(advisor, text + "I11.0?"), "named", row) == 1
    assert feature(candidates(advisor, text + "which code?"), "named", row) == 0
    _, branch = advisor.index.rows.rows[row]
    if any(i.pattern and i.pattern.matches("I10") for i in branch.excluded):
        assert feature(candidates(advisor, text + "I10?"), "named against", row) == 1


def test_a_stem_is_affirmed_where_it_stands_once_without_a_denial() -> None:
    """Denied only where every mention is denied."""
    assert polarity("no fever, but cough") == {"fever": False, "but": True, "cough": True}
    assert polarity("fever at night, no fever now")["fever"]


def test_topics_are_told_by_whole_words() -> None:
    """Each topic by a sentence that speaks of it alone, and none by one of no topic."""
    names = list(TOPICS)

    def spoken(text: str) -> list[str]:
        return [n for n, said in zip(names, topics(text), strict=True) if said]

    assert spoken("the chart is silent on it") == ["silence"]
    assert spoken("probable pneumonia") == ["hedge"]
    assert spoken("the insurance denied it") == ["payer"]
    assert spoken("seen in the clinic") == ["visit"]
    assert spoken("a fracture of the wrist") == []
