"""The tables of guidelines/edits, read and refused whole: what a second opinion on a note checks beyond the tabular.

Each file is tab-separated text whose first line names the columns; lines that start with "#" are comments. Cells of
codes are read by find_patterns ("E11.9", "N18.-", "C00-C96"); wordings stand with " / " between. `authority` is one
locator: a guideline section, a procedure rule or a tabular code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from index.code_set import CodeSet
from index.passage import Malformed
from index.patterns import CODE, CodePattern, find_patterns

_PROCEDURE = re.compile(r"(\d{5}|\d{4}[A-Z]|[A-Z]\d{4})(?:-(\d{5}|\d{4}[A-Z]|[A-Z]\d{4}))?")
_TABULAR = re.compile(CODE)
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Combination:
    """`first` beside `second` is coded as all of `becomes`, except where a code of `unless` shows another cause.

    A code of `first` that `becomes` does not cover is replaced; any other code stays.
    """

    first: tuple[CodePattern, ...]
    second: tuple[CodePattern, ...]
    becomes: tuple[CodePattern, ...]
    unless: tuple[CodePattern, ...]
    authority: str
    words: str
    where: str


@dataclass(frozen=True)
class Sequencing:
    """Where both are coded, each code of `then` has at least one code of `first` before it."""

    first: tuple[CodePattern, ...]
    then: tuple[CodePattern, ...]
    authority: str
    words: str
    where: str


@dataclass(frozen=True)
class NeverFirst:
    """Codes that are never first-listed or principal."""

    codes: tuple[CodePattern, ...]
    authority: str
    words: str
    where: str


@dataclass(frozen=True)
class AgeSex:
    """Codes that only one sex ("F", "M", "" for both) or only an age can have; whole years, both ends included."""

    codes: tuple[CodePattern, ...]
    sex: str
    youngest: int | None
    oldest: int | None
    authority: str
    words: str
    where: str


@dataclass(frozen=True)
class LongTerm:
    """Wordings of a note (lower case, "*" for any ending) that stand for a Z79, status or habit code."""

    said: tuple[str, ...]
    code: str
    authority: str
    where: str


@dataclass(frozen=True)
class ProcedureDiagnosis:
    """Procedures (first and last number), diagnoses of which one supports them, and stems that document them."""

    procedures: tuple[tuple[str, str], ...]
    diagnoses: tuple[CodePattern, ...]
    shows: tuple[str, ...]
    authority: str
    words: str
    where: str

    def covers(self, procedure: str) -> bool:
        """True when the row speaks of this CPT or HCPCS number."""
        return any(len(procedure) == len(a) and a <= procedure <= b for a, b in self.procedures)


@dataclass(frozen=True)
class EditTables:
    """All tables; empty ones where there is no folder."""

    combinations: tuple[Combination, ...] = ()
    sequence: tuple[Sequencing, ...] = ()
    never_first: tuple[NeverFirst, ...] = ()
    age_sex: tuple[AgeSex, ...] = ()
    long_term: tuple[LongTerm, ...] = ()
    procedure_diagnosis: tuple[ProcedureDiagnosis, ...] = ()


def read_edit_tables(folder: Path, locators: Collection[str] = ()) -> EditTables:
    """Reads the folder; where `locators` are given, an authority must be one of them or have the form of a code.

    Raises Malformed with file:line for a missing file and for any row that is not in form.
    """
    if not folder.is_dir():
        return EditTables()

    def table(name: str, header: str, make: Callable[[_Cells], _Row]) -> tuple[_Row, ...]:
        return tuple(make(row) for row in _rows(folder / name, tuple(header.split()), locators))

    return EditTables(
        table("combinations.tsv", "first second becomes unless authority words", _combination),
        table("sequence.tsv", "first then authority words", _sequencing),
        table("never_first.tsv", "codes authority words", lambda r: NeverFirst(r.codes("codes"), *r.cited())),
        table("age_sex.tsv", "codes sex from to authority words", _age_sex),
        table("long_term.tsv", "words code authority", _long_term),
        table("procedure_diagnosis.tsv", "procedures diagnoses shows authority words", _procedure_diagnosis),
    )


def check_codes(tables: EditTables, code_set: CodeSet) -> None:
    """Raises Malformed at the first row that names a code, a range or a tabular authority that the release lacks."""
    for rows in vars(tables).values():
        for row in rows:
            if _TABULAR.fullmatch(row.authority) and code_set.find(row.authority) is None:
                raise Malformed(row.where, f"authority {row.authority} is no code of {code_set.release.id}")
            for pattern in _patterns(row):
                if not _exists(pattern, code_set):
                    raise Malformed(row.where, f"{pattern.written} is no code of {code_set.release.id}")


def _patterns(row: object) -> Iterator[CodePattern]:
    for value in vars(row).values():
        yield from (p for p in value if isinstance(p, CodePattern)) if isinstance(value, tuple) else ()
    if isinstance(row, LongTerm):
        yield from find_patterns(row.code)


def _exists(pattern: CodePattern, code_set: CodeSet) -> bool:
    if pattern.single:
        return code_set.find(pattern.first) is not None
    # a seventh character is not in the tabular's leaves: what it narrows must exist
    return bool(code_set.matching(replace(pattern, positions=()) if 7 in pattern.positions else pattern))


@dataclass(frozen=True)
class _Cells:
    """One line of a file by column, with what reads its cells."""

    where: str
    cells: dict[str, str]

    def codes(self, column: str, needed: bool = True) -> tuple[CodePattern, ...]:
        found = find_patterns(self.cells[column])
        if len(found) != len([part for part in self.cells[column].split(",") if part.strip()]) or (
            needed and not found
        ):
            raise Malformed(self.where, f"column '{column}' holds codes with ', ' between, not '{self.cells[column]}'")
        return found

    def wordings(self, column: str, needed: bool = True) -> tuple[str, ...]:
        found = tuple(w.strip().lower() for w in self.cells[column].split(" / ") if w.strip())
        if needed and not found:
            raise Malformed(self.where, f"column '{column}' is empty")
        return found

    def years(self, column: str) -> int | None:
        cell = self.cells[column]
        if cell and not (cell.isascii() and cell.isdigit() and int(cell) <= 124):
            raise Malformed(self.where, f"column '{column}' holds whole years or nothing, not '{cell}'")
        return int(cell) if cell else None

    def cited(self) -> tuple[str, str, str]:
        """authority, words, where: the last fields of most rows."""
        if not self.cells["words"]:
            raise Malformed(self.where, "column 'words' is empty: say the rule in one sentence")
        return self.cells["authority"], self.cells["words"], self.where


def _rows(path: Path, header: tuple[str, ...], locators: Collection[str]) -> Iterator[_Cells]:
    if not path.exists():
        raise Malformed(f"{path}:1", f"the table is missing; its first line names the columns {', '.join(header)}")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where, cells = f"{path}:{number}", [c.strip() for c in line.split("\t")]
        if number == 1:
            if tuple(cells) != header:
                raise Malformed(where, f"the first line names the columns: {', '.join(header)}")
        elif line.strip() and not line.startswith("#"):
            if len(cells) != len(header):
                raise Malformed(where, f"expected {len(header)} cells with a tab between, found {len(cells)}")
            row = _Cells(where, dict(zip(header, cells, strict=True)))
            known = locators and row.cells["authority"] not in locators
            if not row.cells["authority"] or (known and not _TABULAR.fullmatch(row.cells["authority"])):
                raise Malformed(where, f"authority '{row.cells['authority']}' is no section, rule or code")
            yield row


def _combination(row: _Cells) -> Combination:
    first, second, becomes = (row.codes(column) for column in ("first", "second", "becomes"))
    return Combination(first, second, becomes, row.codes("unless", needed=False), *row.cited())


def _sequencing(row: _Cells) -> Sequencing:
    return Sequencing(row.codes("first"), row.codes("then"), *row.cited())


def _age_sex(row: _Cells) -> AgeSex:
    sex, youngest, oldest = row.cells["sex"], row.years("from"), row.years("to")
    if sex not in ("F", "M", ""):
        raise Malformed(row.where, f"column 'sex' holds F, M or nothing, not '{sex}'")
    if not sex and youngest is None and oldest is None:
        raise Malformed(row.where, "the row names neither sex nor age")
    if youngest is not None and oldest is not None and youngest > oldest:
        raise Malformed(row.where, f"'from' {youngest} is after 'to' {oldest}")
    return AgeSex(row.codes("codes"), sex, youngest, oldest, *row.cited())


def _long_term(row: _Cells) -> LongTerm:
    if len(row.codes("code")) != 1:
        raise Malformed(row.where, "column 'code' holds one code")
    return LongTerm(row.wordings("words"), row.cells["code"], row.cells["authority"], row.where)


def _procedure_diagnosis(row: _Cells) -> ProcedureDiagnosis:
    spans = [_PROCEDURE.fullmatch(part.strip()) for part in row.cells["procedures"].split(",")]
    if not all(spans):
        raise Malformed(row.where, f"column 'procedures' holds CPT or HCPCS numbers, not '{row.cells['procedures']}'")
    numbers = tuple((m[1], m[2] or m[1]) for m in spans if m)
    return ProcedureDiagnosis(
        numbers, row.codes("diagnoses", needed=False), row.wordings("shows", needed=False), *row.cited()
    )
