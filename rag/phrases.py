"""The terms of a question: its words without the scaffolding ("how do I code", "the provider documents"), cut into phrases."""

from __future__ import annotations

import re

_SCAFFOLD = re.compile(
    r"\b(?:how (?:do|should|would|can) (?:i|we|you|this|it|that) (?:code|be coded|report|bill|sequence)\b(?: for| this| it| that)?"
    r"|what(?: is| are|'s)? the (?:correct |right |best )?(?:icd[- ]?10(?:[- ]cm)? |diagnosis |dx )?codes? (?:for|is|are|to use|should)?"
    r"|(?:which|what) (?:icd[- ]?10(?:[- ]cm)? |diagnosis |dx )?codes?\b(?: do i use| do we use| applies| apply| is used| goes?)?(?: for)?"
    r"|(?:can|should|do|does|may|must|could|would) (?:i|we|you|this|it|that|the coder)\b(?: be)?(?: code[d]?| assign(?:ed)?| report(?:ed)?| use[d]?| bill(?:ed)?| add)?"
    r"|is it (?:ok|okay|correct|appropriate|right|allowed) to (?:code|report|use|bill|assign)?"
    r"|(?:the )?(?:provider|physician|doctor|surgeon|attending|md|np|pa|note|record|chart|documentation) (?:documents?|documented|states?|stated|says?|writes?|wrote|lists?|listed)(?: that| only| just)?"
    r"|(?:the )?patients?(?: is| has| was| with| presents?| presented| seen| comes?| came| here)*(?: for| with| to| in)?"
    r"|\b(?:code|coded|codes|coding|assign|report|billed|icd[- ]?10(?:[- ]cm)?|please|hi|hello|thanks)\b"
    r"|\b(?:office|clinic|outpatient|inpatient|emergency department|visit|encounter|discharge summary)\b)",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:probabl[ey]|possibl[ey]|likely|unlikely|suspected|suspicious for|suspicion of|questionable|rule[ds]? out|r/o"
    r"|still to be ruled out|consistent with|compatible with|indicative of|suggestive of|comparable with|concern(?:ing)? for"
    r"|evidence of|appears to be|cannot (?:be )?(?:rule[d]? out|exclude[d]?)|presumed|working diagnosis(?: of)?|document(?:s|ed|ation)?(?: as)?|not documented"
    r"|diagnosed with|diagnosis of|dx of|says?|said|noted|confirmed|stated|unrelated|not linked|linked)\b",
    re.IGNORECASE,
)
HEDGED = re.compile(
    r"\b(?:probabl[ey]|possibl[ey]|likely|suspected|suspicion of|questionable|rule out|r/o|consistent with|compatible with"
    r"|presumed|impending|threatened|borderline|history of|no longer has)\s+([a-z0-9' -]{3,60})"
)
RULED_OUT = re.compile(r"([a-z0-9' -]{3,60}?),?\s+(?:(?:is|was|were|has been|have been) )?ruled out\b")
CAUSE = re.compile(r"\b(?:due to|because of|secondary to|caused by|underlying)\s+([^.;,?]+)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<!\b\w)\.(?=\s|$)|[;:?!\n]")  # the point of "E. coli" ends no sentence
_CLAUSE = re.compile(_SENTENCE.pattern + r"|[,()\"“”]|\b(?:which|what|but|who|also|plus|versus|vs)\b")
_CUT = re.compile(
    _CLAUSE.pattern + r"|[+]|\b(?:with|and|due to|because of|secondary to|caused by|from|on|after|following|or)\b"
)
_CODE = re.compile(r"\b[A-Z]\d[0-9A-Z]\.?[0-9A-Z]*\b|\b[a-z]\d[0-9a-z]\.[0-9a-z]{1,4}\b")
_WORD = re.compile(r"[a-z0-9]+")
# words that name nothing, cut off both ends of a phrase
_FILLER = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "be",
        "not",
        "no",
        "did",
        "does",
        "do",
        "what",
        "which",
        "when",
        "it",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "their",
        "as",
        "at",
        "in",
        "of",
        "to",
        "for",
        "any",
        "some",
        "and",
        "or",
        "also",
        "same",
        "day",
        "today",
        "only",
        "just",
        "use",
        "used",
        "how",
        "why",
        "who",
        "where",
        "has",
        "have",
        "had",
        "need",
        "needs",
        "go",
        "goes",
        "comes",
        "there",
        "then",
        "now",
        "currently",
        "so",
        "if",
        "can",
        "should",
        "would",
        "could",
        "may",
        "we",
        "i",
        "you",
        "they",
        "code",
        "codes",
        "coded",
        "provider",
        "physician",
        "note",
        "record",
        "says",
        "claim",
    ]
)
# a phrase of nothing but these, fillers, numbers and single letters asks about codes and names no condition
_NAMELESS = _FILLER | frozenset(
    [
        "all",
        "lead",
        "leads",
        "leading",
        "one",
        "physical",
        "exam",
        "visit",
        "denied",
        "labs",
        "follow",
        "up",
        "capital",
        "pt",
        "patient",
        "history",
        "two",
        "first",
        "listed",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "ago",
        "time",
        "cost",
        "costs",
        "insurance",
        "money",
        "own",
        "right",
        "left",
        "correct",
        "sequenced",
        "sequence",
        "order",
        "principal",
        "primary",
        "secondary",
        "diagnosis",
        "complication",
        "billable",
        "valid",
        "invalid",
        "reportable",
        "seventh",
        "7th",
        "character",
        "characters",
        "header",
        "excludes1",
        "excludes2",
        "excludes",
        "between",
        "together",
        "conflict",
        "still",
        "active",
        "exist",
        "exists",
        "real",
        "full",
        "complete",
        "report",
        "reported",
        "list",
        "listed",
        "unspecified",
        "specified",
        "malignant",
        "personal",
        "status",
        "current",
        "active",
        "other",
        "name",
        "doc",
        "docs",
        "final",
        "impression",
        "findings",
        "finding",
        "result",
        "results",
        "radiologist",
        "attending",
        "colleague",
        "colleagues",
        "auditor",
        "biller",
        "kind",
        "nothing",
        "never",
        "again",
        "mentioned",
        "team",
        "encoder",
        "assessment",
        "plan",
        "default",
        "chart",
        "charted",
        "outpt",
        "inpt",
        "er",
        "ed",
        "mother",
        "baby",
        "record",
        "admission",
        "admitted",
        "stay",
        "pdx",
        "set",
        "full",
        "word",
    ]
)


