"""Which row answers a question: a small learned scorer over rag/row_features.py, written by `python -m evals.train_rows`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embed import WEIGHTS, Vectors
from index.passage import IndexUnavailable
from rag.row_features import FEATURES

FILE = WEIGHTS / "row_scorer.npz"


@dataclass(frozen=True)
class RowScorer:
    """Features are centred, scaled and read by one hidden layer beside a straight line."""

    mean: Vectors
    scale: Vectors
    line: Vectors
    inner: Vectors
    bias: Vectors
    outer: Vectors

    @classmethod
    def read(cls, path: Path = FILE) -> RowScorer:
        """Raises IndexUnavailable where the weights are missing or belong to other features."""
        if not path.exists():
            raise IndexUnavailable(f"{path} is missing: run `python -m evals.train_rows`")
        with np.load(path) as stored:
            if tuple(stored["features"]) != FEATURES:
                raise IndexUnavailable(f"{path} was trained on other features: run `python -m evals.train_rows`")
            return cls(*(stored[name] for name in ("mean", "scale", "line", "inner", "bias", "outer")))

    def write(self, path: Path = FILE) -> None:
        np.savez(path, features=np.array(FEATURES), mean=self.mean, scale=self.scale, line=self.line, inner=self.inner,
                 bias=self.bias, outer=self.outer)  # fmt: skip

    def scores(self, features: Vectors) -> Vectors:
        """(n,) log-odds of the rows among each other; the higher the likelier."""
        x = (features - self.mean) / self.scale
        return np.asarray(x @ self.line + np.tanh(x @ self.inner + self.bias) @ self.outer, np.float32)

    def shares(self, features: Vectors) -> Vectors:
        """(n,) the share of each row, summing to one."""
        if not len(features):
            return np.zeros(0, np.float32)
        scores = self.scores(features)
        mass = np.exp(scores - scores.max())
        return np.asarray(mass / mass.sum(), np.float32)
