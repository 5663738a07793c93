"""NCCI edits of the user's own CMS files: procedure-to-procedure pairs and medically unlikely units.

Two million pairs stand in sorted numpy columns, 25 bytes a pair: an edit is found by binary search, and its words are
made when it is asked for.
"""

from __future__ import annotations

import datetime as dt
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.passage import Malformed
from index.procedure_release import date_of
from index.procedure_table import CODE, PRACTITIONER, Table, is_cdt

_MODIFIER = {0: False, 1: True, 9: None}
_WIDTH = 36**5  # codes of five letters and digits, as one number


@dataclass(frozen=True)
class PtpEdit:
    """Column 2 is not reported with column 1 in the time stated; `modifier_allowed` None: indicator 9, not applicable."""

    column1: str
    column2: str
    effective: dt.date
    deleted: dt.date | None
    modifier_allowed: bool | None
    where: str
    rationale: str = ""
    setting: str = ""

    def in_force(self, date: dt.date) -> bool:
        """An edit deleted on the day it took effect never was one."""
        if self.modifier_allowed is None or self.deleted == self.effective:
            return False
        return self.effective <= date and (self.deleted is None or date <= self.deleted)

    def sentence(self) -> str:
        allowed = {True: "modifier allowed (1)", False: "modifier not allowed (0)", None: "modifier not applicable (9)"}
        parts = ["column 1 / column 2", allowed[self.modifier_allowed], f"effective {self.effective}"]
        parts += [f"deleted {self.deleted}"] if self.deleted else []
        parts += [f"rationale: {self.rationale}"] if self.rationale else []
        return f"{self.column1} / {self.column2}: {', '.join(parts)}"


@dataclass(frozen=True)
class Mue:
    """Units a day or a line; `indicator` 1 line edit, 2 date of service: policy, 3 date of service: clinical."""

    code: str
    units: int
    indicator: str
    where: str
    rationale: str = ""
    setting: str = ""

    def sentence(self) -> str:
        means = {"1": "line edit", "2": "date of service edit: policy", "3": "date of service edit: clinical"}
        unit = "unit" if self.units == 1 else "units"
        text = (
            f"{self.code}: medically unlikely above {self.units} {unit}, MAI {self.indicator} ({means[self.indicator]})"
        )
        return f"{text}, rationale: {self.rationale}" if self.rationale else text


@dataclass(frozen=True, eq=False)
class PtpTable:
    """Every pair of every file. `files` and `rationales` are what the columns `file` and `rationale` count in."""

    pair: npt.NDArray[np.int64]
    effective: npt.NDArray[np.int32]
    deleted: npt.NDArray[np.int32]
    line: npt.NDArray[np.int32]
    modifier: npt.NDArray[np.int8]
    file: npt.NDArray[np.int16]
    rationale: npt.NDArray[np.int16]
    files: tuple[tuple[str, str], ...] = ()  # path, setting
    rationales: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.pair)

    def rows(self) -> list[int]:
        """How many edits each file gave."""
        return [int(n) for n in np.bincount(self.file, minlength=len(self.files))] if self.files else []

    def edits(self, column1: str, column2: str) -> Iterator[PtpEdit]:
        """All edits of a pair in this direction, deleted ones too."""
        if not (CODE.fullmatch(column1) and CODE.fullmatch(column2)):
            return
        key = int(column1, 36) * _WIDTH + int(column2, 36)
        first, last = np.searchsorted(self.pair, key, "left"), np.searchsorted(self.pair, key, "right")
        for at in range(int(first), int(last)):
            path, setting = self.files[self.file[at]]
            yield PtpEdit(
                column1,
                column2,
                _date(int(self.effective[at])),
                _date(int(self.deleted[at])) if self.deleted[at] else None,
                _MODIFIER[int(self.modifier[at])],
                f"{path}:{self.line[at]}",
                self.rationales[self.rationale[at]],
                setting,
            )

    def in_force(self, a: str, b: str, date: dt.date, setting: str) -> PtpEdit | None:
        """The edit of two codes in either direction; practitioner edits first where the setting is not stated."""
        found = [e for pair in ((a, b), (b, a)) for e in self.edits(*pair) if e.in_force(date)]
        found = [e for e in found if setting in ("", e.setting) or not e.setting]
        return min(
            found, key=lambda e: (e.setting != (setting or PRACTITIONER), -e.effective.toordinal()), default=None
        )


