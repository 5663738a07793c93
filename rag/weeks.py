"""Weeks of gestation as a note or a question says them (28w3d, 32 3/7, "27w visit"), and the trimester that they make."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WEEKS = re.compile(
    r"(?<![\d.])(?P<w>\d{1,2})(?:\s*(?:\+\s?|w(?:ee)?ks?[\s,&]*(?:and\s*)?|w\s?|\s)(?P<d>[0-6])(?:/7\b|\s?d(?:ays?)?\b|(?=\s*(?:w(?:ee)?ks?\b|gest)))|\+(?P<p>[0-6])\b)?(?:\s*-?\s*(?P<u>w(?:ee)?ks?\b|wga\b|w\b)|(?<=[d7sy0-6])(?=\W|$))",
    re.I,
)
_GESTATION = re.compile(r"\b(?:gestation\w*|pregnan\w*|IUP|EGA|GA|WGA|antepartum|prenatal|obstetric|OB|EDD|EDC|G\d{1,2}\s?P\d\w*|gravida|fetal|fetus|labor|trimester)\b", re.I)  # fmt: skip
_SINCE = re.compile(r"\s*(?:ago|old|postpartum|follow|f/u|post|later|scan)", re.I)
_DURATION = re.compile(r"\b(?:for|x|past|last|over|after|every|in|within)\s*(?:the\s+|about\s+)?$", re.I)
_PLAINLY = re.compile(r"\b\d{1,2}\s?w(?:k|ks)?\s?\d\s?d\b|\b\d{1,2} [0-6]/7\b", re.I)
_MAYBE = re.compile(
    r"\b(?:[4-9]|[1-3]\d|4[0-2])\s?(?:\d/7\s?)?(?:weeks?|wks?|w(?:\s?\d\s?d)?|\+\s?\d)\b(?!\s*(?:ago|old|later|post|after|follow|out|since|of (?!gest)))|\bg\dp\d|\bfetal|\bfetus",
    re.I,
)
_TRIMESTER = re.compile(r"\b(?:(?P<one>first|1st)|(?P<two>second|2nd)|(?P<three>third|3rd))\s+trimester\b", re.I)


@dataclass(frozen=True)
class Gestation:
    """Completed weeks and days at [start, end); `exact` where the days are said."""

    weeks: int
    days: int
    exact: bool
    start: int
    end: int

    @property
    def trimester(self) -> int:
        """1 below 14 weeks 0 days, 2 below 28 weeks 0 days, else 3 (chapter 15 of ICD-10-CM)."""
        return 1 if self.weeks < 14 else 2 if self.weeks < 28 else 3


def gestations(text: str, pregnant: bool = False) -> list[Gestation]:
    """Every time of gestation said, in order. `pregnant`: it is known of whom the text speaks, so "27w visit" is enough."""
    if not (pregnant or _GESTATION.search(text)):
        return []
    return [g for m in _WEEKS.finditer(text) if (g := _gestation(text, m, pregnant))]


def gestation_of(text: str, pregnant: bool = False) -> Gestation | None:
    """The weeks of gestation of a text that speaks of a pregnancy: the first with days (28w3d, 32 3/7), else the first."""
    found = gestations(text, pregnant)
    return next((g for g in found if g.exact), found[0] if found else None)


def says_weeks(text: str) -> bool:
    """True for weeks as they are written of a pregnancy only: 26w3d, 32 3/7."""
    return bool(_PLAINLY.search(text))


def may_be_weeks(text: str) -> bool:
    """True where weeks are said that may be those of a pregnancy: "18 weeks, HIV positive", "G2P1 at 19 wks"."""
    return bool(_MAYBE.search(text))


def _gestation(text: str, m: re.Match[str], pregnant: bool) -> Gestation | None:
    around = text[max(0, m.start() - 40) : m.end() + 40]
    days = m["d"] or m["p"]
    if not (3 <= int(m["w"]) <= 44 and (m["u"] or days) and (pregnant or _GESTATION.search(around))):
        return None
    if _DURATION.search(text, max(0, m.start() - 20), m.start()) or _SINCE.match(text, m.end()):
        return None
    return Gestation(int(m["w"]), int(days or 0), days is not None, *m.span())


def trimester_of(text: str) -> int | None:
    """1, 2 or 3 as said in words or as the weeks of gestation make it; None when neither is there."""
    m = _TRIMESTER.search(text)
    if m:
        return 1 if m["one"] else 2 if m["two"] else 3
    weeks = gestation_of(text)
    return weeks.trimester if weeks else None
