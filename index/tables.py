"""The Table of Neoplasms and the Table of Drugs and Chemicals, answered as tables: the row and the column asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from index.alphabetic import TableRow, read_whole_table
from index.spelling import Speller
from index.table_columns import NEOPLASM, column_name, drug_column, neoplasm_parts
from index.table_words import GENERIC, SALTS, SITES, plain_words, readings

DRUGS, NEOPLASMS = "Table of Drugs", "Table of Neoplasms"
_MISSED = 0.3  # taken off for each level of a row's path that the text does not name
# Histologies that the Alphabetic Index leads to codes of their own: the table by site would be the wrong place.
_BY_HISTOLOGY = re.compile(
    r"melanoma|lymphoma|leuk[a]?emi|myeloma|kaposi|mesothelioma|merkel|neuroendocrine|carcinoid|lipoma|h[a]?emangioma"
    r"|n[a]?evus|fibroid|leiomyoma|malignant (?:pleural |pericardial )?(?:effusion|ascites)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """A row of a table and the column the words ask for, None when they leave it open.

    `cells` are by the names of table_columns.py; a code with dashes is a family ("C50.9-": more characters needed).
    A row without cells only refers: `row.see` is where the table sends the coder. `spelling` says what was read for what.
    """

    table: str
    row: TableRow
    cells: Mapping[str, str]
    column: str | None
    spelling: str = ""

    @property
    def code(self) -> str | None:
        """As printed in the column asked for; None when no column is asked for or the table has a dash there."""
        return self.cells.get(self.column) if self.column else None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.cells.values()))

    @property
    def path(self) -> str:
        return " > ".join(self.row.path)

    @property
    def line(self) -> str:
        """The row as one line to quote."""
        cells = [f"{name} {code}" for name, code in self.cells.items()]
        return " | ".join([f"{self.table}: {self.path}", *(cells or [f"see {self.row.see}"])])


class TableSearch:
    """One of the two tables. `known` are words not to be taken for a misspelt entry."""

    def __init__(self, table: str, rows: Sequence[TableRow], known: Collection[str] = ()) -> None:
        self.table, self._rows = table, tuple(rows)
        skipped = 1 if table == NEOPLASMS else 0  # every row of it stands below "Neoplasm, neoplastic"
        self._levels = [tuple(readings(t) for t in row.path[skipped:]) for row in self._rows]
        self._by_word: dict[str, list[int]] = {}
        for at, levels in enumerate(self._levels):
            for word in sorted({w for reading in levels[-1] for w in reading}) if levels else ():
                self._by_word.setdefault(word, []).append(at)
        counts = Counter(w for levels in self._levels for level in levels for reading in level for w in reading)
        self._speller = Speller({w: n for w, n in counts.items() if len(w) > 5}, {*known, *counts}, least=6)

    @classmethod
    def read(cls, table: str, path: Path, known: Collection[str] = ()) -> TableSearch:
        """Raises Malformed with file:line."""
        return cls(table, read_whole_table(path), known)

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, text: str) -> TableAnswer | None:
        """The row that the text names most fully, or None; one whose column is asked for before one left open."""
        found = self.find_all(text)
        return next((a for a in found if a.column), found[0] if found else None)

    def find_all(self, text: str) -> tuple[TableAnswer, ...]:
        """Every row the text names, in its order: each drug, or each site with its behavior.

        The Table of Neoplasms answers only a text that speaks of a neoplasm (a mass or lesion is none, I.C.2), and not a
        histology that the Alphabetic Index sends elsewhere.
        """
        if self.table == DRUGS:
            column = drug_column(text)
            return tuple(self._answer(row, column, said) for row, said in self._named(text))
        if not NEOPLASM.search(text) or _BY_HISTOLOGY.search(text):
            return ()
        return tuple(
            self._answer(row, column, said)
            for part, column in neoplasm_parts(text)
            if column or NEOPLASM.search(part)
            for row, said in self._named(part)[:1]
        )

    def _answer(self, at: int, column: str | None, spelling: str) -> TableAnswer:
        row = self._rows[at]
        cells = _by_name(row)
        if (not cells or (column and column not in cells)) and (target := self._referred(row.see)) is not None:
            there = self._rows[target]
            if not cells or column in _by_name(there):
                row, cells = TableRow(there.path, there.cells, there.where, row.see), _by_name(there)
        return TableAnswer(self.table, row, cells, column, spelling)

    def _referred(self, see: str) -> int | None:
        """The row that 'Neoplasm, lip, internal' names; None when it stands in another book."""
        parts = [p.strip() for p in see.split(",") if p.strip()]
        if self.table == NEOPLASMS:
            if not parts or parts[0] != "Neoplasm":
                return None
            parts = parts[1:]
        wanted = frozenset(w for p in parts for w in plain_words(p))
        scored = [(self._score(at, wanted), at) for at in self._candidates(wanted) if self._rows[at].cells]
        best = max(scored, key=lambda s: (s[0][0], -s[0][1], -s[1]), default=None)
        return best[1] if best and best[0][0] > 0 else None

    def _named(self, text: str) -> list[tuple[int, str]]:
        """(row, what was read for a misspelt word), best first, each word of the text used once."""
        order, said = self._read(text)
        left = frozenset(order)
        found: list[tuple[int, str]] = []
        while left:
            scored = [(self._score(at, left), at) for at in self._candidates(left)]
            # full before partial, then rows with fewer words not named, then what stands first in the text and the table
            best = min(
                (s for s in scored if s[0][0] > 0),
                key=lambda s: (-s[0][0], s[0][1], min(order.index(w) for w in s[0][2]), s[1]),
                default=None,
            )
            if best is None:
                break
            (_, _, used), at = best
            if found and used <= GENERIC:  # "drug" beside the drug's name
                break
            found.append((at, "; ".join(said[w] for w in sorted(used) if w in said)))
            left -= used | {w for before, w in pairwise(order) if before in used and w in SALTS}
        return found

    def _read(self, text: str) -> tuple[list[str], dict[str, str]]:
        """Words in order, misspelt ones corrected; correction -> how it is to be told."""
        order, said = [], {}
        for word in plain_words(text):
            right = word
            if word not in self._by_word and word not in SITES and len(word) > 5 and word.isalpha():
                right = self._speller.correct(word)
                if right != word and right[0] == word[0]:
                    said[right] = f"{word} read as {right}"
                else:
                    right = word
            order.append(right)
            if self.table == NEOPLASMS and word in SITES:
                order += plain_words(SITES[word])
        return order, said

    def _candidates(self, left: frozenset[str]) -> Iterator[int]:
        yield from dict.fromkeys(at for word in sorted(left) for at in self._by_word.get(word, ()))

    def _score(self, at: int, said: frozenset[str]) -> tuple[float, int, frozenset[str]]:
        """(words covered less what is missed, words of the row not named, words used); 0 when it does not match."""
        used: set[str] = set()
        missed = extra = 0
        headless = False  # the first level, the drug or the site, is not named
        levels = self._levels[at]
        for depth, level in enumerate(levels):
            held = [r for r in level if r <= said]
            if not held and (self.table == DRUGS or depth == len(levels) - 1):
                return 0, 0, frozenset()
            missed += not held
            headless |= depth == 0 and not held
            extra += len(frozenset().union(*level) - said)
            used = used.union(*held)
        telling = len(used - GENERIC)
        if not used or (headless and telling < 2) or (self.table == NEOPLASMS and not telling):
            return 0, 0, frozenset()
        generic = 0.0 if telling else 0.5
        return len(used) - _MISSED * missed - generic, extra, frozenset(used)


def _by_name(row: TableRow) -> dict[str, str]:
    return {column_name(head): code for head, code in row.cells.items()}
