"""Which rows can hold at all: those of whose facts all but one begin with a word of the question. Spares looking up the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.decision import Branch, Cue
from rag.facts import Facts, Keys, beginning


class Beginnings:
    """The words that the facts of all rows begin with, read once."""

    def __init__(self, rows: Sequence[Branch]) -> None:
        cues: dict[Cue, int] = {}
        pairs = [(n, cues.setdefault(c, len(cues))) for n, row in enumerate(rows) for c in row.cues if not c.unless]
        self._row, self._cue = np.array(pairs, np.int64).reshape(-1, 2).T
        self._facts = np.bincount(self._row, minlength=len(rows))
        self._always = np.zeros(len(cues), np.bool_)
        self._of: dict[str, list[int]] = {}
        keys = Keys({}, {})
        for cue, place in cues.items():
            for word in {beginning(w, keys) for w in cue.wordings}:
                if word:
                    self._of.setdefault(word, []).append(place)
                else:
                    self._always[place] = True

    def possible(self, facts: Facts) -> list[int]:
        """Places of the rows of whose facts at most one cannot be met, and at least one can."""
        can = self._always.copy()
        for word in facts.words.starts:
            if word in self._of:
                can[self._of[word]] = True
        met = np.bincount(self._row, can[self._cue], minlength=len(self._facts))
        return [int(n) for n in np.flatnonzero((met >= 1) & (met >= self._facts - 1))]
