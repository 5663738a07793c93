"""From a branch's ranges and the question's words to codes: 'Z85.-' with "breast cancer" is Z85.3."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.decision import Item
from index.patterns import CodePattern
from index.search import CodeHit, Index
from rag.attributes import laterality
from rag.described import Described, fits
from rag.edits import Tabular
from rag.narrowest import vaguer
from rag.needs import needed
from rag.numbers import by_number
from rag.organisms import of_organism
from rag.phrases import CAUSE, HEDGED, RULED_OUT, phrases, trimmed
from rag.plainest import NEUTRAL, plainest_first
from rag.said import Words
from rag.seventh import choose_seventh
from rag.stages import in_trimester, of_stage, of_trimester
from rag.types import Question

FOUND = 3.0  # score of a code by words (a log-odds) below which it is no answer; set by eye, like those below
SURE = 5.0  # score from which a diagnosis is taken as named by the question
SAFE = 3.0  # by how much a member of a family must fit better than the one that a phrase led to
ONE_WORD = 9.0  # score from which one word alone names the condition that a row asks for ("superficial" names none)
CLOSE = 3.0  # siblings within this much of the best are shown beside it
LOSS = 1.0  # what a longer phrase may score less than a part of it and still be the better reading
ORGANISMS = ("B95", "B96", "B97")  # nothing but the name of one leads to these
INFECTED = ("A40", "A41", "B95", "B96", "B97", "J12", "J13", "J15")  # families that an organism decides
_PAIN = re.compile(r"M25\.5|M54\.[25689]|M79\.[16]|G89|N23")
LONG = 10  # words: a longer phrase is a sentence, and its parts are looked up too


@dataclass(frozen=True)
class Resolved:
    """What an item came to: codes to assign (each billable, or a stem that lacks a character), others in its family."""

    codes: tuple[str, ...]
    others: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    score: float = SURE


class Resolver:
    """Resolves items for one question in one release."""

    def __init__(self, index: Index, tabular: Tabular, question: Question, described: Described | None = None) -> None:
        self._index, self.tabular, self._question = index, tabular, question
        self._described = described or Described()
        self.conditions = len({f.codes[0][0][:3] for f in self._described.findings})
        denied = self._described.denied()
        said = dict.fromkeys([*phrases(question.expanded), *phrases(question.clinical)])
        self.phrases = [p for p in said if p not in denied] or list(said)
        self.said = Words([question.text, question.expanded])
        self._found: dict[tuple[str, frozenset[str] | None], Sequence[CodeHit]] = {}

    def item(
        self, item: Item, barred: Sequence[CodePattern] = (), taken: Collection[str] = (), alone: bool = True
    ) -> Resolved:
        """Codes of an ICD-10-CM item or marker; procedure numbers and modifiers stand for themselves.

        A marker never comes to a code that `barred` covers: what the same row rules out. A family never comes to a code
        that the row has `taken` from it already: "the stage on admission, the highest stage" are two.
        """
        if item.kind == "marker":
            return self._marker(item.text, barred)
        if item.pattern is None:
            return Resolved((item.text,))
        code_set = self.tabular.code_set
        codes = self._question.icd_codes
        named = [c for c in codes if item.pattern.matches(c) and code_set.is_billable(c) and c not in taken]
        if named:
            return self._of_named(named, item)
        if item.pattern.single and code_set.is_billable(item.pattern.first):
            stated = self._as_stated(item.pattern.first, barred)
            return Resolved((stated,) if stated else ())
        whole = code_set.matching(item.pattern)
        said = self._question.expanded
        family = of_trimester([c for c in whole if c not in taken], said, code_set)
        before = [c for c in whole if c in taken]
        family = of_stage(family, said, code_set, len(before), alone)
        family = [c for c in family if before and c[:6] == before[0][:6]] or family  # the same site at its next stage
        if len(family) == 1:
            return self.complete(family[0], item.seventh)
        if drugs := self._of_drugs(family):
            done = [self.complete(c, item.seventh) for c in drugs]
            return Resolved(tuple(c for d in done for c in d.codes), (), tuple(m for d in done for m in d.missing))
        if measured := by_number(code_set, family, said):
            return Resolved((measured,) if measured in family else ())
        if family and family[0].startswith("Z3A"):
            return Resolved((), (), ("the weeks of gestation",))
        organism = of_organism(family, self._question.expanded) if family and family[0][:3] in INFECTED else ""
        if organism:
            return Resolved((organism,))
        best = self._stated_in(family) or self._like_stated(family)
        best = best or (() if family[:1] and family[0].startswith(ORGANISMS) else self.best(family))
        if not best:
            return Resolved((), tuple(family[:8]))
        if self._adds_nothing(best[0].code):  # "personal history" of a cancer that is named beside it
            told = self.best([c for c in family if c != best[0].code])
            best = told if told and told[0].score >= SURE else best
        top = self.complete(best[0].code, item.seventh)
        near = tuple(h.code for h in best[1:4] if h.score > best[0].score - CLOSE)
        return Resolved(top.codes, near, top.missing, best[0].score)

    def _of_named(self, named: Sequence[str], item: Item) -> Resolved:
        """Of the named codes that an item covers the one that the words say best, with the seventh character of the row."""
        told, code_set = self._described, self.tabular.code_set
        best = named[0]
        if len(named) > 1 and told.narrowest is not None:
            said = told.narrowest.said(self._question.expanded, told.told, told.denies)
            fit = {c: told.narrowest.fit(code_set.stem(c) or c, said) for c in named}
            best = max(named, key=lambda c: fit[c])
        stem = code_set.stem(best)
        return self.complete(stem, item.seventh) if stem and stem != best and item.seventh else Resolved((best,))

    def _as_stated(self, code: str, barred: Sequence[CodePattern]) -> str:
        """The code, or where the question states a narrower form of it, that one: G30.1 for the G30.9 of a row.

        A code that the question denies gives way to its sibling without what is denied (no septic shock).
        """
        told = self._described
        if told.narrowest and code in told.denied_codes():
            kin = [c for c in self.tabular.code_set.billable_below(code[:5]) if told.narrowest.lacks(c, told.denies)]
            return kin[0] if kin else "" if code.startswith("Z") else code
        stated = [c for c, _ in self._described.affirmed(self.tabular.code_set)]
        of_kin = [c for c in stated if c[:3] == code[:3]]
        open_form = code.endswith("9") and "unspecified" in self.tabular.code_set.descriptor(code).lower()
        free = not any(p.matches(c) for p in barred for c in of_kin)
        narrower = len(of_kin) == 1 and open_form and free and vaguer(code, of_kin[0], self.tabular.code_set)
        narrower = narrower and not self.tabular.code_set.descriptor(of_kin[0]).lower().startswith("other ")
        return self.complete(of_kin[0]).codes[0] if narrower else code

    def _of_drugs(self, family: Sequence[str]) -> list[str]:
        """The member of each drug at fault, of a family of T36-T50 (I.C.19.e.5)."""
        if not family or not all("T36" <= c[:3] <= "T50" for c in family):
            return []
        found = ([c for c in family if c.startswith(stem)] for stem in self._described.drugs)
        return [members[0] for members in found if len(members) == 1]

    def _stated_in(self, family: Collection[str]) -> Sequence[CodeHit]:
        """The condition that the question states most surely among those of the family; () where it states none."""
        stated = [(s, c) for c, s in self._described.affirmed(self.tabular.code_set) if c in family]
        if not stated:  # the row asks for it, whenever it was: "anterior wall STEMI 10 days ago"
            firm = (f.codes[0] for f in self._described.findings if f.label in ("historical", "resolved"))
            stated = [(s, c) for c, s in firm if c in family and s >= SURE]
        best = sorted(stated, key=lambda x: (self._adds_nothing(x[1]), -x[0], x[1]))[:1]
        return [CodeHit(c, self.tabular.code_set.descriptor(c), s) for s, c in best]

    def _like_stated(self, family: Collection[str]) -> Sequence[CodeHit]:
        """The member of the site and side of a condition stated in its category: M84.551 for the M84.451 that the words led to."""
        code_set = self.tabular.code_set
        kin = [c for c, _ in self._described.affirmed(code_set) if any(c[:3] == m[:3] for m in family)]
        if len(kin) != 1:
            return ()
        own = set(re.findall(r"[a-z]+", code_set.descriptor(kin[0]).lower()))
        shared = {m: len(own & set(re.findall(r"[a-z]+", code_set.descriptor(m).lower()))) for m in family}
        most = max(shared.values())
        alike = [m for m in family if shared[m] == most]
        return [CodeHit(alike[0], code_set.descriptor(alike[0]), SURE)] if len(alike) == 1 else ()

    def _adds_nothing(self, code: str) -> bool:
        """True for a code without a place or kind of its own (C80.1): "the malignancy" says less than "ca of right ovary"."""
        words = re.findall(r"[a-z]+", self.tabular.code_set.descriptor(code).lower())
        return all(w in NEUTRAL or w in ("personal", "history") for w in words)

    def size(self, pattern: CodePattern) -> int:
        """How many leaves a pattern covers."""
        return len(self.tabular.code_set.matching(pattern))

    def _marker(self, text: str, barred: Sequence[CodePattern]) -> Resolved:
        if text == "[symptom]":
            return self._signs()
        if text == "[underlying]":
            cause = CAUSE.search(self._question.expanded)
            hits: Sequence[CodeHit] = self._find(cause[1].strip(), None) if cause else ()
        else:
            hits = self._condition(barred)
        hits = self._allowed(hits, barred)
        if hits and hits[0].score >= SURE:
            return self.complete(hits[0].code)
        # "came back with calcifications R92.1": the number stands for the words
        codes = [c for c in self._question.icd_codes if self.tabular.code_set.is_billable(c) and c[0] not in "VWXYZ"]
        named = [c for c in codes if text == "[condition]" and not any(p.matches(c) for p in barred)]
        return Resolved(tuple(named)) if len(named) == 1 else Resolved(())

    def _condition(self, barred: Sequence[CodePattern]) -> Sequence[CodeHit]:
        """The diagnosis that is hedged ("probable pneumonia"), else the one stated or named best that is no sign."""
        said = self._question.expanded.lower()
        for hedge in (*HEDGED.finditer(said), *RULED_OUT.finditer(said)):
            hits = self._allowed(self._find(trimmed(hedge[1]), None), barred)
            if hits and hits[0].score >= SURE:
                return self._narrowed(plainest_first(hits, hedge[1]), said[hedge.start(1) :][:80], None)
        stated = [
            (s, c)
            for c, s in self._described.affirmed(self.tabular.code_set)
            if c[0] not in "RVWXYZ" and not c.startswith("T14")
        ]
        stated = [(s, c) for s, c in stated if not any(p.matches(c) for p in barred)]
        stated = [(s, c) for s, c in stated if not _PAIN.match(c)] or stated  # a pain comes with its disease
        if stated:
            score, code = max(stated)
            return (CodeHit(self._as_named(code), self.tabular.code_set.descriptor(code), score),)
        hits = [h for h in self._allowed(self.best(None, ONE_WORD), barred) if not h.code.startswith("T14")]
        if not hits or hits[0].code.startswith("R"):
            others = [r for p in self.phrases if (r := list(self._allowed(self._find(p, None), barred)))]
            firm = [r for r in others if r[0].score >= SURE + CLOSE and not r[0].code.startswith(("R", "T14"))]
            hits = max(firm, key=lambda r: r[0].score) if firm else hits
        signs = [] if hits else [(s, c) for c, s in self._described.affirmed(self.tabular.code_set) if c[0] == "R"]
        return hits or [CodeHit(c, self.tabular.code_set.descriptor(c), s) for s, c in sorted(signs, reverse=True)[:1]]

    def _allowed(self, hits: Sequence[CodeHit], barred: Sequence[CodePattern]) -> Sequence[CodeHit]:
        return [h for h in hits if not any(p.matches(h.code) for p in barred)]

    def _as_named(self, code: str) -> str:
        """A billable code of the same subcategory that the question names: its number says more than the words."""
        of_kin = [c for c in self._question.icd_codes if c[:5] == code[:5] and self.tabular.code_set.is_billable(c)]
        return of_kin[0] if len(of_kin) == 1 else code

    def _signs(self) -> Resolved:
        """Every sign or symptom that a phrase of the question names plainly."""
        stated = [c for c, _ in self._described.affirmed(self.tabular.code_set) if c.startswith("R")]
        told = [f.text.lower().split() for f in self._described.findings if f.label == "affirmed"]
        read = [frozenset([*text, "right", "left", "bilateral"]) for text in told]  # these stand in `stated`
        asked = [p for p in self.phrases if len(p.split()) <= 5 and not any(words >= set(p.split()) for words in read)]
        tops = [r[0] for p in asked if (r := self._find(p, self._symptoms()))]
        sure = sorted((h for h in tops if h.score >= SURE + CLOSE), key=lambda h: -h.score)
        return Resolved(tuple(dict.fromkeys([*stated, *(h.code for h in sure)]))[:3])

    def _on_side(self, code: str) -> str:
        """The sibling of the one side that the question states, for a code of an unspecified side."""
        code_set, sides = self.tabular.code_set, {s for s, *_ in laterality(self._described.told)}
        plain = code_set.descriptor(code).lower()
        if len(sides) != 1 or "unspecified" not in plain:
            return code
        side = sides.pop()
        sided = {plain[: m.start()] + side + plain[m.end() :] for m in re.finditer("unspecified", plain)}
        return next((c for c in code_set.billable_below(code[:5]) if code_set.descriptor(c).lower() in sided), code)

    def _symptoms(self) -> tuple[str, ...]:
        return self.tabular.code_set.matching(CodePattern("R00", "R99", "R00-R99"))

    def best(self, family: Collection[str] | None, one_word: float = FOUND) -> Sequence[CodeHit]:
        """Codes of the family for the phrase of the question that fits it best, best first; () where none fits.

        A phrase inside a longer one that is found as well does not count: "fracture" of "tibia fracture". `one_word` is the
        least score of a phrase of one word.
        """
        rankings = {p: r for p in self.phrases if (r := self._find(p, family))}
        score = {p: r[0].score for p, r in rankings.items()}
        every = [p for p in score if score[p] >= (FOUND if " " in p else one_word)]
        found = [p for p in every if len(p.split()) <= LONG] or every
        inner = {p for p in found for q in found if p != q and p in q and score[q] >= min(score[p] - LOSS, SURE)}
        kept = [p for p in found if p not in inner]
        best = max(kept or found or (rankings if one_word == FOUND else ()), key=lambda p: score[p], default="")
        return self._narrowed(plainest_first(rankings[best], best), best, family) if best else ()

    def _narrowed(self, hits: Sequence[CodeHit], phrase: str, family: Collection[str] | None) -> Sequence[CodeHit]:
        """The hits with the member of the first one's category first that the words affirm and deny (septic shock or not)."""
        told, code = self._described, hits[0].code
        if told.narrowest is None or (code[0] in "TVWXYZ" and not code.startswith("Z38")):
            return hits
        sides = {s for s, *_ in laterality(self._question.expanded)}
        said = told.narrowest.said(phrase, told.told, told.denies, sides.pop() if len(sides) == 1 else "")
        best = told.narrowest.best(code, said, [c for c in family if c[:3] == code[:3]] if family else None, SAFE)
        if best == code:
            return hits
        return [replace(hits[0], code=best, descriptor=self.tabular.code_set.descriptor(best)), *hits]

    def _find(self, phrase: str, family: Collection[str] | None) -> Sequence[CodeHit]:
        key = (phrase, None if family is None else frozenset(family))
        if key not in self._found:
            date = self._question.date_of_service
            found = self._index.find_codes(phrase, 5, date, within=family, billable_only=True)
            said = self._question.expanded
            self._found[key] = tuple(h for h in found if family or (fits(h.code, said) and needed(h.code, said)))
        return self._found[key]

    def complete(self, code: str, seventh: str = "") -> Resolved:
        """The code with the seventh character that the question's words decide; what is missing is named."""
        code = self._on_side(in_trimester(code, self._question.expanded, self.tabular.code_set))
        found = self.tabular.code_set.find(code)
        if found is None or not found.seventh:
            return Resolved((code,))
        char, sure = choose_seventh(dict(found.seventh), self._question)
        if seventh in found.seventh:  # the row names it; of several for one encounter the words still choose
            kind = found.seventh[seventh].split(" encounter")[0]
            char, sure = (char, sure) if found.seventh[char].startswith(kind) else (seventh, True)
        options = "; ".join(f"{c} {m}" for c, m in list(found.seventh.items())[:6])
        missing = () if sure else (f"the seventh character of {code}: {options}",)
        return Resolved((self.tabular.code_set.with_seventh(code, char),), (), missing)
