"""Question -> ranking in force on the date of service, with the branches whose facts hold in the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.official import Rule
from index.passage import Tier
from index.search import Entry, Hit, Index
from rag.facts import Facts, Held, Words, in_setting, rarities, weight
from rag.types import Question

DEPTH = 30
OPINION = 0.95  # chosen on the open half of evals/section_questions.yaml


@dataclass(frozen=True)
class Match:
    """An entry with the branches that hold, strongest first, and those that lack just one fact."""

    entry: Entry
    hit: Hit
    held: tuple[Held, ...]
    open: tuple[Held, ...]
    strength: float

    @property
    def best(self) -> Held | None:
        return self.held[0] if self.held else None


class Retriever:
    """Ranks entries for questions against one index. Holds the rarity of words over its passages."""

    def __init__(self, index: Index) -> None:
        self.index = index
        texts = [Words([e.passage.heading, *e.passage.views, e.passage.text]).lines for e in index.entries.values()]
        self.rarity = rarities([[s for _, stems in lines for s in stems] for lines in texts])
        self._keys: dict[str, tuple[str, ...]] = {}

    def retrieve(self, question: Question) -> list[Match]:
        """Entries best first: dense, lexical, exact code and held facts fused. Branches of every entry are tried."""
        facts = Facts(question, self._keys)
        found: dict[str, tuple[list[Held], list[Held], float]] = {}
        for id_, entry in self.index.entries.items():
            if _in_force(entry, question):
                found[id_] = self._branches(entry, facts)
        by_facts = sorted((i for i in found if found[i][2] > 0), key=lambda i: (-found[i][2], i))
        queries = list(dict.fromkeys([question.text, question.clinical]))
        hits = self.index.search(_short(queries), DEPTH, question.icd_codes, (by_facts, by_facts))
        in_force = [h for h in hits if h.passage.id in found]
        return [
            Match(self.index.entries[h.passage.id], h, tuple(held), tuple(nearly), strength)
            for h in by_authority(in_force)
            for held, nearly, strength in [found[h.passage.id]]
        ]

    def _branches(self, entry: Entry, facts: Facts) -> tuple[list[Held], list[Held], float]:
        checked = [facts.check(b) for b in entry.branches if b.cues]
        held = sorted((h for h in checked if h.holds), key=lambda h: -weight(h.words, self.rarity))
        nearly = [h for h in checked if len(h.failed) == 1 and h.met]
        return held, nearly, weight(held[0].words, self.rarity) if held else 0.0


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
