"""An added release keeps its official files under their names, and a damaged one is named, never served in part."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.passage import Malformed
from index.release_dates import release_from
from index.release_files import Kind, recognise
from index.stored_release import StoredRelease, read_stored, write_stored
from tests.release_samples import INDEX_XML, ORDER, TABULAR, small_tabular

RELEASE = release_from(dt.date(2026, 10, 1))


@pytest.fixture
def stored(tmp_path: Path) -> StoredRelease:
    files = [recognise(("a.zip", f"x/{TABULAR}"), small_tabular("2027"))]
    return write_stored(tmp_path / "october", RELEASE, files, None)


def test_what_was_written_is_read_back(stored: StoredRelease) -> None:
    """Official name, dates and kind."""
    assert read_stored(stored.folder) == stored
    assert stored.files[Kind.TABULAR].name == TABULAR and stored.release == RELEASE
    codes = stored.codes()
    assert codes is not None and codes.is_billable("E11.22")


def test_new_files_join_the_old_ones_in_a_new_folder(stored: StoredRelease, tmp_path: Path) -> None:
    """The old folder stays as it is; a file of the same kind is replaced."""
    more = [recognise(("i.xml",), INDEX_XML), recognise((TABULAR,), small_tabular("2026"))]
    both = write_stored(tmp_path / "october-2", RELEASE, more, stored)
    assert set(both.files) == {Kind.TABULAR, Kind.INDEX}
    assert b"<version>2026<" in both.files[Kind.TABULAR].read_bytes()
    assert b"<version>2027<" in stored.files[Kind.TABULAR].read_bytes()


def test_a_file_may_not_take_the_place_of_the_record(tmp_path: Path) -> None:
    """An index named release.json is kept under another name."""
    odd = recognise(("release.json",), INDEX_XML)
    kept = write_stored(tmp_path / "r", RELEASE, [odd, recognise(("o.txt",), ORDER.encode())], None)
    assert kept.files[Kind.INDEX].name == "index-release.json" and read_stored(kept.folder) == kept


def test_a_missing_file_or_record_is_named(stored: StoredRelease) -> None:
    """Say which, and to add the release again."""
    stored.files[Kind.TABULAR].unlink()
    with pytest.raises(Malformed, match=r"tabular.*is gone; add the release again"):
        read_stored(stored.folder)
    (stored.folder / "release.json").write_text("{")
    with pytest.raises(Malformed, match=r"release\.json:1: damaged"):
        read_stored(stored.folder)
