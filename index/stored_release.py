"""An added release on disk: official files under their own names, and release.json with kinds, dates and hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.code_set import CodeSet, Release
from index.order_file import read_order_file
from index.passage import Malformed
from index.release_files import Kind, ReleaseFile
from index.tabular import read_tabular

RECORD = "release.json"


@dataclass(frozen=True)
class StoredRelease:
    """A folder under `releases`. `files` and `hashes` (sha256) are by kind; a conversion table has no release dates to heed."""

    folder: Path
    release: Release
    files: Mapping[Kind, Path]
    hashes: Mapping[Kind, str]

    def codes(self) -> CodeSet | None:
        """From the tabular where there is one, else from the order file. Raises Malformed."""
        for kind in (Kind.TABULAR, Kind.ORDER):
            if kind in self.files:
                return read_release_codes(kind, self.files[kind], self.release)
        return None


def read_release_codes(kind: Kind, path: Path, release: Release) -> CodeSet:
    """Raises Malformed."""
    return read_tabular(path, release) if kind == Kind.TABULAR else read_order_file(path, release)


def read_stored(folder: Path) -> StoredRelease:
    """Raises Malformed when the folder is damaged; what is served must be whole."""
    record = folder / RECORD
    try:
        row = json.loads(record.read_text(encoding="utf-8"))
        names = {Kind(kind): folder / Path(name).name for kind, (name, _) in row["files"].items()}
        hashes = {Kind(kind): str(digest) for kind, (_, digest) in row["files"].items()}
        dates = dt.date.fromisoformat(row["effective"]), dt.date.fromisoformat(row["until"])
        release = Release(row["system"], row["name"], *dates)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Malformed(f"{record}:1", f"damaged ({type(error).__name__}); add the release again") from None
    for path in names.values():
        if not path.is_file():
            raise Malformed(f"{path}:1", "the file is gone; add the release again")
    return StoredRelease(folder, release, names, hashes)


def write_stored(
    folder: Path, release: Release, files: Iterable[ReleaseFile], held: StoredRelease | None
) -> StoredRelease:
    """Writes a new folder: what `held` has, replaced kind by kind by `files`; release.json last."""
    fresh = {f.kind: f for f in files}
    folder.mkdir(parents=True)
    (folder / f"{RECORD}.new").touch()  # marks the folder as ours until release.json stands
    rows: dict[str, tuple[str, str]] = {"": (RECORD, "")}  # a file may not take the name of another, nor this one
    for kind, path in (held.files if held else {}).items():
        if kind not in fresh:
            _write(folder / path.name, path.read_bytes())
            rows[kind] = (path.name, held.hashes[kind] if held else "")
    for kind, file in fresh.items():
        name = file.name if all(file.name != n for n, _ in rows.values()) else f"{kind.name.lower()}-{file.name}"
        _write(folder / name, file.data)
        rows[kind] = (name, digest(file.data))
    del rows[""]
    record = {"system": release.system, "name": release.name, "effective": str(release.effective)}
    _write(
        folder / f"{RECORD}.new",
        json.dumps(record | {"until": str(release.until), "files": rows}, indent=1).encode(),
    )
    (folder / f"{RECORD}.new").replace(folder / RECORD)
    return read_stored(folder)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
