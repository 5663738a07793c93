"""The books of a release: index, external causes and tables, its own before one put there by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.books import read_books
from index.code_set import CodeSet
from index.passage import Malformed
from index.release_dates import release_from
from index.release_files import recognise
from index.stored_release import write_stored
from tests.release_samples import DRUGS, EXTERNAL, INDEX_XML, NEOPLASMS, official

APRIL = release_from(dt.date(2026, 4, 1))


def test_the_real_books_of_a_release_answer(tmp_path: Path, code_set: CodeSet) -> None:
    """External causes are paths but no search texts; tables answer where no index path leads to the code."""
    files = [recognise((name,), official(name).read_bytes()) for name in (DRUGS, EXTERNAL, NEOPLASMS)]
    stored = write_stored(tmp_path / "april", APRIL, files, None)
    books = read_books(code_set, [stored], tmp_path)
    assert len(books.paths) > 6_000 and not books.texts
    assert books.best_path("W11.XXXA", "fell off a ladder") is not None
    assert books.best_path("T45.515A", "adverse effect of warfarin") == "Table of Drugs: Warfarin, adverse effect"
    assert books.best_path("C79.51", "breast cancer metastatic to bone") == (
        "Table of Neoplasms: Neoplasm, neoplastic > bone, malignant secondary"
    )
    assert books.best_path("I10", "breast cancer") is None


def test_an_index_put_there_by_hand_serves_every_release(tmp_path: Path, code_set: CodeSet) -> None:
    """XML as well as TSV; a table beside it is left alone, another XML is refused."""
    (tmp_path / "icd10cm-index-April-1-2026.xml").write_bytes(INDEX_XML)
    (tmp_path / "icd10cm-eindex-April-1-2026.xml").write_bytes(official(EXTERNAL).read_bytes())
    books = read_books(code_set, (), tmp_path)
    assert books.paths.to("E11.9") == ("Diabetes, diabetic",)
    assert "Diabetes, diabetic" in {t.text for t in books.texts}
    (tmp_path / "other-index.xml").write_bytes(b"<other/>")
    with pytest.raises(Malformed, match=r"other-index\.xml:1"):
        read_books(code_set, (), tmp_path)


def test_a_release_without_books_has_none(tmp_path: Path, code_set: CodeSet) -> None:
    """No paths, no tables, no texts."""
    books = read_books(code_set, (), tmp_path)
    assert (len(books.paths), books.neoplasms, books.drugs, list(books.texts)) == (0, None, None, [])
    assert books.best_path("I10", "hypertension") is None