class _Codes(dict[str, int]):
    """Code -> number; -1 for a dental code. Raises ValueError for what is no code."""

    def __missing__(self, code: str) -> int:
        if not CODE.fullmatch(code):
            raise ValueError(f"'{code}' is no procedure code (a spreadsheet drops leading zeros)")
        self[code] = -1 if is_cdt(code) else int(code, 36)
        return self[code]


class _Dates(dict[str, int]):
    """yyyymmdd -> the same as a number, checked; 0 for none."""

    def __missing__(self, text: str) -> int:
        date = date_of(text)
        self[text] = date.year * 10_000 + date.month * 100 + date.day if date else 0
        return self[text]


class _Rationales(dict[str, int]):
    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


def read_ptp(tables: Sequence[Table]) -> PtpTable:
    """All edits of these files. Raises Malformed with file:line."""
    columns = {name: array(code) for name, code in zip(PtpTable.__annotations__, "qiiibhh", strict=False)}
    rationales = _Rationales()
    for number, table in enumerate(tables):
        _read_pairs(table, number, columns, rationales)
    kinds = {"q": np.int64, "i": np.int32, "b": np.int8, "h": np.int16}
    order = np.argsort(np.frombuffer(columns["pair"], np.int64), kind="stable") if columns["pair"] else slice(0)
    sorted_columns = {n: np.frombuffer(c, kinds[c.typecode])[order] if c else np.empty(0, kinds[c.typecode])
                      for n, c in columns.items()}  # fmt: skip
    files = tuple((str(t.path), t.setting) for t in tables)
    return PtpTable(**sorted_columns, files=files, rationales=tuple(rationales))


def _read_pairs(table: Table, number: int, columns: dict[str, array[Any]], rationales: _Rationales) -> None:
    codes, dates = _Codes(), _Dates()
    pair, effective, deleted, at, modifier, file, rationale = (c.append for c in columns.values())
    data = False
    for line, cells in table.rows():
        if not data and not any(CODE.fullmatch(c) or re.fullmatch(r"\d{8}", c) for c in cells):
            continue  # the header runs over several rows
        data = True
        try:
            one, two, start, end = codes[cells[0]], codes[cells[1]], dates[cells[3]], dates[cells[4]]
            if not start or cells[5] not in ("0", "1", "9") or len(cells) > 7:
                raise ValueError("expected two codes, a flag, two dates, the modifier indicator 0, 1 or 9, a rationale")
        except IndexError:
            raise Malformed(table.where(line), "expected six or seven columns of an edit") from None
        except ValueError as error:
            raise Malformed(table.where(line), str(error)) from None
        if one < 0 or two < 0:
            continue
        pair(one * _WIDTH + two)
        effective(start)
        deleted(end)
        at(line)
        modifier(int(cells[5]))
        file(number)
        rationale(rationales[cells[6] if len(cells) > 6 else ""])


def read_mue(table: Table) -> Iterator[Mue]:
    """Rows of one MUE file; dental codes are dropped. Raises Malformed with file:line."""
    code_at = table.needed("HCPCSCPTCODE", "CPTCODE", "HCPCSCODE", "HCPCS")
    units_at = next(i for i, name in enumerate(table.columns) if "MUEVALUE" in name)
    mai_at = next((i for i, name in enumerate(table.columns) if "ADJUDICATIONINDICATOR" in name or name == "MAI"), None)
    why_at = table.column("MUERATIONALE", "RATIONALE")
    if mai_at is None:
        raise Malformed(table.where(table.first), "no column 'MUE Adjudication Indicator' in the header")
    for line, cells in table.rows():
        cells += [""] * (len(table.columns) - len(cells))
        code, units, mai = cells[code_at], cells[units_at], cells[mai_at][:1]
        if not CODE.fullmatch(code) or not units.isdecimal() or mai not in ("1", "2", "3"):
            raise Malformed(
                table.where(line), "expected a procedure code, units and an adjudication indicator 1, 2 or 3"
            )
        if not is_cdt(code):
            yield Mue(
                code, int(units), mai, table.where(line), cells[why_at] if why_at is not None else "", table.setting
            )


def _date(number: int) -> dt.date:
    return dt.date(number // 10_000, number // 100 % 100, number % 100)
