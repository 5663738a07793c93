"""Order right: the codes of `order` are assigned in that order (I.A.13, I.A.17, II, IV.A: sequence is part of the code set)."""

from __future__ import annotations

from evals.cases import Case
from evals.expected import meets
from evals.outcome import Outcome
from evals.scorers.score import Score, judged

NAME = "order"


def score(case: Case, outcome: Outcome) -> Score | None:
    if not case.order:
        return None
    places = [next((i for i, c in enumerate(outcome.assign) if meets(c, o)), None) for o in case.order]
    found = [p for p in places if p is not None]
    right = len(found) == len(places) and found == sorted(found)
    return judged(NAME, right, f"expected {' before '.join(case.order)}, got {', '.join(outcome.assign)}", outcome)
