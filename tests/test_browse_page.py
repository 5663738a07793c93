"""The Codes tab's callbacks over a stand-in index of one or two releases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from index.code_set import CodeSet
from index.releases import in_force
from index.search import CodeHit
from rag.browse_page import CodesPage

DAY = "2026-08-01"


def desk(*releases: CodeSet) -> Any:
    """A desk whose index finds one code by words and has no Alphabetic Index."""
    index = SimpleNamespace(
        releases=releases,
        stored=(),
        code_set=lambda date: in_force(releases, date),
        find_codes=lambda text, k, date: [CodeHit("M25.469", "Effusion, unspecified knee", 9.0)],
        paths_to=lambda code, date: (),
        notice=lambda date: "" if date.year > 2025 else "loaded from an order file",
    )
    return SimpleNamespace(index=index)


@pytest.fixture
def older(code_set: CodeSet) -> CodeSet:
    """The release before: without E11.22, and E11.21 worded differently."""
    codes = {c: e for c, e in code_set.codes.items() if c != "E11.22"}
    codes["E11.21"] = replace(codes["E11.21"], descriptor="Type 2 diabetes with nephropathy")
    codes["E11.2"] = replace(codes["E11.2"], children=("E11.21", "E11.29"))
    release = replace(code_set.release, name="October 2025", effective=dt.date(2025, 10, 1), until=dt.date(2026, 3, 31))
    return CodeSet(release, codes, "older")


def test_words_and_code_starts_are_searched_as_typed(code_set: CodeSet) -> None:
    """The same box takes both."""
    page = CodesPage(desk(code_set))
    assert "M25.469" in page.search("water on the knee", DAY) and "E11.29" in page.search("E11.2", DAY)


def test_a_code_opens_with_tree_and_notes(code_set: CodeSet) -> None:
    """A family written with a dash opens as its category."""
    tree, shown = CodesPage(desk(code_set)).show("N18.-", DAY)
    assert 'href="#code-N17-N19"' in tree and "Chronic kidney disease" in shown


def test_no_code_opens_the_chapters(code_set: CodeSet) -> None:
    """The way back to the top of the tree."""
    tree, shown = CodesPage(desk(code_set)).show("", DAY)
    assert "Chapter 22" in tree and shown == ""


def test_what_changed_is_shown_when_two_releases_are_loaded(code_set: CodeSet, older: CodeSet) -> None:
    """The newer release says what is new and reworded; the older one has nothing before it."""
    page = CodesPage(desk(code_set, older))
    shown = page.show("E11.2", DAY)[1]
    assert "October 2025" in shown and "descriptor revised" in shown and "<b>E11.22</b> new" in shown
    assert "One release is loaded" not in shown
    assert "is not in" in page.show("E11.22", "2026-01-15")[1]
    first = page.show("E11.21", "2025-12-01")[1]
    assert "No release before this one" in first and "loaded from an order file" in first


def test_a_date_without_release_is_no_fault(code_set: CodeSet) -> None:
    """No release in force and a date that is none are said as that."""
    page = CodesPage(desk(code_set))
    assert "No release in force" in page.show("E11", "2031-01-01")[1]
    assert "not a date" in page.search("E11", "soon")
