"""Verdict right: the verdict given is one that the case allows."""

from __future__ import annotations

from evals.cases import Case
from evals.outcome import Outcome
from evals.scorers.score import Score, judged

NAME = "verdict"


def score(case: Case, outcome: Outcome) -> Score | None:
    if not case.verdict or case.marks is not None:
        return None
    right = outcome.verdict in case.verdict
    return judged(NAME, right, f"expected {' or '.join(case.verdict)}, got {outcome.verdict or 'none'}", outcome)
