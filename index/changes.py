"""What changed from one loaded release to the next, and the history of one code."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.code_set import CodeSet, Release
from index.conversion import Conversion, read_conversion
from index.order_file import without_notes
from index.patterns import find_patterns, normalise_code
from index.release_files import Kind
from index.stored_release import StoredRelease

NEW, DELETED, REVISED, NOW_BILLABLE, NOT_BILLABLE = (
    "new",
    "deleted",
    "descriptor revised",
    "billable from now on",
    "no longer billable",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One code, seventh character included. `before` and `after` are descriptors, empty where the code did not exist.

    `related` are the codes before a new one, or the codes that came in place of a deleted one, by the conversion table.
    """

    code: str
    kind: str
    before: str = ""
    after: str = ""
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """All changes between two releases, in code order. `from_order_file` when one of them has no notes to compare."""

    old: Release
    new: Release
    all: tuple[Change, ...]
    from_order_file: bool

    def of(self, kind: str) -> tuple[Change, ...]:
        return tuple(c for c in self.all if c.kind == kind)

    def at(self, code: str) -> tuple[Change, ...]:
        """Changes of the code and of the codes below it."""
        plain = normalise_code(code).replace(".", "")
        return tuple(c for c in self.all if c.code.replace(".", "").startswith(plain))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a code on a date, and where it is said: a release or a line of the conversion table."""

    date: dt.date
    what: str
    source: str


def changes(old: CodeSet, new: CodeSet, conversions: Sequence[Conversion] = ()) -> Changes:
    """Codes that came, went, were renamed, or became or ceased to be billable.

    Accents and spaces do not count: the order file is printed without accents.
    """
    before, after = _every(old), _every(new)
    came = {c.code: c.previous for c in conversions}
    found = []
    for code in sorted({*before, *after}):
        one, two = before.get(code), after.get(code)
        if one is None and two is not None:
            found.append(Change(code, NEW, after=two[0], related=came.get(code, ())))
        elif two is None and one is not None:
            found.append(Change(code, DELETED, before=one[0], related=_in_place_of(code, conversions, after)))
        elif one is not None and two is not None:
            if _folded(one[0]) != _folded(two[0]):
                found.append(Change(code, REVISED, one[0], two[0]))
            if one[1] != two[1]:
                instead = () if two[1] else _in_place_of(code, conversions, after)
                found.append(Change(code, NOW_BILLABLE if two[1] else NOT_BILLABLE, one[0], two[0], instead))
    return Changes(old.release, new.release, tuple(found), without_notes(old) or without_notes(new))


def conversions_of(stored: Iterable[StoredRelease]) -> tuple[Conversion, ...]:
    """The rows of every conversion table loaded, the newest edition of a row once. Raises Malformed."""
    rows: dict[str, Conversion] = {}
    for release in sorted(stored, key=lambda s: s.release.effective):
        if Kind.CONVERSION in release.files:
            rows |= {r.code: r for r in read_conversion(release.files[Kind.CONVERSION])}
    return tuple(rows.values())


def history(code: str, releases: Sequence[CodeSet], conversions: Sequence[Conversion] = ()) -> tuple[Event, ...]:
    """What is known of a code over time, oldest first: when it came, what it replaced, and what loaded releases say."""
    wanted = normalise_code(code)
    events = []
    for row in conversions:
        where = f"conversion table, {row.where.rsplit('/', 1)[-1]}"
        if row.code == wanted:
            events.append(Event(row.effective, f"new; before it {row.said or 'nothing is named'}", where))
        elif _was_before(row, wanted):
            events.append(Event(row.effective, f"in place of it (or of a part of it) {row.code}", where))
    ordered = sorted(releases, key=lambda s: s.release.effective)
    last: tuple[str, bool] | None = None
    for at, code_set in enumerate(ordered):
        entry = code_set.find(wanted)
        state = (entry.descriptor, entry.billable) if entry else None
        if at == 0 or (state is None) != (last is None) or (state and last and _told_apart(state, last)):
            what = f"{state[0]} ({'billable' if state[1] else 'not billable'})" if state else "not a code"
            events.append(Event(code_set.release.effective, what, code_set.release.id))
        last = state
    return tuple(sorted(events, key=lambda e: e.date))


def _told_apart(a: tuple[str, bool], b: tuple[str, bool]) -> bool:
    return a[1] != b[1] or _folded(a[0]) != _folded(b[0])


def _was_before(row: Conversion, code: str) -> bool:
    """True when the table names `code`, alone or within a range, as one used before the new code of `row`."""
    return any(
        code == said or ("-" in said and any(p.matches(code) for p in find_patterns(said))) for said in row.previous
    )


def _in_place_of(
    code: str, conversions: Iterable[Conversion], after: Mapping[str, tuple[str, bool]]
) -> tuple[str, ...]:
    return tuple(r.code for r in conversions if r.code in after and _was_before(r, code))


def _every(code_set: CodeSet) -> dict[str, tuple[str, bool]]:
    """Code, seventh characters written out -> (descriptor, billable)."""
    found = {}
    for code, entry in code_set.codes.items():
        if entry.is_heading:
            continue
        found[code] = (entry.descriptor, entry.billable)
        for char, meaning in (entry.seventh or {}).items():
            found[code_set.with_seventh(code, char)] = (f"{entry.descriptor}, {meaning}", True)
    return found


def _folded(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(plain.split())