def phrases(text: str) -> list[str]:
    """The question without its scaffolding, as sentences, clauses and single terms; longest first, at most 14."""
    bare = _CODE.sub(" ", _HEDGE.sub(" ", _SCAFFOLD.sub(" ", text))).lower()
    parts = [p for cut in (_SENTENCE, _CLAUSE, _CUT) for p in cut.split(bare)]
    kept = [p for p in dict.fromkeys(map(trimmed, parts)) if len(p) > 2 and not nameless(p)]
    return sorted(kept, key=len, reverse=True)[:14]


def trimmed(phrase: str) -> str:
    """The phrase without fillers and single letters at its ends; "stage 5" keeps its number."""
    words = re.sub(r"\s+", " ", phrase).strip().split()
    while words and _filler(words[0]):
        words.pop(0)
    while words and _filler(words[-1]):
        words.pop()
    return " ".join(words).strip(" ?.,-'\"")


def _filler(word: str) -> bool:
    bare = "".join(_WORD.findall(word.lower()))
    return bare in _FILLER or (len(bare) <= 1 and not bare.isdigit() and not word.endswith("."))


def nameless(phrase: str) -> bool:
    """True for words that name no condition by themselves."""
    return all(w in _NAMELESS or w.isdigit() or len(w) == 1 for w in _WORD.findall(phrase.lower()))
