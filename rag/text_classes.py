"""A linear classifier of a text: over its vector and its words, those of the last sentence apart, where the request stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from index.embed import Vectors
from index.passage import IndexUnavailable

LONG = 600  # characters: of a longer text the beginning and the end are read, the request stands there
OF_VECTOR, OF_WORDS = 3.0, 2.0  # weight of the question's vector beside its words, and of each of the two lots of words
_TOKEN = re.compile(r"[a-z]+|\d+|\?")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def words(text: str) -> Counter[str]:
    """Single words, pairs and triples of a text, numbers alike; those of its last sentence once more, marked by a bar."""
    lower = " ".join(text.lower().replace("\u2019", "'").split())
    last = [s for s in _SENTENCE.split(lower) if s][-1:]
    found: Counter[str] = Counter()
    for mark, part in (("", lower), *(("|", s) for s in last)):
        tokens = ["#" if t.isdigit() else t for t in _TOKEN.findall(part)]
        found.update(mark + " ".join(tokens[a : a + n]) for n in (1, 2, 3) for a in range(len(tokens) - n + 1))
    return found


def short(text: str) -> str:
    """The part of a text that is read."""
    return text if len(text) <= LONG else f"{text[: LONG // 2]} {text[-LONG // 2 :]}"


@dataclass(frozen=True)
class TextClasses:
    """`rarity` (n,) of the words known; `weights` (n + dim, classes) and `bias` (classes,) of a softmax."""

    known: tuple[str, ...]
    rarity: Vectors
    weights: Vectors
    bias: Vectors

    @classmethod
    def stored(cls, path: Path, made_by: str) -> Self:
        """Raises IndexUnavailable where the weights are missing; `made_by` is the command that writes them."""
        if not path.exists():
            raise IndexUnavailable(f"{path} is missing: run `{made_by}`")
        with np.load(path) as kept:
            return cls(tuple(kept["known"].tolist()), kept["rarity"], kept["weights"], kept["bias"])

    def write(self, path: Path) -> None:
        half = self.weights.astype(np.float16)
        np.savez_compressed(path, known=np.array(self.known), rarity=self.rarity, weights=half, bias=self.bias)

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {w: n for n, w in enumerate(self.known)}

    def features(self, text: str) -> dict[int, float]:
        """Place -> weight of the words known, each lot of length OF_WORDS."""
        out: dict[int, float] = {}
        counted = words(short(text))
        for marked in (False, True):
            lot = {self._place[w]: n for w, n in counted.items() if w.startswith("|") == marked and w in self._place}
            values = {at: (1 + np.log(n)) * float(self.rarity[at]) for at, n in lot.items()}
            length = sum(v * v for v in values.values()) ** 0.5 or 1.0
            out |= {at: OF_WORDS * v / length for at, v in values.items()}
        return out

    def shares(self, text: str, vector: Vectors) -> Vectors:
        """(classes,) probabilities; `vector` (dim,) is the unit vector of `short(text)`."""
        said = self.features(text)
        logits = self.bias + OF_VECTOR * vector @ self.weights[len(self.known) :]
        if said:
            places = list(said)
            logits = logits + np.array([said[p] for p in places], np.float32) @ self.weights[places]
        mass = np.exp(logits - logits.max())
        return np.asarray(mass / mass.sum(), np.float32)
