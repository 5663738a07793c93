"""Phrases that hide what they name behind a place, a cause or a qualifier, with the words that name it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.chunks import chunks
from rag.in_words import Line
from rag.places import PLACE, PLACED, SIDES
from rag.types import Finding, Span

FIRM = 8.0  # score from which a phrase with a place in it needs no second look by its head
LEAST = 5.0  # score of a head that names a condition
_AFTER = re.compile(
    rf"\s+(?:[LCTS]\d{{1,2}}\b.*$|(?:of|in(?! situ)|on|to|at|over|involving|affecting)\s+(?:the\s+|his\s+|her\s+)?(?:\w+\s+){{0,3}}?(?:{PLACE}|{SIDES})\b.*$|(?:left|right|bilateral(?:ly)?|lt|rt|L|R)(?:\s+(?:\w+\s+){{0,2}}{PLACE})?$)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"^(?:{SIDES}(?:[- ]sided?)?\s+)?(?:(?:upper|lower|great|big|index|middle|ring|little|second|third|fourth|fifth)\s+)?(?:{PLACE}\s+)?",
    re.IGNORECASE,
)
_CAUSED = re.compile(
    r"(?<!\w)(?:(?!\b(?:and|with|plus|on|has|for)\b)[^,;:.()?])+\b(?:due to|secondary to|caused by)\b(?:(?!\b(?:and|with|plus|on|has)\b)[^,;:()?])+",
    re.IGNORECASE,
)
# injuries go by their place: without it they name nothing
_GENERIC = re.compile(
    r"(?:closed |open |displaced |nondisplaced )*(?:fractures?|fx|burns?|injur(?:y|ies)|wounds?|scald|tear)",
    re.IGNORECASE,
)
_SIDE_LETTER = re.compile(r"[a-z] [LR]$")
_DEGREE = re.compile(
    r"^(?:(?:very |mild|moderate|severe|marked|significant|worsening|mildly|severely)(?:[- ]to[- ])?\s*)+(?=\w)",
    re.IGNORECASE,
)
# "major depression, recurrent, moderate"
_QUALIFIERS = r"(?:recurrent|mild|moderate|severe|acute|chronic|subacute|intractable|primary|secondary|left|right|bilateral|unspecified|initial|uncontrolled|controlled|with(?:out)? \w+|persistent|intermittent|single|episode|complete|partial|inflamed|infected|ruptured|unruptured|displaced|nondisplaced|closed|open|in|remission|full|stage|grade|type|\d[ab]?)"
_QUALIFIED = re.compile(
    rf"(?<!\w)(?=[^,;:.()?]*[A-Za-z]{{4}})(?:(?!\b(?:and|with|plus|on|has|for)\b)[^,;:.()?])+(?:,\s*(?:{_QUALIFIERS}\b[\s-]*){{1,3}}(?=[,;.?]|and\b|plus\b|$))+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Head:
    """A phrase with a place in it, at [start, end) of the question, and what it names without the place."""

    head: str
    text: str
    start: int
    end: int
    line: Line
    label: str

    def finding(self, codes: Sequence[tuple[str, float]]) -> Finding | None:
        """The head's codes as a finding of the whole phrase; None where it names none."""
        s = self.line.sentence
        if not codes or codes[0][1] < LEAST:
            return None
        return Finding(self.text, self.start, self.end, Span(s.start, s.end), s.section_kind, self.label, tuple(codes))


def heads(lines: Sequence[Line], found: Sequence[Finding]) -> list[Head]:
    """Phrases that speak of a place and that no finding reads surely, with their heads; nothing that is denied."""
    made: list[Head] = []
    for line in lines:
        s = line.sentence
        negated = [(c.scope_start, c.scope_end) for c in line.cues if c.status != "affirmed"]
        spans = chunks(s.text)
        for whole in (
            *_CAUSED.finditer(s.text),
            *_QUALIFIED.finditer(s.text),
        ):  # parts of a longer clause that belong together
            start, text = whole.start() + len(whole[0]) - len(whole[0].lstrip()), whole[0].strip()
            known = any((p.start, p.end) == (start, start + len(text)) for p in spans)
            if not ((known and not _head(text)) or any(a < start + len(text) and start < b for a, b in negated)):
                head = text.replace(",", " ") if whole.re is _QUALIFIED else _head(text) or text
                made.append(Head(head, text, s.start + start, s.start + start + len(text), line, "affirmed"))
        for span in spans:
            if any(
                span != o and span.start <= o.start and o.end <= span.end and PLACED.search(s.text[o.start : o.end])
                for o in spans
            ):
                continue  # only the smallest phrase around a place
            text = s.text[span.start : span.end]
            start, end = s.start + span.start, s.start + span.end
            head = _head(text) or _plainer(text)
            sure = any(f.start < end and start < f.end and f.codes[0][1] >= FIRM for f in found)
            if head and not sure and not any(a < span.end and span.start < b for a, b in negated):
                made.append(Head(head, text, start, end, line, "affirmed"))
    return made


def _plainer(text: str) -> str:
    """ "Moderate aortic stenosis" without its degree; '' for a phrase that has none."""
    bare = _DEGREE.sub("", text)
    sided = re.match(r"(?:left|right|both|bilateral|[lr]t?|o[dsu])\b", bare, re.IGNORECASE)
    return bare if bare != text and not sided and re.search(r"[a-z]{4}", bare, re.IGNORECASE) else ""


def _head(text: str) -> str:
    """What a phrase names without its place: "acute gout of the left great toe" is "acute gout"; '' where nothing is cut."""
    if not (PLACED.search(text) or _SIDE_LETTER.search(text)):
        return ""
    bare = _BEFORE.sub("", _AFTER.sub("", text)).strip()
    if _GENERIC.fullmatch(bare):
        return ""
    return bare if bare and bare != text and re.search(r"[a-z]{3}", bare, re.IGNORECASE) else ""
