"""What changed between two releases, on the real ones of April 2025 and April 2026."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest

from index.changes import DELETED, NEW, NOT_BILLABLE, NOW_BILLABLE, REVISED, Changes, changes, history
from index.code_set import Code, CodeSet, Release
from index.conversion import Conversion, read_conversion
from index.order_file import read_order_file
from tests.release_samples import CONVERSION, ORDER_ZIP, official


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> CodeSet:
    path = tmp_path_factory.mktemp("order") / "order.txt"
    with zipfile.ZipFile(official(ORDER_ZIP)) as archive:
        path.write_bytes(archive.read("Code Descriptions/icd10cm_order_2025.txt"))
    return read_order_file(path, Release("ICD-10-CM", "April 2025", dt.date(2025, 4, 1), dt.date(2025, 9, 30)))


@pytest.fixture(scope="module")
def found(old: CodeSet, code_set: CodeSet) -> Changes:
    return changes(old, code_set)


def small(day: str, *codes: Code) -> CodeSet:
    first = dt.date.fromisoformat(day)
    return CodeSet(Release("ICD-10-CM", day, first, first), {c.code: c for c in codes}, "")


def test_codes_that_can_no_longer_be_reported_are_found(found: Changes) -> None:
    """Between the two real releases 28: those gone, and those that became headers."""
    assert len(found.of(DELETED)) + len(found.of(NOT_BILLABLE)) == 28
    assert found.from_order_file


def test_new_and_revised_codes_carry_their_descriptors(found: Changes) -> None:
    """A descriptor printed without accents in the order file is no revision."""
    new = {c.code: c.after for c in found.of(NEW)}
    assert new["C50.A0"] == "Malignant inflammatory neoplasm of unspecified breast"
    revised = {c.code: (c.before, c.after) for c in found.of(REVISED)}
    assert revised["M21.159"][0] + " hip" == revised["M21.159"][1]
    assert "C84.10" not in revised


def test_a_code_with_seventh_characters_is_compared_with_them(found: Changes) -> None:
    """S30.1 was subdivided: S30.1XXA is gone, S30.11XA is new."""
    assert {c.code for c in found.at("S30.1") if c.kind == DELETED} >= {"S30.1XXA", "S30.1XXD", "S30.1XXS"}


def test_replacements_come_from_the_conversion_table() -> None:
    """A deleted code and one that became a header name what came in place; a new code what was before it."""
    before = small("2025-04-01", Code("B37.3", "Candidiasis of vulva", None), Code("H02.103", "Lid", None))
    after = small("2026-04-01", Code("B37.3", "Candidiasis of vulva", None, ("B37.31",)), Code("B37.31", "Acute", "B37.3"),
                  Code("H02.15", "Lid, new", None))  # fmt: skip
    day = dt.date(2025, 10, 1)
    rows = (Conversion("B37.31", day, ("B37.3",), "B37.3", "c.csv:4"),
            Conversion("H02.15", day, ("H02.101-H02.106",), "H02.101-H02.106", "c.csv:5"))  # fmt: skip
    told = {c.code: (c.kind, c.related) for c in changes(before, after, rows).all}
    assert told["B37.3"] == (NOT_BILLABLE, ("B37.31",))
    assert told["H02.103"] == (DELETED, ("H02.15",))
    assert told["B37.31"] == (NEW, ("B37.3",))
    assert [c.kind for c in changes(after, before).at("B37.3")] == [NOW_BILLABLE, DELETED]


def test_the_history_of_a_code_names_its_sources(old: CodeSet, code_set: CodeSet) -> None:
    """When it came, what was before it, and what a loaded release says of it; oldest first."""
    rows = read_conversion(official(CONVERSION))
    events = history("E88.82", [code_set, old], rows)
    assert [(e.date.year, e.what) for e in events] == [
        (2024, "new; before it E88.89"),
        (2025, "Obesity due to disruption of MC4R pathway (billable)"),
    ]
    assert events[0].source.startswith("conversion table, conversion_table_fy25.csv:")
    assert [e.what for e in history("C50.A0", [code_set, old])] == [
        "not a code",
        "Malignant inflammatory neoplasm of unspecified breast (billable)",
    ]
