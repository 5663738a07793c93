"""Abstention right: abstains, and for the reason expected, where the case asks for it; answers where it does not."""

from __future__ import annotations

from evals.cases import Case
from evals.outcome import ABSTENTION, FAILURE, Outcome
from evals.scorers.score import ABSTAINED, RIGHT, UNSCORABLE, WRONG, Score

NAME = "abstention"


def score(case: Case, outcome: Outcome) -> Score:
    if outcome.kind == FAILURE:
        return Score(NAME, UNSCORABLE, 0.0, outcome.reason)
    if case.abstain:
        right = outcome.kind == ABSTENTION and outcome.abstain in case.abstain
        said = f"expected to abstain ({' or '.join(case.abstain)}), got {outcome.abstain or 'an answer'}"
        return Score(NAME, RIGHT if right else WRONG, float(right), "" if right else said)
    if outcome.kind == ABSTENTION:
        return Score(NAME, ABSTAINED, 0.0, f"abstained: {outcome.abstain}")
    return Score(NAME, RIGHT, 1.0)
