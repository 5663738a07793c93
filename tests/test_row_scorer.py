"""The learned scorer of rows: shares, files, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.passage import IndexUnavailable
from rag.row_features import FEATURES
from rag.row_scorer import RowScorer

WIDE = len(FEATURES)


def one_feature(name: str) -> RowScorer:
    """A scorer that looks at one feature only, the more the better."""
    line = np.zeros(WIDE, np.float32)
    line[FEATURES.index(name)] = 1.0
    none = np.zeros((WIDE, 2), np.float32)
    two = np.zeros(2, np.float32)
    return RowScorer(np.zeros(WIDE, np.float32), np.ones(WIDE, np.float32), line, none, two, two)


def rows(**values: tuple[float, ...]) -> np.ndarray:
    """Features that are zero but for those named, (n, WIDE)."""
    out = np.zeros((len(next(iter(values.values()))), WIDE), np.float32)
    for name, column in values.items():
        out[:, FEATURES.index(name)] = column
    return out


def test_shares_sum_to_one_and_follow_the_scores() -> None:
    """Two rows alike get the same share, one a log-odds of 1 ahead gets e times theirs."""
    shares = one_feature("holds").shares(rows(holds=(1.0, 0.0, 0.0)))
    assert shares.sum() == pytest.approx(1.0)
    assert shares[1] == shares[2] and shares[0] == pytest.approx(np.e * shares[1], rel=1e-5)


def test_no_rows_have_no_shares() -> None:
    """A question that no row is near is no fault."""
    assert one_feature("holds").shares(np.zeros((0, WIDE), np.float32)).shape == (0,)


def test_large_scores_do_not_overflow() -> None:
    """Shares stay numbers where features lie far out."""
    assert one_feature("words").shares(rows(words=(5_000.0, 0.0))).tolist() == [1.0, 0.0]


def test_a_scorer_is_read_as_it_was_written(tmp_path: Path) -> None:
    """The same scores from the file."""
    scorer, some = one_feature("words"), rows(words=(3.0, 1.0, 2.0), holds=(0.0, 1.0, 0.0))
    scorer.write(tmp_path / "scorer.npz")
    assert np.array_equal(RowScorer.read(tmp_path / "scorer.npz").scores(some), scorer.scores(some))


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    """The error names the file and the command that writes it."""
    with pytest.raises(IndexUnavailable, match=r"scorer\.npz is missing: run `python -m \w+\.train_rows`"):
        RowScorer.read(tmp_path / "scorer.npz")


def test_a_scorer_trained_on_other_features_is_refused(tmp_path: Path) -> None:
    """A feature added, dropped or moved: numbers would be read as something else."""
    path = tmp_path / "scorer.npz"
    one_feature("words").write(path)
    with np.load(path) as stored:
        kept = dict(stored)
    np.savez(path, **{**kept, "features": kept["features"][::-1]})
    with pytest.raises(IndexUnavailable, match=r"trained on other features: run `python -m \w+\.train_rows`"):
        RowScorer.read(path)


def test_the_shipped_scorer_belongs_to_the_features_of_today() -> None:
    """It is read without complaint, and rows with all facts said and a near example do not lose by it."""
    scorer = RowScorer.read()
    assert scorer.line.shape == (WIDE,)
    assert scorer.inner.shape == (WIDE, *scorer.bias.shape)
    near, far = scorer.scores(rows(example=(0.9, 0.3), holds=(1.0, 0.0), words=(5.0, 1.0)))
    assert near > far
