"""Scorers: each judges a small outcome as its definition says; wrong, abstained and unscorable stay apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from evals.cases import Case, ExpectedMark
from evals.outcome import ABSTENTION, ANSWER, FAILURE, Cited, Outcome
from evals.run import judge
from evals.scorers import (
    abstention,
    citation,
    code_set,
    codes,
    false_certainty,
    findings,
    order,
    section,
    twins,
    valid,
    verdict,
)
from evals.scorers.score import ABSTAINED, RIGHT, UNSCORABLE, WRONG

CASE = Case(
    "probable", "question", ("ch10",), "Probable pneumonia?", "", (), "outpatient", dt.date(2026, 8, 1),
    ("R05.9", "R50.9"), ("Z87.891",), ("J18.9",), ("R05.9", "R50.9"), ("IV.H",), ("settled",), (), None, (), "", False, "", "",
    None, "cases.yaml:1",
)  # fmt: skip
QUOTE = "Do not code a diagnosis documented as uncertain."
CITED = Cited(QUOTE, "IV.H", QUOTE, True)
SAID = Outcome(ANSWER, "settled", assign=("R05.9", "R50.9"), cited=(CITED,))


def test_codes_are_right_when_all_of_must_and_none_of_must_not_is_assigned() -> None:
    assert codes.score(CASE, SAID).state == RIGHT  # type: ignore[union-attr]
    assert codes.score(CASE, replace(SAID, assign=("R05.9",))).state == WRONG  # type: ignore[union-attr]
    assert codes.score(CASE, replace(SAID, assign=("R05.9", "R50.9", "J18.9"))).state == WRONG  # type: ignore[union-attr]


def test_an_abstention_is_not_wrong_and_a_failure_is_unscorable_but_neither_counts_as_right() -> None:
    abstained = codes.score(CASE, Outcome(ABSTENTION, abstain="no rule found"))
    failed = codes.score(CASE, Outcome(FAILURE, reason="boom"))
    assert abstained is not None
    assert failed is not None
    assert (abstained.state, failed.state) == (ABSTAINED, UNSCORABLE)
    assert not abstained.right
    assert not failed.right


def test_accepted_codes_cost_no_precision() -> None:
    exact, precision, recall = code_set.scores(CASE, replace(SAID, assign=("R05.9", "R50.9", "Z87.891")))
    assert (exact.value, precision.value, recall.value) == (1, 1, 1)
    _, precision, _ = code_set.scores(CASE, replace(SAID, assign=("R05.9", "R50.9", "I10", "E11.9")))
    assert precision.value == 0.5


def test_order_counts_places_not_presence() -> None:
    assert order.score(CASE, SAID).right  # type: ignore[union-attr]
    assert not order.score(CASE, replace(SAID, assign=("R50.9", "R05.9"))).right  # type: ignore[union-attr]


def test_a_section_is_met_by_itself_and_by_what_stands_below_it() -> None:
    assert section.opens("I.C.9.a.2", "I.C.9.a")
    assert section.opens("E11.22", "E11")
    assert section.opens("note af-after-ablation", "af-after-ablation")
    assert not section.opens("I.C.9.ab", "I.C.9.a")
    assert not section.score(CASE, replace(SAID, cited=(replace(CITED, locator="II.H"),))).right  # type: ignore[union-attr]


def test_a_citation_whose_quote_does_not_stand_is_false() -> None:
    assert citation.score(SAID).right  # type: ignore[union-attr]
    assert not citation.score(replace(SAID, cited=(replace(CITED, stands=False),))).right  # type: ignore[union-attr]
    unrelated = replace(CITED, statement="Something else entirely stands here.")
    assert citation.precision(replace(SAID, cited=(CITED, unrelated))) == 0.5
    assert citation.recall(replace(SAID, cited=(CITED, unrelated))) == 0.5


def test_gray_answered_as_settled_is_false_certainty_and_an_abstention_is_not() -> None:
    gray = replace(CASE, verdict=("gray",))
    assert false_certainty.score(CASE, SAID) is None
    assert not false_certainty.score(gray, SAID).right  # type: ignore[union-attr]
    assert false_certainty.score(gray, Outcome(ABSTENTION, abstain="no rule found")).right  # type: ignore[union-attr]
    assert not verdict.score(gray, SAID).right  # type: ignore[union-attr]


def test_an_expected_abstention_must_name_its_kind() -> None:
    trap = replace(CASE, abstain=("unknown code",))
    assert abstention.score(trap, Outcome(ABSTENTION, abstain="unknown code")).right
    assert not abstention.score(trap, Outcome(ABSTENTION, abstain="no rule found")).right
    assert not abstention.score(trap, SAID).right
    assert codes.score(trap, SAID) is None


def test_a_code_that_is_not_valid_is_never_right() -> None:
    assert not valid.score(replace(SAID, false_codes=("J18",))).right


def test_twins_are_consistent_only_when_both_are_right() -> None:
    other = replace(CASE, id="other", twin_of="probable")
    assert [(a.id, b.id) for a, b in twins.pairs([CASE, other])] == [("probable", "other")]
    good, bad = judge(CASE, SAID).scores, judge(other, replace(SAID, assign=())).scores
    assert twins.consistent(good, good)
    assert not twins.consistent(good, bad)


def test_findings_match_by_kind_and_code_and_extra_ones_are_false_alarms() -> None:
    note = replace(CASE, marks=(ExpectedMark("negated", "J18.9|J18"),), accept_marks=("sequencing",))
    made = replace(SAID, marks=(("negated", "J18.9"), ("sequencing", "I10"), ("laterality", "M17.11")))
    found = findings.match(note, made)
    assert (len(found.made), len(found.missed), found.extra) == (1, 0, (("laterality", "M17.11"),))
    assert findings.confusion([found]) == {"laterality": (0, 0, 1), "negated": (1, 0, 0)}
    assert findings.score(replace(note, marks=()), SAID).right  # type: ignore[union-attr]
