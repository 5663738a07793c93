"""Question -> ranking in force on the date of service, with the branches whose facts hold in the question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.decision import Branch
from index.official import Rule
from index.search import Entry, Hit, Index, Near
from rag.described import fits
from rag.facts import Facts, Held, Keys, Standing, in_setting
from rag.rarity import rarities
from rag.row_features import Candidates, RowFeatures
from rag.row_scorer import RowScorer
from rag.said import Words
from rag.types import Question
from rag.weeks import may_be_weeks

DEPTH = 30
RIVAL = 0.2  # share of a row that is said in full, from which no other one leads by likeness
LIKELY = 0.5  # share from which a row leads although a fact of it is not said in words that its cues know


@dataclass(frozen=True)
class Match:
    """An entry with the branches that hold, or are likely meant, best fitting first, and those that lack just one fact.

    `strength`: how telling the words are that the first of them holds by; `fit`: its share among all rows (rag/row_scorer.py);
    `shares`: those of all its rows that nothing said speaks against.
    """

    entry: Entry
    hit: Hit
    held: tuple[Held, ...]
    open: tuple[Held, ...]
    strength: float
    fit: float = 0.0
    shares: tuple[tuple[Branch, float], ...] = ()

    def share(self, held: Held) -> float:
        """The share among all rows of a branch that holds."""
        return next((share for branch, share in self.shares if branch is held.branch), 0.0)

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
        self._rows = RowFeatures(index, self.rarity)

    @cached_property
    def _scorer(self) -> RowScorer:
        return RowScorer.read()

    def candidates(self, question: Question, stated: Collection[str], without: int = -1) -> tuple[Near, Candidates]:
        """Passages near the question and the rows that may answer it. `without`: see RowFeatures.read."""
        queries = list(dict.fromkeys([question.text, question.clinical]))
        near = self.index.near(_short(queries), question.icd_codes)
        in_force = {i for i, entry in self.index.entries.items() if _in_force(entry, question)}
        return near, self._rows.read(question, Facts(question, self._keys), near, stated, in_force, without)

    def retrieve(self, question: Question, stated: Collection[str] = ()) -> list[Match]:
        """Entries best first: dense, lexical, exact code and rows fused. `stated` are the codes of what the question states."""
        near, found = self.candidates(question, stated)
        shares = self._scorer.shares(found.features)
        rows: dict[str, list[_Row]] = {}
        said = [s for s, standing in zip(shares.tolist(), found.standings, strict=True) if standing.holds]
        likely = max(said, default=0.0) < RIVAL
        for n, standing, share in zip(found.rows, found.standings, shares.tolist(), strict=True):
            entry, branch = self._rows.rows[n]
            if not standing.barred and _of_patient(branch, question):
                rows.setdefault(entry.passage.id, []).append(_Row(branch, standing, share, likely))
        best = {i: max((r.share for r in kept if r.leads), default=0.0) for i, kept in rows.items()}
        by_rows = sorted((i for i in best if best[i]), key=lambda i: (-best[i], i))
        hits = self.index.fused(near, DEPTH, (by_rows, by_rows))
        in_force = [h for h in hits if _in_force(self.index.entries[h.passage.id], question)]
        return [self._match(h, rows.get(h.passage.id, [])) for h in in_force]

    def _match(self, hit: Hit, rows: Sequence[_Row]) -> Match:
        ranked = sorted(rows, key=lambda r: -r.share)
        held = tuple(r.held for r in ranked if r.leads)
        nearly = tuple(r.held for r in ranked if not r.leads and r.standing.met and len(r.standing.unmet) == 1)
        strength = self.rarity.weight(held[0].words) if held else 0.0
        fit = next((r.share for r in ranked if r.leads), 0.0)
        shares = tuple((r.branch, r.share) for r in ranked)
        return Match(self.index.entries[hit.passage.id], hit, held, nearly, strength, fit, shares)


@dataclass(frozen=True)
class _Row:
    branch: Branch
    standing: Standing
    share: float
    unrivalled: bool  # no row of which all facts are said is likely

    @property
    def leads(self) -> bool:
        """True where all its facts are said, or one is and it is so likely meant that the rest is said in other words.

        What is denied is not said in other words.
        """
        likely = self.unrivalled and self.share >= LIKELY and self.standing.met > 0 and not self.standing.denied
        return self.standing.holds or likely

    @property
    def held(self) -> Held:
        return Held(self.branch, self.standing.met, self.standing.words, () if self.leads else self.standing.unmet)


def _in_force(entry: Entry, question: Question) -> bool:
    """In force on the date, and for the kind of encounter: Sections II and III do not govern outpatient visits."""
    if not isinstance(entry, Rule):
        return True
    governs = not entry.setting or in_setting(question.setting, entry.setting)
    return governs and entry.in_force(question.date_of_service)


def _of_patient(branch: Branch, question: Question) -> bool:
    """False for a row of pregnancy where the words speak of none (I.C.15.a)."""
    first = next((i.pattern.first for i in branch.assign if i.pattern), "")
    if not first.startswith("O") or any(c.startswith("O") for c in question.icd_codes):
        return True
    return bool(may_be_weeks(question.text)) or fits(first, f"{question.text} {question.expanded}")


def _short(queries: Sequence[str]) -> list[str]:
    """Ranking reads the first and last part of a long text: the question stands before or after the note."""
    return [q if len(q) <= 2_000 else f"{q[:1_400]} {q[-600:]}" for q in queries]
