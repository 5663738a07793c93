"""Conditions of a pregnant patient as chapter 15 codes them: its code first, the condition beside it where that says more (I.C.15.a)."""

from __future__ import annotations

import re

from rag.reading import Reading
from rag.weeks import trimester_of

# a condition, its family in chapter 15, and whether its own code stands beside that
_FAMILIES = (
    (r"D(?:5\d|6[0-4])", "O99.01", True),
    (r"D6[5-9]|D[78]", "O99.11", True),
    (r"I10", "O10.01", False),
    (r"E66", "O99.21", True),
    (r"E0[0-7]|E2", "O99.28", True),
    (r"E11", "O24.11", True),
    (r"E10", "O24.01", True),
    (r"F17", "O99.33", True),
    (r"F10", "O99.31", True),
    (r"F1[1-69]", "O99.32", True),
    (r"F", "O99.34", True),
    (r"G", "O99.35", True),
    (r"I", "O99.41", True),
    (r"J", "O99.51", True),
    (r"K(?!8[0-7])", "O99.61", True),
    (r"L", "O99.71", True),
    (r"N30", "O23.1", False),
    (r"N1[0-2]", "O23.0", False),
    (r"N39\.0", "O23.4", False),
)
_BORN = re.compile(
    r"\b(?:delivered|live (?:male|female|infant)|apgars?|s/p (?:nsvd|svd|c/s)|svd of|placenta spont\w*)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\b(?:post ?partum|ppd ?#?\d|puerper\w*|weeks? pp)\b", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:IUP|EGA|prenatal visit|OB (?:visit|routine|f/u|return)|gravid|currently pregnant|pregnancy at|in pregnancy|complicating pregnancy|G\d+\s?P\d+\w* (?:at|@)?\s?\d+\s?w)|\b\d{1,2}\s?w\s?\d\s?d\b|\b\d{1,2} [0-6]/7\b",
    re.IGNORECASE,
)
_ORDINALS = ("first", "second", "third")


def gravid(reading: Reading) -> bool:
    """True where the note is of a pregnancy or birth of its patient."""
    coded = any(c.startswith(("O", "Z34", "Z3A")) for c in reading.note.proposed)
    stated = any(f.label == "affirmed" and f.codes[0][0].startswith("O") for f in reading.stated)
    newborn = any(c.startswith(("P", "Z38")) for c in reading.note.proposed) or any(
        f.codes[0][0].startswith("P") for f in reading.stated
    )
    return (coded or stated or bool(_NOW.search(reading.note.text))) and not newborn


def of_pregnancy(reading: Reading, code: str) -> tuple[str, ...]:
    """The codes of a condition in a pregnancy; the code alone where chapter 15 has none for it."""
    code_set, text = reading.tabular.code_set, reading.note.text
    family, beside = next(((f, b) for c, f, b in _FAMILIES if re.match(c, code)), ("", True))
    if not family:
        return (code,)
    birth, after, weeks = bool(_BORN.search(text)), bool(_AFTER.search(text)), trimester_of(text)
    wanted = (
        "childbirth" if birth and reading.note.setting == "inpatient" else "puerperium" if after
        else f"{_ORDINALS[weeks - 1]} trimester" if weeks else "unspecified trimester"
    )  # fmt: skip
    found = [c for c in code_set.billable_below(family) if wanted in code_set.descriptor(c)]
    return ((found[0], code) if beside else (found[0],)) if found else (code,)
