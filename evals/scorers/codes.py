"""Codes right: every code of `must` is assigned, and none that `must_not` names.

Definition: the audit question "are these the codes", with codes of `accept` neither asked for nor held against the
answer. A case that assigns nothing (`must` empty) is right when nothing barred is assigned.
"""

from __future__ import annotations

from evals.cases import Case
from evals.expected import meets, meets_any
from evals.outcome import Outcome
from evals.scorers.score import Score, judged

NAME = "codes"


def score(case: Case, outcome: Outcome) -> Score | None:
    if case.abstain or not (case.must or case.must_not):
        return None
    lacking = [m for m in case.must if not any(meets(code, m) for code in outcome.assign)]
    barred = [c for c in outcome.assign if meets_any(c, case.must_not)]
    said = "; ".join(
        part
        for part in (
            f"lacks {', '.join(lacking)}" if lacking else "",
            f"assigns {', '.join(barred)}, which it must not" if barred else "",
            f"assigned: {', '.join(outcome.assign) or 'nothing'}",
        )
        if part
    )
    return judged(NAME, not lacking and not barred, said, outcome)
