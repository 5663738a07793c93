"""What is served: the index folder and the added releases, named in `current.json` of CURBSIDE_HOME.

A new index is built in a folder beside the one in use and becomes the served one by one rename of `current.json`. Readers
that have the old one open go on with it: it is kept until the switch after the next. Without the file the index stands in
CURBSIDE_HOME itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.passage import IndexUnavailable

POINTER = "current.json"
INDEX_PARTS = (
    "rows.npz",
    "chroma",
    "docstore.json",
    "manifest.json",
)  # what an index folder consists of; the lock stays
_INDEX = re.compile(r"\.|index-\d+")
_RELEASE = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Current:
    """`index` holds chroma, docstore and manifest; `releases` are folders of added releases; `before` is what it replaced."""

    index: Path
    releases: tuple[Path, ...] = ()
    before: tuple[Path, ...] = ()


def read_current(home: Path) -> Current:
    """What `home` serves. Raises IndexUnavailable when current.json cannot be read."""
    path = home / POINTER
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        before = row["before"]
        index, releases = _folders(home, row)
        old_index, old_releases = _folders(home, before)
    except FileNotFoundError:
        return Current(home)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnavailable(
            f"{path} is damaged ({type(error).__name__}); remove it and add your releases again "
            "(`python -m index.add_release`)"
        ) from None
    return Current(index, releases, (old_index, *old_releases))


def _folders(home: Path, row: Mapping[str, object]) -> tuple[Path, tuple[Path, ...]]:
    index, names = row["index"], row["releases"]
    if not isinstance(index, str) or not isinstance(names, list) or not _INDEX.fullmatch(index):
        raise ValueError(index)
    if not all(isinstance(n, str) and _RELEASE.fullmatch(n) for n in names):
        raise ValueError(names)
    return home if index == "." else home / index, tuple(home / "releases" / n for n in names)


def switch(home: Path, index: Path, releases: Iterable[Path]) -> None:
    """Makes `index` and `releases` the served ones, in one rename; what was served is kept as `before`."""
    now = read_current(home)
    row = {**_names(home, index, releases), "before": _names(home, now.index, now.releases)}
    fresh = home / f"{POINTER}.new"
    with fresh.open("w", encoding="utf-8") as out:
        json.dump(row, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(home / POINTER)


def _names(home: Path, index: Path, releases: Iterable[Path]) -> dict[str, object]:
    return {"index": "." if index == home else index.name, "releases": [r.name for r in releases]}


def next_index(home: Path) -> Path:
    """A folder name not used yet: index-1, index-2, ..."""
    used = [int(p.name[6:]) for p in home.glob("index-*") if p.name[6:].isdigit()]
    return home / f"index-{max(used, default=0) + 1}"


def remove_unserved(home: Path) -> None:
    """Removes index folders and added releases that are neither served nor `before`: leftovers of older or killed runs.

    Folders that Curbside did not make (no release.json) are never touched. Call it under the lock of `home`.
    """
    now = read_current(home)
    kept = {now.index, *now.releases, *now.before}
    for folder in home.glob("index-*"):
        if folder not in kept and _INDEX.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in (home / "releases").glob("*/"):
        if folder not in kept and ((folder / "release.json").exists() or (folder / "release.json.new").exists()):
            shutil.rmtree(folder, ignore_errors=True)
    if home not in kept:
        for part in INDEX_PARTS:
            path = home / part
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
