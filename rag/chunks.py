"""Phrases of a sentence that may name a condition, with their places: whole short sentences, clauses, and terms within them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.phrases import nameless
from rag.types import Span

LONGEST = 14  # words of a phrase that is looked up; a longer clause is only looked up in parts
# what parts findings from one another inside a sentence
_CLAUSE = re.compile(
    r"[,;:()\[\]|?!•]|\s[-–—*]+\s|(?<=\w\w)\.(?=\s|$)|\b(?:but|however|although|which|who|because|while|then|also|vs\.?|versus)\b",
    re.I,
)
_TERM = re.compile(
    _CLAUSE.pattern
    + r"|\s[+&]\s|(?i:\s(?=(?:bmi|l?vef|ef|a1c|hba1c|egfr|hgb|psa|nyha)\b))"
    + r"|(?-i:(?<=\b[A-Z]{2})/(?=[A-Z]{2,}\b))|\b(?:with|without|and|or|due to|secondary to|caused by|from|on|after|following|for|by|to|in the setting of|in setting of"
    r"|associated with|related to|complicated by|as well as|plus|no|not|denies|denied|is|are|was|were|has|have|had|presents?|presented"
    r"|neg|negative for|negative|positive for|rule out|ruled out|r/o|evidence of|never|likely|probable|probably|possible|possibly|suspected|history of|h/o|hx of|s/p|status post|now|today|she|he|patient|pt|reports?|reported|states)\b",
    re.I,
)
_EDGE = re.compile(
    r"^(?:[\s\-–—*#>.,/+=]|\d+[.)](?=\s)|\d{1,2}(?=\s+[A-Z]{3})|\b(?:a|an|the|his|her|their|of|in|at|this|that|some|any|mr|mrs|ms|dx|diagnosis|assessment|impression|"
    r"no|not|neg|negative|denies|without|never|known|underlying|current|currently|new|continued?|continues|there|it|we|be|been|being|will|as|new onset|stable|denies|noted|seen|found)\b[ .:]*)+",
    re.I,
)
_TAIL = re.compile(
    r"(?:[\s\-–—*#>.,/+=:]|\b(?:a|an|the|his|her|their|of|in|at|this|that|is|was|are|today|noted|seen|found|stable|continue|will|be|as|to|for|and|(?:not )?at goal|well[- ]controlled|well controlled|(?<!diet )(?<!diet-)(?<!insulin )(?<!poorly )(?<!well )controlled|rate controlled|improving|improved|unchanged|doing well|ok"
    r"|(?:x|for|since|over)? ?\d+ ?(?:d|days?|wks?|weeks?|months?|mos?|hrs?|hours?)(?! old)|x ?\d+ ?(?:d|days?|wks?|weeks?|months?|mos?|hrs?|hours?))\b)+$",
    re.I,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'/-]*[A-Za-z]|[A-Za-z]{2,}")


def chunks(sentence: str) -> list[Span]:
    """Spans inside `sentence`, longest first, without repeats; none that holds no word of two letters."""
    spans: dict[Span, None] = {}
    for span in (*_whole(sentence), *_parts(sentence, _CLAUSE), *_parts(sentence, _TERM)):
        trimmed = _trimmed(sentence, span)
        if trimmed and len(sentence[trimmed.start : trimmed.end].split()) <= LONGEST:
            spans.setdefault(trimmed)
    return sorted(spans, key=lambda s: (s.start - s.end, s.start))


def _whole(sentence: str) -> Iterator[Span]:
    yield Span(0, len(sentence))


def _parts(sentence: str, cut: re.Pattern[str]) -> Iterator[Span]:
    at = 0
    for m in cut.finditer(sentence):
        yield Span(at, m.start())
        at = m.end()
    yield Span(at, len(sentence))


def _trimmed(sentence: str, span: Span) -> Span | None:
    """Without fillers at its ends; None when no word is left."""
    start, end = span.start, span.end
    if m := _EDGE.match(sentence[start:end]):
        start += m.end()
    if m := _TAIL.search(sentence[start:end]):
        end = start + m.start()
    text = sentence[start:end]
    return Span(start, end) if len(text) > 1 and _WORD.search(text) and not nameless(text) else None
