"""One procedure file as CMS or the AMA ships it: its kind, its columns under a preamble and a header of several rows.

Tab or comma, UTF-8 with or without BOM, UTF-16 or Windows-1252, any line ending, the fixed-width HCPCS record.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.code_set import Release
from index.passage import Malformed
from index.procedure_release import Kind, release_of

PRACTITIONER, HOSPITAL, SUPPLIER = "practitioner", "outpatient hospital", "DME supplier"
CODE = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}")
_CDT = re.compile(r"D\d{4}")
_HEAD = 80  # rows in which a header must stand; the AMA's legal preamble runs to some forty lines
_FIXED = re.compile(r"(?: {3}[0-9A-Z]{2}|[A-Z]\d{4})\d{5}[3478].{80}")
_FIXED_CELLS = {
    "HCPC": slice(0, 5), "RECID": slice(10, 11), "LONGDESCRIPTION": slice(11, 91),
    "ADDDT": slice(268, 276), "TERMDT": slice(284, 292),
}  # fmt: skip
_LONG = ("LONG", "LONGDESCRIPTION", "LONGDESCRIPTOR", "LONGULT", "DESCRIPTION", "DESCRIPTOR", "FULLDESCRIPTION")
_SETTINGS = (
    (PRACTITIONER, r"ccipra|practitioner|\bprac\b"),
    (HOSPITAL, r"ccioph|hospital|outpatient|\bopps\b"),
    (SUPPLIER, r"\bdme|supplier"),
)


def is_cdt(code: str) -> bool:
    """Dental codes belong to the ADA: never kept, never shown. A modifier such as DA is none."""
    return _CDT.fullmatch(code) is not None


@dataclass(frozen=True)
class Table:
    """A file recognised. `release` is None where neither name nor preamble states one."""

    path: Path
    kind: Kind
    columns: tuple[str, ...]
    release: Release | None
    complete_until: dt.date | None  # last day on which a code absent from it is known not to exist
    setting: str
    first: int
    delimiter: str  # "" for the fixed-width record
    encoding: str

    def where(self, line: int) -> str:
        return f"{self.path}:{line}"

    def column(self, *names: str) -> int | None:
        return next((self.columns.index(n) for n in names if n in self.columns), None)

    def needed(self, *names: str) -> int:
        """The column, or Malformed when the header has none of these."""
        if (at := self.column(*names)) is None:
            raise Malformed(self.where(1), f"no column {names[0]} in the header")
        return at

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) under the header; blank rows are passed over."""
        for at, (line, cells) in enumerate(_rows(self.path, self.encoding, self.delimiter)):
            if at >= self.first and any(cells):
                yield line, cells


def open_table(path: Path) -> Table:
    """Recognises a file by its header, or by its shape. Raises Malformed naming one of unknown kind."""
    if not (encoding := _encoding(path)):
        raise _unknown(path)
    with path.open(encoding=encoding, errors="replace") as lines:
        top = list(islice(lines, _HEAD))
    if top and _FIXED.match(top[0]):
        return _table(path, Kind.HCPCS, tuple(_FIXED_CELLS), "", 0, "", encoding)
    delimiter = "\t" if any("\t" in line for line in top) else ","
    head = [cells for _, cells in islice(_rows(path, encoding, delimiter), _HEAD)]
    for at in range(len(head)):
        columns = _merged(head, at)
        if kind := _kind_of(columns):
            preamble = " ".join(cell for row in head[:at] for cell in row)
            return _table(path, kind, columns, preamble, at + 1, delimiter, encoding)
    for at, row in enumerate(head):
        if is_ptp(row):
            return _table(path, Kind.PTP, (), "", at, delimiter, encoding)
        if re.search(r"cpt|longult", path.name, re.IGNORECASE) and len(row) == 2 and CODE.fullmatch(row[0]):
            preamble = " ".join(cell for line in head[:at] for cell in line)
            return _table(path, Kind.CPT, ("CPTCODE", "LONG"), preamble, at, delimiter, encoding)
    raise _unknown(path)


def _unknown(path: Path) -> Malformed:
    return Malformed(
        f"{path}:1",
        f"{path.name} is of unknown kind; expected one of: {'; '.join(Kind)}. "
        "Unpack archives, save spreadsheets as CSV, take other files out of the folder",
    )


def is_ptp(row: list[str]) -> bool:
    """True for the shape of an edit: two codes, a flag, a date, a date or '*', 0, 1 or 9."""
    return (
        len(row) >= 6
        and all(CODE.fullmatch(c) for c in row[:2])
        and re.fullmatch(r"\d{8}", row[3]) is not None
        and re.fullmatch(r"\d{8}|\*|", row[4]) is not None
        and row[5] in ("0", "1", "9")
    )


def _table(
    path: Path, kind: Kind, columns: tuple[str, ...], preamble: str, first: int, delimiter: str, encoding: str
) -> Table:
    release, complete = release_of(kind, path.name, preamble)
    about = f"{re.sub('[_-]', ' ', path.name)} {' '.join(columns)}"
    setting = next((s for s, words in _SETTINGS if re.search(words, about, re.IGNORECASE)), "")
    return Table(path, kind, columns, release, complete, setting, first, delimiter, encoding)


def _kind_of(columns: tuple[str, ...]) -> Kind | None:
    names = set(columns)
    first = columns[0] if columns else ""
    if {"COLUMN1", "COLUMN2"} <= names:
        return Kind.PTP
    if any("MUEVALUE" in n for n in names):
        return Kind.MUE
    if first in ("HCPC", "HCPCS", "HCPCSCODE") and "LONGDESCRIPTION" in names:
        return Kind.HCPCS
    if first == "HCPCS" and {"STATUSCODE", "GLOBDAYS"} <= names:
        return Kind.FEE
    return Kind.CPT if "CPTCODE" in names and names & set(_LONG) else None


def long_column(table: Table) -> int:
    """The longest descriptor that a CPT file carries."""
    return table.needed(*_LONG)


def _merged(head: list[list[str]], at: int) -> tuple[str, ...]:
    """Column names at row `at`, with the rows of a split header above it: STATUS over CODE is STATUSCODE."""
    rows = [head[at]]
    for above in reversed(head[max(0, at - 5) : at]):
        if sum(map(bool, above)) < 3:
            break
        rows.insert(0, above)
    width = len(head[at])
    joined = ("".join(r[i] for r in rows if i < len(r)) for i in range(width))
    return tuple(re.sub(r"[^A-Z0-9]", "", name.upper()) for name in joined)


def _encoding(path: Path) -> str:
    """The file is read through once; an archive, a spreadsheet or a PDF has none."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if b"\0" in start or start[:5] == b"%PDF-":
        return ""
    try:
        with path.open(encoding="utf-8-sig") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    tabs = delimiter == "\t"
    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        if not delimiter:
            for number, line in enumerate(lines, 1):
                yield number, [line.rstrip("\r\n")[cut].strip() for cut in _FIXED_CELLS.values()]
            return
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL)
        try:
            for cells in reader:
                yield reader.line_num, [_unquoted(c.strip()) if tabs else c.strip() for c in cells]
        except csv.Error as error:
            raise Malformed(f"{path}:{reader.line_num}", f"not a table ({error})") from None


def _unquoted(cell: str) -> str:
    """A cell of a tab-delimited file, where one quote is a quote and only a whole cell stands between two."""
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if quoted else cell
