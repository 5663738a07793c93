"""What a note says of its patient: age and sex."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KIN = r"mother|father|mom|dad|brother|sister|son|daughter|aunt|uncle|grand\w+|cousin|wife|husband|sibling|parent"
_WORDS = {w: n for n, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1)}  # fmt: skip
_AGE = re.compile(
    rf"(?<![\d./])(?:(?P<n>\d{{1,3}})|\b(?P<word>{'|'.join(_WORDS)}))[\s-]*(?:"
    r"(?P<y>y(?:ea)?rs?[\s-]*old|y\.?\s?/?o\b\.?|y(?:rs?)?\.?(?=[\s,-]*(?:(?-i:[FM])\b(?!/)|male|female|man\b|woman))"
    r"|(?=\s?(?-i:[FM])\b(?!/)))"
    r"|(?P<m>m(?:o|os|onths?)\.?[\s-]*old|m/o\b|mos?\b(?=[\s-]*(?:male|female|boy|girl)))"
    r"|(?P<w>w(?:ee)?ks?[\s-]*old)|(?P<d>days?[\s-]*old|d/o\b))",
    re.I,
)
_AGE_FIELD = re.compile(r"\bage[:\s]+(?P<n>\d{1,3})\b(?!\s*(?:wk|week|mo|month|day))", re.I)
_DAY_OF_LIFE = re.compile(r"\b(?:DOL|day of life)\s*#?(?P<n>\d{1,2})\b", re.I)
_FEMALE = r"female|woman|lady|girl|f"
_MALE = r"male|man|gentleman|boy|m"
_AFTER_AGE = re.compile(rf"[\s.,-]*(?:\w+[\s-]+){{0,3}}?(?:(?P<f>{_FEMALE})|(?P<m>{_MALE}))\b(?!/)", re.I)
_SEX_FIELD = re.compile(
    r"\b(?:sex|gender)\b[\s:]+(?:assigned at birth[\s:]+)?(?:(?P<f>f(?:emale)?)|(?P<m>m(?:ale)?))\b", re.I
)
_SHE = re.compile(r"\b(?:she|her|hers|herself|ms|mrs)\b", re.I)
_HE = re.compile(r"\b(?:he|him|his|himself|mr)\b", re.I)
_PREGNANT = re.compile(r"\bG\d{1,2}\s?P\d|\bgravida\b|\b(?:IUP|LMP)\b|\bpregnan(?:t|cy)\b(?! test)", re.I)
_OF_KIN = re.compile(rf"[\s-]*(?:{_KIN})\b", re.I)
_OF_MOTHER = re.compile(r"[^.;\n]{0,40}\b(?:mother|mom|G\d+\s?P\d+|gravida|primip\w*|multip\w*)", re.I)
_NEWBORN = re.compile(
    r"\b(?:newborn|neonate|nicu|baby (?:boy|girl)|(?:term|preterm|late preterm) (?:male|female|infant)|live\s?born (?:male|female|infant))\b",
    re.I,
)
# said of the woman who gave birth, in a record that tells of her baby too
_DELIVERED = re.compile(
    r"\b(?:mother'?s (?:discharge|record|chart|note)|perine\w+|cervical change|fundus|lochia|epidural|pushed \d+|membranes ruptured|(?:now )?G\d+\s?P\d{4})\b",
    re.I,
)
_NOUN = re.compile(r"\b(?:(?P<f>female|woman|girl|lady)|(?P<m>male|man|boy|gentleman))\b", re.I)
_NOT_AN_AGE = re.compile(
    rf"\b(?:{_KIN})(?:'s)?\b[^.;\n]{{0,30}}$|\b(?:temp\w*|t|tmax|at age|since age|at the age of|for|last|past)[\s:]*$",
    re.I,
)


@dataclass(frozen=True)
class Patient:
    """Age in years (a part of one for infants) and sex "F" or "M"; None where the note does not say."""

    age_years: float | None = None
    sex: str | None = None


def patient_of(text: str) -> Patient:
    """The first age that is the patient's own, and the sex said with it, in a field, or by most of the pronouns."""
    age, sex = None, None
    if day := _DAY_OF_LIFE.search(text):
        return Patient(int(day["n"]) / 365, _sex(_SEX_FIELD.search(text)) or _pronoun(text))
    for m in _AGE.finditer(text):
        if _NOT_AN_AGE.search(text, max(0, m.start() - 45), m.start()) or _OF_KIN.match(text, m.end()):
            continue
        if _OF_MOTHER.match(text, m.end()) and _NEWBORN.search(text):
            continue  # "31 yo G2P2 mother" of a newborn's record
        age = int(m["n"] or _WORDS[m["word"].lower()]) / (
            1 if m["y"] is not None else 12 if m["m"] else 52 if m["w"] else 365
        )
        sex = _sex(_AFTER_AGE.match(text, m.end()))
        break
    else:
        field = _AGE_FIELD.search(text)
        newborn = _NEWBORN.search(text) and not _DELIVERED.search(text)
        age = float(field["n"]) if field else 0.0 if newborn else None
    if age is None and _DELIVERED.search(text):
        return Patient(None, "F")
    return Patient(age, sex or _sex(_SEX_FIELD.search(text)) or _pronoun(text))


def gave_birth(text: str) -> bool:
    """True for the record of a woman in labor or after it."""
    return bool(_DELIVERED.search(text))


def _sex(m: re.Match[str] | None) -> str | None:
    return None if m is None else "F" if m["f"] else "M"


def _pronoun(text: str) -> str | None:
    she, he = len(_SHE.findall(text)), len(_HE.findall(text))
    if she != he:
        return "F" if she > he else "M"
    return "F" if _PREGNANT.search(text) else _sex(_NOUN.search(text))
