"""Citation precision and recall at statement level (Liu, Zhang & Liang 2023, Evaluating Verifiability in Generative Search).

Deterministic for quotes: a citation supports its statement when its locator opens, its quote occurs in the passage, and the
statement is the quote or shares at least half of the quote's or its own content words. Recall = statements with at least one such citation.
"""

from __future__ import annotations

import re

from evals.outcome import ANSWER, Cited, Outcome
from evals.scorers.score import Score, judged

NAME = "citations"
_SMALL = frozenset(
    "a an the of in on to for and or with is are be not by as at it this that from which when where".split()  # noqa: SIM905 - read as prose
)


def score(outcome: Outcome) -> Score | None:
    """Right when no citation is false: every locator opens and every quote stands. `value` is the precision."""
    if outcome.kind != ANSWER or not outcome.cited:
        return None
    false = [c for c in outcome.cited if not c.stands]
    said = "; ".join(f"{c.locator}: the quote does not stand" for c in false[:3])
    return judged(NAME, not false, said, outcome, precision(outcome))


def precision(outcome: Outcome) -> float:
    return sum(supports(c) for c in outcome.cited) / len(outcome.cited) if outcome.cited else 0.0


def recall(outcome: Outcome) -> float:
    by_statement: dict[str, bool] = {}
    for c in outcome.cited:
        by_statement[c.statement] = by_statement.get(c.statement, False) or supports(c)
    return sum(by_statement.values()) / len(by_statement) if by_statement else 0.0


def supports(cited: Cited) -> bool:
    if not cited.stands:
        return False
    said, quoted = _words(cited.statement), _words(cited.quote)
    shared = len(said & quoted)
    return cited.quote in cited.statement or shared >= 0.5 * min(len(said), len(quoted))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9.]+", text.lower())) - _SMALL
