"""Which release is in force on a date of service; where official files are found."""

from __future__ import annotations

import datetime as dt
import importlib.resources
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.code_set import CodeSet, Release
from index.order_file import without_notes
from index.passage import Malformed, NoRelease, Source
from index.release_dates import stated_release
from index.release_files import Kind
from index.stored_release import StoredRelease
from index.tabular import read_tabular


def packaged_tabular() -> Path:
    """The tabular XML that simple-icd-10-cm carries. Its module is not imported: it loads a global release."""
    folder = importlib.resources.files("simple_icd_10_cm.data")
    for entry in folder.iterdir():
        if entry.name.endswith(".xml"):
            return Path(str(entry))
    raise Malformed("simple_icd_10_cm:1", "the package carries no tabular XML; reinstall simple-icd-10-cm==1.5.0")


def release_of(path: Path) -> Release:
    """The release that an official file name states: 'icd10c-tabular-April-1-2026.xml' runs to 30 September 2026.

    An October release runs to the last day of September after it; `releases_in` ends it before an April release that is
    loaded. Raises Malformed when the name states no date.
    """
    if found := stated_release((path.name,)):
        return found
    raise Malformed(f"{path}:1", "the file name states no release; keep the official name (…-tabular-April-1-2026.xml)")


def releases_in(folder: Path | None, added: Sequence[StoredRelease] = ()) -> tuple[CodeSet, ...]:
    """The packaged release, every tabular XML in `folder` (put there by hand) and those `added`, newest first.

    Of two sources of one release the one added last counts. Raises Malformed with file:line.
    """
    paths = [packaged_tabular(), *(sorted(folder.glob("*tabular*.xml")) if folder and folder.is_dir() else ())]
    sources: dict[str, tuple[Release, Path | StoredRelease]] = {}
    for path in paths:
        release = release_of(path)
        sources[release.id] = (release, path)
    for stored in added:
        if Kind.TABULAR in stored.files or (Kind.ORDER in stored.files and stored.release.id not in sources):
            sources[stored.release.id] = (stored.release, stored)
    ordered = sorted(sources.values(), key=lambda s: s[0].effective)
    sets = []
    for at, (release, source) in enumerate(ordered):
        until = release.until
        if at + 1 < len(ordered):  # the April release ends the one of October
            until = min(until, ordered[at + 1][0].effective - dt.timedelta(1))
        sets.append(_read(replace(release, until=until), source))
    return tuple(reversed(sets))


def _read(release: Release, source: Path | StoredRelease) -> CodeSet:
    if isinstance(source, Path):
        return read_tabular(source, release)
    code_set = replace(source, release=release).codes()
    assert code_set is not None
    return code_set


def newest(releases: Sequence[CodeSet]) -> CodeSet:
    return max(releases, key=lambda s: s.release.effective)


def in_force(releases: Sequence[CodeSet], date: dt.date) -> CodeSet:
    """The newest release that covers `date`. Raises NoRelease naming the newest one loaded."""
    covering = [s for s in releases if s.release.covers(date)]
    if not covering:
        raise NoRelease(
            f"No ICD-10-CM release loaded here is in force on {date}. The newest one loaded is "
            f"{newest(releases).release}. Load the release for that date, or change the date of service."
        )
    return newest(covering)


def default_date(releases: Sequence[CodeSet], today: dt.date) -> dt.date:
    """Today when a release covers it, otherwise the last day of the newest release."""
    if any(s.release.covers(today) for s in releases):
        return today
    last = newest(releases).release
    return last.until if today > last.until else last.effective


def tabular_source(code_set: CodeSet, source: Source) -> Source:
    """`source` (the tabular of sources.toml) as it is for this release: its dates, and "order file" where it was one."""
    title = "ICD-10-CM order file (codes and descriptors, no notes)" if without_notes(code_set) else source.title
    return replace(source, title=title, release=str(code_set.release))
