"""Training on a handful of pairs: it learns, it repeats itself, and what it saves is what is loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from index.code_set import CodeSet
from index.embed import TermEmbedder, Vectors
from index.passage import Malformed
from index.rerank import FEATURES
from index.train import Bags, Batches, Recipe, TokenTable, save, train, vocabulary_of
from index.train_rerank import LISTS, List, fit
from index.training_pairs import Pair, Targets, term_pairs

PAIRS = [
    Pair(("renal stone", "stone renal"), ("calculus of kidney",), "N20.0"),
    Pair(("heart attack",), ("acute myocardial infarction",), "I21.9"),
    Pair(("high blood pressure",), ("essential hypertension",), "I10"),
    Pair(("sugar disease",), ("diabetes mellitus",), "E11.9"),
]
RECIPE = Recipe(dim=8, epochs=30, batch=4, neighbours=1, rate=0.05, drop=0.0, general_words=10)


def fitted(folder: Path) -> tuple[Vectors, list[float]]:
    """A table trained on PAIRS and saved in `folder`, and its losses."""
    torch.manual_seed(RECIPE.seed)
    batches = Batches(PAIRS, RECIPE)
    general = ["a", "##s", "stone"]
    vocabulary, counts = vocabulary_of(batches.texts, general, RECIPE.general_words)
    start = np.random.default_rng(0).normal(size=(len(vocabulary), 16)).astype(np.float32)
    table = TokenTable(start, np.ones(len(vocabulary), np.float32), RECIPE.dim)
    losses = train(batches, table, Bags.of(batches.texts, vocabulary, general), RECIPE)
    save(vocabulary, table.rows(), folder)
    assert counts["renal"] == 2
    return table.rows(), losses


def test_the_loss_falls_and_the_saved_table_finds_its_targets(tmp_path: Path) -> None:
    """After training each query is nearest to its own target, through the int8 file."""
    _, losses = fitted(tmp_path)
    assert losses[-1] < losses[0] / 2
    embedder = TermEmbedder(tmp_path)
    scores = embedder.encode([p.queries[0] for p in PAIRS]) @ embedder.encode([p.targets[0] for p in PAIRS]).T
    assert (scores.argmax(axis=1) == np.arange(len(PAIRS))).all()
    assert embedder.name != TermEmbedder().name  # an index built with one is not served with the other


def test_the_same_seed_gives_the_same_table(tmp_path: Path) -> None:
    """Reproducible: two runs, one table."""
    assert np.array_equal(fitted(tmp_path / "a")[0], fitted(tmp_path / "b")[0])


def test_pairs_of_one_code_or_of_its_category_are_no_negatives() -> None:
    """E11 and E11.9 mean the same for the loss; I10 does not."""
    pairs = [Pair((c,), (f"text {c}",), c) for c in ("E11", "E11.9", "I10", "I11.0")]
    _, _, same = next(iter(Batches(pairs, RECIPE).epoch()))
    assert same.sum() == 4 + 2


def test_a_term_list_without_its_columns_is_refused(tmp_path: Path, code_set: CodeSet) -> None:
    """Malformed names the file, the line and the columns."""
    path = tmp_path / "lay.tsv"
    path.write_text("word\tmeaning\n", encoding="utf-8")
    with pytest.raises(Malformed, match="said and means"):
        list(term_pairs(path, "said", "means", Targets(code_set, [])))


def test_the_scorer_learns_which_feature_tells_the_right_code() -> None:
    """Lists in which feature 3 marks the right code among five: after fitting it comes first in nearly all."""
    chance = np.random.default_rng(1)
    lists = []
    for _ in range(16 * LISTS):
        rows = chance.normal(size=(5, len(FEATURES)))
        right = np.arange(5) == chance.integers(5)
        rows[right, 3] += 4.0
        lists.append(List(rows.astype(np.float16), np.arange(5), right))
    scorer = fit(lists)
    first = [bool(found.right[scorer.score(found.rows.astype(np.float32)).argmax()]) for found in lists]
    assert np.mean(first) > 0.9
