"""The index paths that lead to a code."""

from __future__ import annotations

import pytest

from index.alphabetic import IndexEntry, read_index
from index.code_set import CodeSet
from index.index_paths import IndexPaths
from tests.release_samples import ALPHABETIC, EXTERNAL, official


@pytest.fixture(scope="module")
def paths(code_set: CodeSet) -> IndexPaths:
    return IndexPaths(read_index(official(ALPHABETIC)) + read_index(official(EXTERNAL)), code_set)


def test_a_path_to_the_family_leads_to_the_full_code(paths: IndexPaths) -> None:
    """The index prints S52.53-; the code reported has side, encounter and placeholder."""
    assert paths.to("S52.531A") == ("Colles' fracture",)
    assert "Fall, falling > from, off, out of > ladder" in paths.to("W11.XXXA")


def test_the_nearest_code_above_counts(paths: IndexPaths) -> None:
    """A code with paths of its own does not show those of its category."""
    assert all("kidney" in p or "renal" in p for p in paths.to("E11.22"))


def test_the_path_nearest_to_the_words_is_the_best(paths: IndexPaths) -> None:
    """Words of the question choose between paths."""
    assert (
        paths.best("E11.22", "type 2 diabetes with CKD")
        == "Diabetes, diabetic > type 2 > with > chronic kidney disease"
    )


def test_a_code_that_does_not_exist_has_no_path(paths: IndexPaths) -> None:
    """Nor has one that the index does not lead to."""
    assert paths.to("E11.99") == () and paths.best("E11.99", "diabetes") is None
    assert paths.to("T45.515A") == ()


def test_a_manifestation_code_is_shown_in_brackets(code_set: CodeSet) -> None:
    """As the index prints it."""
    entry = IndexEntry(("Amyloidosis", "heart"), "E85.4", "i.xml:1", manifestation="I43")
    assert IndexPaths([entry], code_set).to("E85.4") == ("Amyloidosis > heart [I43]",)
