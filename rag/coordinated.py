"""One condition of two places: "effusion of the right knee and right ankle", "left hip and knee pain"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.in_words import Line
from rag.places import PLACE, SIDES

_MORE = r"(?:upper |lower |great |big |index |middle |ring |little |small |distal |proximal |second |third |fourth |fifth )?"
_SITE = rf"(?:(?:the |his |her )?(?:(?:{SIDES})(?:-sided)? )?{_MORE}{PLACE})"
_JOINED = re.compile(
    rf"\b(?P<first>{_SITE})(?P<rest>(?:\s*(?:,\s*and|,|and|&|plus)\s+(?:of |in |on |at |to )?{_SITE})+)\b",
    re.IGNORECASE,
)
_ONE = re.compile(rf"\b{_SITE}\b", re.IGNORECASE)
_SIDED = re.compile(rf"^(?:the |his |her )?({SIDES})(?:-sided)?\s", re.IGNORECASE)
_CUT = re.compile(r"[;:.?()]|\b(?:with|and|plus|has|had|for|but|on|in for|to|after|from)\b(?!\s+the\s)", re.IGNORECASE)
_FILL = re.compile(r"(?:[\s,-]|\b(?:of|in|on|at|to|the|over|involving|affecting|both)\b)+$", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s+(?P<what>(?:(?!(?:and|with|on|in|of|for|to|today|is|was|from|after)\b)[a-z-]+\s*){1,3})", re.IGNORECASE
)
_QUALIFIER = re.compile(
    r"(?:primary|secondary|acute|chronic|mild|moderate|severe|closed|open|(?:non)?displaced|unspecified|recurrent)",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"(?:today|both|since|without|due|x|all|which|status|s|secondary|caused|noted|seen|now)\b", re.IGNORECASE
)
_LEAD = re.compile(r"^(?:[\s,-]|\b(?:a|an|the|pt|patient|acquired|he|she|of|dx|new|known|also)\b)+", re.IGNORECASE)


@dataclass(frozen=True)
class Placed:
    """A condition with one of its places ("effusion right ankle"), at [start, end) of the text."""

    text: str
    condition: str
    side: str
    start: int
    end: int
    line: Line


def placed(lines: Sequence[Line]) -> list[Placed]:
    """Each place of a condition that is said of two or more, its side carried on; nothing that is denied or in doubt."""
    return [p for line in lines for p in _of_line(line)]


def _of_line(line: Line) -> Iterator[Placed]:
    s = line.sentence
    told = [(c.scope_start, c.scope_end) for c in line.cues if c.status != "affirmed"]
    for m in _JOINED.finditer(s.text):
        what = _condition(s.text, m)
        if not what or any(a < m.end() and m.start() < b for a, b in told):
            continue
        side, sites = "", list(_ONE.finditer(s.text, m.start(), m.end()))
        behind = _BEHIND.match(s.text, m.end())
        if behind and behind["what"].strip() != what and not _ADVERB.match(behind["what"]):
            sites = sites[:-1]  # "arthritis of both knees, left hip pain": the last place has a condition of its own
        for site in sites:
            said = _SIDED.match(site[0])
            place = site[0][said.end() :] if said else site[0]
            side = {"l": "left", "lt": "left", "r": "right", "rt": "right", "both": "bilateral"}.get(
                said[1].lower(), said[1].lower()
            ) if said else side  # fmt: skip
            if side:
                yield Placed(f"{what} {side} {place}", what, side, s.start + site.start(), s.start + site.end(), line)


def _condition(text: str, sites: re.Match[str]) -> str:
    """What stands before the places, up to where its clause begins, else what stands behind them; '' for neither."""
    before = _LEAD.sub("", _FILL.sub("", _CUT.split(text[: sites.start()])[-1]))
    last = before.rsplit(",", 1)[-1].strip()
    before = last if re.search(r"[a-z]{4}", last, re.IGNORECASE) and not _QUALIFIER.fullmatch(last) else before
    if re.search(r"[a-z]{4}", before, re.IGNORECASE) and len(before.split()) <= 6:
        return before.replace(",", " ").strip()
    behind = _BEHIND.match(text, sites.end())
    return behind["what"].strip() if behind and not before.strip(" ,") else ""
