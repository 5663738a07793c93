"""Valid codes only: every ICD-10-CM code assigned exists and is billable in the release in force on the date of service."""

from __future__ import annotations

from evals.outcome import Outcome
from evals.scorers.score import Score, judged

NAME = "valid codes"


def score(outcome: Outcome) -> Score:
    said = f"not valid on the date of service: {', '.join(outcome.false_codes)}"
    return judged(NAME, not outcome.false_codes, said, outcome)
