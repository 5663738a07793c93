"""How a question of its wording comes out: settled, gray, a query or a matter of the payer, told from the text alone.

The verdict of an answer is that of the row it stands on (rag/compose.py). Where that row is settled and the wording is that of
questions that are not, the answer says so. `python -m evals.train_verdicts` learns it from the open cases.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np

from index.embed import WEIGHTS, Vectors
from rag.text_classes import TextClasses
from rag.types import GRAY, PAYER, QUERY, SETTLED

# weights of a logistic regression on blind questions answered as settled: of the wording's log-odds, of the share of rows that
# are settled and of the share of the row that leads; OPEN is the log-odds (of .4) from which the answer is not settled
OF_WORDING, OF_SETTLED, OF_LEADING, BASE, OPEN = 0.5, -1.8, -1.25, 1.33, -0.405
FILE = WEIGHTS / "verdicts.npz"
KINDS = (SETTLED, GRAY, QUERY, PAYER)


class Verdicts(TextClasses):
    """Tells the KINDS apart."""

    @classmethod
    def read(cls, path: Path = FILE) -> Self:
        """Raises IndexUnavailable where the weights are missing."""
        return cls.stored(path, "python -m evals.train_verdicts")

    def doubts(self, text: str, vector: Vectors, settled: float, leading: float) -> str:
        """The verdict instead of settled; '' where it stands. `settled`, `leading`: shares in 0..1 of the rows (rag/compose.py)."""
        open_, kind = self.unsettled(text, vector)
        odds = np.log(max(open_, 1e-4) / max(1 - open_, 1e-4))
        return kind if OF_WORDING * odds + OF_SETTLED * settled + OF_LEADING * leading + BASE >= OPEN else ""

    def unsettled(self, text: str, vector: Vectors) -> tuple[float, str]:
        """(probability that it is not settled, the likeliest of the other verdicts)."""
        shares = self.shares(text, vector)
        return float(1 - shares[0]), KINDS[1 + int(shares[1:].argmax())]
