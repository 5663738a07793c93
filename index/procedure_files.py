"""The user's own procedure files as one value: CPT, HCPCS, NCCI and fee schedule indicators, with what is missing named.

The folder is `procedures` in CURBSIDE_HOME; files keep their official names and may stand in subfolders. None is
shipped. What no loaded file can tell is answered None or empty, never guessed; dental (CDT) codes are never kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.ncci import Mue, PtpEdit, PtpTable, read_mue, read_ptp
from index.passage import Malformed, Passage, Source, Tier
from index.procedure_codes import FeeIndicators, Loaded, ProcedureCode, read_codes, read_fee, source_of
from index.procedure_release import SYSTEM, Kind
from index.procedure_table import HOSPITAL, PRACTITIONER, SUPPLIER, Table, is_cdt, open_table

_DELETED = ("D", "F")  # status of a fee schedule line whose code is no longer reported


@dataclass(frozen=True, eq=False)
class ProcedureFiles:
    """What the folder holds. `missing` names each kind that it does not hold."""

    descriptors: Mapping[str, tuple[ProcedureCode, ...]]  # newest release first
    ptp: PtpTable
    mue: Mapping[tuple[str, str], Mue]  # code, setting
    fee: Mapping[tuple[str, str], FeeIndicators]  # code, modifier
    missing: tuple[str, ...]
    loaded: tuple[Loaded, ...]
    sources: Mapping[str, Source]  # by path

    def exists(self, code: str, date: dt.date) -> bool | None:
        """Whether a code or modifier may be reported on `date`; None when no loaded file can tell."""
        code = code.upper()
        records = self.descriptors.get(code, ())
        for file in self._files(_system(code), date):
            record = next((r for r in records if r.release == file.release), None)
            if record:
                return record.exists_on(date)
            if file.speaks_on(date):
                return False
        told = [said for r in records if (said := r.exists_on(date)) is not None]
        if told:
            return told[0]
        line = self.fee.get((code, ""))
        listed = line is not None and line.status not in _DELETED and bool(self._files(Kind.FEE, date))
        return True if listed else None

    def descriptor(self, code: str) -> str:
        """The newest descriptor loaded; empty when there is none."""
        records = self.descriptors.get(code.upper())
        return records[0].descriptor if records else ""

    def edit(self, a: str, b: str, date: dt.date, setting: str = "") -> PtpEdit | None:
        """The NCCI edit of two codes, in either direction, in force on `date`."""
        return self.ptp.in_force(a.upper(), b.upper(), date, setting)

    def units(self, code: str, setting: str = "") -> Mue | None:
        """The MUE of a code; the practitioner's where the setting is not stated."""
        wanted = (setting, "") if setting else (PRACTITIONER, "", HOSPITAL, SUPPLIER)
        return next((m for s in wanted if (m := self.mue.get((code.upper(), s)))), None)

    def global_days(self, code: str) -> str:
        """000, 010, 090, MMM, XXX, YYY or ZZZ; empty when not loaded."""
        line = self.fee.get((code.upper(), ""))
        return line.global_days if line else ""

    def code_passage(self, code: str) -> Passage | None:
        records = self.descriptors.get(code.upper())
        return self._passage(records[0].sentence(), records[0].where, "", records[0].code) if records else None

    def edit_passage(self, edit: PtpEdit) -> Passage:
        return self._passage(edit.sentence(), edit.where, edit.setting, edit.column1, edit.column2)

    def units_passage(self, mue: Mue) -> Passage:
        return self._passage(mue.sentence(), mue.where, mue.setting, mue.code)

    def fee_passage(self, code: str, modifier: str = "") -> Passage | None:
        line = self.fee.get((code.upper(), modifier))
        return self._passage(line.sentence(), line.where, "", line.code) if line else None

    def _passage(self, text: str, where: str, setting: str, *codes: str) -> Passage:
        path, line = where.rsplit(":", 1)
        source = self.sources[path]
        locator = f"{SYSTEM[Kind[source.id.upper()]]} {'/'.join(codes)}"
        heading = f"{setting}, {Path(path).name}:{line}" if setting else f"{Path(path).name}:{line}"
        return Passage(f"{source.id}:{'/'.join(codes)}:{line}", source, locator, heading, text, Tier.POLICY, codes)

    def _files(self, kind: Kind | None, date: dt.date) -> list[Loaded]:
        """Files of a kind whose release covers `date`, newest first."""
        return [f for f in self.loaded if f.kind == kind and f.release and f.release.covers(date)]


def read_procedure_files(folder: Path | None = None) -> ProcedureFiles:
    """Reads the folder whole; one that is not there holds nothing. Raises Malformed with file:line for any other file."""
    if folder is None:
        from index.build import home  # here, so that reading files loads no engine

        folder = home() / "procedures"
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    tables = [open_table(path) for path in paths]
    tables.sort(key=lambda t: t.release.effective if t.release else dt.date.min)
    by_kind = {kind: [t for t in tables if t.kind == kind] for kind in Kind}
    codes = [read_codes(t) for t in by_kind[Kind.CPT] + by_kind[Kind.HCPCS]]
    descriptors: dict[str, tuple[ProcedureCode, ...]] = {}
    for found, _ in codes:
        for code, record in found.items():
            descriptors[code] = (record, *descriptors.get(code, ()))
    mue, mue_rows = _keyed(by_kind[Kind.MUE], read_mue, lambda m: (m.code, m.setting))
    fee, fee_rows = _keyed(by_kind[Kind.FEE], read_fee, lambda f: (f.code, f.modifier))
    ptp = read_ptp(by_kind[Kind.PTP])
    counted = zip(
        by_kind[Kind.PTP] + by_kind[Kind.MUE] + by_kind[Kind.FEE], [*ptp.rows(), *mue_rows, *fee_rows], strict=True
    )
    loaded = [file for _, file in codes]
    loaded += [Loaded(t.kind, str(t.path), n, t.setting, t.release, t.complete_until) for t, n in counted]
    loaded.sort(key=lambda f: f.release.effective if f.release else dt.date.min, reverse=True)
    releases = {f.path: f.release for f in loaded}
    sources = {str(t.path): source_of(t, releases[str(t.path)]) for t in tables}
    missing = tuple(str(kind) for kind in Kind if not by_kind[kind])
    return ProcedureFiles(descriptors, ptp, mue, fee, missing, tuple(loaded), sources)


_Line = TypeVar("_Line", Mue, FeeIndicators)


def _keyed(
    tables: Sequence[Table], read: Callable[[Table], Iterator[_Line]], key: Callable[[_Line], tuple[str, str]]
) -> tuple[dict[tuple[str, str], _Line], list[int]]:
    """Lines by key, a later release over an earlier one; and how many lines each file gave."""
    merged: dict[tuple[str, str], _Line] = {}
    counts = []
    for table in tables:
        found: dict[tuple[str, str], _Line] = {}
        for line in read(table):
            before = found.setdefault(key(line), line)
            if before.sentence() != line.sentence():
                raise Malformed(line.where, f"{line.code} stands twice ({before.where})")
        merged |= found
        counts.append(len(found))
    return merged, counts


def _system(code: str) -> Kind | None:
    """The kind of file that lists a code. None for CPT modifiers: no file of the five lists them."""
    if is_cdt(code):
        return None
    if re.fullmatch(r"[A-Z]\d{4}|[A-Z][0-9A-Z]", code):
        return Kind.HCPCS
    return Kind.CPT if re.fullmatch(r"\d{4}[0-9A-Z]", code) else None
