"""The rows of all branch tables as texts to be found by: their conditions, and the examples of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.decision import Branch
from index.embed import Embedder, Vectors
from index.examples import Example
from index.forum import ForumNote
from index.guidelines import Guidelines
from index.official import Rule

Entry = Rule | ForumNote
FILE = "rows.npz"  # their vectors, in the folder of an index


@dataclass(frozen=True)
class RowTexts:
    """Rows with cues in the order of the guidelines, (entry, row); a text each; examples and the place of each one's row."""

    rows: tuple[tuple[Entry, Branch], ...]
    conditions: tuple[str, ...]
    examples: tuple[Example, ...]
    example_rows: tuple[int, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.conditions, *(x.question for x in self.examples))


def row_texts(guidelines: Guidelines) -> RowTexts:
    """Examples in the order of their rows; one whose row is no more is left out (`orphans` names it)."""
    rows = tuple((e, b) for e in guidelines.entries() for b in e.branches if b.cues)
    place = _places(rows)
    placed = sorted(
        (place[x.rule, x.condition], n) for n, x in enumerate(guidelines.examples) if (x.rule, x.condition) in place
    )
    return RowTexts(
        rows,
        tuple(f"{entry.passage.heading}: {row.condition}" for entry, row in rows),
        tuple(guidelines.examples[n] for _, n in placed),
        tuple(at for at, _ in placed),
    )


def _places(rows: Sequence[tuple[Entry, Branch]]) -> dict[tuple[str, str], int]:
    return {(entry.passage.id, row.condition): n for n, (entry, row) in enumerate(rows)}


def orphans(guidelines: Guidelines) -> Iterator[str]:
    """file:line of each example whose row has been reworded or is gone: it helps no more until its condition is mended."""
    known = {(e.passage.id, b.condition) for e in guidelines.entries() for b in e.branches if b.cues}
    for x in guidelines.examples:
        if (x.rule, x.condition) not in known:
            yield f"{x.where}: no row of {x.rule} reads '{x.condition}'"


@dataclass(frozen=True)
class RowVectors:
    """Unit vectors of the passage model: (rows, dim) of the conditions, (examples, dim) of the examples."""

    conditions: Vectors
    examples: Vectors

    @classmethod
    def of(cls, texts: RowTexts, embedder: Embedder) -> RowVectors:
        vectors, n = embedder.encode(list(texts.all)), len(texts.conditions)
        return cls(vectors[:n], vectors[n:])
