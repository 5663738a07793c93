"""The sentences of a note: text as written, cut at ends, at listed things and at semicolons, wrapped lines joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.sections import Section

_LINE = re.compile(r"[^\n\r]*(?:\r\n|\n|\r|$)")
_MARKER = re.compile(
    r"[ \t]*(?:(?:[-*•·●▪◦–—>]|#+)[ \t]+|#(?=[A-Za-z])|\(?\d{1,2}[.)][ \t]+|\(?[a-hA-H]\)[ \t]+|[a-h]\.[ \t]+)*"
)
_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s)|;(?=\s)|[ \t]{3,}|\t+|[ \t]\|[ \t]")
_NUMBER = re.compile(r"(?<![\w.,#/-])\(?(?P<number>\d{1,2})[.)][ \t]+(?=[A-Za-z])")
_GRADE = re.compile(
    r"\b(?:class|stage|type|grade|level|day|week|dose|cycle|para|zone|part|mets?|x|of|in|at|for|than|over|age)\s*$",
    re.I,
)
_BEFORE = re.compile(r"[\w.&/'’-]+$")
_NEXT = re.compile(r"\s*[\"'“(\[]*(\S)(\w?)")
_OPEN_END = re.compile(r"(?:,|\b(?:and|or|of|with|without|the|a|an|to|for|in|on|no|by|from|due|at|is|was|his|her|secondary))[ \t]*$", re.I)  # fmt: skip
# No sentence ends after these.
_SHORT = frozenset(["dr", "mr", "mrs", "ms", "prof", "st", "vs", "approx", "e.g", "i.e", "eg", "cf", "fig", "no", "dept", "jr", "sr", "viz", "incl", "esp", "resp", "temp", "wt", "ht", "est", "max", "min", "y.o", "y/o", "yo", "yr", "yrs", "vol", "ca", "al", "spp", "sp", "subsp"])  # fmt: skip
_ANSWER = re.compile(
    r"[ \t]*(?:no|none|nope|never|denie[sd]|neg|negative|n/a)\b(?![ \t]+[a-z]+[ \t]+[a-z]+[ \t]+[a-z]+)", re.I
)
_WRAPPED = 55  # a line at least this long may have been broken by a margin
_SLACK = 8  # characters that a hand leaves free before the margin
_MARGIN, _NEAR, _MANY = 132, 10, 3  # the widest margin; lines this near to it are full; so many full ones show a margin
_FEW = 3  # words: a list parted by semicolons, not clauses


@dataclass(frozen=True)
class Sentence:
    """text == note[start:end]."""

    text: str
    start: int
    end: int
    section_kind: str


def read_sentences(text: str, sections: tuple[Section, ...]) -> tuple[Sentence, ...]:
    """The sentences of all sections in order, without headings, bullets and numbers of lists."""
    width = _width(text)
    return tuple(
        Sentence(text[start:end], start, end, section.kind)
        for section in sections
        for first, last in _blocks(text, section.body, section.end, width)
        for start, end in _cut(text, first, last)
    )


def _width(text: str) -> int:
    """The margin at which lines were broken, 0 where there is none: several lines are nearly as long as the longest."""
    lengths = [len(line.rstrip()) for line in text.splitlines()]
    longest = max(lengths, default=0)
    full = sum(n >= longest - _NEAR for n in lengths)
    return longest if _WRAPPED <= longest <= _MARGIN and full >= _MANY else 0


def _blocks(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Runs of lines that belong together: a wrapped line goes on in the next one."""
    first, before = start, ""
    for line in _LINE.finditer(text, start, end):
        words = line[0].strip()
        if not line[0]:
            break
        if before and not _goes_on(before, line[0], width):
            yield first, line.start()
            before = ""
        if not before:
            marker = _MARKER.match(text, line.start(), end)
            first = marker.end() if marker else line.start()
        before = text[text.rfind("\n", 0, line.start()) + 1 : line.end()].rstrip() if words else ""
    if before:
        yield first, end


def _goes_on(before: str, line: str, width: int) -> bool:
    """True when the line was broken off the one before by a margin, not begun anew."""
    words = line.strip()
    marker = _MARKER.match(line)
    listed = words[:1] in "[☐☒☑+" or (marker is not None and len(marker[0].strip()) > 0)
    if not words or listed or before[-1] in ".!?:;":
        return False
    if _OPEN_END.search(before):
        return True
    if words[0].islower():
        return len(before) >= (width or _WRAPPED) // 2
    return 0 < width < len(before) + 1 + len(words.split()[0]) + _SLACK  # the next word had no room left


def _cut(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Trimmed spans of the sentences of a block."""
    numbers = _numbers(text, first, last)
    cuts = sorted({(m.end(), m.end()) for m in _END.finditer(text, first, last) if _ends(text, m, last)} | set(numbers))
    start = first
    for stop, resume in [*cuts, (last, last)]:
        piece = text[start:stop]
        kept = piece.strip(" \t\r\n;|")
        if any(c.isalnum() for c in kept):
            begin = start + piece.index(kept)
            yield begin, begin + len(kept)
        start = resume


def _numbers(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """(end of what stands before, start of what is listed) for each number of a list within a line: 1. HTN 2. DM2."""
    found = list(_NUMBER.finditer(text, first, last))
    found = [
        m for m in found if not _GRADE.search(text, max(first, m.start() - 12), m.start())
    ]  # "Obesity, class 2. We"
    listed = found[:1] if found and found[0]["number"] == "2" else []  # the block began after its "1."
    for one, other in pairwise(found):
        if int(other["number"]) - int(one["number"]) == 1:
            listed += [one, other]
    return sorted({m.span() for m in listed})


def _ends(text: str, mark: re.Match[str], last: int) -> bool:
    """True when the mark ends a sentence rather than an abbreviation, a name or a thing of a list."""
    if mark[0] == ";":
        end = min(
            (p for p in (text.find(c, mark.end(), mark.end() + 40) for c in ";.") if p >= 0), default=mark.end() + 40
        )
        return len(text[mark.end() : min(end, last)].split()) > _FEW
    if mark[0].startswith("?") and _ANSWER.match(text, mark.end(), last):
        return False  # "CKD? no"
    if not mark[0].startswith("."):
        return not mark[0].startswith("?") or text[mark.start() - 1 : mark.start()].strip() != ""
    word = _BEFORE.search(text, max(0, mark.start() - 30), mark.start())
    following = _NEXT.match(text, mark.end(), last)
    if not word or not following:
        return True
    before = word[0].lower()
    begins = following[1].isupper() or following[1].isdigit()
    if before in _SHORT and not (
        before in ("no", "ms", "ca", "resp", "min", "max") and begins and following[2].islower()
    ):
        return False
    if len(before) == 1 and before.isalpha():  # E. coli, J. Smith
        return word.start() > 0 and not word[0].isupper() and begins
    if before.isdigit() and text[max(0, word.start() - 1) : word.start()] in ("\n", ""):
        return False
    return begins or "." not in before
