"""Reads the Alphabetic Index and its tables: main term > subterm > ... and the code printed at the end of the path.

Two forms: our TSV rendering (columns path, code, is_prefix, nonessential_modifiers, see) and the official NCHS XML
(`ICD10CM.index`: index, external cause index, Table of Neoplasms, Table of Drugs and Chemicals).
"""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.passage import Malformed

COLUMNS = ("path", "code", "is_prefix", "nonessential_modifiers", "see")
_CODE = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")
_RANGE = re.compile(r"[A-Z]\d[0-9A-Z.]*-+\.?[A-Z]\d[0-9A-Z.]*-?")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One line of the index that ends in a code; `dash` is true where the index prints "-": more characters needed.

    `manifestation` is the code printed in brackets after it, to be coded second (I.A.13).
    """

    path: tuple[str, ...]
    code: str
    where: str
    dash: bool = False
    modifiers: tuple[str, ...] = ()
    see: str = ""
    manifestation: str = ""

    @property
    def text(self) -> str:
        """As coders write it: "Infarct, infarction > myocardium"."""
        return " > ".join(self.path)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the Table of Neoplasms or of Drugs and Chemicals: column heading -> code (dashes kept).

    `see` is the row it refers to ("Adrenaline"), by "see" or "see also"; a row that only refers has no cells.
    """

    path: tuple[str, ...]
    cells: Mapping[str, str]
    where: str
    see: str = ""


def read_index(path: Path) -> tuple[IndexEntry, ...]:
    """Entries of a TSV or official XML index. Raises Malformed with file:line."""
    return tuple(_tsv_entries(path) if path.suffix == ".tsv" else _xml_entries(path))


def read_table(path: Path) -> tuple[TableRow, ...]:
    """Rows of the official Table of Neoplasms or Table of Drugs and Chemicals that print at least one code."""
    return tuple(row for row in read_whole_table(path) if row.cells)


def read_whole_table(path: Path) -> tuple[TableRow, ...]:
    """Every row that prints a code or refers to another row. Raises Malformed with file:line."""
    root, lines = _xml(path)
    heads = {h.get("col"): (h.text or "").strip() for h in root.iter("head")}
    if not heads:
        raise Malformed(f"{path}:1", "no <head col=...>: not a table of the index")
    rows = []
    for term, titles in _terms(root):
        cells = {heads.get(c.get("col"), ""): (c.text or "").strip() for c in term.findall("cell")}
        codes = {head: code for head, code in cells.items() if head and code.strip("-")}
        where = f"{path}:{lines.get(_title(term), 1)}"
        for code in codes.values():
            _checked(code.rstrip("-").rstrip("."), titles, where)
        see = (term.findtext("see") or term.findtext("seeAlso") or "").strip()
        if codes or see:
            rows.append(TableRow(titles, codes, where, see))
    return tuple(rows)


def _tsv_entries(path: Path) -> Iterator[IndexEntry]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(rows, [])
        if missing := [c for c in COLUMNS if c not in header]:
            raise Malformed(f"{path}:1", f"columns missing: {', '.join(missing)}")
        for number, values in enumerate(rows, 2):
            where = f"{path}:{number}"
            if len(values) != len(header):
                raise Malformed(where, f"{len(values)} fields, expected {len(header)}")
            row = dict(zip(header, values, strict=True))
            titles = tuple(t.strip() for t in row["path"].split(" > ") if t.strip())  # a term may be all modifiers
            modifiers = tuple(m.strip() for m in row["nonessential_modifiers"].split("|") if m.strip())
            yield IndexEntry(
                titles, _checked(row["code"], titles, where), where, row["is_prefix"] == "1", modifiers, row["see"]
            )


def _xml_entries(path: Path) -> Iterator[IndexEntry]:
    root, lines = _xml(path)
    for term, titles in _terms(root):
        printed = (term.findtext("code") or "").strip()
        if not printed or _RANGE.fullmatch(printed):  # a range leads to a block, not to a code
            continue
        where = f"{path}:{lines.get(_title(term), 1)}"
        modifiers = tuple((n.text or "").strip() for n in _title(term).iter("nemod"))
        see = (term.findtext("see") or term.findtext("seeAlso") or "").strip()
        code = _checked(printed.rstrip("-").rstrip("."), titles, where)
        bracketed = (term.findtext("manif") or "").strip().strip("[]")
        yield IndexEntry(titles, code, where, printed.endswith("-"), modifiers, see, bracketed)


def _checked(code: str, titles: tuple[str, ...], where: str) -> str:
    if not titles:
        raise Malformed(where, "no term in the path")
    if not _CODE.fullmatch(code):
        raise Malformed(where, f"{code!r} is not an ICD-10-CM code")
    return code


def _xml(path: Path) -> tuple[ET.Element, dict[ET.Element, int]]:
    """The root and the line on which each <title> stands."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        root = ET.fromstring(text.encode())
    except ET.ParseError as error:
        raise Malformed(f"{path}:{error.position[0]}", f"not well-formed XML ({error}); fetch the file again") from None
    except UnicodeDecodeError as error:
        raise Malformed(f"{path}:1", f"not UTF-8 ({error.reason} at byte {error.start}); fetch it again") from None
    if root.tag != "ICD10CM.index":
        raise Malformed(f"{path}:1", f"root element is <{root.tag}>, expected <ICD10CM.index>")
    numbers = [n for n, line in enumerate(text.splitlines(), 1) for _ in range(line.count("<title>"))]
    return root, dict(zip(root.iter("title"), numbers, strict=False))


def _terms(root: ET.Element) -> Iterator[tuple[ET.Element, tuple[str, ...]]]:
    """Every term with its path of titles, in the order printed."""
    for main in root.iter("mainTerm"):
        yield from _below(main, ())


def _below(term: ET.Element, above: tuple[str, ...]) -> Iterator[tuple[ET.Element, tuple[str, ...]]]:
    title = _title(term)
    words = (title.text or "") + " ".join(n.tail or "" for n in title.iter("nemod"))
    path = (*above, " ".join(words.split())) if words.strip() else above
    yield term, path
    for child in term.findall("term"):
        yield from _below(child, path)


def _title(term: ET.Element) -> ET.Element:
    title = term.find("title")
    return title if title is not None else ET.Element("title")
