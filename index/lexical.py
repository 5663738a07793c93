"""BM25 over the same passages. The door to bm25s; tokens keep their dots, so that "E11.22" is one word."""

from __future__ import annotations

import re
from collections.abc import Sequence

import bm25s
import Stemmer

_TOKEN = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*")


class Lexical:
    """BM25 over texts, each belonging to an id; the score of an id is that of its best text (BM25: Robertson 1994)."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str]) -> None:
        self._ids = list(ids)
        self._stem = Stemmer.Stemmer("english")
        self._bm25 = bm25s.BM25()
        self._bm25.index([self.tokens(t) for t in texts], show_progress=False)

    def tokens(self, text: str) -> list[str]:
        """Stemmed lower-case words and code numbers."""
        return [w if "." in w else self._stem.stemWord(w) for w in _TOKEN.findall(text.lower())]

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """(id, score) of the k best ids with a score above 0, best first."""
        words = [w for w in self.tokens(query) if w in self._bm25.vocab_dict]
        if not words:
            return []
        scores = self._bm25.get_scores(words)
        best: dict[str, float] = {}
        for row in (-scores).argsort()[: k * 4]:
            if scores[row] <= 0 or len(best) == k:
                break
            best.setdefault(self._ids[row], float(scores[row]))
        return list(best.items())
