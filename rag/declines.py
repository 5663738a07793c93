"""What is not ours to answer: which code pays more, how to treat a patient, and what is no question of coding.

Coders tell of drugs, doses and payers in most questions, and few of them ask about these. `python -m evals.train_declines` learns
it from lines that a coding lead can edit (evals/declines).
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from index.embed import WEIGHTS, Vectors
from rag.text_classes import TextClasses

FILE = WEIGHTS / "declines.npz"
CODING, MONEY, TREATMENT, NO_CODING = "coding", "pays more", "treatment", "no coding"
KINDS = (CODING, MONEY, TREATMENT, NO_CODING)
SURE = 0.5  # probability that it is no coding question from which it is declined; chosen on writers left out


class Declines(TextClasses):
    """Tells the KINDS apart."""

    @classmethod
    def read(cls, path: Path = FILE) -> Self:
        """Raises IndexUnavailable where the weights are missing."""
        return cls.stored(path, "python -m evals.train_declines")

    def kind(self, text: str, vector: Vectors) -> str:
        """One of KINDS; CODING unless it is surely something else."""
        shares = self.shares(text, vector)
        return CODING if shares[0] > 1 - SURE else KINDS[1 + int(shares[1:].argmax())]
