"""How the rows of branch tables stand to a question: facts met, words shared, how near the row and its examples read.

Rows are told apart by their examples (questions that they answer, guidelines/examples) as much as by the words of their cues:
coders put the same fact in more ways than a cue lists.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.decision import Branch, Cue
from index.embed import Vectors
from index.forum import ForumNote
from index.search import Index, Near
from rag.beginnings import Beginnings
from rag.facts import Facts, Standing
from rag.rarity import Rarity
from rag.row_topics import TOPICS, contradicted, polarity, topics
from rag.said import Words
from rag.types import Question
from rag.wordings import joined

NEIGHBOURS = 40  # rows taken by likeness alone
MOST = 120  # rows looked at in full
FAR = 60  # the place of an entry that no ranking has
UNSEEN = 0.3  # cosine of one that the dense ranking does not have
TERMS = 0.5  # weight of the term embedder beside the passage model in taking neighbours
HOLDING = 0.8  # what a row that holds gains in being looked at
WINDOW = 3  # words
FEATURES = (
    *(
        "words",
        "many words",
        "condition terms",
        "condition",
        "example terms",
        "example",
        "condition in entry",
        "example in entry",
    ),
    *(
        "best of entry",
        "holds",
        "one short",
        "two short",
        "nearest wording",
        "barred",
        "unsaid",
        "denied",
        "setting",
        "code",
    ),
    *(
        "condition said",
        "condition unsaid",
        "question covered",
        "facts",
        "note",
        "place",
        "dense",
        "stated",
        "stated against",
    ),
    *("named", "named against", "contradicted", "row of procedures", "asks procedures", "number unsaid"),
    *(f"{topic} in both" for topic in TOPICS),
    *(f"{topic} in row only" for topic in TOPICS),
)
_GRADED = re.compile(r"\b(?:type|stage|class|grade|fetus|level|group)[a-hjz]q[a-d]?\b")
_PROCEDURE = re.compile(
    r"\b(?:cpt|hcpcs|modifier|mod|-?(?:25|59|57|24|78|79|58|50)\b|\d{5}|[gjq]\d{4}|units?|global|bill\w*|e/?m|visit level|mdm)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[a-z0-9][a-z0-9.'-]*")


@dataclass(frozen=True)
class Candidates:
    """Rows by their place among all rows, how each stands, and their features, (n, len(FEATURES))."""

    rows: tuple[int, ...]
    standings: tuple[Standing, ...]
    features: Vectors


class RowFeatures:
    """Reads the rows of one index once: their words, vectors and patterns."""

    def __init__(self, index: Index, rarity: Rarity) -> None:
        self._index, self._rarity = index, rarity
        # the rows as the index has them now: evals may ask one whose guidelines were changed on purpose
        now = {(i, b.condition): b for i, entry in index.entries.items() for b in entry.branches}
        self.rows = tuple(
            (index.entries.get(e.passage.id, e), now.get((e.passage.id, b.condition), b)) for e, b in index.rows.rows
        )
        self._vectors = index.row_vectors
        self._condition_terms = index.term_vectors([row.condition for _, row in self.rows])
        self._example_terms = index.term_vectors([x.question for x in index.rows.examples])
        self._example_rows = np.array(index.rows.example_rows, np.int64)
        entries = {i: n for n, i in enumerate(dict.fromkeys(entry.passage.id for entry, _ in self.rows))}
        self._entry = np.array([entries[entry.passage.id] for entry, _ in self.rows], np.int64)
        self._said = [_stems(row.condition) for _, row in self.rows]
        self._polar = [polarity(row.condition) for _, row in self.rows]
        self._numbers = [frozenset(_GRADED.findall(joined(row.condition))) for _, row in self.rows]
        self._topics = [topics(row.condition) for _, row in self.rows]
        self._of_procedures = [any(i.kind != "icd" and i.kind != "marker" for i in row.assign) for _, row in self.rows]
        self._wordings = self._read_wordings()
        self._beginnings = Beginnings([row for _, row in self.rows])

    def _read_wordings(self) -> tuple[dict[Cue, list[int]], Vectors]:
        """Place of each wording of each fact among the vectors of all wordings."""
        places: dict[str, int] = {}
        cues: dict[Cue, list[int]] = {}
        for cue in dict.fromkeys(c for _, row in self.rows for c in row.cues if not c.unless):
            plain = [w.replace("*", "") for w in cue.wordings if ":" not in w and w[0] not in "<>"]
            cues[cue] = [places.setdefault(w, len(places)) for w in plain]
        return cues, self._index.term_vectors(list(places))

    def read(
        self,
        question: Question,
        facts: Facts,
        near: Near,
        stated: Collection[str],
        in_force: Collection[str],
        without: int = -1,
    ) -> Candidates:
        """The rows that may answer the question. `without`: the place of an example that is not to help (itself, in training)."""
        likeness = self._likeness(question, near, without)
        held: list[int] = []
        for n in self._beginnings.possible(facts):
            entry, row = self.rows[n]
            if entry.passage.id in in_force:
                checked = facts.check(row)
                if checked.met and len(checked.failed) <= 1:
                    held.append(n)
        taken = likeness["condition"] + likeness["example"] + TERMS * likeness["condition terms"]
        nearest = [int(n) for n in np.argsort(-taken, kind="stable")[:NEIGHBOURS]]
        found = sorted({*held, *(n for n in nearest if self.rows[n][0].passage.id in in_force)})
        standings = {n: facts.standing(self.rows[n][1]) for n in found}
        if len(found) > MOST:
            first = sorted(found, key=lambda n: -taken[n] - HOLDING * (not standings[n].unmet))[:MOST]
            found = sorted(first)
        return self._described(question, facts, near, stated, likeness, found, [standings[n] for n in found])

    def _likeness(self, question: Question, near: Near, without: int) -> dict[str, Vectors]:
        """Cosine of every row with the question, by condition and by its nearest example; (rows,) each."""
        terms = self._index.term_vectors([question.text])[0]
        passage = near.vectors[0]
        found = {"condition terms": self._condition_terms @ terms, "condition": self._vectors.conditions @ passage}
        for name, rows in (
            ("example terms", self._example_terms @ terms),
            ("example", self._vectors.examples @ passage),
        ):
            if 0 <= without < len(rows):
                rows[without] = 0.0
            best = np.zeros(len(self.rows), np.float32)
            np.maximum.at(best, self._example_rows, rows)
            found[name] = best
        return found

    def _described(
        self,
        question: Question,
        facts: Facts,
        near: Near,
        stated: Collection[str],
        likeness: dict[str, Vectors],
        found: Sequence[int],
        standings: Sequence[Standing],
    ) -> Candidates:
        rows, rarity = np.array(found, np.int64), self._rarity
        said = frozenset(s for _, stems in facts.words.lines for s in stems)
        whole = max(rarity.weight(said), 1.0)
        place = {i: 1 / (1 + 0.1 * n) for n, i in enumerate(self._index_ranking(near), 1)}
        entry_of = self._entry[rows]
        best = {name: self._best_of_entry(likeness[name]) for name in ("condition", "example")}
        nearest = self._nearest_wordings(question, standings)
        polar, about = polarity(question.expanded), topics(question.text)
        numbers = frozenset(_GRADED.findall(joined(question.expanded)))
        procedures = bool(_PROCEDURE.search(question.text))
        out = np.zeros((len(found), len(FEATURES)), np.float32)
        for k, (n, s) in enumerate(zip(found, standings, strict=True)):
            entry, row = self.rows[n]
            words = rarity.weight(s.words)
            claimed, lacking = rarity.weight(self._said[n]), rarity.weight(self._said[n] - said)
            assigned = [i.pattern for i in row.assign if i.pattern]
            against = [i.pattern for i in row.excluded if i.pattern]
            out[k] = (
                words**0.5,
                np.log1p(words),
                *(likeness[name][n] for name in ("condition terms", "condition", "example terms", "example")),
                likeness["condition"][n] - best["condition"][entry_of[k]],
                likeness["example"][n] - best["example"][entry_of[k]],
                best["example"][entry_of[k]],
                not s.unmet,
                len(s.unmet) == 1,
                len(s.unmet) > 1,
                nearest[k],
                s.barred,
                s.unsaid,
                s.denied,
                any(c.wordings[0].startswith("setting:") for c in s.unmet),
                any(c.wordings[0].startswith("code:") for c in s.unmet),
                1 - lacking / max(claimed, 1.0),
                np.log1p(lacking),
                words / whole,
                min(_facts(row), 5),
                isinstance(entry, ForumNote),
                place.get(entry.passage.id, 1 / (1 + 0.1 * FAR)),
                near.similarity.get(entry.passage.id, UNSEEN),
                min(2, sum(any(p.matches(c) for p in assigned) for c in stated)),
                any(p.matches(c) for p in against for c in stated),
                any(p.matches(c) for p in assigned for c in question.icd_codes),
                any(p.matches(c) for p in against for c in question.icd_codes),
                np.log1p(rarity.weight(contradicted(self._polar[n], polar))),
                self._of_procedures[n],
                procedures,
                bool(self._numbers[n] - numbers),
                *(a and b for a, b in zip(self._topics[n], about, strict=True)),
                *(a and not b for a, b in zip(self._topics[n], about, strict=True)),
            )
        return Candidates(tuple(found), tuple(standings), out)

    def _index_ranking(self, near: Near) -> list[str]:
        return [h.passage.id for h in self._index.fused(near, FAR - 20)]

    def _best_of_entry(self, likeness: Vectors) -> Vectors:
        best = np.full(int(self._entry.max(initial=0)) + 1, -1.0, np.float32)
        np.maximum.at(best, self._entry, likeness)
        return best

    def _nearest_wordings(self, question: Question, standings: Sequence[Standing]) -> NDArray[np.float64]:
        """For each row, of its unmet fact that is least like anything said, how like the question's words come to it; 0 if all are met."""
        tokens = _TOKEN.findall(question.expanded.lower())
        windows = [" ".join(tokens[a : a + n]) for n in range(1, WINDOW + 1) for a in range(len(tokens) - n + 1)]
        cues, vectors = self._wordings
        asked = dict.fromkeys(c for s in standings for c in s.unmet)
        places = sorted({p for c in asked for p in cues.get(c, ())})
        if not windows or not places:
            return np.zeros(len(standings))
        said = self._index.term_vectors(list(dict.fromkeys(windows)))
        like = dict(zip(places, (vectors[places] @ said.T).max(axis=1), strict=True))
        best = {c: max((float(like[p]) for p in cues.get(c, ())), default=0.0) for c in asked}
        return np.array([min((best[c] for c in s.unmet), default=0.0) for s in standings])


def _facts(row: Branch) -> int:
    return sum(not c.unless for c in row.cues)


def _stems(text: str) -> frozenset[str]:
    return frozenset(s for _, stems in Words([text]).lines for s in stems)
