"""False certainty: a gray case answered as settled. Right when it is not; an abstention is not certainty."""

from __future__ import annotations

from evals.cases import Case
from evals.outcome import FAILURE, Outcome
from evals.scorers.score import RIGHT, UNSCORABLE, WRONG, Score
from rag.types import SETTLED

NAME = "not falsely certain"


def score(case: Case, outcome: Outcome) -> Score | None:
    if not case.gray:
        return None
    if outcome.kind == FAILURE:
        return Score(NAME, UNSCORABLE, 0.0, outcome.reason)
    certain = outcome.verdict == SETTLED
    return Score(NAME, WRONG if certain else RIGHT, float(not certain), "gray, answered as settled" if certain else "")
