"""How telling words are: their rarity over the passages (idf)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SETTING = "setting:"  # in front of a setting that stands for a word


@dataclass(frozen=True)
class Rarity:
    """idf of each stem over some texts, and the largest: that of a word that stands in none of them."""

    idf: dict[str, float]
    top: float

    def weight(self, words: Iterable[str]) -> float:
        """How telling the words are: the sum of their rarity, code numbers in full, settings a third."""
        return sum(0.3 * self.top if w.startswith(SETTING) else self.idf.get(w, self.top) for w in words)


def rarities(texts: Sequence[Sequence[str]]) -> Rarity:
    """Over texts given as stems."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(text):
            counts[word] = counts.get(word, 0) + 1
    idf = {w: math.log(1 + len(texts) / n) for w, n in counts.items()}
    return Rarity(idf, max(idf.values(), default=1.0))
