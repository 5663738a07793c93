"""Marks by the tabular alone: what is invalid, what conflicts, what goes first."""

from __future__ import annotations

import pytest

from index.search import Index
from rag.authority import Authority
from rag.edits import Tabular
from rag.marks import code_marks, is_procedure


def marks(index: Index, tabular: Tabular, *codes: str) -> list[tuple[str, str, str]]:
    return [(m.kind, m.code, m.partner) for m in code_marks(index, tabular, Authority(index, tabular), codes)]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("E11.222",), ("invalid_code", "E11.222", "")),
        (("S52.501Z",), ("seventh_character", "S52.501Z", "")),
        (("S52.501",), ("seventh_character", "S52.501", "")),
        (("I50",), ("not_billable", "I50", "")),
        (("I10", "I10"), ("duplicate", "I10", "")),
        (("N18.32", "I12.9"), ("sequencing", "I12.9", "N18.32")),
        (("F02.80", "G30.1"), ("manifestation_as_principal", "F02.80", "G30.1")),
        (("R65.20",), ("missing_code_first", "R65.20", "")),
        (("R05.9", "J18.9"), ("symptom_integral", "R05.9", "J18.9")),
    ],
)
def test_each_fault_has_its_kind(
    index: Index, tabular: Tabular, codes: tuple[str, ...], expected: tuple[str, str, str]
) -> None:
    assert expected in marks(index, tabular, *codes)


@pytest.mark.parametrize(
    "codes",
    [("I12.9", "N18.32"), ("G30.1", "F02.80"), ("A41.51", "R65.20"), ("E11.22", "N18.32", "Z79.4"), ("J18.9", "R07.9")],
)
def test_right_pairs_earn_no_mark_on_their_order(index: Index, tabular: Tabular, codes: tuple[str, ...]) -> None:
    assert not [m for m in marks(index, tabular, *codes) if m[0] != "symptom_integral"]


def test_procedure_numbers_are_told_from_diagnoses() -> None:
    assert [is_procedure(c) for c in ("99213-25", "G0121", "E11.22", "I10", "17110")] == [
        True,
        True,
        False,
        False,
        True,
    ]
