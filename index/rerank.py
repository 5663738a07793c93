"""Puts the texts that a search found in order: features of query and text, and a small learned scorer over them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.axes import AXIS_NAMES
from index.corpus import KINDS, TRAITS, Corpus, Ints
from index.embed import WEIGHTS, Vectors
from index.passage import IndexUnavailable

MATCH = (
    *("dense", "dense below best", "dense place", "bm25", "bm25 below best", "bm25 place"),
    *("query covered", "text covered", "query covered nearly", "text covered nearly", "worst word", "same words"),
    *("code dense", "family dense", "family share", "descriptor dense", "descriptor covered"),
    *("axes met", "axes against", "axes unasked", "axes unmet", "query words", "own text"),
)
FEATURES = (*MATCH, *KINDS, *TRAITS, *(f"{axis} unasked" for axis in AXIS_NAMES))


@dataclass(frozen=True)
class Asked:
    """One wording of a query as the scorer needs it: tokens (q,), their rows (q, dim), axes, scores of all rows (n,)."""

    tokens: Ints
    rows: Vectors
    axes: int
    dense: Vectors
    bm25: Vectors
    bm25_ceiling: float


def features(asked: Asked, found: Ints, corpus: Corpus, axis_masks: tuple[int, ...]) -> Vectors:
    """(len(found), len(FEATURES)) float32 for the text rows `found`."""
    codes = corpus.resolved[found]
    dense, bm25 = asked.dense[found], asked.bm25[found] / max(asked.bm25_ceiling, 1e-6)
    described = corpus.descriptor_row[codes]
    both = _coverage(asked, np.concatenate([found, np.maximum(described, 0)]), corpus)
    covered, own = both[: len(found)], both[len(found) :]
    said = corpus.axes[found] | corpus.code_axes[codes]
    masks = np.array(axis_masks, np.int64)
    families = corpus.family[codes]
    family_dense, family_share = _by_group(families, dense)
    columns = [
        dense,
        dense - dense.max(),
        1.0 / (1.0 + np.argsort(np.argsort(-dense))),
        bm25,
        bm25 - bm25.max(),
        np.where(bm25 > 0, 1.0 / (1.0 + np.argsort(np.argsort(-bm25))), 0.0),
        *covered.T,
        _by_group(codes, dense)[0],
        family_dense,
        family_share,
        np.where(described >= 0, asked.dense[described], 0.0),
        own[:, 3],
        *_axes(asked.axes, said, masks),
        np.full(len(found), np.log1p(len(asked.tokens))),
        corpus.own[found],
        *(corpus.kind[found] == i for i in range(len(KINDS))),
        *corpus.traits[codes].T,
        *(said & ~asked.axes & masks[:, None] != 0),
    ]
    out = np.empty((len(found), len(columns)), np.float32)
    for at, column in enumerate(columns):
        out[:, at] = column
    return out


def _by_group(groups: Ints, dense: Vectors) -> tuple[Vectors, Vectors]:
    """For each row the best score in its group, and the group's share of a sharp softmax over all rows."""
    _, inverse = np.unique(groups, return_inverse=True)
    best = np.full(inverse.max() + 1, -1.0, np.float32)
    np.maximum.at(best, inverse, dense)
    mass = np.exp(15.0 * (dense - dense.max()))
    share = np.bincount(inverse, mass) / mass.sum()
    return best[inverse], share[inverse].astype(np.float32)


def _coverage(asked: Asked, found: Ints, corpus: Corpus) -> Vectors:
    """(n, 6): how much of the query the text covers and back, by equal and by near tokens (ColBERT's MaxSim, Khattab 2020)."""
    out = np.zeros((len(found), 6), np.float32)
    lengths = corpus.offsets[found + 1] - corpus.offsets[found]
    filled = np.flatnonzero(lengths)
    if not filled.size or not asked.tokens.size:
        return out
    lengths = lengths[filled]
    firsts = np.cumsum(lengths) - lengths
    flat = np.arange(lengths.sum()) - np.repeat(firsts - corpus.offsets[found[filled]], lengths)
    tokens = corpus.tokens[flat]
    known, inverse = np.unique(tokens, return_inverse=True)
    rows = corpus.embedder.token_vectors(known)
    lengths_of, asked_weight = np.linalg.norm(rows, axis=1), np.linalg.norm(asked.rows, axis=1)
    weight, unit = lengths_of[inverse], rows / np.maximum(lengths_of, 1e-6)[:, None]
    near = (unit @ (asked.rows / np.maximum(asked_weight, 1e-6)[:, None]).T)[inverse]
    same = tokens[:, None] == asked.tokens[None]
    query_near = np.maximum.reduceat(near, firsts, axis=0)
    query_same = np.maximum.reduceat(same, firsts, axis=0)
    text_weight = np.add.reduceat(weight, firsts)
    share = asked_weight / asked_weight.sum()
    out[filled, 0] = query_same @ share
    out[filled, 1] = np.add.reduceat(weight * same.any(axis=1), firsts) / text_weight
    out[filled, 2] = query_near @ share
    out[filled, 3] = np.add.reduceat(weight * near.max(axis=1), firsts) / text_weight
    out[filled, 4] = query_near.min(axis=1)
    out[filled, 5] = (out[filled, 0] > 0.999) & (out[filled, 1] > 0.999)
    return out


def _axes(asked: int, said: Ints, masks: Ints) -> list[NDArray[np.int64]]:
    """Counts of axis values met, of axes on which text and query differ, of values unasked and of values unmet."""
    held = said & masks[(asked & masks) != 0][:, None]  # of the axes that are asked: (axes, n)
    clash = ((held != 0) & (held & asked == 0)).sum(axis=0)
    return [
        np.bitwise_count(said & asked).astype(np.int64),
        np.asarray(clash, np.int64),
        np.bitwise_count(said & ~asked).astype(np.int64),
        np.bitwise_count(asked & ~said).astype(np.int64),
    ]


@dataclass(frozen=True)
class Scorer:
    """score = tanh(((x - mean) / spread) @ first + bias) @ second + x @ straight."""

    mean: Vectors
    spread: Vectors
    first: Vectors
    bias: Vectors
    second: Vectors
    straight: Vectors

    @classmethod
    def load(cls, folder: Path = WEIGHTS) -> Scorer:
        try:
            with np.load(folder / "scorer.npz") as stored:
                return cls(**{name: stored[name] for name in cls.__dataclass_fields__})
        except FileNotFoundError as missing:
            raise IndexUnavailable(f"{missing.filename} is missing: run `python -m index.train_rerank`") from missing

    def score(self, rows: Vectors) -> Vectors:
        """(n, features) -> (n,)."""
        plain = (rows - self.mean) / self.spread
        return np.asarray(np.tanh(plain @ self.first + self.bias) @ self.second + plain @ self.straight, np.float32)
