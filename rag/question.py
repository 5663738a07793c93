"""Text to Question: codes named in it, what is asked, the setting it speaks of, abbreviations spelled out."""

from __future__ import annotations

import datetime as dt
import re

from index.code_set import CodeSet
from index.patterns import normalise_code
from index.terms import Terms
from rag.asks import ORDERS, asks
from rag.orders import without_orders
from rag.types import SETTINGS, BadQuestion, NamedCode, Question

LONGEST = 60_000  # characters: a question with a 5,000-word note pasted under it is about 35,000
_DOTTED = re.compile(r"(?<![\w.])([A-TV-Z]\d[0-9A-Z]|U\d\d)\.([0-9A-Z]{1,4})(?![\w])", re.IGNORECASE)
_HEADER = re.compile(r"(?<![\w.])([A-Z]\d[0-9A-Z])\.?-(?![\w])", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.])([A-Z]\d[0-9A-Z][0-9A-Z]{0,4})(?![\w]|\.[0-9A-Z-])")
_LONG = re.compile(r"(?<![\w.])([A-TV-Z]\d[0-9A-Z](?=[0-9X]{1,3}[0-9A-Z])[0-9X]{3}[A-Z])(?![\w.])")
_CPT = re.compile(r"(?<![\w.$/-])(\d{4}[0-9FTU])(?![\w/]|\.\d)")
_HCPCS = re.compile(r"(?<![\w.])([A-CE-V]\d{4})(?![\w])", re.IGNORECASE)
_MODIFIER = re.compile(
    r"\b(?:modifiers?|mod)\s*-?\s*(\d\d|X[EPSU]|[A-Z]{2})\b|(?<![A-Za-z-])-(\d\d|X[EPSU])\b(?!-)", re.IGNORECASE
)
_SETTING_WORDS = {
    "inpatient": r"\b(?:inpatient|discharge summary|admitted|hospital (?:stay|admission)|at discharge|was admitted|admission)\b",
    "ed": r"\b(?:emergency (?:department|room|dept)|in the ed|ed visit|er visit|in the er)\b",
    "outpatient": r"\b(?:(?<!as )(?<!as an )(?<!for )outpatient(?! (?:follow|biops|work|f/u|scan|mri|ct\b|echo|colonosc|referral|appointment|pt\b|rehab))|office (?:visit|note)|clinic (?:visit|note)|physician office|doctor'?s office|ambulatory|in the office|in clinic)\b",
}  # fmt: skip


def read_question(
    text: str, *, setting: str, date_of_service: dt.date, code_set: CodeSet, terms: Terms, follow_text: bool = True
) -> Question:
    """The question as a value. Raises BadQuestion for text that cannot be read.

    A setting that the words name plainly ("inpatient", "office visit") goes before `setting`, unless they name two.
    Words addressed to software are no part of it; a text of nothing else asks for nothing and names no codes.
    """
    typed = readable(text)
    asked = without_orders(typed)
    cleaned, orders_only = asked or typed, not asked
    if setting not in SETTINGS:
        raise BadQuestion(f"setting '{setting}' is not one of {', '.join(SETTINGS)}")
    lower = cleaned.lower()
    spoken = [s for s, words in _SETTING_WORDS.items() if re.search(words, lower)]
    return Question(
        text=cleaned,
        date_of_service=date_of_service,
        setting=spoken[0] if follow_text and len(spoken) == 1 and _differs(spoken[0], setting) else setting,
        expanded=terms.expand(cleaned),
        clinical=terms.clinical(cleaned),
        codes_named=() if orders_only else named_codes(cleaned, code_set),
        asks=frozenset({ORDERS}) if orders_only else asks(cleaned),
    )


def _differs(spoken: str, given: str) -> bool:
    """An office or emergency visit given as such is not overruled by the plain word "outpatient"."""
    return (spoken == "inpatient") != (given == "inpatient")


def readable(text: str) -> str:
    """The text with blanks made single. Raises BadQuestion for text that is empty, too long, binary or not English."""
    if len(text) > LONGEST:
        raise BadQuestion(f"{len(text):,} characters are too many; ask with at most {LONGEST:,} (about 9,000 words)")
    if "\x00" in text or sum(not c.isprintable() and c not in "\n\r\t" for c in text) > max(3, len(text) // 50):
        raise BadQuestion("this is binary data, not text; paste the words of the question or note")
    cleaned = re.sub(r"[ \t\u00a0]+", " ", text).strip()
    if not re.search(r"\w", cleaned):
        raise BadQuestion("the question is empty; ask about a diagnosis, a code or a rule")
    letters = [c for c in cleaned if c.isalpha()]
    if letters and sum(ord(c) > 0x24F for c in letters) > len(letters) / 3:
        raise BadQuestion("Curbside reads English only; ask in English")
    foreign = re.findall(r"\b(?:el|los|las|una|para|con|qué|que|cómo|código|est|les|des|une|pour|avec|der|die|und|ist|"
                         r"für|mit|quel|quelle|welcher|come|il|della|che|per|não|uma|como|paciente|diagnóstico)\b",
                         cleaned.lower())  # fmt: skip
    if len(foreign) >= 3 and len(foreign) >= len(cleaned.split()) * 0.25:
        raise BadQuestion("Curbside reads English only; ask in English")
    return cleaned


def named_codes(text: str, code_set: CodeSet) -> tuple[NamedCode, ...]:
    """Every code number in the text, in order, once each. ICD-10-CM numbers without a dot count only when they exist."""
    found: list[tuple[int, NamedCode]] = []
    for m in _DOTTED.finditer(text):
        code = _without_wildcard(normalise_code(m[0]), code_set)
        if re.search(r"\d", m[2]) or m[0].isupper():
            found.append((m.start(), NamedCode(code, "ICD-10-CM", code_set.find(code) is not None)))
    for m in _HEADER.finditer(text):
        code = normalise_code(m[1])
        found.append((m.start(), NamedCode(code, "ICD-10-CM", code_set.find(code) is not None)))
    for m in _BARE.finditer(text):
        code = normalise_code(m[1])
        if code_set.find(code) is not None:
            found.append((m.start(), NamedCode(code, "ICD-10-CM", True)))
    for m in _LONG.finditer(text):  # seven characters without a dot are ICD-10-CM even where the release lacks them
        code = normalise_code(m[1])
        if code_set.find(code) is None and code_set.find(m[1][:3]) is not None:
            found.append((m.start(), NamedCode(code, "ICD-10-CM", False)))
    taken = {at for at, _ in found}
    for m in [*_CPT.finditer(text), *_HCPCS.finditer(text)]:
        if m.start() not in taken and not re.match(
            r"\s*(?:mg|mcg|units?|iu|ml|cc|patients|words)\b", text[m.end() :], re.I
        ):
            found.append((m.start(), NamedCode(m[1].upper(), "CPT/HCPCS", True)))
    for m in _MODIFIER.finditer(text):
        found.append((m.start(), NamedCode((m[1] or m[2]).upper(), "modifier", True)))
    found.sort(key=lambda f: f[0])
    return tuple(dict.fromkeys(c for _, c in found))


def _without_wildcard(code: str, code_set: CodeSet) -> str:
    """ "K91.7x" means any code below K91.7: the x is no placeholder where the code does not exist with it."""
    bare = code.rstrip("X").rstrip(".")
    return bare if code != bare and code_set.find(code) is None and code_set.find(bare) is not None else code
