"""From a branch's ranges and the question's words to codes: 'Z85.-' with "breast cancer" is Z85.3."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.decision import Item
from index.patterns import CodePattern
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
    r"|diagnosed with|diagnosis of|dx of|says?|said|noted|confirmed|stated|unrelated|not linked|linked)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:probabl[ey]|possibl[ey]|likely|suspected|suspicion of|questionable|rule out|r/o|consistent with|compatible with"
    r"|presumed|impending|threatened|borderline|history of|no longer has)\s+([a-z0-9' -]{3,60})"
)
_CAUSE = re.compile(r"\b(?:due to|because of|secondary to|caused by|underlying)\s+([^.;,?]+)", re.IGNORECASE)
SURE = 5.0  # score from which a diagnosis is taken as named by the question
CLOSE = 3.0  # siblings within this much of the best are shown beside it
NEARLY = 2.0  # hits this close are told apart by what their descriptors add
LOSS = 1.0  # what a longer phrase may score less than a part of it and still be the better reading
LONG = 10  # words: a longer phrase is a sentence, and its parts are looked up too
_SENTENCE = re.compile(r"(?<!\b\w)\.(?=\s|$)|[;:?!\n]")  # the point of "E. coli" ends no sentence
_CLAUSE = re.compile(_SENTENCE.pattern + r"|[,()]|\b(?:which|what|but|who|also|plus|versus|vs)\b")
_CUT = re.compile(
    _CLAUSE.pattern + r"|\b(?:with|and|due to|because of|secondary to|caused by|from|on|after|following|or)\b"
)
_SUBSEQUENT = re.compile(
    r"\b(?:subsequent|follow[- ]?up|after ?care|healing|recheck|cast (?:change|removal)|physical therapy|rehab\w*|routine heal\w*|delayed heal\w*|nonunion|malunion|suture removal)\b",
    re.I,
)
_ACTIVE = re.compile(r"\b(?:initial|active treatment|acute|new|today)\b", re.I)
_SEQUELA = re.compile(
    r"\b(?:sequelae?|late effects?|residuals?|years? ago|old (?:injury|fracture|burn)|scar\w* (?:from|due to))\b", re.I
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
        self.phrases = phrases(question.expanded)
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
            cause = _CAUSE.search(self._question.expanded)
            hits: Sequence[CodeHit] = self._find(cause[1].strip(), None) if cause else ()
        else:
            hits = self._condition()
        hits = [h for h in hits if not any(p.matches(h.code) for p in barred)]
        return self.complete(hits[0].code) if hits and hits[0].score >= SURE else Resolved(())

    def _condition(self) -> Sequence[CodeHit]:
        """The diagnosis that is hedged ("probable pneumonia"), else the one named best that is no sign."""
        for hedge in _HEDGED.finditer(self._question.expanded.lower()):
            hits = self._find(_trimmed(hedge[1]), None)
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
        found = [p for p in score if score[p] >= FOUND]
        inner = {p for p in found for q in found if p != q and p in q and score[q] >= min(score[p] - LOSS, SURE)}
        kept = [p for p in found if p not in inner and (len(p.split()) <= LONG or len(found) == 1)]
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
    told = kind != "initial" or question.setting == "ed" or bool(_ACTIVE.search(text))
    return max(fitting, key=lambda c: _fit(meanings[c], words)), told


def _fit(meaning: str, words: set[str]) -> int:
    """How many deciding words of a fracture's seventh character are as said; closed and routine hold when unsaid."""
    says = set(re.findall(r"[a-z]+", meaning))
    score = 0
    for choice, default in (
        (("open", "closed"), "closed"),
        (("routine", "delayed", "nonunion", "malunion"), "routine"),
    ):
        said = next((w for w in choice if w in words), default)
        score += (said in says) - any(w in says for w in choice if w != said)
    return score


_NEUTRAL = frozenset(
    "a an the of in on to for and or with without unspecified other specified not elsewhere classified site organism part "
    "female initial encounter closed complication complications malignant neoplasm primary type nos adult essential "
    "disease disorder acquired general current uncomplicated".split()
)
_EMPTY = re.compile(r"(?:\W|\b(?:[a-z]|\d+|an|the|is|are|was|be|not|no|did|does|what|which|when|it|this|that|these|his|her|as|at|in|of|to"
                    r"|for|any|some|one|two|first|listed|and|also|same|day|today|only|just|use|used|provider|physician|note|cost|costs|insurance|money|own|says|weeks?|years?|days?|months?|ago|"
                    r"record|right|left|correct|sequenced|principal|secondary|diagnosis|complication)\b)*")  # fmt: skip


def phrases(text: str) -> list[str]:
    """The question without its scaffolding, as sentences, clauses and single terms; longest first, at most 14."""
    bare = re.sub(r"\b[A-Z]\d[0-9A-Z]\.?[0-9A-Z]*\b", " ", _HEDGE.sub(" ", _SCAFFOLD.sub(" ", text))).lower()
    parts = [p for cut in (_SENTENCE, _CLAUSE, _CUT) for p in cut.split(bare)]
    tidy = [_trimmed(re.sub(r"\s+", " ", p).strip(" ?.,-'\"")) for p in parts]
    kept = [p for p in dict.fromkeys(tidy) if len(p) > 2 and not _EMPTY.fullmatch(p)]
    return sorted(kept, key=len, reverse=True)[:14]


def _trimmed(phrase: str) -> str:
    """The phrase without words at its ends that name nothing."""
    words = phrase.split()
    while words and _EMPTY.fullmatch(words[0]):
        words.pop(0)
    while words and _EMPTY.fullmatch(words[-1]) and not words[-1].isdigit():  # "stage 5" keeps its number
        words.pop()
    return " ".join(words).strip(" ?.,-'\"")


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
