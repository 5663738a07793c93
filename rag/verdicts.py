"""How a question of its wording comes out: settled, gray, a query or a matter of the payer, told from the text alone.

The verdict of an answer is that of the row it stands on (rag/compose.py). Where that row is settled and the wording is that of
questions that are not, the answer says so. `python -m evals.train_verdicts` learns it from the open cases.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from index.embed import WEIGHTS, Vectors
from rag.text_classes import TextClasses
from rag.types import GRAY, PAYER, QUERY, SETTLED

FILE = WEIGHTS / "verdicts.npz"
KINDS = (SETTLED, GRAY, QUERY, PAYER)


class Verdicts(TextClasses):
    """Tells the KINDS apart."""

    @classmethod
    def read(cls, path: Path = FILE) -> Self:
        """Raises IndexUnavailable where the weights are missing."""
        return cls.stored(path, "python -m evals.train_verdicts")

    def unsettled(self, text: str, vector: Vectors) -> tuple[float, str]:
        """(probability that it is not settled, the likeliest of the other verdicts)."""
        shares = self.shares(text, vector)
        return float(1 - shares[0]), KINDS[1 + int(shares[1:].argmax())]
