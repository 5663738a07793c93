"""Official material as training pairs: a phrase a coder may type, and the texts of the code it leads to.

Sources: the tabular, the Alphabetic Index, the external cause index, the Tables of Neoplasms and of Drugs, and our own
guidelines/terms. No development or test term is read here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.alphabetic import IndexEntry, TableRow, read_index, read_table
from index.axes import billable_defaults
from index.code_set import CodeSet
from index.code_texts import CodeText, tabular_texts
from index.passage import Malformed
from index.releases import packaged_tabular, release_of
from index.spelling import words
from index.tabular import read_tabular

_NEC = re.compile(r"\b(NEC|NOS|unspecified site)\b|,? see( also)? .*$")
_TERM_LISTS = {
    "abbreviations.tsv": ("short", "long"),
    "lay.tsv": ("said", "means"),
    "synonyms.tsv": ("said", "means"),
    "diagnoses.tsv": ("said", "means"),
}
_COLUMNS = {
    "Malignant Primary": ("malignant neoplasm of {}", "{} cancer", "carcinoma of {}", "malignant tumor of {}"),
    "Malignant Secondary": ("secondary malignant neoplasm of {}", "metastasis to {}", "metastatic cancer {}"),
    "Ca in situ": ("carcinoma in situ of {}", "{} cancer in situ", "stage 0 carcinoma {}"),
    "Benign": ("benign neoplasm of {}", "benign tumor of {}"),
    "Uncertain Behavior": ("neoplasm of uncertain behavior of {}",),
    "Unspecified Behavior": ("neoplasm of {}", "tumor of {}", "{} neoplasm unspecified behavior"),
    "Poisoning Accidental (unintentional)": ("{} poisoning", "{} overdose accidental", "toxic effect of {}"),
    "Poisoning Intentional self-harm": ("{} poisoning intentional self-harm", "{} overdose suicide attempt"),
    "Poisoning Assault": ("{} poisoning assault",),
    "Poisoning Undetermined": ("{} poisoning undetermined intent",),
    "Adverse effect": ("adverse effect of {}", "{} adverse reaction"),
    "Underdosing": ("underdosing of {}", "{} underdose not taken"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Wordings of one phrase, wordings of what it means, and the code behind it ("" when it is none)."""

    queries: tuple[str, ...]
    targets: tuple[str, ...]
    code: str


def official_pairs(data: Path, terms: Path) -> list[Pair]:
    """All pairs: the packaged tabular, the index files found in `data`, and our term lists found in `terms`."""
    code_set = packaged_code_set()
    texts = tabular_texts(code_set)
    targets = Targets(code_set, texts)
    pairs = list(text_pairs(texts, targets))
    for path in sorted([*data.glob("alphabetic_index*.tsv"), *data.glob("icd10cm-*index*.xml")]):
        pairs += index_pairs(read_index(path), targets)
    for path in sorted([*data.glob("icd10cm-neoplasm*.xml"), *data.glob("icd10cm-drug*.xml")]):
        pairs += table_pairs(read_table(path), targets)
    for name, (said, means) in _TERM_LISTS.items():
        if (terms / name).exists():
            pairs += term_pairs(terms / name, said, means, targets)
    return pairs


def packaged_code_set() -> CodeSet:
    """The April 2026 tabular that comes with simple-icd-10-cm."""
    path = packaged_tabular()
    return read_tabular(path, release_of(path))


class Targets:
    """The texts of a code and of its billable default."""

    def __init__(self, code_set: CodeSet, texts: Iterable[CodeText]) -> None:
        self._code_set, self._defaults = code_set, billable_defaults(code_set)
        self._texts: dict[str, list[str]] = {}
        self._codes: dict[tuple[str, ...], str] = {}
        for text in texts:
            self._texts.setdefault(text.code, []).append(text.text)
            self._codes.setdefault(tuple(words(text.text)), text.code)

    def named(self, phrase: str) -> str:
        """The code that has the phrase as a text of its own, "" when none has."""
        return self._codes.get(tuple(words(phrase)), "")

    def pair(self, queries: Iterable[str], code: str) -> Iterator[Pair]:
        """One pair, or none when nothing but the phrase itself is known of the code."""
        asked = tuple(dict.fromkeys(q for q in queries if q))
        stem = self._code_set.stem(code)
        if not asked or stem is None:
            return
        default = self._defaults[stem]
        known = dict.fromkeys(self._texts.get(stem, []) + self._texts.get(default, []))
        targets = tuple(t for t in known if t not in asked)
        if targets:
            yield Pair(asked, targets, default)


def text_pairs(texts: Iterable[CodeText], targets: Targets) -> Iterator[Pair]:
    """Each text of a code against the others of the same code."""
    for text in texts:
        yield from targets.pair((text.text,), text.code)


def index_pairs(entries: Iterable[IndexEntry], targets: Targets) -> Iterator[Pair]:
    """Index paths, with and without their nonessential modifiers; "Disease, diseased" as "disease" and as "diseased"."""
    for entry in entries:
        yield from targets.pair(phrasings(entry), entry.code)


def phrasings(entry: IndexEntry) -> tuple[str, ...]:
    """Wordings of an index path: each level by its first and by its last alternative, the modifiers added once."""
    levels = [[w for w in _NEC.sub("", level).split(", ") if w.strip()] or [""] for level in entry.path]
    first = " ".join(level[0] for level in levels)
    last = " ".join(level[-1] for level in reversed(levels))
    whole = " ".join(" ".join(level) for level in levels)
    return tuple(" ".join(p.split()) for p in (first, last, f"{whole} {' '.join(entry.modifiers)}"))


def table_pairs(rows: Iterable[TableRow], targets: Targets) -> Iterator[Pair]:
    """Every filled cell of a table, worded as its column says."""
    for row in rows:
        site = " ".join(row.path[1:] if row.path[0].startswith("Neoplasm") else row.path)
        for column, code in row.cells.items():
            if column in _COLUMNS and code.strip("-"):
                yield from targets.pair((w.format(site) for w in _COLUMNS[column]), code.rstrip("-").rstrip("."))


def term_pairs(path: Path, said: str, means: str, targets: Targets) -> Iterator[Pair]:
    """Rows of one of our own term lists, with the texts of the code that `means` names.

    Raises Malformed with file:line when the columns are missing.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not {said, means} <= set(rows.fieldnames or ()):
            raise Malformed(f"{path}:1", f"expected columns {said} and {means}")
        for row in rows:
            if not row[said] or not row[means]:
                continue
            known = list(targets.pair((row[said],), targets.named(row[means])))
            yield from (Pair(p.queries, (row[means], *p.targets), p.code) for p in known)
            if not known:
                yield Pair((row[said],), (row[means],), "")
