"""Which index is served is one file, replaced in one rename; what was served before is kept for its readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.current import Current, next_index, read_current, remove_unserved, switch
from index.passage import IndexUnavailable


def folder(path: Path, record: str = "release.json") -> Path:
    path.mkdir(parents=True)
    (path / record).touch()
    return path


def test_without_the_file_the_home_itself_is_served(tmp_path: Path) -> None:
    """As before any release was added."""
    assert read_current(tmp_path) == Current(tmp_path)
    assert next_index(tmp_path) == tmp_path / "index-1"


def test_a_switch_names_the_new_index_and_keeps_the_one_before(tmp_path: Path) -> None:
    """Readers of the old one go on; the one before that is removed."""
    (tmp_path / "manifest.json").touch()
    indexes = [folder(tmp_path / f"index-{n}", "manifest.json") for n in (1, 2)]
    april, again = folder(tmp_path / "releases" / "april"), folder(tmp_path / "releases" / "april-2")
    switch(tmp_path, indexes[0], [april])
    remove_unserved(tmp_path)
    assert (tmp_path / "manifest.json").exists() and not indexes[1].exists() and not again.exists()
    folder(indexes[1], "manifest.json"), folder(again)
    switch(tmp_path, indexes[1], [again])
    remove_unserved(tmp_path)
    assert read_current(tmp_path) == Current(indexes[1], (again,), (indexes[0], april))
    assert indexes[0].exists() and april.exists() and not (tmp_path / "manifest.json").exists()


def test_folders_of_the_user_are_never_removed(tmp_path: Path) -> None:
    """Only a folder with our release.json is ours."""
    mine = folder(tmp_path / "releases" / "my-notes", "note.txt")
    left = folder(tmp_path / "releases" / "killed", "release.json.new")
    remove_unserved(tmp_path)
    assert mine.exists() and not left.exists()


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"index": "../x", "releases": [], "before": {"index": ".", "releases": []}}',
     '{"index": ".", "releases": ["../../etc"], "before": {"index": ".", "releases": []}}'],
)  # fmt: skip
def test_a_damaged_file_is_named_and_says_what_to_do(tmp_path: Path, text: str) -> None:
    """Never an empty list of releases, and never a folder outside."""
    (tmp_path / "current.json").write_text(text)
    with pytest.raises(IndexUnavailable, match=r"current\.json is damaged.*add your releases again"):
        read_current(tmp_path)
