"""From a branch's ranges and the question's words to codes: 'Z85.-' with "breast cancer" is Z85.3."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.decision import Item
from index.search import CodeHit, Index
from rag.edits import Tabular
from rag.types import Question

FOUND = 3.0  # score of a code by words (a log-odds) below which it is no answer; chosen on the terms in evals
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
    r"|diagnosed with|diagnosis of|dx of|noted|confirmed|stated|unrelated|not linked|linked)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(r"\b(?:due to|because of|secondary to|caused by|underlying)\s+([^.;,?]+)", re.IGNORECASE)
LONG = 8  # words: a longer phrase is a sentence, and its parts are looked up too
_CUT = re.compile(
    r"[.;:?!\n,()]|\b(?:with|and|due to|because of|secondary to|caused by|from|on|after|following|but|who|also|plus|versus|vs|or)\b"
)
_SUBSEQUENT = re.compile(
    r"\b(?:subsequent|follow[- ]?up|after ?care|healing|recheck|cast (?:change|removal)|physical therapy|rehab\w*|routine heal\w*|delayed heal\w*|nonunion|malunion|suture removal|post[- ]?op)\b",
    re.I,
)
_SEQUELA = re.compile(
    r"\b(?:sequelae?|late effects?|residuals?|years? ago|old (?:injury|fracture|burn)|scar\w* (?:from|due to))\b", re.I
)


@dataclass(frozen=True)
class Resolved:
    """What an item came to: codes to assign (each billable, or a stem that lacks a character), others in its family."""

    codes: tuple[str, ...]
    others: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Resolver:
    """Resolves items for one question in one release."""

    def __init__(self, index: Index, tabular: Tabular, question: Question) -> None:
        self._index, self._tabular, self._question = index, tabular, question
        self.phrases = phrases(question.expanded)
        self._found: dict[tuple[str, frozenset[str] | None], Sequence[CodeHit]] = {}

    def item(self, item: Item, restrict: Collection[str] | None = None) -> Resolved:
        """Codes of an ICD-10-CM item or marker; procedure numbers and modifiers stand for themselves."""
        if item.kind == "marker":
            return self._marker(item.text)
        if item.pattern is None:
            return Resolved((item.text,))
        code_set = self._tabular.code_set
        named = [c for c in self._question.icd_codes if item.pattern.matches(c) and code_set.is_billable(c)]
        if named:
            return Resolved(tuple(named[:1]))
        family = code_set.matching(item.pattern)
        if len(family) == 1:
            return self.complete(family[0])
        best = self.best(family)
        if not best:
            return Resolved((), family[:8])
        top = self.complete(best[0].code)
        return Resolved(top.codes, tuple(h.code for h in best[1:4]), top.missing)

    def _marker(self, text: str) -> Resolved:
        if text == "[underlying]":
            cause = _CAUSE.search(self._question.expanded)
            hits = self._find(cause[1].strip(), None) if cause else ()
        elif text == "[symptom]":
            hits = self.best(self._symptoms())
        else:
            hits = self.best(None)
        return self.complete(hits[0].code) if hits and hits[0].score >= FOUND else Resolved(())

    def _symptoms(self) -> list[str]:
        codes = self._tabular.code_set.codes
        return [c for c, entry in codes.items() if c.startswith("R") and not entry.children and not entry.is_heading]

    def best(self, family: Collection[str] | None) -> Sequence[CodeHit]:
        """Codes of the family for the phrase of the question that fits it best, best first; () where none fits.

        A phrase inside a longer one that is found as well does not count: "fracture" of "tibia fracture".
        """
        rankings = {p: r for p in self.phrases if (r := self._find(p, family))}
        found = [p for p, r in rankings.items() if r[0].score >= FOUND]
        maximal = [p for p in found if not any(p != q and p in q and len(q.split()) <= LONG for q in found)]
        return max((rankings[p] for p in maximal or rankings), key=lambda r: r[0].score, default=())

    def _find(self, phrase: str, family: Collection[str] | None) -> Sequence[CodeHit]:
        key = (phrase, None if family is None else frozenset(family))
        if key not in self._found:
            date = self._question.date_of_service
            self._found[key] = tuple(self._index.find_codes(phrase, 5, date, within=family, billable_only=True))
        return self._found[key]

    def complete(self, code: str) -> Resolved:
        """The code with the seventh character that the question's words decide; what is missing is named."""
        found = self._tabular.code_set.find(code)
        if found is None or not found.seventh:
            return Resolved((code,))
        char, sure = choose_seventh(dict(found.seventh), self._question)
        options = "; ".join(f"{c} {m}" for c, m in list(found.seventh.items())[:6])
        missing = () if sure else (f"the seventh character of {code}: {options}",)
        return Resolved((self._tabular.code_set.with_seventh(code, char),), (), missing)


def choose_seventh(meanings: dict[str, str], question: Question) -> tuple[str, bool]:
    """The character whose meaning the question's words fit best, and whether they decide it (I.C.19.a)."""
    text = question.expanded.lower()
    kind = "sequela" if _SEQUELA.search(text) else "subsequent" if _SUBSEQUENT.search(text) else "initial"
    words = set(re.findall(r"[a-z]+", text))
    if not any(kind in m for m in meanings.values()):
        plain = [c for c, m in meanings.items() if "unspecified" in m or "not applicable" in m]
        scored = {
            c: len(words & set(m.split()) - {"stage", "fetus", "eye"}) for c, m in meanings.items() if c not in plain
        }
        best = max(scored, key=lambda c: scored[c], default=next(iter(meanings)))
        return (best, True) if scored.get(best) else ((plain or list(meanings))[0], False)
    fitting = [c for c, m in meanings.items() if kind in m]
    told = (
        kind != "initial"
        or question.setting == "ed"
        or bool(re.search(r"\b(?:initial|active treatment|acute|new)\b", text))
    )
    defaults = {"closed", "routine"}
    return max(
        fitting, key=lambda c: (len(words & set(meanings[c].split())), bool(defaults & set(meanings[c].split())))
    ), told


_EMPTY = re.compile(r"(?:\W|\d|\b(?:a|an|the|is|are|was|be|not|no|did|does|what|which|when|it|this|that|these|his|her|as|at|in|of|to"
                    r"|for|any|some|one|two|first|listed|and|also|same|day|today|only|just|use|used|provider|physician|note|"
                    r"record|right|left|correct|sequenced|principal|secondary|diagnosis|complication)\b)*")  # fmt: skip


def phrases(text: str) -> list[str]:
    """The question without its scaffolding: whole, and cut at commas and linking words; longest first, at most 12."""
    bare = re.sub(r"\b[A-Z]\d[0-9A-Z]\.?[0-9A-Z]*\b", " ", _HEDGE.sub(" ", _SCAFFOLD.sub(" ", text)))
    bare = re.sub(r"\s+", " ", bare).strip(" ?.,")
    parts = [re.sub(r"\s+", " ", p).strip(" ?.,-") for p in _CUT.split(bare.lower())]
    kept = [p for p in dict.fromkeys([bare.lower(), *parts]) if len(p) > 2 and not _EMPTY.fullmatch(p)]
    return sorted(kept, key=len, reverse=True)[:10]
