"""Codes that a number decides: body mass index (Z68.-), weeks of gestation (Z3A.-), birth weight, scores and levels; manner of birth."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.code_set import CodeSet
from rag.attributes import measures
from rag.weeks import gestation_of

_ENDS = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?)| or (greater|less))")


def bmi_code(code_set: CodeSet, bmi: float) -> str:
    """The adult code whose range holds the index; '' where the release has none."""
    for code in code_set.billable_below("Z68"):
        descriptor = code_set.descriptor(code)
        m = _ENDS.search(descriptor)
        if not m or "adult" not in descriptor:
            continue
        low = 0.0 if m[3] == "less" else float(m[1])
        high = float(m[2]) if m[2] else float(m[1]) if m[3] == "less" else 1_000.0
        if low <= round(bmi, 1) <= high + 0.05:
            return code
    return ""


def gestation_code(code_set: CodeSet, weeks: int) -> str:
    """The code of the completed weeks (I.C.21.c.11); '' where the release has none."""
    wanted = f"Z3A.{weeks:02d}"
    return wanted if code_set.find(wanted) else ""


_GRAMS = re.compile(r"(?<![\d.])(\d,?\d{3}|\d{3})\s?(?:g|gm|gms|grams?)\b", re.IGNORECASE)
_BIRTH = re.compile(
    r"\b(?:birth\w*|born|newborn|neonat\w*|preterm|premature|prematurity|infant|baby|nicu)\b", re.IGNORECASE
)
_LOW_WEIGHT = (500, 750, 1000, 1250, 1500, 1750, 2000, 2500)  # grams: upper ends of P07.01-P07.03, P07.14-P07.18
_WEIGHTS = ("P07.01", "P07.02", "P07.03", "P07.14", "P07.15", "P07.16", "P07.17", "P07.18")
_PRETERM = ("P07.21", "P07.22", "P07.23", "P07.24", "P07.25", "P07.26", "P07.31", "P07.32", "P07.33", "P07.34", "P07.35", "P07.36",
            "P07.37", "P07.38", "P07.39")  # fmt: skip
_BORN_AT = re.compile(r"(?<![\d.])(\d{2})\s?-?(?:w(?:ee)?ks?|wga|w)\b(?!\s*(?:old|ago))", re.IGNORECASE)


def birth_weight_code(code_set: CodeSet, text: str) -> str:
    """The code of a low birth weight in grams (P07.0-, P07.1-); '' where no low weight of a newborn is said."""
    m = _GRAMS.search(text) if _BIRTH.search(text) else None
    grams = int(m[1].replace(",", "")) if m else 0
    code = next((c for end, c in zip(_LOW_WEIGHT, _WEIGHTS, strict=True) if 0 < grams < end), "")
    return code if code_set.find(code) else ""


def preterm_code(code_set: CodeSet, text: str) -> str:
    """The code of a birth before 37 completed weeks (P07.2-, P07.3-); '' where no such weeks are said."""
    m = _BORN_AT.search(text) if _BIRTH.search(text) else None
    weeks = int(m[1]) if m else 99
    code = "" if weeks > 36 else _PRETERM[max(0, weeks - 22)]
    return code if code and code_set.find(code) else ""


_SHARE = r"(\d{1,3})(?:\.\d+)?\s?%"
_SURFACE = re.compile(
    rf"\b(?:tbsa|bsa|body surface(?: area)?)\W*(?:(?:of|is|was|burned|involved)\W*)*{_SHARE}|{_SHARE}\s*(?:of\s+)?(?:the\s+)?(?:tbsa|bsa|total body|body surface|(?:his |her )?body\b)",
    re.IGNORECASE,
)
_THIRD = r"(?:third|3rd|full[- ]thickness)"
_OF_THIRD = re.compile(
    rf"{_SHARE}\s*(?:of it |of that |is |are |was |were |being |at )*{_THIRD}|{_THIRD}(?:[- ]degree)?\W*(?:burns?\W*)?(?:over |on |in |of |is |:|=)*\s*{_SHARE}",
    re.IGNORECASE,
)
_BURNED = re.compile(
    r"\b(?:burn\w*|scald\w*|corros\w*|[123](?:st|nd|rd)[- ]degree|(?:first|second|third)[- ]degree)\b", re.IGNORECASE
)


def burn_extent_code(code_set: CodeSet, text: str, chemical: bool = False) -> str:
    """The code of the share of the body burned (T31.-, of a corrosion T32.-); '' where no share, or that of third degree, is not said."""
    m = _SURFACE.search(text) if _BURNED.search(text) else None
    if m is None:
        return ""
    whole = int(m[1] or m[2])
    rest = text[: m.start()] + " " + text[m.end() :]
    deep = _OF_THIRD.search(rest)
    third = int(deep[1] or deep[2]) if deep else 0
    if whole > 100 or third > whole or (whole >= 10 and not deep and re.search(_THIRD, text, re.IGNORECASE)):
        return ""
    code = f"T3{2 if chemical else 1}." + ("0" if whole < 10 else f"{min(whole, 99) // 10}{min(third, 99) // 10}")
    return code if code_set.is_billable(code) else ""


_NIHSS = re.compile(r"\b(?:nihss|nih stroke (?:scale|score)|stroke scale)\b[^.;\d]{0,30}(\d{1,2})\b", re.IGNORECASE)
_ALCOHOL = re.compile(
    r"\b(?:blood alcohol|bac|etoh|alcohol) ?(?:level|content|concentration)?(?: of| was| is|:|=)*\s*(0?\.\d{2,3}|\d{2,3})\b",
    re.IGNORECASE,
)
_LEVELS = (20, 40, 60, 80, 100, 120, 200, 240)  # mg/100 ml: upper ends of Y90.0-Y90.7


def nihss_code(code_set: CodeSet, text: str) -> str:
    """The code of a stroke scale score (R29.7-); '' where none is said."""
    m = _NIHSS.search(text)
    code = f"R29.7{int(m[1]):02d}" if m else ""
    return code if code and code_set.find(code) else ""


def alcohol_code(code_set: CodeSet, text: str) -> str:
    """The code of a blood alcohol level in mg/100 ml or per cent (Y90.-); '' where none is said."""
    m = _ALCOHOL.search(text)
    if m is None:
        return ""
    level = float(m[1]) * (1000 if "." in m[1] else 1)
    code = f"Y90.{sum(level >= end for end in _LEVELS)}"
    return code if code_set.find(code) else ""


_CESAREAN = re.compile(r"\b(?:c[- /]?sections?|sections?|c/s|cs|cesareans?|caesareans?)\b", re.IGNORECASE)
_VAGINAL = re.compile(r"\b(?:vaginal\w*|n?svd|vbac|vacuum|forceps)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:taxi|in the car|ambulance|at home|home birth|born before arrival|bba|parking lot|on the way|en route|birth center)\b",
    re.IGNORECASE,
)
_TWIN, _TRIPLET = re.compile(r"\btwins?\b", re.IGNORECASE), re.compile(r"\btriplets?\b", re.IGNORECASE)


def birth_code(code_set: CodeSet, text: str) -> str:
    """The code of a liveborn by place and manner of birth (Z38.-, I.C.16.a.2); '' where the manner is not said."""
    cesarean, vaginal = bool(_CESAREAN.search(text)), bool(_VAGINAL.search(text))
    stem = "Z38.6" if _TRIPLET.search(text) else "Z38.3" if _TWIN.search(text) else "Z38.0"
    if _ELSEWHERE.search(text) and not cesarean:
        return "Z38.1" if stem == "Z38.0" else ""
    if cesarean == vaginal:
        return ""
    ends = ("1", "2") if stem == "Z38.6" else ("0", "1")
    code = f"{stem}{ends[cesarean]}"
    return code if code_set.is_billable(code) else ""


def by_number(code_set: CodeSet, family: Sequence[str], said: str) -> str:
    """The code that a number or the manner of birth decides for a family; '' where the words state none."""
    first = family[0] if family else ""
    codes = [alcohol_code(code_set, said)] if first.startswith("Y90") else []
    codes += [nihss_code(code_set, said)] if first.startswith("R29.7") else []
    codes += [birth_code(code_set, said)] if family and all(c.startswith("Z38") for c in family) else []
    codes += [bmi_code(code_set, m.value) for m in measures(said) if m.of == "bmi"]
    if weeks := gestation_of(said, pregnant=first.startswith("Z3A")):
        codes.append(gestation_code(code_set, weeks.weeks))
    if family and all(c.startswith("P07") for c in family):
        weight, weeks_born = birth_weight_code(code_set, said), preterm_code(code_set, said)
        codes.append(weight if first < "P07.2" else weeks_born)
        return next((c for c in codes if c in family), codes[-1])
    return next((c for c in codes if c in family), "")
