"""BM25 over stemmed words of the code texts; dots inside tokens stay (E11.22)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import bm25s
import numpy as np
import Stemmer

from index.embed import Vectors
from index.spelling import words

STOPWORDS = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or", "the", "to"])


class TermBM25:
    """Scores every row against a query; `ceiling` is the score of a row that is the query itself, about."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        """`texts`: the words of each row, as `spelling.words` gives them."""
        self._stemmer = Stemmer.Stemmer("english")
        self._stems: dict[str, str] = {}
        places: dict[str, int] = {}
        rows = [[places.setdefault(s, len(places)) for s in self._stemmed(text)] for text in texts]
        self._places, self._size = places, len(rows)
        self._engine = bm25s.BM25(k1=1.2, b=0.6)
        self._engine.index((rows, places), show_progress=False)
        held = np.zeros(len(places))
        for row in rows:
            held[list(set(row))] += 1
        self._idf = np.log1p((len(rows) - held + 0.5) / (held + 0.5))

    def _stemmed(self, text: Iterable[str]) -> list[str]:
        stems = []
        for word in text:
            if word not in self._stems:
                self._stems[word] = self._stemmer.stemWord(word)
            if word not in STOPWORDS:
                stems.append(self._stems[word])
        return stems

    def scores(self, query: str) -> tuple[Vectors, float]:
        """(n,) float32 and the ceiling; zeros when no word is known."""
        stems = list(dict.fromkeys(self._stemmed(words(query))))
        known = [self._places[s] for s in stems if s in self._places]
        unknown = len(stems) - len(known)
        ceiling = float(self._idf[known].sum()) * 1.3 + unknown * float(np.log1p(self._size))
        if not known:
            return np.zeros(self._size, np.float32), ceiling
        return np.asarray(self._engine.get_scores_from_ids(known), np.float32), ceiling
