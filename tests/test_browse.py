"""The code browser as values, over the packaged release."""

from __future__ import annotations

import time

import pytest

from index.browse import by_start, chapters, line, looks_like_a_code, view
from index.code_set import CodeSet


def test_the_start_of_a_code_is_told_from_words() -> None:
    """Code numbers in any case and with or without dot are codes; words are not."""
    assert all(map(looks_like_a_code, ("E1", "E11", "e11.2", "E112", "S52.501A", "E11.-", "T45.515")))
    assert not any(map(looks_like_a_code, ("E", "flu", "water on the knee", "HTN", "B12 deficiency")))


def test_codes_are_found_by_their_start_in_tabular_order_and_fast(code_set: CodeSet) -> None:
    """A prefix gives its codes, best within a tenth of a second."""
    began = time.perf_counter()
    found = [x.code for x in by_start(code_set, "e11.2")]
    assert time.perf_counter() - began < 0.1
    assert found == ["E11.2", "E11.21", "E11.22", "E11.29"]


def test_a_full_code_with_seventh_character_is_found_without_its_dot(code_set: CodeSet) -> None:
    """What is no entry of the tabular but valid is found."""
    first = by_start(code_set, "t45515d")[0]
    assert first.code == "T45.515D" and first.billable


def test_a_leaf_shows_path_siblings_and_inherited_notes(code_set: CodeSet) -> None:
    """E11.22 stands below E11.2, E11, its block and chapter, and inherits from them."""
    found = view(code_set, "E11.22")
    assert found is not None and found.code.billable
    assert [x.code for x in found.path] == ["Chapter 4", "E08-E13", "E11", "E11.2"]
    assert "E11.29" in [x.code for x in found.beside] and found.children == ()
    assert any("N18" in i.text for i in found.own)
    assert {i.at for i in found.inherited} >= {"E11"} and all(i.at != "E11.22" for i in found.inherited)


def test_a_category_shows_its_children_and_counts_what_is_below(code_set: CodeSet) -> None:
    """A code that is subdivided is not billable and says how many codes stand below it."""
    found = view(code_set, "E11")
    assert found is not None and not found.code.billable and found.below > 40
    assert [x.code for x in found.children][:2] == ["E11.0", "E11.1"]


def test_the_seventh_character_builder_fills_placeholders(code_set: CodeSet) -> None:
    """A short code gets its X before the character, and the full code is billable."""
    found = view(code_set, "T63.001")
    short = view(code_set, "S00.03")
    assert found is not None and [s.full for s in found.sevenths] == ["T63.001A", "T63.001D", "T63.001S"]
    assert short is not None and short.sevenths[0].full == "S00.03XA"
    assert all(code_set.is_billable(s.full) for s in short.sevenths)


def test_a_full_code_keeps_the_builder_and_stands_below_its_stem(code_set: CodeSet) -> None:
    """From one full code another character can be chosen."""
    found = view(code_set, "S52.501A")
    assert found is not None and found.code.billable and found.path[-1].code == "S52.501"
    assert "S52.501B" in [s.full for s in found.sevenths] and "S52.502" in [x.code for x in found.beside]


def test_the_top_of_the_tree_is_the_chapters(code_set: CodeSet) -> None:
    """All chapters in order, none of them billable."""
    top = chapters(code_set)
    assert len(top) == 22 and top[0].code == "Chapter 1" and not any(x.billable for x in top)


def test_an_unknown_code_has_no_view(code_set: CodeSet) -> None:
    """A code that the release lacks gives None, and a line of it raises."""
    assert view(code_set, "E11.27") is None
    with pytest.raises(KeyError):
        line(code_set, "E11.27")
