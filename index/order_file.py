"""Reads the CMS order file (icd10cm_order_2026.txt) into a CodeSet: codes, billable or not, long descriptions.

Fixed width: 1-5 order number, 7-13 code without dot, 15 one for billable, 17-76 short and 78- long description. It has no
chapters, no blocks and no notes, so a release known by it alone says nothing of Excludes, code first or index paths.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.code_set import Code, CodeSet, Release
from index.passage import Malformed
from index.patterns import normalise_code

LINE = re.compile(r"(\d{5}) ([A-Z]\d[0-9A-Z]{1,5}) +([01]) (.{60}) (.*\S)\s*")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line: the code with its dot, whether it is valid for reporting, its long description, its line number."""

    code: str
    billable: bool
    long: str
    line: int


def read_order_file(path: Path, release: Release) -> CodeSet:
    """All codes; seventh characters are folded into the code they extend, as in the tabular.

    Raises Malformed with file:line for a line out of form, a code out of order or twice, or a file cut off.
    """
    lines = {line.code: line for line in order_lines(path)}
    parents = {code: _parent(code, lines) for code in lines}
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        if parent:
            children.setdefault(parent, []).append(code)
    sevenths = {code: s for code, below in children.items() if (s := _sevenths(lines[code], below, lines))}
    codes = {}
    for code, line in lines.items():
        parent = parents[code]
        if parent in sevenths:
            continue
        below = () if code in sevenths else tuple(children.get(code, ()))
        if line.billable == (bool(below) or code in sevenths):
            said = "valid for reporting though codes stand below it" if line.billable else "a header with no code below"
            raise Malformed(f"{path}:{line.line}", f"{code} is {said}; the file may be cut off, fetch it again")
        codes[code] = Code(code, line.long, parent, below, seventh=sevenths.get(code))
    return CodeSet(release, codes, hashlib.sha256(path.read_bytes()).hexdigest())


def order_lines(path: Path) -> Iterator[OrderLine]:
    """Every line in order. Raises Malformed with file:line."""
    seen: set[str] = set()
    with path.open(encoding="utf-8", errors="replace") as rows:
        for number, row in enumerate(rows, 1):
            if not row.strip():
                continue
            m = LINE.fullmatch(row.rstrip("\n"))
            where = f"{path}:{number}"
            if not m:
                raise Malformed(where, "not a line of an order file (number, code, 0 or 1, short and long description)")
            if int(m[1]) != len(seen) + 1:
                raise Malformed(where, f"order number {m[1]}, expected {len(seen) + 1:05}; lines are missing")
            if m[2] in seen:
                raise Malformed(where, f"{m[2]} stands twice")
            seen.add(m[2])
            yield OrderLine(normalise_code(m[2]), m[3] == "1", m[5], number)
    if not seen:
        raise Malformed(f"{path}:1", "an empty file, expected an order file")


def without_notes(code_set: CodeSet) -> bool:
    """True for a release read from an order file: it has no chapters, and so no Excludes and no code first notes."""
    first = next(iter(code_set.codes.values()), None)  # a tabular starts with the heading of a chapter
    return first is None or not first.is_heading


def notice_of(code_set: CodeSet) -> str:
    """What to say beside an answer from such a release; empty for one with notes."""
    if not without_notes(code_set):
        return ""
    return (
        f"The release for this date, {code_set.release}, was loaded from an order file: codes, descriptors and whether "
        "they are billable are known, but no Excludes and no code first notes."
    )


def _parent(code: str, lines: Mapping[str, OrderLine]) -> str | None:
    plain = code.replace(".", "")
    for size in range(len(plain) - 1, 2, -1):
        above = normalise_code(plain[:size])
        if above in lines:
            return above
    return None


def _sevenths(stem: OrderLine, below: list[str], lines: Mapping[str, OrderLine]) -> Mapping[str, str] | None:
    """Seventh character -> meaning, when every code below is `stem` with placeholders and one more character.

    Its description then reads "<that of the stem>, <meaning>"; a seven-character code of its own (C44.1021) does not.
    """
    body = stem.code.replace(".", "").ljust(6, "X")
    meanings = {}
    for code in below:
        plain, said = code.replace(".", ""), lines[code].long
        if len(plain) != 7 or plain[:6] != body or not said.startswith(f"{stem.long}, "):
            return None
        meanings[plain[6]] = said[len(stem.long) + 2 :]
    return meanings
