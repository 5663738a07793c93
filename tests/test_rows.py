"""Rows of branch tables as texts: in order, each with its examples; their vectors on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.embed import TermEmbedder, Vectors
from index.examples import Example
from index.guidelines import Guidelines
from index.rows import RowVectors, orphans, row_texts
from index.shipped import Shipped, ship


class Numbered:
    """An embedder whose vector of the n-th text is (n, 1)."""

    name, dim = "numbered", 2

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.array([[n, 1] for n in range(len(texts))], np.float32)


def with_examples(guidelines: Guidelines, *examples: Example) -> Guidelines:
    return replace(guidelines, examples=examples)


def of_row(guidelines: Guidelines, n: int, question: str) -> Example:
    """An example of the n-th row that has cues."""
    entry, row = row_texts(guidelines).rows[n]
    return Example(f"x.tsv:{n + 2}", entry.passage.id, row.condition, "outpatient", question)


def test_every_row_with_cues_is_a_text_under_its_heading(guidelines: Guidelines) -> None:
    """Rows that are only read are left out; the text is the heading of the rule and the condition."""
    texts = row_texts(guidelines)
    assert len(texts.rows) == sum(bool(b.cues) for e in guidelines.entries() for b in e.branches)
    assert all(text.endswith(f": {row.condition}") for text, (_, row) in zip(texts.conditions, texts.rows, strict=True))


def test_examples_stand_in_the_order_of_their_rows(guidelines: Guidelines) -> None:
    """However the files are ordered, each example is beside the place of its row."""
    late, early = of_row(guidelines, 7, "late?"), of_row(guidelines, 3, "early?")
    texts = row_texts(with_examples(guidelines, late, early))
    assert [x.question for x in texts.examples] == ["early?", "late?"]
    assert texts.example_rows == (3, 7)
    assert texts.all == (*texts.conditions, "early?", "late?")


def test_an_example_whose_row_is_gone_is_named_and_not_used(guidelines: Guidelines) -> None:
    """A reworded condition loses its examples until they are mended; the others go on."""
    kept = of_row(guidelines, 3, "kept?")
    lost = replace(of_row(guidelines, 4, "lost?"), condition="as it read before")
    changed = with_examples(guidelines, kept, lost)
    assert row_texts(changed).examples == (kept,)
    assert list(orphans(changed)) == [f"{lost.where}: no row of {lost.rule} reads 'as it read before'"]


def test_vectors_come_back_as_they_were_shipped(guidelines: Guidelines, tmp_path: Path) -> None:
    """8 bits a number lose less than a hundredth of a unit vector's direction; a text that is not there is embedded."""
    texts = row_texts(with_examples(guidelines, *guidelines.examples[:50]))
    terms = TermEmbedder()
    ship(texts.all[:-1], terms, tmp_path / "rows.npz")
    again = RowVectors.of(texts, Shipped(terms, tmp_path / "rows.npz"))
    fresh = RowVectors.of(texts, terms)
    assert ((again.conditions * fresh.conditions).sum(axis=1) > 0.99).all()
    assert ((again.examples * fresh.examples).sum(axis=1) > 0.99).all()


def test_conditions_and_examples_are_told_apart(guidelines: Guidelines) -> None:
    """One call of the embedder, cut where the conditions end."""
    texts = row_texts(with_examples(guidelines, of_row(guidelines, 0, "a?"), of_row(guidelines, 1, "b?")))
    vectors = RowVectors.of(texts, Numbered())
    assert vectors.conditions.shape == (len(texts.rows), 2)
    assert vectors.examples[:, 0].tolist() == [len(texts.rows), len(texts.rows) + 1]
