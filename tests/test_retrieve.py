"""Which row of an entry leads."""

from __future__ import annotations

from index.decision import Branch, parse_cues
from rag.facts import Held
from rag.retrieve import narrowest_first


def held(condition: str, cues: str, words: str) -> Held:
    facts = parse_cues(cues, "here")
    return Held(Branch(condition, facts, "I10", ""), len(facts), frozenset(words.split()), ())


def test_a_row_that_holds_by_all_words_of_the_first_and_by_more_goes_before_it() -> None:
    wide, narrow = held("wide", "dka", "dka"), held("narrow", "dka + pump", "dka pump")
    assert [h.branch.condition for h in narrowest_first([wide, narrow])] == ["narrow", "wide"]


def test_rows_that_hold_by_other_words_stay_in_their_order() -> None:
    first, second = held("first", "dka", "dka"), held("second", "pump + tube", "pump tube")
    assert narrowest_first([first, second]) == (first, second)
