"""Codes and indicators read from the user's own files: CPT descriptors, HCPCS Level II, the fee schedule.

Of the fee schedule only status, global days, bilateral and assistant indicators are read: no value, no payment, no
descriptor.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.code_set import Release
from index.passage import Malformed, Source
from index.procedure_release import Kind, date_of, year_release
from index.procedure_table import CODE, Table, is_cdt, long_column

_LICENCE = {
    Kind.CPT: "licensed to you by the American Medical Association",
    Kind.HCPCS: "CMS",
}
_URL = "https://www.cms.gov/medicare/coding-billing"


@dataclass(frozen=True)
class ProcedureCode:
    """A code or modifier of one release. `added` and `ended` (last day of use) where the file states them."""

    code: str
    descriptor: str
    source: Source
    where: str
    release: Release
    added: dt.date | None = None
    ended: dt.date | None = None

    def exists_on(self, date: dt.date) -> bool | None:
        """None when this release cannot tell."""
        if (self.added and date < self.added) or (self.ended and date > self.ended):
            return False
        if self.release.covers(date) or (self.added and self.added <= date < self.release.effective):
            return True
        return None

    def sentence(self) -> str:
        dates = [f"added {self.added}"] if self.added else []
        dates += [f"ended {self.ended}"] if self.ended else []
        return f"{self.code}: {self.descriptor}" + (f" ({', '.join(dates)})" if dates else "")


@dataclass(frozen=True)
class FeeIndicators:
    """Policy indicators of a line of the physician fee schedule."""

    code: str
    modifier: str
    status: str
    global_days: str
    bilateral: str
    where: str
    assistant: str = ""

    def sentence(self) -> str:
        code = f"{self.code}-{self.modifier}" if self.modifier else self.code
        parts = [f"status {self.status}", f"global days {self.global_days}"]
        parts += [f"bilateral {self.bilateral}"] if self.bilateral else []
        parts += [f"assistant at surgery {self.assistant}"] if self.assistant else []
        return f"{code}: {', '.join(parts)}"


@dataclass(frozen=True)
class Loaded:
    """A file that was read."""

    kind: Kind
    path: str
    rows: int
    setting: str
    release: Release | None
    complete_until: dt.date | None  # last day on which a code absent from it is known not to exist

    def speaks_on(self, date: dt.date) -> bool:
        """True when a code absent from this file does not exist on `date`."""
        return bool(self.release and self.complete_until and self.release.effective <= date <= self.complete_until)


def source_of(table: Table, release: Release | None) -> Source:
    title = f"{table.kind}: {table.path.name}"
    licence = _LICENCE.get(table.kind, "CMS; CPT codes are copyright of the American Medical Association")
    return Source(table.kind.name.lower(), title, str(release or ""), licence, "" if table.kind == Kind.CPT else _URL)


def read_codes(table: Table) -> tuple[dict[str, ProcedureCode], Loaded]:
    """Codes of a CPT or HCPCS file, dental codes dropped. Raises Malformed, also when it states no release."""
    release, complete = table.release, table.complete_until
    if table.kind == Kind.CPT and not release:
        release, complete = _by_descriptor_dates(table)
    if not release:
        raise Malformed(
            table.where(1), "neither the name nor the text states a year; put it in the name, such as cpt_2026.txt"
        )
    source = source_of(table, release)
    found: dict[str, ProcedureCode] = {}
    for line, code, words, continued, added, ended in _cpt(table) if table.kind == Kind.CPT else _hcpcs(table):
        before = found.get(code)
        if continued:
            if not before:
                raise Malformed(table.where(line), f"goes on with {code}, which has no first line")
            found[code] = replace(before, descriptor=f"{before.descriptor} {words}")
        elif before and before.descriptor != words:
            raise Malformed(table.where(line), f"{code} stands twice ({before.where})")
        elif not before:
            found[code] = ProcedureCode(code, words, source, table.where(line), release, added, ended)
    return found, Loaded(table.kind, str(table.path), len(found), "", release, complete)


_Row = tuple[int, str, str, bool, dt.date | None, dt.date | None]


def _cpt(table: Table) -> Iterator[_Row]:
    code_at, long_at = table.needed("CPTCODE"), long_column(table)
    for line, cells in table.rows():
        code, words = (cells[i] if i < len(cells) else "" for i in (code_at, long_at))
        if not CODE.fullmatch(code) or not words:
            raise Malformed(table.where(line), "expected a CPT code and its descriptor with tabs between")
        if not is_cdt(code):
            yield line, code, words, False, None, None


def _by_descriptor_dates(table: Table) -> tuple[Release | None, dt.date | None]:
    """The AMA's file names no year; its newest descriptor took effect in the year of the release."""
    if (at := table.column("CURRENTDESCRIPTOREFFECTIVEDATE")) is None:
        return None, None
    years = [int(c[at][:4]) for _, c in table.rows() if at < len(c) and re.match(r"20\d{6}$", c[at])]
    return year_release(Kind.CPT, max(years)) if years else (None, None)


def _hcpcs(table: Table) -> Iterator[_Row]:
    code_at, long_at = table.needed("HCPC", "HCPCS", "HCPCSCODE"), table.needed("LONGDESCRIPTION")
    record_at = table.column("RECID", "RECORDID")
    added_at, ended_at = table.column("ADDDT", "ADDDATE"), table.column("TERMDT", "TERMDATE")
    for line, cells in table.rows():
        cells += [""] * (len(table.columns) - len(cells))
        code, words = cells[code_at], cells[long_at]
        record = cells[record_at] if record_at is not None else ""
        if not re.fullmatch(r"[A-Z]\d{4}|[0-9A-Z]{2}", code) or not words or record not in ("", "3", "4", "7", "8"):
            raise Malformed(table.where(line), "expected a HCPCS Level II code or modifier and its description")
        try:
            added, ended = (date_of(cells[i]) if i is not None else None for i in (added_at, ended_at))
        except ValueError as error:
            raise Malformed(table.where(line), str(error)) from None
        if not is_cdt(code):
            yield line, code, words, record in ("4", "8"), added, ended


def read_fee(table: Table) -> Iterator[FeeIndicators]:
    """Indicators of one fee schedule file, dental codes dropped. Raises Malformed with file:line."""
    mod_at, status_at, days_at = table.needed("MOD"), table.needed("STATUSCODE"), table.needed("GLOBDAYS")
    both_at, assistant_at = table.column("BILATSURG"), table.column("ASSTSURG")
    for line, cells in table.rows():
        cells += [""] * (len(table.columns) - len(cells))
        code, status, days = cells[0], cells[status_at], cells[days_at]
        days = days.zfill(3) if days in ("0", "10", "90") else days  # a spreadsheet drops leading zeros
        if not CODE.fullmatch(code) or not re.fullmatch(r"[A-Z]", status) or not re.fullmatch(r"\d{3}|[A-Z]{3}", days):
            raise Malformed(table.where(line), "expected a code, its status letter and global days such as 010 or XXX")
        if not is_cdt(code):
            both, assistant = (cells[i] if i is not None else "" for i in (both_at, assistant_at))
            yield FeeIndicators(code, cells[mod_at], status, days, both, table.where(line), assistant)
