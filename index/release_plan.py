"""What the files of one call would load: grouped by release, every one read in full, and what a release still lacks."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.alphabetic import read_index, read_table
from index.code_set import CodeSet, Release
from index.conversion import read_conversion
from index.passage import Malformed
from index.release_dates import fiscal_year, only_year, release_from, stated_release
from index.release_files import Kind, ReleaseFile
from index.releases import packaged_tabular, release_of
from index.stored_release import StoredRelease, digest, read_release_codes

FULL = 60_000  # billable codes; official releases have more than 70,000
_LACKS = {
    Kind.TABULAR: "no Excludes, code first or other notes, no inclusion terms",
    Kind.INDEX: "index paths are not shown, index wordings are not searched",
    Kind.EXTERNAL: "no index paths to external cause codes",
    Kind.NEOPLASM: "neoplasms are not answered as a table",
    Kind.DRUGS: "poisoning, adverse effect and underdosing are not answered as a table",
}


@dataclass(frozen=True)
class Plan:
    """One release as it would be loaded. `counts` say what each new file holds; `changed` is false when all is there already."""

    release: Release
    files: Mapping[Kind, ReleaseFile]
    counts: Mapping[Kind, str]
    lacks: tuple[str, ...]
    warnings: tuple[str, ...]
    changed: bool


def plan_releases(
    files: Sequence[ReleaseFile],
    stored: Iterable[StoredRelease],
    effective: dt.date | None = None,
    until: dt.date | None = None,
) -> list[Plan]:
    """One plan a release, oldest first.

    Raises Malformed for a file out of form, of no known date, or of a release that has no codes.
    """
    groups: dict[str, tuple[Release, dict[Kind, ReleaseFile]]] = {}
    for file in files:
        if file.kind == Kind.OTHER:
            continue
        release = _release(file, effective, until)
        of_kind = groups.setdefault(release.id, (release, {}))[1]
        if (other := of_kind.get(file.kind)) and other.data != file.data:
            raise Malformed(f"{file.where}:1", f"a second {file.kind} of {release.id}, unlike {other.where}")
        of_kind[file.kind] = file
    held = {s.release.id: s for s in stored}
    plans = [_plan(release, found, held.get(release.id)) for release, found in groups.values()]
    if effective is None:
        plans = [replace(p, warnings=(*_undated(p), *p.warnings)) for p in plans]
    return sorted(plans, key=lambda p: p.release.effective)


def _release(file: ReleaseFile, effective: dt.date | None, until: dt.date | None) -> Release:
    if effective:
        return release_from(effective, until)
    release = stated_release(file.trail)
    if release is None:
        raise Malformed(
            f"{file.where}:1", "the name states no release; keep the official name or say --effective 2026-10-01"
        )
    return release_from(release.effective, until) if until else release


def _plan(release: Release, files: Mapping[Kind, ReleaseFile], held: StoredRelease | None) -> Plan:
    counts, warnings, sets = {}, [], {}
    for kind, file in files.items():
        counts[kind], code_set = _read(file, release)
        if code_set:
            sets[kind] = code_set
        if file.version.isdigit() and int(file.version) != fiscal_year(release.effective):
            warnings.append(
                f"{file.name} says it is of {file.version}, the dates are of {fiscal_year(release.effective)}: check them"
            )
    for kind, code_set in sets.items():
        if (billable := _billable(code_set)[1]) < FULL:
            warnings.append(f"the {kind} has only {billable:,} billable codes; a whole release has more than 70,000")
    if len(sets) == 2 and (apart := _codes_apart(sets[Kind.TABULAR], sets[Kind.ORDER])):
        warnings.append(f"Tabular List and order file differ in {apart} codes: are they of one release?")
    have = {*files, *(held.files if held else ())}
    packaged = release_of(packaged_tabular()).id == release.id
    if packaged:
        have.add(Kind.TABULAR)
    if not have & {Kind.TABULAR, Kind.ORDER} and set(files) != {Kind.CONVERSION}:
        some = next(iter(files.values()))
        raise Malformed(
            f"{some.where}:1",
            f"{release} has no codes yet: add its Tabular List XML or its order file (together with this file or "
            "before it), or say with --effective to which release it belongs",
        )
    lacks = () if set(files) == {Kind.CONVERSION} else tuple(f"no {k}: {t}" for k, t in _LACKS.items() if k not in have)
    same = held is not None and all(held.hashes.get(k) == digest(f.data) for k, f in files.items())
    changed = not (same and held and held.release == release)
    return Plan(release, files, counts, lacks, tuple(warnings), changed)


def _undated(plan: Plan) -> Iterator[str]:
    names = [f.name for k, f in plan.files.items() if k != Kind.CONVERSION and only_year(f.trail)]
    if names:
        spring = plan.release.effective.year + 1
        yield (
            f"{names[0]} states a year but no month: taken as the {plan.release.name} release; if it is the update of "
            f"April, say --effective {spring}-04-01"
        )


def _read(file: ReleaseFile, release: Release) -> tuple[str, CodeSet | None]:
    """Reads a file in full. Raises Malformed with the names under which the user knows it, and the line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        path.write_bytes(file.data)
        try:
            if file.kind in (Kind.TABULAR, Kind.ORDER):
                code_set = read_release_codes(file.kind, path, release)
                every, billable = _billable(code_set)
                return f"{every:,} codes, {billable:,} billable", code_set
            if file.kind in (Kind.NEOPLASM, Kind.DRUGS):
                return f"{len(read_table(path)):,} rows", None
            if file.kind == Kind.CONVERSION:
                return f"{len(read_conversion(path)):,} new codes with the codes before them", None
            return f"{len(read_index(path)):,} entries", None
        except Malformed as fault:
            raise Malformed(fault.where.replace(str(path), file.where), fault.what) from None


def _billable(code_set: CodeSet) -> tuple[int, int]:
    """(codes, billable ones), seventh characters counted out."""
    every = billable = 0
    for code in code_set.codes.values():
        if not code.is_heading:
            sevenths = len(code.seventh or ())
            every += 1 + sevenths
            billable += sevenths or code.billable
    return every, billable


def _codes_apart(a: CodeSet, b: CodeSet) -> int:
    one, two = ({c for c, e in s.codes.items() if not e.is_heading and not e.children} for s in (a, b))
    return sum(b.find(c) is None for c in one) + sum(a.find(c) is None for c in two)
