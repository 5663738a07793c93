"""Which release is in force on a date of service; where official files are found."""

from __future__ import annotations

import datetime as dt
import importlib.resources
import re
from collections.abc import Sequence
from pathlib import Path

from index.code_set import CodeSet, Release
from index.passage import Malformed, NoRelease
from index.tabular import read_tabular

_NAME = re.compile(r"tabular-?_?(April|October)-1-(20\d\d)\.xml$|tabular[-_](20\d\d)\.xml$", re.IGNORECASE)


def packaged_tabular() -> Path:
    """The tabular XML that simple-icd-10-cm carries. Its module is not imported: it loads a global release."""
    folder = importlib.resources.files("simple_icd_10_cm.data")
    for entry in folder.iterdir():
        if entry.name.endswith(".xml"):
            return Path(str(entry))
    raise Malformed("simple_icd_10_cm:1", "the package carries no tabular XML; reinstall simple-icd-10-cm==1.5.0")


def release_of(path: Path) -> Release:
    """The release that an official file name states: 'icd10c-tabular-April-1-2026.xml' runs to 30 September 2026.

    An October release runs to the last day of September after it (a later April release takes precedence from
    1 April). Raises Malformed when the name states no date.
    """
    m = _NAME.search(path.name)
    if not m:
        raise Malformed(
            f"{path}:1", "the file name states no release; keep the official name (…-tabular-April-1-2026.xml)"
        )
    if m[3]:  # FY files: 'icd10cm_tabular_2026.xml' is in force from October of the year before
        year = int(m[3])
        return Release("ICD-10-CM", f"October {year - 1}", dt.date(year - 1, 10, 1), dt.date(year, 9, 30))
    month, year = m[1].title(), int(m[2])
    start = dt.date(year, 4 if month == "April" else 10, 1)
    return Release("ICD-10-CM", f"{month} {year}", start, dt.date(year + (month == "October"), 9, 30))


def releases_in(folder: Path | None) -> tuple[CodeSet, ...]:
    """The packaged release and every tabular XML in `folder` (the user's own), newest first."""
    paths = [packaged_tabular(), *(sorted(folder.glob("*tabular*.xml")) if folder and folder.is_dir() else ())]
    loaded = {r.id: (p, r) for p in paths for r in [release_of(p)]}
    sets = [read_tabular(p, r) for p, r in loaded.values()]
    return tuple(sorted(sets, key=lambda s: s.release.effective, reverse=True))


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
