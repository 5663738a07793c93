"""The wordings of a query: what is in parentheses apart, abbreviations and lay words replaced by what they mean."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

from index.passage import Malformed
from index.spelling import words

_LISTS = tuple((name, "said", "means") for name in ("lay.tsv", "synonyms.tsv", "diagnoses.tsv"))
_PARENTHESES = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_UNIT = r"\d+ ?(?:hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?)"
_HOW_LONG = re.compile(rf"\b(?:{_UNIT} ago|(?:for|x|since) ?{_UNIT})\b", re.IGNORECASE)
# a level of the spine as its region; those of the neck are in the tabular by number
_LEVELS = (
    (re.compile(r"\bl5\s?[-/]\s?s1\b", re.IGNORECASE), "lumbosacral"),
    (re.compile(r"\bl[1-5]\s?[-/]\s?l?[2-5]\b", re.IGNORECASE), "lumbar"),
    (re.compile(r"\bt\d{1,2}\s?[-/]\s?t?\d{1,2}\b", re.IGNORECASE), "thoracic"),
)
_ALWAYS, _AS_CAPITALS = "*", "CASE"
MOST = 5


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a short form stands for, and the words beside it that say so ("*": always; CASE: when in capitals)."""

    text: str
    context: tuple[str, ...] = (_ALWAYS,)

    def fits(self, beside: Sequence[str], capitals: bool) -> bool:
        if _AS_CAPITALS in self.context and capitals:
            return True
        return any(c not in (_ALWAYS, _AS_CAPITALS) and fnmatch(w, c) for c in self.context for w in beside)


@dataclass(frozen=True)
class Wordings:
    """Short forms, and lay or older terms (as tuples of words), with their meanings."""

    shorts: Mapping[tuple[str, ...], Sequence[Meaning]] = field(default_factory=dict)
    terms: Mapping[tuple[str, ...], Sequence[Meaning]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Wordings:
        """The term lists of `folder` that exist. Raises Malformed with file:line."""
        shorts: dict[tuple[str, ...], list[Meaning]] = {}
        terms: dict[tuple[str, ...], list[Meaning]] = {}
        for row in _rows(folder / "abbreviations.tsv", "short", "long", "context"):
            if row["short"][0].isalnum():
                meaning = Meaning(row["long"], tuple(row["context"].split("/")) or (_ALWAYS,))
                shorts.setdefault(tuple(words(row["short"])), []).append(meaning)
        for name, said, means in _LISTS:
            for row in _rows(folder / name, said, means):
                terms.setdefault(tuple(words(row[said])), []).append(Meaning(row[means]))
        return cls(shorts, terms)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the lists, both sides."""
        sides = [w for k in (*self.shorts, *self.terms) for w in k]
        meant = [w for ms in (*self.shorts.values(), *self.terms.values()) for m in ms for w in words(m.text)]
        return frozenset(sides + meant)

    def of(self, query: str) -> list[str]:
        """At most MOST wordings, the query as written first but for how long ago, which no code tells."""
        query = _HOW_LONG.sub(" ", query)
        for level, region in _LEVELS:
            query = level.sub(region, query)
        parts = [query]
        if inside := _PARENTHESES.findall(query):
            parts = [_PARENTHESES.sub(" ", query), *(i for i in inside if len(words(i)) > 1 or len(i) > 6)]
        replaced = [r for part in parts for r in self._replaced(part)]
        found = (w.strip(" -") for w in (query, *parts, *replaced))
        return list({" ".join(words(w)): w for w in found if words(w)}.values())[:MOST]

    def _replaced(self, wording: str) -> list[str]:
        """The wording with its short forms and terms replaced: by first meanings, by second ones, single words too."""
        read = words(wording)
        whole = self.terms.get(tuple(read))
        if whole:
            return [m.text for m in whole[:2]]
        made = []
        for least in (2, 1):  # a single word inside a longer query may be replaced, but last
            parts = self._parts(read, wording, least)
            ways = min(max(map(len, parts), default=0), 2 if least == 2 else 1)
            made += [" ".join(part[min(i, len(part) - 1)] for part in parts) for i in range(ways)]
        # what one list makes of a part ("enlarged lymph nodes"), another may know as a whole
        made += [m.text for text in dict.fromkeys(made) for m in self.terms.get(tuple(words(text)), ())[:1]]
        return [m for m in made if words(m) != read]

    def _parts(self, read: list[str], wording: str, least: int) -> list[list[str]]:
        """The query cut into its longest known phrases, each with what it may mean."""
        parts: list[list[str]] = []
        at = 0
        while at < len(read):
            size, meanings = self._longest(read, at, wording, least)
            parts.append(meanings)
            at += size
        return parts

    def _longest(self, read: list[str], at: int, wording: str, least: int) -> tuple[int, list[str]]:
        """How many words from `at` make the longest known phrase, and what it may mean (itself when unknown)."""
        for size in range(min(5, len(read) - at), 0, -1):
            phrase = tuple(read[at : at + size])
            if meanings := self.shorts.get(phrase):
                beside = read[:at] + read[at + size :]
                capitals = re.search(rf"\b{re.escape(''.join(phrase).upper())}\b", wording) is not None
                fitting = [m for m in meanings if m.fits(beside, capitals)]
                usual = [m for m in meanings if _ALWAYS in m.context]
                chosen = fitting or usual or (list(meanings) if not beside or capitals else [])
                if chosen:
                    return size, [m.text for m in chosen]
            if size >= least and (meanings := self.terms.get(phrase)):
                return size, [m.text for m in meanings]
        return 1, [read[at]]


def _rows(path: Path, *columns: str) -> Iterator[dict[str, str]]:
    """Rows of a term list, empty when the file is not there."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not set(columns) <= set(rows.fieldnames or ()):
            raise Malformed(f"{path}:1", f"expected columns {', '.join(columns)}")
        for number, row in enumerate(rows, 2):
            if not all(row[c] and row[c].strip() for c in columns):
                raise Malformed(f"{path}:{number}", f"one of {', '.join(columns)} is empty")
            yield row
