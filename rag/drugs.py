"""Drugs named in a question and the subcategory of their class in T36-T50 (guidelines/terms/drugs.tsv)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.terms import tsv_rows

_JOINED = re.compile(
    r"\W*(?:and|with|plus|together with|along with|\+|&|as well as|/|,)?\W*(?:\w+\W+){0,1}", re.IGNORECASE
)
# words that make a drug the cause: "rash from amoxicillin", "overdose of Tylenol", "blames her lorazepam"
_CAUSE = re.compile(
    r"\b(?:from|to|by|of|after|blam\w+|caus\w+|took|taking|takes|taken|swallow\w*|ingest\w*|overdos\w*|missed|skipp\w+|ration\w*|halv\w*|cut\w*|stopp\w+"
    r"|ran out|toxic\w*|induced)\W+(?:[\w'-]+\s+){0,4}$",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"^\W*(?:\w+\W+){0,2}(?:overdos\w*|toxic\w*|poison\w*|level|reaction|rash|induced|-induced|underdos\w*|(?:often |sometimes |was |were )?(?:skipp\w+|missed|stopped|rationed|halved|forgotten)|caus\w+|ingest\w*|interact\w*)",
    re.IGNORECASE,
)
# "neutropenia due to carboplatin": an effect of the drug, where nothing is said of a wrong dose
_DUE = re.compile(
    r"\b(?:due to|secondary to|caused by)\W+(?:(?:the|his|her|recent|her own|her usual)\s+){0,2}$", re.IGNORECASE
)
_ORDERED = re.compile(
    r"\b(?:told|advised|instructed|asked) (?:\w+ )?to (?:stop|hold|cut|halve|skip)|\b(?:held|stopped|halved|reduced|discontinued|d/c'?d) (?:it )?(?:by|per) (?:the |her |his )?(?:doctor|provider|pcp|cardiolog\w*|physician|surgeon|clinic)",
    re.IGNORECASE,
)
_WHY = (  # of an underdosing (I.C.19.e.5.c)
    ("Z91.120", re.compile(r"\b(?:afford|pay\b|cost\w*|price|money|expens\w*|copay|insurance lapsed|uninsured)", re.IGNORECASE)),
    ("Z91.130", re.compile(r"\b(?:dementia|confus\w*|memory loss|alzheimer)", re.IGNORECASE)),
    ("Z91.138", re.compile(r"\bforg[eo]t\w*", re.IGNORECASE)),
)  # fmt: skip
_HARMS = (
    ("6", re.compile(r"\bunderdos\w*|\b(?:less than (?:prescribed|ordered)|half (?:the|her|his) (?:dose|pills)|cannot (?:afford|pay)|can'?t (?:afford|pay)|forg[eo]t\w*|stopp(?:ed|ing) (?!by)|skips?|skipp\w+|ration\w*|halv\w+|ran out of|stopped taking|missed|taking less|not taking)\b", re.IGNORECASE)),
    ("2", re.compile(r"\b(?:suicid\w*|intentional(?:ly)?|on purpose|self[- ]harm)\b", re.IGNORECASE)),
    ("1", re.compile(r"\b(?:overdos\w*|poison\w*|too (?:much|many)|by mistake|accidental\w*|wrong (?:dose|drug|pill|medication)|double dose|twice the dose)\b", re.IGNORECASE)),
    ("5", re.compile(r"\b(?:adverse|side effect\w*|induced|as (?:prescribed|ordered|directed|indicated)|taken (?:right|correctly|properly)|correctly (?:taken|given|administered)|properly)\b", re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True)
class Drug:
    """A drug at [start, end) of a text, and its class as the first six characters of a code ("T42.4X")."""

    stem: str
    start: int
    end: int


class Drugs:
    """The drugs of a table, found by their names."""

    def __init__(self, stems: dict[str, str]) -> None:
        self._stems = stems
        self.names = tuple(stems)
        names = sorted(map(re.escape, stems), key=len, reverse=True)
        self._names = re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])", re.IGNORECASE) if names else None

    def named(self, text: str) -> list[Drug]:
        """Every drug of a text, in order."""
        found = self._names.finditer(text) if self._names else ()
        return [Drug(self._stems[m[0].lower()], *m.span()) for m in found]

    def without(self, text: str) -> str:
        """The text with its drugs as blanks, every character in its place: they name no condition."""
        return self._names.sub(lambda m: " " * len(m[0]), text) if self._names else text

    def harm(self, text: str) -> str:
        """What a drug at fault did, as the sixth character: 5 adverse effect, 1 or 2 poisoning, 6 underdosing; '' for nothing said."""
        named = self.named(text)
        if not any(self._guilty(text, named)):
            return ""
        if _ORDERED.search(text):
            return ""  # less on the provider's order is no underdosing
        caused = any(_DUE.search(text[: d.start]) for d in named)
        return next((char for char, words in _HARMS if words.search(text)), "5" if caused else "")

    @staticmethod
    def reason(text: str) -> str:
        """The code of the reason for taking less of a drug; '' where none is said."""
        return next((code for code, words in _WHY if words.search(text)), "")

    @staticmethod
    def _guilty(text: str, named: Sequence[Drug]) -> list[bool]:
        return [bool(_CAUSE.search(text[: d.start]) or _EFFECT.match(text[d.end :])) for d in named]

    def at_fault(self, text: str) -> tuple[str, ...]:
        """Classes of the drugs that the words make the cause of something; those joined to one ("A with B") too.

        Where no word says which, the first one named.
        """
        named = self.named(text)
        guilty = self._guilty(text, named)
        for i in range(1, len(named)):
            between = text[named[i - 1].end : named[i].start]
            if guilty[i - 1] != guilty[i] and _JOINED.fullmatch(between) and between.strip():
                guilty[i] = guilty[i - 1] = True
        chosen: Sequence[Drug] = [d for d, g in zip(named, guilty, strict=True) if g] or named[:1]
        return tuple(dict.fromkeys(d.stem for d in chosen))


def read_drugs(path: Path) -> Drugs:
    """The drugs of a file with the columns stem and drugs. Raises Malformed with file:line."""
    rows = tsv_rows(path, ("stem", "drugs"))
    return Drugs({name: stem for _, stem, names in rows for name in names.lower().split(" / ")})
