"""Sizes, places and numbers read from the words of a question: lengths in cm and what each measures, sites, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NUMBERS = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"])}  # fmt: skip
_ONE_NUMBER = r"\d*\.\d+|\d+"
NUMBER = rf"(?:{_ONE_NUMBER}|{'|'.join(w for w in NUMBERS if w != 'zero')})"
_UNIT = r"(?:cms?|mms?|centimet\w+|millimet\w+)"
_LENGTH = re.compile(
    rf"(?<![\w.])(?P<first>(?:(?:{_ONE_NUMBER})\s*(?:(?:{_UNIT})?\s*(?:x|×|by)|,|and|&|\+|plus|, and)\s*)*)(?P<last>{NUMBER})[\s-]*(?P<unit>{_UNIT})\b(?!2|²|\s*(?:sq|squared|deep\b|from\b|above\b|below\b|apart\b))",
    re.IGNORECASE,
)
MARGIN, REPAIR, TOTAL, GROWTH, IGNORED = "margin", "repair", "total", "growth", "ignored"
_AFTER = (
    (TOTAL, r"^[\s,(-]*(?:\w+ ){0,4}?(?:incl\w*|counting|with|w/|plus)\.?\s*(?:the |its |both |all |narrowest )*margins?\b(?!\s*(?:of|at|were|was)?\s*[\d.])|^[\s,(]*(?:total|in total|overall|excised(?! (?:with|w|using|taking)\b))\b|^[\s,(]*margins? (?:included|and all)"),
    (MARGIN, r"^\s*(?:(?!with|and|plus|w)[a-z]+ ){0,2}?(?:margins?|rim|cuff|borders?)\b|^\s*(?:all (?:the way )?(?:a)?round|(?:on |to )?(?:each|either|every|both|all) sides?|circumferential\w*|per side|peripheral|(?:of )?(?:clear|normal|healthy|uninvolved) (?:skin|tissue))"),
    (IGNORED, r"^\s*(?:\w+ )?(?:ellipse|elliptical|specimen)\b"),
    (REPAIR, r"^\s*(?:\w+ ){0,3}?(?:lac(?:eration)?s?|wounds?|cuts?|gash\w*|tears?|closures?|repairs?|defects?|incisions?)\b"),
)  # fmt: skip
_BEFORE = (
    (
        TOTAL,
        r"(?:total|excised|final|overall)\s+(?:excised |excision )?(?:diameter|size|width|measur\w+)(?:\s+\w+){0,3}\s*$",
    ),
    (MARGIN, r"(?:margins?|rim|cuff)\s*(?:\w+ ){0,2}?(?:of|were|was|at|is|are|=|:|measur\w+|about)?\s*(?:about |only |just )?$"),
    (TOTAL, r"(?:(?:total|excised|final|overall)\s+(?:excised |excision )?(?:diameter|size|width|measur\w+)?|excis\w+ (?:diameter|size)|(?:with|incl\w*|including) (?:the )?margins?)\s*(?:\w+ ){0,3}?(?:of|was|is|:|=|at|to)?\s*$"),
    (IGNORED, r"(?:ellipse|specimen|path(?:ology)?(?: report)?|depth|thick\w*|breslow)\s*(?:\w+ ){0,3}?(?:of|was|is|:|=|at|says)?\s*$"),
    (REPAIR, r"(?:clos\w+|repair\w*|sutur\w+|lac(?:eration)?s?|wounds?|cuts?(?! (?:out|off|away|from|down))|gash\w*|defect|incision|scar|length)\s*(?:\w+[ ,]+){0,4}?(?:of|was|is|:|=|at|to|measur\w+|about|,)?\s*[(]?$"),
)  # fmt: skip
# words of a place -> its name; the more telling first, longer phrases swallow shorter
_PLACES = (
    ("face part", r"eye ?lids?|canthus|ears?|auric\w+|ear ?lobes?|pinna|helix|lips?|vermilion|noses?|nasal|nostrils?|ala"),
    ("face", r"cheeks?|foreheads?|chin|eye ?brows?|brow|temples?|face|facial|jaw\w*|glabella"),
    ("scalp", r"scalp|crown|vertex"),
    ("neck", r"neck|nape"),
    ("hand or foot", r"hands?|fingers?|thumbs?|palms?|knuckles?|foot|feet|toes?|heels?|soles?"),
    ("genital", r"genital\w*|penis|penile|scrot\w+|vulva\w*|labi\w+"),
    ("axilla", r"axill\w+|armpits?"),
    ("limb", r"(?:fore|upper |lower )?arms?|elbows?|wrists?|legs?|thighs?|cal(?:f|ves)|shins?|knees?|ankles?|deltoid|bicep\w*|extremit\w+"),
    ("trunk", r"trunk|torso|chest|abdom\w+|belly|flanks?|buttocks?|shoulder blades?|scapula\w*|shoulders?|groin|breasts?|waist\w*|hips?|sternum|sacr\w+|(?:upper|lower|mid|middle|his|her|their|the|of|on|from|left|right|l|r|pt'?s|patient'?s|off) back(?! (?:to|for|in|of|at|then|today|\d))|back(?= (?:mole|lesion|nevus|lipoma|cyst|wound|lac\w*|excision|melanoma))|(?<!come )(?<!came )(?<!comes )(?<!sent )(?<!path )(?<!is )(?<!not )(?<!them )(?<!it )back(?=\s*[,.;:)]|\s+(?:was|excis\w+|remov\w+|with|\d*\.?\d+ ?[cm]m))"),
)  # fmt: skip
_PLACE = re.compile("|".join(rf"(?P<p{n}>\b(?:{words})\b)" for n, (_, words) in enumerate(_PLACES)), re.IGNORECASE)
_BACK_OF = re.compile(r"\bback of (?:the |his |her |a )?(?:left |right |l |r )?(?=\w)", re.IGNORECASE)
_CLAUSE = re.compile(r"[;.](?=\s|$)|\n|,|\band\b|\bplus\b|\bthen\b|\balso\b", re.IGNORECASE)


@dataclass(frozen=True)
class Length:
    """A length in cm, what it measures (one of the names above), and where it stands in the text."""

    cm: float
    role: str
    start: int
    end: int


def number(word: str) -> float:
    """ "1.5", ".8" or "three" as a number."""
    return float(NUMBERS[word.lower()]) if word.lower() in NUMBERS else float(word)


def lengths(text: str) -> tuple[Length, ...]:
    """Every length in the text; of "1.2 x 0.8 cm" the larger, of "2, 3 and 4 cm" each."""
    found = []
    for m in _LENGTH.finditer(text):
        scale = 0.1 if m["unit"].lower().startswith("m") else 1.0
        role = _role(text, m.start(), m.end())
        sizes = [number(m["last"])]
        for said, joined in re.findall(rf"({_ONE_NUMBER})\s*(?:{_UNIT})?\s*(x|×|by|,|and|&|\+|plus)", m["first"], re.I):
            if joined.lower() in ("x", "×", "by"):
                sizes[-1] = max(sizes[-1], number(said))
            else:
                sizes.insert(0, number(said))
        found += [Length(round(s * scale, 2), role, m.start(), m.end()) for s in sizes]
    return tuple(found)


def _role(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 45) : start].lower(), text[end : end + 45].lower()
    before, after = re.split(r"[;.](?=\s)|\n", before)[-1], re.split(r"[;.](?=\s|$)|\n", after)[0]
    if re.match(r"\s*(?:long )?(?:incisions?|lac(?:eration)?s?|wounds?|gash\w*|defects?|closures?|repairs?)\b", after):
        return REPAIR
    close = next((role for role, words in _AFTER[:3] if re.search(words, after)), "")
    named = close or next((role for role, words in _BEFORE[:4] if re.search(words, before)), "")
    if named:
        return named
    spoken = any(re.search(words, part) for words, part in ((_AFTER[3][1], after), (_BEFORE[4][1], before)))
    return REPAIR if spoken else GROWTH


def places(text: str) -> tuple[tuple[str, int], ...]:
    """(name of the place, where it stands) for each place named; of "back of the hand" the hand."""
    plain = _BACK_OF.sub(lambda m: " " * len(m[0]), text)
    return tuple((_PLACES[int(m.lastgroup[1:])][0], m.start()) for m in _PLACE.finditer(plain) if m.lastgroup)


def nearest_place(text: str, at: int) -> str:
    """The place of the same clause as position `at`, else the nearest one, else ''."""
    start, end = clause(text, at)
    named = places(text)
    here = [p for p in named if start <= p[1] < end] or list(named)
    return min(here, key=lambda p: abs(p[1] - at), default=("", 0))[0]


def clause(text: str, at: int) -> tuple[int, int]:
    """Start and end of the clause in which position `at` stands."""
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(text)), len(text)]
    return max(c for c in cuts if c <= at), min(c for c in cuts if c > at or c == len(text))


def count(text: str, nouns: str) -> int | None:
    """How many of `nouns` (a regex) the text speaks of: "9 AKs", "AK x 4", "5 warts on the hand and 3 on the foot"."""
    total = re.search(rf"\b(?:total of|total:?|altogether|in all)\s*({NUMBER})\b|\b({NUMBER})\s+(?:total|in all|altogether)\b", text, re.I)  # fmt: skip
    noun = rf"(?:{nouns})"
    if total and re.search(rf"\b{noun}\b", text, re.I):
        return int(number(total[1] or total[2]))
    said = list(_counted(text, noun))
    return sum(said) if said else None


def _counted(text: str, noun: str) -> Iterator[int]:
    more = (
        rf"(?:\s*(?:,|and|plus|&|\+|,\s*and)\s*(?:another\s+)?({NUMBER})\s+(?:more\s+)?(?:on|of|at|from|over|in|to)\b)"
    )
    for m in re.finditer(rf"(?<![\w.])({NUMBER})\s+(?:(?!(?:and|or|on|of the|with|mm|cm|min\w*|yo|year\w*|units?|day\w*|week\w*)\b)[\w-]+\s+){{0,3}}?{noun}\b", text, re.I):  # fmt: skip
        if float(number(m[1])).is_integer():
            yield int(number(m[1]))
            yield from (int(number(n)) for n in re.findall(more, text[m.end() : m.end() + 90], re.I) if "." not in n)
            return
    multiplied = re.search(rf"\b{noun}\s*(?:\w+ ){{0,3}}?[(]?x\s?(\d+)\b(?!\s*(?:cm|mm|\d|year|day))", text, re.I)
    if multiplied:
        yield int(multiplied[1])
        yield from (int(n) for n in re.findall(r"\bx\s?(\d+)\b(?!\s*(?:cm|mm))", text[multiplied.end() :], re.I))
