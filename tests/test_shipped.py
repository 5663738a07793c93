"""Shipped vectors stand for those of the model; what is not shipped is embedded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embed import Vectors
from index.guidelines import Guidelines
from index.search import Index
from index.shipped import SHIPPED, Shipped, key, ship

TEXTS = ["HTN and CHF, linked?", "uncertain diagnosis in the office", "principal diagnosis of a stay"]


class Random:
    """An embedder of unit vectors that depend on the text alone; keeps the texts that it was asked for."""

    def __init__(self, name: str = "random") -> None:
        self.name, self.dim = name, 32
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.array([np.random.default_rng(key(t)).normal(size=self.dim) for t in texts], np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def cosines(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray((one * other).sum(axis=1), np.float32)


def test_eight_bits_keep_the_direction_and_nothing_is_embedded(tmp_path: Path) -> None:
    """Unit vectors within .001 cosine of the embedder's, which is not asked again."""
    ship(TEXTS, Random(), tmp_path / "texts.npz")
    embedder = Random()
    found = Shipped(embedder, tmp_path / "texts.npz").encode(TEXTS)
    assert embedder.asked == []
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-5)
    assert cosines(found, Random().encode(TEXTS)).min() > 0.999


def test_a_text_that_is_not_shipped_is_embedded_in_its_place(tmp_path: Path) -> None:
    """Only it: what a coding lead has added or changed since the file was written."""
    ship(TEXTS, Random(), tmp_path / "texts.npz")
    embedder, mixed = Random(), [TEXTS[0], "a new example", TEXTS[2]]
    found = Shipped(embedder, tmp_path / "texts.npz").encode(mixed)
    assert embedder.asked == ["a new example"]
    assert cosines(found, Random().encode(mixed)).min() > 0.99


def test_vectors_of_another_model_are_not_used(tmp_path: Path) -> None:
    """A change of the model makes the file worthless, not wrong."""
    ship(TEXTS, Random("one"), tmp_path / "texts.npz")
    embedder = Random("other")
    Shipped(embedder, tmp_path / "texts.npz").encode(TEXTS)
    assert embedder.asked == TEXTS


def test_without_the_file_everything_is_embedded(tmp_path: Path) -> None:
    """Shipped vectors spare time, no more."""
    embedder = Random()
    assert Shipped(embedder, tmp_path / "none.npz").encode(TEXTS).shape == (3, embedder.dim)
    assert embedder.asked == TEXTS


def test_the_shipped_file_holds_the_vectors_of_the_passage_model(index: Index, guidelines: Guidelines) -> None:
    """Of some sixty views and examples: .99 cosine to what the model says of them today, and none far off.

    The model in 8 bits differs by as much from itself: its scale depends on the texts that it reads beside one another.
    """
    with np.load(SHIPPED) as stored:
        known = set(stored["keys"].tolist())
    views = [v for p in guidelines.passages() for v in p.views]
    texts = [*views, *(x.question for x in guidelines.examples)]
    shipped = [t for t in texts if key(t) in known]
    assert len(shipped) > 0.5 * len(texts)
    sample = shipped[:: len(shipped) // 60]

    class Model:
        name, dim = "all-MiniLM-L6-v2-int8", 384

        def encode(self, texts: Sequence[str]) -> Vectors:
            raise AssertionError("every one of them is shipped")

    near = cosines(Shipped(Model()).encode(sample), index.passage_vectors(sample))
    assert np.median(near) > 0.98 and near.min() > 0.95
