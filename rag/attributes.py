"""What a sentence says of a finding: its side, its size, and the words that link it to another."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "both" is a side before a part that comes in two, or alone: "surgeon and neurology both say"
_PAIRED = (
    r"(?:eye|ear|knee|hip|shoulder|hand|wrist|elbow|leg|arm|ankle|breast|lung|kidney|side|thigh|heel|toe|thumb|finger|forearm|limb|nostril|ovar|tube|lid|eyelid|groin|drum|canal"
    r"|carotid|renal|femoral|iliac|tibia|fibula|lower|upper|maxillary|frontal|inguinal|adrenal|vocal|axilla|testi|feet|foot|cal[fv]|cheek|palm|sole|buttock|extremit|patell|malleol|clavic|scapul|humer|rad|uln|nares|cornea|retina|cataract|lens)\w*"
)
_BOTH = rf"both(?=\s*(?:$|[,.;?)])|\s+(?:the |his |her |of (?:the |his |her )?)?(?:[a-z]+\s+){{0,2}}?{_PAIRED})"
_SIDE = re.compile(
    rf"\b(?:(?P<bilateral>bilateral(?:ly)?|b/l|bilat\.?|{_BOTH}|right and left|left and right|OU|AU|b(?=/l))"
    r"|(?P<right>right|rt\.?|rght)|(?P<left>left|lt\.?))(?![\w-]*hand(?:ed|\b dominant))\b(?!\s+(?:now|away|AMA|against|untreated|the\b|work|home|after|before|without being|upper quadrant on hold))",
    re.I,
)
_SIDE_LETTER = re.compile(r"(?<![\w/.'-])(?:(?P<right>R|OD|AD)|(?P<left>L|OS|AS)|(?P<bilateral>OU|AU|B/L))(?![\w/.'-])")
_PIECE = re.compile(r"[;:]|,|\band\b|\bvs?\b", re.I)

_MEASURE = re.compile(
    r"(?<![\d./])(?P<a>\d+(?:\.\d+)?|\.\d+)(?:\s*[x×]\s*(?P<b>\d*\.?\d+))?(?:\s*[x×]\s*(?P<c>\d*\.?\d+))?\s*-?"
    r"(?P<unit>sq\.?\s?cm|cm2|cm|mm|inch(?:es)?|kg/m2|kg|lbs?|pounds|grams?|g/dL|mg/dL|ml|cc|minutes?|mins?|%)(?![A-Za-z])",
    re.I,
)
_BMI = re.compile(
    r"\b(?:BMI|body mass index)\b(?:\s*\([^)]*\))?[\s:=]*(?:(?:is|of|today|was|percentile)\s*)*(?P<n>\d{2}(?:\.\d+)?)",
    re.I,
)
_MARGIN_BEFORE = re.compile(r"\bmargins?\s*(?:of|was|were|:|=)?\s*(?:about\s*)?$", re.I)
_MARGIN_AFTER = re.compile(r"\s*(?:[a-z]+\s+)?margins?\b", re.I)
_LINK = re.compile(
    r"\b(?:(?P<none>unrelated to|not (?:related|due|secondary|attributed|attributable|associated|linked|caused)(?: to| by| with)|not from|not a complication of|independent of|no relation to|other than from)"
    r"|(?P<cause>due to|d/t|2/2|secondary to|sec\.? to|caused by|because of|attributed to|attributable to|resulting from|results? of|as a result of|related to|r/t|complication of|complicating|complicated by|induced by|owing to|from|leading to|causing|resulting in|2nd to|2° to|manifested by)"
    r"|(?P<associated>associated with|in association with|with|w/)(?!out\b)|(?P<setting>in the setting of|i/s/o|in (?:the )?context of))(?=\W|$)",
    re.I,
)


@dataclass(frozen=True)
class Measure:
    """A number with its unit at [start, end); `of` is "size", "margin" or "bmi". 1.2 x 0.8 cm is two measures."""

    value: float
    unit: str
    of: str
    start: int
    end: int


@dataclass(frozen=True)
class Link:
    """Words at [start, end) that join two findings: cause, associated ("with"), setting (no link by itself), none."""

    kind: str
    start: int
    end: int


def laterality(sentence: str) -> tuple[tuple[str, int, int], ...]:
    """(right, left or bilateral, start, end) of each word of side."""
    found = {m.start(): m for m in _SIDE_LETTER.finditer(sentence)} | {m.start(): m for m in _SIDE.finditer(sentence)}
    return tuple((str(m.lastgroup), *m.span()) for _, m in sorted(found.items()))


def laterality_of(sentence: str, start: int, end: int) -> str | None:
    """The side of a span: said in it, before it in its piece, after it, or before it across an "and"."""
    sides = laterality(sentence)
    within = [s for s in sides if start <= s[1] < end]
    if within:
        return within[0][0]
    breaks = list(_PIECE.finditer(sentence))
    opens = max((m.end() for m in breaks if m.end() <= start), default=0)
    closes = min((m.start() for m in breaks if m.start() >= end), default=len(sentence))
    beyond = min((m.start() for m in breaks if m.start() > closes), default=len(sentence))
    before = [s for s in sides if opens <= s[1] < start]
    after = [s for s in sides if end <= s[1] < closes]
    if before or after:
        return before[-1][0] if before else after[0][0]
    if sentence[closes : closes + 1] == ",":  # "Osteoarthritis, right knee"
        following = [s for s in sides if closes <= s[1] < beyond and not sentence[closes + 1 : s[1]].strip()]
        if following:
            return following[0][0]
    if re.search(r"\band\s*$", sentence[:opens]):  # "pain in the left knee and hip"
        shared = [s for s in sides if s[1] < opens and not re.search(r"[;:,]", sentence[s[1] : start])]
        return shared[-1][0] if shared else None
    return None


def measures(sentence: str) -> tuple[Measure, ...]:
    """Sizes with their unit, margins, BMI."""
    found = [Measure(float(m["n"]), "kg/m2", "bmi", *m.span()) for m in _BMI.finditer(sentence)]
    for m in _MEASURE.finditer(sentence):
        if any(f.start <= m.start() < f.end for f in found):
            continue
        of = (
            "margin"
            if _MARGIN_BEFORE.search(sentence, max(0, m.start() - 24), m.start())
            or _MARGIN_AFTER.match(sentence, m.end())
            else "size"
        )
        found += [Measure(float(v), m["unit"].lower(), of, *m.span()) for v in m.group("a", "b", "c") if v]
    return tuple(sorted(found, key=lambda f: f.start))


def links(sentence: str) -> tuple[Link, ...]:
    """Words that join findings, in order."""
    return tuple(Link(str(m.lastgroup), *m.span()) for m in _LINK.finditer(sentence))
