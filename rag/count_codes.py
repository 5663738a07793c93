"""Numbers of things and of minutes in a question -> first and further CPT codes with their units."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from rag.measures import NUMBER, count, number, places

_KERATOSES = (
    r"(?:actinic keratos\w+|solar keratos\w+|aks?(?:'s)?|actinics?|pre-?cancers?|precancerous \w+|premalignant \w+)"
)
_BENIGN = r"(?:(?:common |plantar |flat |hand )?warts?|verruca\w*|mollusc\w+|seb(?:orr?hoe?ic)? k\w+|sks?|moles|nevi|(?:benign )?(?:lesions|growths|bumps))"
_TAGS = r"(?:skin tags?|tags|acrochord\w+)"
_TECHNIQUES = (
    ("11106", "11107", r"(?:incisional|wedge)(?: skin)?(?: biops\w+| bx\w*)?"),
    ("11104", "11105", r"punch(?:es)?(?: skin)?(?: biops\w+| bx\w*)?"),
    ("11102", "11103", r"(?:shaves?|tangential|scoop|saucer\w+)(?: skin)?(?: biops\w+| bx\w*)?"),
)
_MUSCLE = r"\b(?:(left|right|bilateral|bilat|both|l|r|lt|rt)\.?\s+)?(trap(?:ezius|s)?|rhomboids?|levator|deltoids?|glut\w+|piriformis|paraspinals?|spleni\w+|scalenes?|supraspinatus|infraspinatus|quadratus|ql|latissimus|lats?|pec\w*|masseters?|temporalis|multifid\w+|teres|semispinal\w+|sternocleidomastoid|scm|iliocost\w+|gastroc\w*|hamstrings?)\b"
_AREA = re.compile(
    rf"({NUMBER})\s*(?:x|×|by)\s*({NUMBER})\s*cm|({NUMBER})[\s-]*(?:sq(?:uare)?\.?[\s-]*(?:cm|cent\w+)|cm2|cm²|cm\^2|cm sq\w*|sqcm)",
    re.IGNORECASE,
)
_DEPTHS = {"11042": "11045", "11043": "11046", "11044": "11047", "97597": "97598"}
_MINUTES = re.compile(rf"({NUMBER})[\s-]*(?:min(?:ute)?s?\b|mins\b|m\b(?=in|\s|,|\.))", re.IGNORECASE)
# minutes of others or of work coded apart do not count
_NOT_OWN = re.compile(
    r"\b(?:nurse|rn|ma|staff|scribe|medical assistant|tech\w*|ekg|ecg|spirometry|pft|bill\w* (?:apart|separately)|procedure|injection|biops\w+|travel\w*|teach\w*|resident|student|next day|yesterday|day before|the day after|following day|night before|intubat\w+|central line|line placement|cpr)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:total|altogether|in all|all told|overall|attest\w+)\b|\bspent\b(?=[^.;]{0,20}$)", re.IGNORECASE
)
_NEW = (("99202", 15), ("99203", 30), ("99204", 45), ("99205", 60))
_KNOWN = (("99212", 10), ("99213", 20), ("99214", 30), ("99215", 40))


@dataclass(frozen=True)
class Counted:
    """A number, how many units of it, and the arithmetic in words."""

    code: str
    units: int
    because: str


def keratoses(text: str) -> tuple[Counted, ...]:
    """Actinic keratoses destroyed: the first, each further one, or fifteen and more."""
    n = count(text, _KERATOSES) or (
        count(text, r"lesions?|spots?|growths?") if re.search(_KERATOSES, text, re.I) else None
    )
    if not n:
        return ()
    if n >= 15:
        return (Counted("17004", 1, f"{n} growths, fifteen or more"),)
    first = Counted("17000", 1, "the first growth")
    return (first, Counted("17003", n - 1, f"{n} growths: one unit for each after the first")) if n > 1 else (first,)


def benign(text: str) -> tuple[Counted, ...]:
    """Benign growths destroyed: up to fourteen, or fifteen and more."""
    n = count(text, _BENIGN)
    if not n:
        return ()
    return (Counted("17111" if n >= 15 else "17110", 1, f"{n} growths, whatever the number up to 14" if n < 15 else f"{n} growths, fifteen or more"),)  # fmt: skip


def tags(text: str) -> tuple[Counted, ...]:
    """Skin tags removed: up to fifteen, and each further ten or part."""
    n = count(text, _TAGS)
    if not n:
        return ()
    first = Counted("11200", 1, f"{min(n, 15)} of {n} tags")
    more = math.ceil((n - 15) / 10)
    return (first, Counted("11201", more, f"{n - 15} tags beyond fifteen, by tens")) if n > 15 else (first,)


def biopsies(text: str) -> tuple[Counted, ...]:
    """Skin biopsies of different growths: one first code by the most involved technique, the rest added by their own."""
    taken = []
    for first, further, words in _TECHNIQUES:
        if re.search(rf"\b{words}\b", text, re.I):
            taken.append((first, further, count(text, words) or _times(text, words)))
    if not taken:
        return ()
    found = [Counted(taken[0][0], 1, "the most involved technique is the first")]
    for at, (_, further, n) in enumerate(taken):
        left = n - (at == 0)
        if left:
            found.append(Counted(further, left, f"{left} further by this technique"))
    return tuple(found)


def _times(text: str, words: str) -> int:
    """How often the technique is said with a place behind it: "punch scalp and punch thigh" are two."""
    ends = [m.end() for m in re.finditer(rf"\b{words}\b", text, re.I)]
    behind = [text[e : next((x for x in ends if x > e), len(text))][:28] for e in ends]
    return max(1, sum(bool(places(part)) for part in behind))


def muscles(text: str) -> tuple[Counted, ...]:
    """Muscles needled at trigger points: one or two, or three and more; the same muscle of both sides is two."""
    said = re.search(rf"\b({NUMBER})\s+(?:different |separate )?muscles?\b", text, re.I)
    found = {(side.lower()[:1], name.lower()[:5]) for side, name in re.findall(_MUSCLE, text, re.I)}
    both = {name for side, name in found if side == "b"}
    n = int(number(said[1])) if said else len(found) + len(both)
    if not n:
        return ()
    return (
        Counted(
            "20553" if n >= 3 else "20552", 1, f"{n} muscle{'s' * (n > 1)}, one unit whatever the number of sticks"
        ),
    )


def square_cm(text: str) -> float | None:
    """The areas in the text added up, in square cm; None where there is none."""
    sizes = [number(a) * number(b) if a else number(c) for a, b, c in _AREA.findall(text)]
    whole = re.search(rf"\btotal(?:ing)?\s+(?:\w+ ){{0,2}}?({NUMBER})[\s-]*(?:sq|cm2|cm²)", text, re.I)
    return number(whole[1]) if whole else round(sum(sizes), 2) if sizes else None


def deepest(first: str, text: str) -> str:
    """Of the numbers by depth the one of the deepest tissue that the text says was removed."""
    gone = r"(?:remov|debrid|excis|resect|rongeur|curett)\w*"
    for code, tissue in (("11044", "bone"), ("11043", "(?:muscle|fascia)")):
        if first in _DEPTHS and first < code and re.search(rf"\b{tissue}(?: was| were)? {gone}|\b{gone} (?:\w+ ){{0,2}}{tissue}\b|\bincluding {tissue}\b", text, re.I):  # fmt: skip
            return code
    return first


def debrided(first: str, text: str) -> tuple[Counted, ...]:
    """The first 20 sq cm at a depth, and each further 20 or part."""
    area = square_cm(text)
    if area is None or first not in _DEPTHS:
        return ()
    found = [Counted(first, 1, f"the first 20 of {area:g} sq cm" if area > 20 else f"{area:g} sq cm")]
    more = math.ceil((area - 20) / 20)
    if more > 0:
        found.append(Counted(_DEPTHS[first], more, f"{area - 20:g} sq cm beyond 20"))
    return tuple(found)


def own_minutes(text: str) -> int | None:
    """Minutes of the provider on the date: the total where one is named, else the parts added; None without any."""
    parts: list[int] = []
    whole: list[int] = []
    apart = 0
    for m in _MINUTES.finditer(text):
        start = max((x.end() for x in re.finditer(r"[,;.(]|\band\b|\bplus\b|\bthen\b", text[: m.start()])), default=0)
        end = re.search(r"[,;.)(]|\band\b|\bplus\b|\bthen\b|$", text[m.end() :])
        said = text[start : m.end() + (end.start() if end else 0)]
        if _NOT_OWN.search(said):
            apart += (
                int(number(m[1]))
                if re.search(r"\b(?:incl\w*|of (?:which|that|those|it))\b", text[max(0, start - 8) : m.start()], re.I)
                else 0
            )
            continue
        (whole if _WHOLE.search(said) else parts).append(int(number(m[1])))
    if whole:
        return whole[-1] - apart
    return (sum(parts) - apart) if parts else None


def visit_by_time(text: str, is_new: bool) -> tuple[Counted, ...]:
    """The office visit of which the minutes reach the least time."""
    minutes = own_minutes(text)
    if minutes is None:
        return ()
    reached = [code for code, least in (_NEW if is_new else _KNOWN) if minutes >= least]
    return (Counted(reached[-1], 1, f"{minutes} minutes of the provider's own"),) if reached else ()


def critical(text: str, is_medicare: bool) -> tuple[Counted, ...]:
    """Critical care of the day: the first 30 to 74 minutes, and each further half hour as the payer counts it."""
    minutes = own_minutes(text)
    if minutes is None or minutes < 30:
        return ()
    first = Counted("99291", 1, f"{minutes} minutes without procedures coded apart")
    further = (minutes - 74) // 30 if is_medicare else (minutes - 75) // 30 + 1
    if minutes < (104 if is_medicare else 75):
        return (first,)
    return (first, Counted("99292", further, f"{minutes} minutes"))
