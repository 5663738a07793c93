"""Vectors of our own texts, shipped: views of passages, rows of branch tables and their examples.

The passage model takes half a minute for 20,000 texts on 2 cores. Their vectors are shipped in 8 bits under the hash of
each text (`python -m index.shipped` writes them); what a coding lead has added or changed since is embedded.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embed import WEIGHTS, Embedder, Vectors

SHIPPED = WEIGHTS / "texts.npz"
TOP = 127  # largest number in 8 bits


def key(text: str) -> int:
    """64 bits of a text's SHA-256, by which its vector is found."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class Shipped:
    """An embedder that knows the vectors of the shipped texts and asks another one for all others."""

    def __init__(self, embedder: Embedder, path: Path = SHIPPED) -> None:
        self._embedder, self._path = embedder, path
        self.name, self.dim = embedder.name, embedder.dim
        self._places: dict[int, int] | None = None
        self._rows = np.empty((0, self.dim), np.int8)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, dim) float32."""
        places = self._known()
        found = [places.get(key(t), -1) for t in texts]
        missing = [i for i, at in enumerate(found) if at < 0]
        out = np.empty((len(texts), self.dim), np.float32)
        if len(missing) < len(texts):
            have = [i for i, at in enumerate(found) if at >= 0]
            rows = self._rows[[found[i] for i in have]].astype(np.float32)
            out[have] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        if missing:
            out[missing] = self._embedder.encode([texts[i] for i in missing])
        return out

    def _known(self) -> dict[int, int]:
        """Place of each shipped text; none where they came from another model."""
        if self._places is None:
            self._places = {}
            if self._path.exists():
                with np.load(self._path) as stored:
                    if "model" in stored and str(stored["model"]) == self.name:
                        self._rows = stored["vectors"]
                        self._places = {int(k): i for i, k in enumerate(stored["keys"])}
        return self._places


def ship(texts: Sequence[str], embedder: Embedder, path: Path = SHIPPED) -> None:
    """Writes the vectors of the texts in 8 bits, each with a scale of its own: only their direction counts."""
    unique = sorted(set(texts))
    vectors = embedder.encode(unique)
    packed = np.round(vectors / np.abs(vectors).max(axis=1, keepdims=True) * TOP).astype(np.int8)
    keys = np.array([key(t) for t in unique], np.uint64)
    np.savez_compressed(path, keys=keys, vectors=packed, model=np.array(embedder.name))


def main() -> int:
    from index.build import ROOT, home
    from index.guidelines import read_guidelines
    from index.passage_model import PassageModel
    from index.rows import row_texts

    guidelines = read_guidelines(ROOT / "guidelines")
    views = [view for p in guidelines.passages() for view in p.views]
    texts = [*views, *row_texts(guidelines).all]
    ship(texts, Shipped(PassageModel(home())))  # those that stand there stay as they are
    print(f"{len(set(texts))} texts in {SHIPPED}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
