"""Question -> ranking in force on the date of service, with the branches whose facts hold in the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.embed import Vectors
from index.official import Rule
from index.passage import Tier
from index.search import Entry, Hit, Index
from rag.facts import Facts, Held, Keys, Words, in_setting, rarities, weight
from rag.types import Question

DEPTH = 30
OPINION = 0.95  # chosen on the open half of evals/section_questions.yaml
# which row leads: its words' weight, how alike it reads (cosine of the term embedder) and its entry's place. Chosen on
# 115 open cases that no rule had been tuned on: 81 rows right, by the weight of the words alone 75
DAMP, ALIKE, LEAST, FALL = 0.75, 0.5, 0.05, 0.1


@dataclass(frozen=True)
class Match:
    """An entry with the branches that hold, best fitting first, and those that lack just one fact.

    `strength`: how telling the words are that the first of them holds by; `fit`: the same with how alike it reads.
    """

    entry: Entry
    hit: Hit
    held: tuple[Held, ...]
    open: tuple[Held, ...]
    strength: float
    fit: float = 0.0

    @property
    def best(self) -> Held | None:
        return self.held[0] if self.held else None


class Retriever:
    """Ranks entries for questions against one index. Holds the rarity of words over its passages."""

    def __init__(self, index: Index) -> None:
        self.index = index
        texts = [Words([e.passage.heading, *e.passage.views, e.passage.text]).lines for e in index.entries.values()]
        self.rarity = rarities([[s for _, stems in lines for s in stems] for lines in texts])
        self._keys = Keys({}, {})
        rows = list(dict.fromkeys(b.condition for e in index.entries.values() for b in e.branches if b.cues))
        self._row = {condition: n for n, condition in enumerate(rows)}
        self._read = index.term_vectors(rows)

    def retrieve(self, question: Question) -> list[Match]:
        """Entries best first: dense, lexical, exact code and held facts fused. Branches of every entry are tried."""
        facts = Facts(question, self._keys)
        alike = self._read @ self.index.term_vectors([question.text])[0]
        found: dict[str, tuple[list[Held], list[Held]]] = {}
        for id_, entry in self.index.entries.items():
            if _in_force(entry, question):
                found[id_] = self._branches(entry, facts)
        strongest = {i: max(self._weight(h) for h in held) for i, (held, _) in found.items() if held}
        by_facts = sorted(strongest, key=lambda i: (-strongest[i], i))
        queries = list(dict.fromkeys([question.text, question.clinical]))
        hits = self.index.search(_short(queries), DEPTH, question.icd_codes, (by_facts, by_facts))
        in_force = [h for h in hits if h.passage.id in found]
        return [self._match(h, *found[h.passage.id], alike) for h in in_force]

    def _match(self, hit: Hit, held: list[Held], nearly: list[Held], alike: Vectors) -> Match:
        fits = {h: self._fit(h, float(alike[self._row[h.branch.condition]]), hit.rank) for h in held}
        ranked = narrowest_first(sorted(held, key=lambda h: -fits[h]))
        entry = self.index.entries[hit.passage.id]
        if not ranked:
            return Match(entry, hit, (), tuple(nearly), 0.0)
        return Match(entry, hit, ranked, tuple(nearly), self._weight(ranked[0]), fits[ranked[0]])

    def _fit(self, held: Held, alike: float, rank: int) -> float:
        """Rare words met, weighed by how alike the row reads to the question and by the place of its entry."""
        return float(self._weight(held) ** DAMP * max(alike, LEAST) ** ALIKE / (1 + FALL * rank))

    def _weight(self, held: Held) -> float:
        return weight(held.words, self.rarity)

    def _branches(self, entry: Entry, facts: Facts) -> tuple[list[Held], list[Held]]:
        checked = [facts.check(b) for b in entry.branches if b.cues]
        return [h for h in checked if h.holds], [h for h in checked if len(h.failed) == 1 and h.met]


def narrowest_first(held: Sequence[Held]) -> tuple[Held, ...]:
    """Of rows of one entry that hold, one that holds by all the words of the first and by more goes before it."""
    if not held:
        return ()
    first = held[0]
    for h in held[1:]:
        if h.words > first.words or (h.words == first.words and h.met > first.met):
            first = h
    return (first, *(h for h in held if h is not first))


def by_authority(hits: Sequence[Hit]) -> list[Hit]:
    """The ranking with opinions weighed down: of a rule and a note that fit alike, the rule goes first."""
    weighed = [(h.score * (OPINION if h.passage.tier == Tier.NOTE else 1.0), h) for h in hits]
    ordered = sorted(weighed, key=lambda pair: -pair[0])
    return [replace(h, score=score, rank=n) for n, (score, h) in enumerate(ordered, 1)]


def _in_force(entry: Entry, question: Question) -> bool:
    """In force on the date, and for the kind of encounter: Sections II and III do not govern outpatient visits."""
    if not isinstance(entry, Rule):
        return True
    governs = not entry.setting or in_setting(question.setting, entry.setting)
    return governs and entry.in_force(question.date_of_service)


def _short(queries: Sequence[str]) -> list[str]:
    """Ranking reads the first and last part of a long text: the question stands before or after the note."""
    return [q if len(q) <= 2_000 else f"{q[:1_400]} {q[-600:]}" for q in queries]
