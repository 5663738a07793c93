"""Learning which row leads: on a handful of lists it learns, repeats itself, and takes any of several right rows."""

from __future__ import annotations

import numpy as np

from evals.train_rows import Asked, fit, found_first
from rag.row_features import FEATURES


def lists(n: int, telling: str, first: int = 0, right: int = 1) -> list[Asked]:
    """Lists of six rows with random features; the right ones are largest in the feature that tells."""
    found = []
    for seed in range(first, first + n):
        features = np.random.default_rng(seed).normal(size=(6, len(FEATURES))).astype(np.float32)
        order = np.argsort(-features[:, FEATURES.index(telling)])
        found.append(Asked(features, np.isin(np.arange(6), order[:right]), "IV.H"))
    return found


def test_the_feature_that_tells_the_right_row_is_learned() -> None:
    """On lists it has not seen; and what is learned is that feature, not its neighbours."""
    scorer = fit(lists(500, "example"))
    assert found_first(scorer, lists(60, "example", first=1_000)) > 0.75
    assert np.abs(scorer.line).argmax() == FEATURES.index("example")


def test_any_right_row_will_do() -> None:
    """Of a case several rows may be right: one of them first is enough, and no list counts twice."""
    scorer = fit(lists(200, "words", right=2))
    assert found_first(scorer, lists(60, "words", first=1_000, right=2)) > 0.85


def test_the_share_found_counts_the_first_k() -> None:
    """Among the first six of six rows it always is; of no lists the share is nought."""
    some, scorer = lists(30, "holds"), fit(lists(30, "words"))
    assert found_first(scorer, some, 6) == 1.0
    assert found_first(scorer, some) <= found_first(scorer, some, 3)
    assert found_first(scorer, []) == 0.0


def test_training_repeats_itself() -> None:
    """The same lists give the same scorer."""
    one, other = fit(lists(20, "words")), fit(lists(20, "words"))
    assert np.array_equal(one.line, other.line) and np.array_equal(one.inner, other.inner)
