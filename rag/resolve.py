"""From a branch's ranges and the question's words to codes: 'Z85.-' with "breast cancer" is Z85.3."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.decision import Item
from index.patterns import CodePattern
from index.search import CodeHit, Index
from rag.edits import Tabular
from rag.phrases import CAUSE, HEDGED, phrases, trimmed
from rag.seventh import choose_seventh
from rag.types import Question

FOUND = 3.0  # score of a code by words (a log-odds) below which it is no answer; set by eye, like those below
SURE = 5.0  # score from which a diagnosis is taken as named by the question
CLOSE = 3.0  # siblings within this much of the best are shown beside it
NEARLY = 2.0  # hits this close are told apart by what their descriptors add
LOSS = 1.0  # what a longer phrase may score less than a part of it and still be the better reading
LONG = 10  # words: a longer phrase is a sentence, and its parts are looked up too
_NEUTRAL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "to",
        "for",
        "and",
        "or",
        "with",
        "without",
        "unspecified",
        "age",
        "related",
        "specified",
        "not",
        "elsewhere",
        "classified",
        "site",
        "organism",
        "part",
        "female",
        "initial",
        "encounter",
        "closed",
        "complication",
        "complications",
        "malignant",
        "neoplasm",
        "primary",
        "type",
        "nos",
        "adult",
        "essential",
        "disease",
        "disorder",
        "acquired",
        "general",
        "current",
        "uncomplicated",
    ]
)


@dataclass(frozen=True)
class Resolved:
    """What an item came to: codes to assign (each billable, or a stem that lacks a character), others in its family."""

    codes: tuple[str, ...]
    others: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    score: float = SURE


class Resolver:
    """Resolves items for one question in one release."""

    def __init__(self, index: Index, tabular: Tabular, question: Question) -> None:
        self._index, self._tabular, self._question = index, tabular, question
        self.phrases = list(dict.fromkeys([*phrases(question.expanded), *phrases(question.clinical)]))
        self._found: dict[tuple[str, frozenset[str] | None], Sequence[CodeHit]] = {}

    def item(self, item: Item, barred: Sequence[CodePattern] = ()) -> Resolved:
        """Codes of an ICD-10-CM item or marker; procedure numbers and modifiers stand for themselves.

        A marker never comes to a code that `barred` covers: what the same row rules out.
        """
        if item.kind == "marker":
            return self._marker(item.text, barred)
        if item.pattern is None:
            return Resolved((item.text,))
        code_set = self._tabular.code_set
        named = [c for c in self._question.icd_codes if item.pattern.matches(c) and code_set.is_billable(c)]
        if named:
            return Resolved(tuple(named[:1]))
        if item.pattern.single and code_set.is_billable(item.pattern.first):
            return Resolved((item.pattern.first,))
        family = code_set.matching(item.pattern)
        if len(family) == 1:
            return self.complete(family[0], item.seventh)
        if measured := self._by_number(family):
            return Resolved((measured,))
        best = self.best(family)
        if not best:
            return Resolved((), family[:8])
        top = self.complete(best[0].code, item.seventh)
        near = tuple(h.code for h in best[1:4] if h.score > best[0].score - CLOSE)
        return Resolved(top.codes, near, top.missing, best[0].score)

    def size(self, pattern: CodePattern) -> int:
        """How many leaves a pattern covers."""
        return len(self._tabular.code_set.matching(pattern))

    def _by_number(self, family: Sequence[str]) -> str:
        """The code whose range holds the body mass index that the question states; '' where it states none."""
        said = re.search(r"\b(?:bmi|body mass index)\D{0,12}(\d\d(?:\.\d)?)", self._question.expanded.lower())
        for code in family if said and family[0].startswith("Z68") else ():
            ends = re.search(r"(\d+(?:\.\d)?)-(\d+(?:\.\d)?), adult", self._tabular.code_set.descriptor(code))
            if said and ends and float(ends[1]) <= float(said[1]) <= float(ends[2]):
                return code
        return ""

    def _marker(self, text: str, barred: Sequence[CodePattern]) -> Resolved:
        if text == "[symptom]":
            return self._signs()
        if text == "[underlying]":
            cause = CAUSE.search(self._question.expanded)
            hits: Sequence[CodeHit] = self._find(cause[1].strip(), None) if cause else ()
        else:
            hits = self._condition()
        hits = [h for h in hits if not any(p.matches(h.code) for p in barred)]
        return self.complete(hits[0].code) if hits and hits[0].score >= SURE else Resolved(())

    def _condition(self) -> Sequence[CodeHit]:
        """The diagnosis that is hedged ("probable pneumonia"), else the one named best that is no sign."""
        for hedge in HEDGED.finditer(self._question.expanded.lower()):
            hits = self._find(trimmed(hedge[1]), None)
            if hits and hits[0].score >= SURE:
                return plainest_first(hits, hedge[1])
        hits = self.best(None)
        if hits and hits[0].code.startswith("R"):
            others = [r for p in self.phrases if (r := self._find(p, None)) and not r[0].code.startswith("R")]
            firm = [r for r in others if r[0].score >= SURE + CLOSE]
            hits = max(firm, key=lambda r: r[0].score, default=hits)
        return hits

    def _signs(self) -> Resolved:
        """Every sign or symptom that a phrase of the question names plainly."""
        tops = [r[0] for p in self.phrases if len(p.split()) <= 5 and (r := self._find(p, self._symptoms()))]
        sure = sorted((h for h in tops if h.score >= SURE + CLOSE), key=lambda h: -h.score)
        return Resolved(tuple(dict.fromkeys(h.code for h in sure))[:3])

    def _symptoms(self) -> tuple[str, ...]:
        codes = self._tabular.code_set.codes
        return tuple(
            c for c, entry in codes.items() if c.startswith("R") and not entry.children and not entry.is_heading
        )

    def best(self, family: Collection[str] | None) -> Sequence[CodeHit]:
        """Codes of the family for the phrase of the question that fits it best, best first; () where none fits.

        A phrase inside a longer one that is found as well does not count: "fracture" of "tibia fracture".
        """
        rankings = {p: r for p in self.phrases if (r := self._find(p, family))}
        score = {p: r[0].score for p, r in rankings.items()}
        every = [p for p in score if score[p] >= FOUND]
        found = [p for p in every if len(p.split()) <= LONG] or every
        inner = {p for p in found for q in found if p != q and p in q and score[q] >= min(score[p] - LOSS, SURE)}
        kept = [p for p in found if p not in inner]
        best = max(kept or found or rankings, key=lambda p: score[p], default="")
        return plainest_first(rankings[best], best) if best else ()

    def _find(self, phrase: str, family: Collection[str] | None) -> Sequence[CodeHit]:
        key = (phrase, None if family is None else frozenset(family))
        if key not in self._found:
            date = self._question.date_of_service
            self._found[key] = tuple(self._index.find_codes(phrase, 5, date, within=family, billable_only=True))
        return self._found[key]

    def complete(self, code: str, seventh: str = "") -> Resolved:
        """The code with the seventh character that the question's words decide; what is missing is named."""
        found = self._tabular.code_set.find(code)
        if found is None or not found.seventh:
            return Resolved((code,))
        char, sure = choose_seventh(dict(found.seventh), self._question)
        if seventh in found.seventh:  # the row names it; of several for one encounter the words still choose
            kind = found.seventh[seventh].split(" encounter")[0]
            char, sure = (char, sure) if found.seventh[char].startswith(kind) else (seventh, True)
        options = "; ".join(f"{c} {m}" for c, m in list(found.seventh.items())[:6])
        missing = () if sure else (f"the seventh character of {code}: {options}",)
        return Resolved((self._tabular.code_set.with_seventh(code, char),), (), missing)


def plainest_first(hits: Sequence[CodeHit], phrase: str) -> Sequence[CodeHit]:
    """Of hits about as good as the first, the one whose descriptor adds the fewest words of its own leads.

    "Pneumonia" is J18.9 and not a pneumonia of one organism: a narrower code needs its words (I.A.18, I.B.18).
    """
    said = {w[:5] for w in re.findall(r"[a-z]+", phrase.lower())}

    def added(hit: CodeHit) -> int:
        words = re.findall(r"[a-z]+", hit.descriptor.lower())
        return sum(w not in _NEUTRAL and w[:5] not in said for w in words)

    near = [h for h in hits if h.score > hits[0].score - NEARLY]
    best = min(near, key=added, default=None)
    return [best, *(h for h in hits if h is not best)] if best else hits
