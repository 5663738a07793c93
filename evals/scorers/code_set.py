"""Exact match, precision and recall of the assigned set against `must`, codes of `accept` left out of account.

Definition: precision = assigned codes that meet `must` / assigned codes not accepted; recall = `must` met / `must`
(van Rijsbergen 1979, set-based measures). Shown, never gating: a question may leave further codes open.
"""

from __future__ import annotations

from evals.cases import Case
from evals.expected import meets, meets_any
from evals.outcome import Outcome
from evals.scorers.score import RIGHT, WRONG, Score

NAMES = ("exact", "precision", "recall")


def scores(case: Case, outcome: Outcome) -> tuple[Score, ...]:
    if case.abstain or not case.must:
        return ()
    counted = [c for c in outcome.assign if meets_any(c, case.must) or not meets_any(c, case.accept)]
    met = sum(any(meets(code, m) for code in outcome.assign) for m in case.must)
    good = sum(meets_any(c, case.must) for c in counted)
    values = (
        float(met == len(case.must) and good == len(counted)),
        good / len(counted) if counted else 0.0,
        met / len(case.must),
    )
    return tuple(Score(n, RIGHT if v == 1 else WRONG, v) for n, v in zip(NAMES, values, strict=True))
