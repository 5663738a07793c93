"""Reads the official conversion table: new codes, the year they came, and the codes used before them."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from index.passage import Malformed
from index.patterns import CODE

_CODE_AT = re.compile(rf"({CODE})(?:\s*-\s*({CODE}))?")
_HEAD = "Current code assignment"


@dataclass(frozen=True, slots=True)
class Conversion:
    """One new code. `previous` are the codes reported before it, in the words of the table ("G56.01 and G56.02")."""

    code: str
    effective: dt.date
    previous: tuple[str, ...]
    said: str
    where: str


def read_conversion(path: Path) -> tuple[Conversion, ...]:
    """All rows. Raises Malformed with file:line."""
    rows: list[Conversion] = []
    head = False
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        delimiter = "\t" if "\t" in lines.readline() else ","
        lines.seek(0)
        reader = csv.reader(lines, delimiter=delimiter)
        for cells in reader:
            cells = [" ".join(c.split()) for c in cells]
            if not head:
                head = bool(cells) and cells[0].startswith(_HEAD)
            elif any(cells):
                rows.append(_row(cells, f"{path}:{reader.line_num}"))
    if not head:
        raise Malformed(f"{path}:1", f"no column {_HEAD!r}: not the conversion table, or saved without its header")
    return tuple(rows)


def _row(cells: list[str], where: str) -> Conversion:
    code, effective, said = (*cells, "", "", "")[:3]
    if not re.fullmatch(CODE, code):
        raise Malformed(where, f"{code!r} is no ICD-10-CM code")
    # a code that was only deleted or had none before it says so in words
    previous = tuple(f"{a}-{b}" if b else a for a, b in _CODE_AT.findall(said))
    return Conversion(code, _date(effective, where), previous, said, where)


def _date(text: str, where: str) -> dt.date:
    """'2024' is 1 October 2024; other dates are written out ('April 1, 2023', '4/1/2023')."""
    if re.fullmatch(r"20\d\d", text):
        return dt.date(int(text), 10, 1)
    for form in ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%d-%b-%y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise Malformed(where, f"{text!r} is no date")
