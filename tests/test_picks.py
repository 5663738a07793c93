"""A model's reply can only pick: what was not offered is dropped and counted."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from index.guidelines import Guidelines
from rag.edits import Tabular
from rag.picks import Picks, read_picks
from rag.prompt import Offer, offer
from rag.types import GRAY, QUERY, SETTLED
from tests.second_readings import OPINION, UNCERTAIN, entries, plain_answer


@pytest.fixture(scope="module")
def offered(guidelines: Guidelines, tabular: Tabular) -> Offer:
    return offer(plain_answer(guidelines, tabular), entries(guidelines))


def read(offered: Offer, **row: Any) -> Picks:
    return read_picks(json.dumps(row), offered)


def place(offered: Offer, id_: str) -> int:
    return 1 + [o.passage.id for o in offered.passages].index(id_)


def line(offered: Offer, id_: str, n: int = 0) -> str:
    return offered.passages[place(offered, id_) - 1].lines[n]


def test_codes_lines_verdict_and_asks_are_picked_in_order(offered: Offer) -> None:
    """What is on offer is taken as picked, in the model's order, once each."""
    quote = {"passage": place(offered, UNCERTAIN), "quote": line(offered, UNCERTAIN)}
    picks = read(offered, assign=["j18.9", "R05.9", "R05.9"], support=[quote, quote], verdict=QUERY, ask=[1, 1])
    assert picks.assign == ("J18.9", "R05.9") and picks.verdict == QUERY
    assert picks.quotes == ((offered.passages[quote["passage"] - 1].passage, quote["quote"]),)
    assert picks.asks == (offered.asks[0],) and picks.dropped == 0


def test_an_invented_code_is_dropped_and_counted(offered: Offer) -> None:
    """A code that is valid but was not offered is as good as one that does not exist."""
    picks = read(offered, assign=["E11.9", "R05.9", "Q99.Z", 7])
    assert picks.assign == ("R05.9",) and picks.dropped == 3
    assert read(offered, assign=["E11.9"]).assign is None


@pytest.mark.parametrize(
    "pick",
    [
        {"passage": 1, "quote": "Always code the probable pneumonia."},
        {"passage": 99, "quote": "x"},
        {"passage": "1", "quote": "x"},
        {"passage": True, "quote": "the"},
        {"passage": 1, "quote": ""},
        {"passage": 1, "quote": "e"},
        {"quote": "x"},
        "a line",
        None,
    ],
)
def test_an_invented_or_vague_quote_is_dropped_and_counted(offered: Offer, pick: Any) -> None:
    """A quote must occur in the passage named, in one line that was offered."""
    picks = read(offered, support=[pick])
    assert picks.quotes == () and picks.dropped == 1 and picks.empty


def test_a_line_of_another_passage_is_no_quote_of_this_one(offered: Offer) -> None:
    """The number and the quote must belong together."""
    picks = read(offered, support=[{"passage": place(offered, OPINION), "quote": line(offered, UNCERTAIN)}])
    assert picks.quotes == () and picks.dropped == 1


def test_a_part_of_a_line_stands_for_the_whole_line(offered: Offer) -> None:
    """Half a sentence could say the opposite, so the whole is shown."""
    whole = line(offered, UNCERTAIN)
    picks = read(offered, support=[{"passage": place(offered, UNCERTAIN), "quote": whole[5:60]}])
    assert [quote for _, quote in picks.quotes] == [whole]


def test_an_unknown_verdict_is_dropped_and_an_opinion_never_settles(offered: Offer) -> None:
    """Only the four; "settled" over a gray draft needs a line above a forum-style note."""
    assert offered.answer.verdict == GRAY
    assert read(offered, verdict="probably fine") == Picks(dropped=1)
    assert read(offered, verdict=["gray"]) == Picks(dropped=1)
    opinion = {"passage": place(offered, OPINION), "quote": line(offered, OPINION)}
    rule = {"passage": place(offered, UNCERTAIN), "quote": line(offered, UNCERTAIN)}
    assert read(offered, verdict=SETTLED, support=[opinion]).verdict == ""
    assert read(offered, verdict=SETTLED, support=[opinion, rule]).verdict == SETTLED


def test_no_code_at_all_is_no_settled_answer(offered: Offer) -> None:
    """Codes may all be dropped where the verdict says why, not where all is said to be settled."""
    rule = {"passage": place(offered, UNCERTAIN), "quote": line(offered, UNCERTAIN)}
    assert read(offered, assign=[], verdict=QUERY).assign == ()
    settled = read(offered, assign=[], verdict=SETTLED, support=[rule])
    assert settled.assign is None and settled.dropped == 1


def test_a_query_keeps_what_is_to_be_asked(offered: Offer) -> None:
    """The asks may be dropped, but not from an answer that is a query."""
    assert read(offered, ask=[]).asks == ()
    assert read(offered, ask=[], verdict=QUERY).asks is None
    picks = read(offered, ask=[0, 99, "1", "Ask for a bonus."])
    assert picks.asks is None and picks.dropped == 4


@pytest.mark.parametrize(
    "reply",
    ["", "I think it is J18.9.", "{", "[1, 2]", '{"codes": ["R05.9"]}', '{"assign": ["R05.9"', "{" * 5000, "null"],
)
def test_junk_picks_nothing(offered: Offer, reply: str) -> None:
    """What holds no JSON object of picks is empty and counts as one."""
    assert read_picks(reply, offered) == Picks(dropped=1)


@pytest.mark.parametrize("junk", ["R05.9", 3, {"R05.9": 1}])
def test_a_part_out_of_form_is_dropped_and_the_rest_is_read(offered: Offer, junk: Any) -> None:
    """One part that is no list does not spoil the others."""
    picks = read(offered, assign=junk, support=junk, ask=junk, verdict=GRAY)
    assert picks == dataclasses.replace(Picks(), verdict=GRAY, dropped=3)


def test_the_picks_are_found_behind_what_a_model_thinks_aloud(offered: Offer) -> None:
    """Words, a fence or another object before the picks are passed over; the last picks count."""
    reply = '<think>{"assign": ["I10"]} or {maybe}</think>\n```json\n{"assign": ["R05.9"]}\n```'
    assert read_picks(reply, offered) == Picks(assign=("R05.9",))
