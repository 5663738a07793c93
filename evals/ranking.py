"""Ranking measures of the sections cited, by ir-measures: success@1, success@5 and RR@10 over cases that ask for a section."""

from __future__ import annotations

from collections.abc import Sequence

from evals.run import Result
from evals.scorers.section import opens


def ranking_measures(rows: Sequence[Result]) -> dict[str, float]:
    """Measure -> mean; an unanswered case counts as zero. Empty when no case asks for a section."""
    import ir_measures  # reads numpy and pandas: only when a report is made
    from ir_measures import RR, Success

    asked = [r for r in rows if r.case.cite and not r.case.abstain and r.case.marks is None]
    qrels, run = [], []
    for r in asked:
        qrels.append(ir_measures.Qrel(r.case.id, "none cited", 1))  # keeps a case that cites nothing in the mean
        for place, locator in enumerate(dict.fromkeys(c.locator for c in r.outcome.cited), 1):
            qrels.append(ir_measures.Qrel(r.case.id, locator, int(any(opens(locator, c) for c in r.case.cite))))
            run.append(ir_measures.ScoredDoc(r.case.id, locator, 1 / place))
    if not asked:
        return {}
    measures = [Success @ 1, Success @ 5, RR @ 10]
    return {str(m): v for m, v in ir_measures.calc_aggregate(measures, qrels, run).items()}
