"""Ranking measures of sections: a case that cites nothing counts as zero, it does not vanish."""

from __future__ import annotations

from dataclasses import replace

from evals.ranking import ranking_measures
from evals.run import judge
from tests.test_scorers import CASE, SAID


def test_an_unanswered_case_counts() -> None:
    rows = [judge(CASE, SAID), judge(replace(CASE, id="b"), replace(SAID, cited=()))]
    assert ranking_measures(rows) == {"Success@1": 0.5, "Success@5": 0.5, "RR@10": 0.5}
    assert ranking_measures([]) == {}
