"""The code browser as HTML."""

from __future__ import annotations

from index.browse import Line, by_start, chapters, view
from index.changes import Change, Changes
from index.code_set import CodeSet
from rag.browse_html import ONE_RELEASE, code_html, linked, results_html, tree_html, unknown_html


def test_code_numbers_in_a_note_are_links_and_the_rest_is_escaped() -> None:
    """Each code can be opened; markup in a text stays text."""
    assert linked("<b> (N18.1-N18.6)") == (
        '&lt;b&gt; (<a href="#code-N18.1" class="code">N18.1</a>-<a href="#code-N18.6" class="code">N18.6</a>)'
    )


def test_results_say_how_many_and_mark_what_is_billable(code_set: CodeSet) -> None:
    """Lines of a search are links with their standing in words; nothing found is said."""
    page = results_html(by_start(code_set, "E11.2"), "E11.2")
    assert "4 found" in page and 'href="#code-E11.22"' in page and "billable" in page
    assert "No code is found" in results_html((), "zzzz")
    assert "Type words" in results_html((), " ")


def test_what_is_typed_is_never_shown_as_markup() -> None:
    """A search text does not come back into the page."""
    assert "<script" not in results_html((), "<script>")


def test_the_tree_opens_the_path_down_to_the_code(code_set: CodeSet) -> None:
    """From the chapter to the siblings of a leaf, the leaf marked as the current one."""
    page = tree_html(chapters(code_set), view(code_set, "E11.22"))
    places = [page.index(f"#code-{c}") for c in ("Chapter 4", "E08-E13", "E11", "E11.2", "E11.21", "E11.22")]
    assert places == sorted(places)
    assert '<li aria-current="true"><a href="#code-E11.22"' in page
    assert "Chapter 21" in tree_html(chapters(code_set), None)


def test_a_code_shows_its_notes_with_the_code_at_which_each_stands(code_set: CodeSet) -> None:
    """Inherited notes name their place; one loaded release is said to be one."""
    found = view(code_set, "E11.22")
    assert found is not None
    page = code_html(found, ("Diabetes > type 2 > nephropathy",), None)
    assert "Inherited notes" in page and '<small>at <a href="#code-E11"' in page
    assert 'data-copy="E11.22"' in page and "Diabetes &gt; type 2" in page and ONE_RELEASE in page


def test_the_builder_offers_each_full_code(code_set: CodeSet) -> None:
    """A code that needs a seventh character says so and lists the full codes."""
    found = view(code_set, "S00.03")
    assert found is not None
    page = code_html(found, (), None)
    assert "seventh character is required" in page and 'href="#code-S00.03XA"' in page


def test_changes_of_a_code_and_below_are_listed(code_set: CodeSet) -> None:
    """New, revised and replaced codes at or below the code are shown with both wordings."""
    found = view(code_set, "E11.2")
    assert found is not None
    revised = Change("E11.22", "descriptor revised", "old words", "new words", ("E11.21",))
    changed = Changes(code_set.release, code_set.release, (revised,), False)
    page = code_html(found, (), changed)
    assert "old words → new words" in page and 'href="#code-E11.21"' in page
    other = view(code_set, "I10")
    assert other is not None and "Nothing at this code" in code_html(other, (), changed)


def test_an_unknown_code_is_said_with_what_is_near() -> None:
    """A code that does not exist is never shown as one."""
    page = unknown_html("E11.27", [Line("E11.21", "Nephropathy", True)], "ICD-10-CM April 2026")
    assert "is not in ICD-10-CM April 2026" in page and 'href="#code-E11.21"' in page
