"""Learning which row answers: on a handful of lists it learns, and rules it never saw are what it is measured on."""

from __future__ import annotations

import numpy as np

from evals.train_rows import Asked, fit, found_first
from rag.row_features import FEATURES


def asked(n: int, telling: str, rule: str = "IV.H") -> list[Asked]:
    """Lists of six rows with random features; the right one is largest in the feature that tells."""
    found = []
    for seed in range(n):
        features = np.random.default_rng(seed).normal(size=(6, len(FEATURES))).astype(np.float32)
        column = features[:, FEATURES.index(telling)]
        found.append(Asked(features, int(column.argmax()), rule))
    return found


def test_the_feature_that_tells_the_right_row_is_learned() -> None:
    """On lists it has not seen; and what is learned is that feature, not its neighbours."""
    lists = asked(200, "example")
    scorer = fit(lists[:150], hidden=2, epochs=150)
    assert found_first(scorer, lists[150:]) > 0.8
    assert np.abs(scorer.line).argmax() == FEATURES.index("example")


def test_the_share_found_counts_the_first_k() -> None:
    """Among the first six of six rows it always is; of no lists the share is nought."""
    lists = asked(30, "holds")
    scorer = fit(asked(30, "words"), hidden=2, epochs=5)
    assert found_first(scorer, lists, 6) == 1.0
    assert found_first(scorer, lists) <= found_first(scorer, lists, 3)
    assert found_first(scorer, []) == 0.0


def test_training_repeats_itself() -> None:
    """The same lists give the same scorer."""
    lists = asked(20, "words")
    one, other = fit(lists, hidden=2, epochs=10), fit(lists, hidden=2, epochs=10)
    assert np.array_equal(one.line, other.line) and np.array_equal(one.inner, other.inner)
