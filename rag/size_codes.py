"""Removals, destructions and repairs whose CPT number follows from size and place: the arithmetic of the families."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.measures import GROWTH, IGNORED, MARGIN, REPAIR, TOTAL, Length, clause, lengths, nearest_place

_TRUNK, _SCALP, _FACE = "trunk, arms or legs", "scalp, neck, hands, feet or genitals", "face"
_GROUPS = {
    "trunk": _TRUNK, "limb": _TRUNK, "axilla": _TRUNK, "scalp": _SCALP, "neck": _SCALP, "hand or foot": _SCALP,
    "genital": _SCALP, "face": _FACE, "face part": _FACE,
}  # fmt: skip
_STEPS = (0.5, 1.0, 2.0, 3.0, 4.0)
_ENDS = ("0", "1", "2", "3", "4", "6")
_CUT = {_TRUNK: "0", _SCALP: "2", _FACE: "4"}
_KILLED = {_TRUNK: "6", _SCALP: "7", _FACE: "8"}
_SHAVED = {_TRUNK: ("11300", "11301", "11302", "11303"), _SCALP: ("11305", "11306", "11307", "11308"), _FACE: ("11310", "11311", "11312", "11313")}  # fmt: skip
FAMILIES = {"114": "benign", "116": "malignant", "172": "destroyed", "113": "shaved"}
_LONG, _SHORT = (2.5, 7.5, 12.5, 20.0, 30.0), (2.5, 5.0, 7.5, 12.5, 20.0, 30.0)
_REPAIRS = {
    ("simple", "body"): (_LONG, ("12001", "12002", "12004", "12005", "12006", "12007")),
    ("simple", "face"): (_SHORT, ("12011", "12013", "12014", "12015", "12016", "12017", "12018")),
    ("intermediate", "body"): (_LONG, ("12031", "12032", "12034", "12035", "12036", "12037")),
    ("intermediate", "neck, hands, feet or genitals"): (_LONG, ("12041", "12042", "12044", "12045", "12046", "12047")),
    ("intermediate", "face"): (_SHORT, ("12051", "12052", "12053", "12054", "12055", "12056", "12057")),
}
# complex closure up to 2.5 cm, up to 7.5 cm, each further 5 cm
_COMPLEX = {
    "trunk": ("13100", "13101", "13102"),
    "scalp, arms or legs": ("13120", "13121", "13122"),
    "face, neck, axilla, genitals, hands or feet": ("13131", "13132", "13133"),
    "eyelids, nose, ears or lips": ("13151", "13152", "13153"),
}
_COMPLEX_PLACE = {"trunk": "trunk", "limb": "scalp, arms or legs", "scalp": "scalp, arms or legs", "face part": "eyelids, nose, ears or lips"}  # fmt: skip
_CLASSES = (
    ("complex", r"complex"),
    ("intermediate", r"intermediate|layere?d|layers|two[- ]layers?|2[- ]layers?|deep (?:dermal |absorbable )?(?:sutur\w+|stitch\w+)|vicryl|monocryl|subcutaneous (?:sutur\w+|clos\w+)|subq|buried|(?:heavily|grossly) (?:soiled|contaminated)|extensive clean\w+"),
    ("simple", r"simple|one[- ]layer|single[- ]layer|1[- ]layer|superficial|interrupted|stapled?s?"),
)  # fmt: skip
# what closes the skin says "simple" only where no deeper layer is named
_SKIN_ONLY = r"nylon|prolene|ethilon|glue\w*|dermabond|tissue adhesive|chromic|\d-0"

_GROWTH = r"\b(?:excis\w*|cut out|remov\w+|mohs|bcc|scc|basal cell|squamous|carcinoma|melanoma|moles?|nev[iu]s?|cysts?|lesions?|lipoma\w*|growth)\b"
# soft lumps under the skin: words of the place, cm from which it is the larger one, numbers below and from there
_LUMPS = (
    (r"scalp|face|forehead|cheek|chin|temple", 2.0, "21011", "21012"),
    (r"neck|chest|thorax|sternum|clavic\w+", 3.0, "21555", "21552"),
    (r"flanks?|back(?! (?:to|for|in|of|at)\b)", 3.0, "21930", "21931"),
    (r"abdom\w+|belly", 3.0, "22902", "22903"),
    (r"forearm|wrist", 3.0, "25075", "25071"),
    (r"upper arm|elbow|arm|bicep\w*|tricep\w*", 3.0, "24075", "24071"),
    (r"shoulder", 3.0, "23075", "23071"),
    (r"hand|fingers?|thumb|palm", 1.5, "26115", "26111"),
    (r"hip|buttocks?|pelvis|groin", 3.0, "27047", "27043"),
    (r"thigh|knee", 3.0, "27327", "27337"),
    (r"foot|feet|toes?|heel", 1.5, "28043", "28039"),
    (r"leg|calf|shin|ankle", 3.0, "27618", "27632"),
)


@dataclass(frozen=True)
class Sized:
    """A number and the arithmetic that leads to it, in words."""

    code: str
    because: str


def family(code: str) -> str:
    """The family of a number or range such as "11640-11646"; '' for any other."""
    return FAMILIES.get(code[:3], "")


def growth_codes(kind: str, text: str) -> tuple[Sized, ...]:
    """The numbers of a family for each growth whose size the text gives; () where size or place is not told."""
    sizes = _excised(text) if kind in ("benign", "malignant") else _plain(text)
    found = []
    for length, cm, sum_ in sizes:
        group = _group(text, length.start)
        if not group:
            return ()
        found.append(Sized(_growth_code(kind, group, cm), f"{sum_}, {group}"))
    return tuple(found)


def _growth_code(kind: str, group: str, cm: float) -> str:
    step = sum(cm > limit for limit in _STEPS)
    if kind == "shaved":
        return _SHAVED[group][min(step, 3)]
    if kind == "destroyed":
        return f"172{_KILLED[group]}{_ENDS[step]}"
    return f"{'114' if kind == 'benign' else '116'}{_CUT[group]}{_ENDS[step]}"


def _group(text: str, at: int) -> str:
    return _GROUPS.get(nearest_place(text, at), "")


def _excised(text: str) -> list[tuple[Length, float, str]]:
    """(where, cm, the sum in words): growth plus the narrowest margin on both sides, or the excised size as given."""
    read = [x for x in lengths(text) if x.role not in (IGNORED, REPAIR)]
    whole = [x for x in read if x.role == TOTAL]
    margins = [x for x in read if x.role == MARGIN]
    grown = [x for x in read if x.role == GROWTH]
    if whole:
        joined = [g for g in grown for w in whole if re.fullmatch(r"\s*(?:,|and|&|plus|\+)\s*", text[g.end : w.start])]
        return [(x, x.cm, f"excised size {x.cm:g} cm") for x in _once([*joined, *whole])]
    if not margins and re.search(r"\b(?:no|without|margins? not|margins? (?:weren|wasn|aren|isn)|unknown|missing)\b.{0,12}\bmargins?\b|\bmargins? (?:not|weren|aren|were not|was not)\b|\bellip", text, re.I):  # fmt: skip
        return []
    if not margins:
        return [(x, x.cm, f"size {x.cm:g} cm, to which margins add") for x in _once(grown)]
    if not grown:
        return []
    narrowest = [min(m.cm for m in margins)] * len(grown)
    if len(margins) == len(grown):
        narrowest = [m.cm for m in margins]
    sums = [round(g.cm + 2 * n, 2) for g, n in zip(grown, narrowest, strict=True)]
    return [(g, s, f"{g.cm:g} cm and twice a margin of {n:g} cm are {s:g} cm") for g, n, s in zip(grown, narrowest, sums, strict=True)]  # fmt: skip


def _plain(text: str) -> list[tuple[Length, float, str]]:
    grown = [x for x in lengths(text) if x.role in (GROWTH, TOTAL)]
    return [(x, x.cm, f"growth of {x.cm:g} cm, no margin added") for x in _once(grown)]


def _once(found: Sequence[Length]) -> list[Length]:
    """One of each size: a size said twice is one growth."""
    return list({x.cm: x for x in found}.values())


def repair_codes(text: str) -> tuple[Sized, ...]:
    """Lengths summed by class and group of places, the most involved first; () where class, length or place is open."""
    sums: dict[tuple[str, str], float] = {}
    known = [name for name, words in _CLASSES if re.search(rf"\b(?:{words})\b", text, re.I)]
    if not known and re.search(rf"\b(?:{_SKIN_ONLY})\b", text, re.I):
        known = ["simple"]
    read = lengths(text)
    spoken = any(x.role == REPAIR for x in read)
    cut_out = spoken and (any(x.role in (MARGIN, TOTAL) for x in read) or re.search(_GROWTH, text, re.I))
    wounds = [x for x in read if x.role == REPAIR or (x.role == GROWTH and not cut_out)]
    for wound in wounds:
        start, end = clause(text, wound.start)
        here = [name for name, words in _CLASSES if re.search(rf"\b(?:{words})\b", text[start:end], re.I)]
        level = here[0] if here else known[0] if len(known) == 1 else ""
        place = nearest_place(text, wound.start)
        if not level or not place:
            return ()
        key = (level, _repair_group(level, place))
        sums[key] = round(sums.get(key, 0.0) + wound.cm, 2)
    order = [name for name, _ in _CLASSES]
    return tuple(
        s for key in sorted(sums, key=lambda k: (order.index(k[0]), -sums[k])) for s in _repair(key, sums[key])
    )


def _repair_group(level: str, place: str) -> str:
    if level == "complex":
        return _COMPLEX_PLACE.get(place, "face, neck, axilla, genitals, hands or feet")
    if place in ("face", "face part"):
        return "face"
    inner = level == "intermediate" and place in ("neck", "hand or foot", "genital")
    return "neck, hands, feet or genitals" if inner else "body"


def _repair(key: tuple[str, str], cm: float) -> list[Sized]:
    level, group = key
    because = f"{level} repair, {group}, {cm:g} cm in all"
    if level != "complex":
        limits, codes = _REPAIRS[key]
        return [Sized(codes[sum(cm > x for x in limits)], because)]
    first, second, further = _COMPLEX[group]
    if cm <= 2.5:
        return [Sized(first, because)] if cm > 1.0 else []
    units = -(-round((cm - 7.5) * 100) // 500) if cm > 7.5 else 0
    return [
        Sized(second, because),
        *([Sized(further, f"{units:g} for each 5 cm or part beyond 7.5 cm")] if units else []),
    ]


def lump_codes(text: str) -> tuple[Sized, ...]:
    """The number of a soft lump under the skin by place and size; () beneath the fascia, or where place or size is open."""
    sizes = _excised(text)
    if len(sizes) != 1 or re.search(r"\b(?:sub-?fascia\w*|fascia|intramuscular|sub-?muscular)\b", text, re.I):
        return ()
    _, cm, because = sizes[0]
    for words, limit, below, above in _LUMPS:
        if re.search(rf"\b(?:{words})\b", text, re.I):
            return (Sized(below if cm < limit else above, f"{because}; the step is at {limit:g} cm"),)
    return ()
