"""Words that name a condition only beside others: "dysuria, frequency", "febrile neutropenia due to chemotherapy"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.code_set import CodeSet
from rag.habits import CERTAIN
from rag.in_words import Line
from rag.numbers import burn_extent_code, preterm_code
from rag.types import Finding, Span

_URINE = re.compile(
    r"\b(?:dysuria|urin\w*|uti|nocturia|void\w*|bladder|hematuria|micturition|bph|luts|suprapubic|hesitancy)\b",
    re.IGNORECASE,
)
_ANY = re.compile("")
_NEUTROPENIA = (
    r"(?:febrile neutropenia|neutropenic fever|neutropenia (?:with|and) fever|fever (?:with|and) neutropenia)"
)
_CHEMO = re.compile(
    r"\bchemo\w*|\b(?:carbo|cis|oxali)platin|\w+(?:taxel|rubicin|trexed)\b|\bcyclophosphamide|\bfolf\w+|\br-?chop\b",
    re.IGNORECASE,
)
_CHEMICAL = re.compile(r"corros|chemical|caustic|\bacid|alkali|\blye\b|bleach|cement", re.IGNORECASE)
_BURN_SHARE = re.compile(r"\b(?:tbsa|bsa|body surface|\d+\s?% of (?:the |his |her )?body)\b", re.IGNORECASE)
_VOIDING = re.compile(
    r"\b(?:urgency|frequency|weak (?:urinary )?stream|nocturia|hesitancy|luts|lower urinary tract|straining|incomplete (?:bladder )?emptying|(?:urinary )?retention|obstruct\w*)\b",
    re.IGNORECASE,
)
_PREMATURE = re.compile(r"\b(?:prematur\w*|pre-?term)\b(?! lab)", re.IGNORECASE)
_BABY = re.compile(r"\b(?:newborn|neonat\w*|infant|baby|nicu)\b", re.IGNORECASE)
# (words, what must stand beside them, code)
_TABLE = (
    (re.compile(r"\b(?<!increased )(?:urinary )?frequency\b(?! of\b)", re.IGNORECASE), _URINE, "R35.0"),
    (re.compile(r"(?<!hypertensive )\burgency\b(?! of)", re.IGNORECASE), _URINE, "R39.15"),
    (re.compile(r"\bhesitancy\b", re.IGNORECASE), _URINE, "R39.11"),
    (
        re.compile(
            r"\bhf(?:imp|rec)ef\b|\bheart failure with (?:improved|recovered) (?:ejection fraction|l?v?ef)\b",
            re.IGNORECASE,
        ),
        _ANY,
        "I50.30",
    ),
    (
        re.compile(r"\bbph\b|\bbenign prostatic hyper(?:plasia|trophy)|\benlarged prostate", re.IGNORECASE),
        _VOIDING,
        "N40.1",
    ),
    (re.compile(rf"\b{_NEUTROPENIA}\b", re.IGNORECASE), _CHEMO, "D70.1"),
)


def beside(text: str, lines: Sequence[Line], code_set: CodeSet) -> Iterator[Finding]:
    """Findings of words that other words of their sentence, or numbers, make a condition; nothing that is denied or in doubt."""
    for line in lines:
        s = line.sentence
        told = [(c.scope_start, c.scope_end) for c in line.cues if c.status != "affirmed"]
        for words, near, code in _TABLE:
            m = words.search(s.text)
            rest = s.text[: m.start()] + " " + s.text[m.end() :] if m else ""
            if m and near.search(rest) and not any(a < m.end() and m.start() < b for a, b in told):
                yield _finding(line, m, code)
        early = _PREMATURE.search(s.text) if _BABY.search(text) else None
        weeks = preterm_code(code_set, text) if early else ""
        if early and weeks:
            yield _finding(line, early, weeks)
        share = _BURN_SHARE.search(s.text)
        extent = burn_extent_code(code_set, text, bool(_CHEMICAL.search(text))) if share else ""
        if share and extent:
            yield _finding(line, share, extent)


def _finding(line: Line, m: re.Match[str], code: str) -> Finding:
    s = line.sentence
    span = Span(s.start, s.end)
    return Finding(m[0], s.start + m.start(), s.start + m.end(), span, s.section_kind, "affirmed", ((code, CERTAIN),))
