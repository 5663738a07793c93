"""Marks that say one fault twice become one."""

from __future__ import annotations

from rag.settled import settle
from rag.types import Mark
from tests.opinions import CITED


def mark(kind: str, code: str, partner: str = "", instead: tuple[str, ...] = ()) -> Mark:
    return Mark(kind, code, "why", (CITED,), (), instead, partner)


def kinds(*marks: Mark) -> list[tuple[str, str]]:
    return [(m.kind, m.code) for m in settle(marks)]


def test_a_combination_code_stands_for_the_conflict_of_its_pair() -> None:
    conflict, combined = (
        mark("excludes1_conflict", "I20.9", "I25.10"),
        mark("combination_code", "I25.10", "I20.9", ("I25.119",)),
    )
    assert kinds(conflict, combined) == [("combination_code", "I25.10")]


def test_a_conflict_stands_where_the_combination_is_a_code_of_the_pair() -> None:
    conflict, combined = (
        mark("excludes1_conflict", "F32.A", "F33.2"),
        mark("combination_code", "F32.A", "F33.2", ("F33.-",)),
    )
    assert kinds(conflict, combined) == [("excludes1_conflict", "F32.A")]


def test_a_disease_in_doubt_explains_no_symptom() -> None:
    assert kinds(mark("uncertain_dx", "K35.80"), mark("symptom_integral", "R11.2", "K35.80")) == [
        ("uncertain_dx", "K35.80")
    ]


def test_a_code_that_goes_asks_for_no_further_code() -> None:
    assert kinds(mark("negated", "E11.9"), mark("missing_additional_code", "E11.9")) == [("negated", "E11.9")]


def test_one_wrong_order_is_said_once() -> None:
    assert kinds(mark("sequencing", "A41.9", "N39.0"), mark("sequencing", "A41.9", "J18.9")) == [
        ("sequencing", "A41.9")
    ]
