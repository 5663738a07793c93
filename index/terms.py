"""Abbreviations and lay words (guidelines/terms) as a value: text -> the same text in clinical words.

abbreviations.tsv   short, long, context   context: words of which one must stand near ("*" the default reading,
                                           "CASE" only in this upper-case spelling), "/" between
lay.tsv, synonyms.tsv   said, means
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.passage import Malformed

_WORD = re.compile(r"[A-Za-z0-9]+(?:[/'&.+-][A-Za-z0-9]+)*/?")
_TOKEN = re.compile(r"[a-z0-9]+(?:[.'-][a-z0-9]+)*|[^\sa-z0-9]")


@dataclass(frozen=True)
class Reading:
    """One reading of an abbreviation."""

    short: str
    long: str
    context: tuple[str, ...]
    exact_case: bool
    default: bool

    def fits(self, text: str) -> bool:
        """True when one of its context words stands in `text` (lower case); "neuro*" matches any ending."""
        return any(_stands_in(word, text) for word in self.context)


def _stands_in(word: str, text: str) -> bool:
    return _pattern(word).search(text) is not None


@lru_cache(maxsize=8192)
def _pattern(word: str) -> re.Pattern[str]:
    """A context word of the lists; "neuro*" with any ending."""
    return re.compile(rf"\b{re.escape(word[:-1])}" if word.endswith("*") else rf"\b{re.escape(word)}\b")


class Terms:
    """All readings. `expand` spells abbreviations out; `clinical` also turns lay wordings into clinical ones."""

    def __init__(self, readings: list[Reading], said: dict[str, str]) -> None:
        self._readings: dict[str, list[Reading]] = {}
        for reading in readings:
            self._readings.setdefault(reading.short.lower(), []).append(reading)
        self._said: dict[str, str] = said
        sizes: dict[str, set[int]] = {}
        for phrase in said:
            sizes.setdefault(phrase.split(" ")[0], set()).add(phrase.count(" ") + 1)
        # of phrases, by first word
        self._sizes = {first: sorted(found, reverse=True) for first, found in sizes.items()}

    def __len__(self) -> int:
        return sum(map(len, self._readings.values())) + len(self._said)

    def expand(self, text: str) -> str:
        """Abbreviations replaced by the reading that fits the words around them; unknown and unclear ones stay."""
        lower = text.lower()
        return _WORD.sub(lambda m: self._read(m[0], lower), text)

    def _read(self, word: str, around: str) -> str:
        readings = [r for r in self._readings.get(word.lower(), ()) if not r.exact_case or word == r.short]
        if not readings and word.endswith("/"):
            return word
        fitting = [r for r in readings if r.fits(around)] or [r for r in readings if r.default]
        if not fitting and len(readings) == 1 and not readings[0].context:
            fitting = readings
        return fitting[0].long if fitting else word

    def clinical(self, text: str) -> str:
        """`expand`, then the longest lay wording at each place replaced by what it means; lower case."""
        words = _TOKEN.findall(self.expand(text).lower())
        out: list[str] = []
        at = 0
        while at < len(words):
            for size in self._sizes.get(words[at], ()):
                if at + size > len(words):
                    continue
                if means := self._said.get(" ".join(words[at : at + size])):
                    out.append(means)
                    at += size
                    break
            else:
                out.append(words[at])
                at += 1
        return re.sub(r"\s+([,.;:?!)])", r"\1", " ".join(out))


def read_terms(folder: Path) -> Terms:
    """Terms of a folder; missing files are empty. Raises Malformed with file:line."""
    readings: list[Reading] = []
    said: dict[str, str] = {}
    for _, short, long, context in tsv_rows(folder / "abbreviations.tsv", ("short", "long", "context")):
        words = tuple(w.strip() for w in context.split("/") if w.strip())
        cues = tuple(w.lower() for w in words if w not in ("*", "CASE"))
        default = "*" in words or words == ("CASE",)
        readings.append(Reading(short, long, cues, "CASE" in words, default))
    for name in ("lay.tsv", "synonyms.tsv"):
        for where, phrase, means in tsv_rows(folder / name, ("said", "means")):
            if phrase.lower() in said and name == "lay.tsv":
                raise Malformed(where, f"'{phrase}' stands twice")
            said.setdefault(phrase.lower(), means.lower())
    return Terms(readings, said)


def tsv_rows(path: Path, header: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """(file:line, cell, ...) of a tab-separated file with this header."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = tuple(c.strip() for c in line.split("\t"))
        if number == 1:
            if cells != header:
                raise Malformed(f"{path}:1", f"the first line names the columns: {', '.join(header)}")
        elif line.strip() and not line.startswith("#"):
            cells += ("",) * (len(header) - len(cells))
            if len(cells) != len(header) or not all(cells[:2]):
                raise Malformed(f"{path}:{number}", f"expected {len(header)} cells with a tab between")
            yield (f"{path}:{number}", *cells)
