"""The code ranges that an instructional note or a rule names: "I21.-", "C00-D49", "E08-E13 with .22"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_CODE_RE = re.compile(rf"(?<![A-Z0-9.]){CODE}(?![0-9A-Z])")
# one code with its dashes, optionally to another; the separator needs a code after it, so "I21.-, I22" stays two
_SPAN = re.compile(
    rf"(?<![A-Z0-9.])({CODE})\.?(-{{0,2}})(?:\s*(?:-|–|\bto\b|\bthrough\b)\s*({CODE})\.?(-*))?(?![0-9A-Z])", re.ASCII
)
_FINAL = re.compile(
    r"with (?:final characters?|fifth to sixth characters?)\s*([-.\dA-Z]+(?:(?:,| or|,? and)\s*[-.\d]+)*)"
)
_DECIMALS = re.compile(r"with\s+(\.[0-9A-Z]+-?(?:(?:,| or|\.,?)\s*\.[0-9A-Z]+-?)*)")
_NTH = re.compile(
    r"with (?:an? )?((?:fifth|sixth|seventh|5th|6th|7th)(?:[ -]or (?:sixth|six|6th))?)[ -]characters?\s*"
    r"([.\dA-Z](?:-\d)?(?:(?:,| or)\s*[\dA-Z])*)\b"
)
_ORDINALS = {"fifth": 5, "5th": 5, "sixth": 6, "six": 6, "6th": 6, "seventh": 7, "7th": 7}


@dataclass(frozen=True)
class CodePattern:
    """Codes from `first` to `last` (both with all below them), narrowed to a `suffix` or to characters at positions.

    `written` is the pattern as the note prints it; a suffix is the start of the decimals ("22"), or their end ("*23").
    """

    first: str
    last: str
    written: str
    suffixes: tuple[str, ...] = ()
    positions: tuple[int, ...] = ()
    characters: tuple[str, ...] = ()

    @property
    def single(self) -> bool:
        """True when one code is named, not a range."""
        return self.first == self.last and not self.suffixes and not self.positions

    @cached_property
    def _ends(self) -> tuple[str, str]:
        return _plain(self.first), _plain(self.last)

    def matches(self, code: str) -> bool:
        """True when `code` lies in the range (or below one of its ends) and has the characters asked for."""
        plain, (first, last) = _plain(code), self._ends
        if not (plain >= first and (plain <= last or plain.startswith(last))):
            return False
        if self.suffixes:
            decimals = code[4:]
            return any(decimals.endswith(s[1:]) if s[0] == "*" else decimals.startswith(s) for s in self.suffixes)
        if self.positions:
            # "fifth or sixth character": the last of them that is no placeholder X
            held = [plain[p - 1] for p in self.positions if len(plain) >= p and plain[p - 1] != "X"]
            return bool(held) and held[-1] in self.characters
        return True


def _plain(code: str) -> str:
    return code.replace(".", "")


def normalise_code(text: str) -> str:
    """'e1122' -> 'E11.22'; a trailing dash or dot is dropped. The code need not exist."""
    plain = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    return plain if len(plain) <= 3 else f"{plain[:3]}.{plain[3:]}"


def _expand(text: str) -> tuple[str, ...]:
    """'1-4 or 6' -> ('1', '2', '3', '4', '6')."""
    found: list[str] = []
    for part in re.split(r",|\bor\b", text.replace(".", "")):
        ends = part.strip().split("-")
        found += map(str, range(int(ends[0]), int(ends[1]) + 1)) if len(ends) == 2 else ends[:1]
    return tuple(c for c in found if c)


def _narrowing(tail: str) -> tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...]]:
    if m := _NTH.match(tail):
        positions = tuple(_ORDINALS[w] for w in re.split(r"[ -]or[ -]?", m[1].strip()))
        return (), positions, _expand(m[2])
    if m := _FINAL.match(tail):
        return tuple("*" + s for s in re.findall(r"[0-9A-Z]+", m[1])), (), ()
    if m := _DECIMALS.match(tail):
        return tuple(re.findall(r"[0-9A-Z]+", m[1])), (), ()
    return (), (), ()


def find_patterns(text: str) -> tuple[CodePattern, ...]:
    """Every code or range that `text` names, in order. A "with .22" after a list narrows the whole list before it."""
    found: list[CodePattern] = []
    pending: list[int] = []
    matches = list(_SPAN.finditer(text))
    for i, m in enumerate(matches):
        first, last = m[1], m[3] or m[1]
        if last < first and len(last) <= len(first):
            last = first
        found.append(CodePattern(first, last, m[0].strip()))
        pending.append(len(found) - 1)
        tail = text[m.end() : matches[i + 1].start() if i + 1 < len(matches) else len(text)].lstrip(" ,")
        suffixes, positions, characters = _narrowing(tail)
        if suffixes or positions:
            written = tail.split(")")[0].strip()
            for j in pending:
                p = found[j]
                found[j] = CodePattern(p.first, p.last, f"{p.written} {written}", suffixes, positions, characters)
        if (
            suffixes
            or positions
            or not re.fullmatch(r"\s*", tail.replace(",", "").replace("and", "").replace("or", ""))
        ):
            pending = []
    return tuple(found)


def find_codes(text: str) -> tuple[str, ...]:
    """Single code numbers in `text`, in order, without repeats (ranges give their two ends)."""
    return tuple(dict.fromkeys(m[0] for m in _CODE_RE.finditer(text)))
