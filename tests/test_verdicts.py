"""Whether a question's wording is that of settled ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.cases import CASES, read_cases
from index.passage import IndexUnavailable
from index.search import Index
from rag.text_classes import short
from rag.types import SETTLED
from rag.verdicts import KINDS, Verdicts


@pytest.fixture(scope="module")
def reader() -> Verdicts:
    return Verdicts.read()


def test_open_questions_never_learned_from_are_told_from_settled_ones(reader: Verdicts, index: Index) -> None:
    """On the unseen cases: of two questions, one open and one settled, the open one is likelier to be called so four times in five."""
    cases = [c for c in read_cases(CASES.parent / "further") if c.held and c.question and c.verdict]
    said = {c.id: reader.unsettled(c.question, index.passage_vectors([short(c.question)])[0])[0] for c in cases}
    open_ = np.array([said[c.id] for c in cases if SETTLED not in c.verdict])
    settled = np.array([said[c.id] for c in cases if c.verdict == (SETTLED,)])
    assert len(open_) > 50 and len(settled) > 100
    assert np.mean(open_[:, None] > settled[None, :]) >= 0.8


def test_a_rule_that_all_rows_agree_on_is_not_doubted_as_soon(reader: Verdicts, index: Index) -> None:
    """What the rows say weighs against the wording."""
    text = "Two physicians disagree whether the neuropathy is diabetic. Which do I code, does it depend on the payer?"
    vector = index.passage_vectors([short(text)])[0]
    assert reader.doubts(text, vector, 0.0, 0.1) in KINDS[1:]
    plain = "hypertension, which code?"
    assert not reader.doubts(plain, index.passage_vectors([short(plain)])[0], 1.0, 0.9)


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="train_verdicts"):
        Verdicts.read(tmp_path / "none.npz")
