"""A run: every case asked once and scored; the stamp says what exactly was run."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.cases import Case
from evals.outcome import Outcome, Reviewer, run_case
from evals.scorers import (
    abstention,
    citation,
    code_set,
    codes,
    false_certainty,
    findings,
    order,
    section,
    twins,
    valid,
    verdict,
)
from evals.scorers.score import Score
from index.forked import forked
from index.search import Index
from rag.answer import Advisor

ASKED = (abstention, codes, order, section, verdict, false_certainty, findings)  # score(case, outcome)
ALWAYS = (valid, citation)  # score(outcome)


@dataclass(frozen=True)
class Result:
    """A case, what was said, its gating scores by name, and scores that are shown only."""

    case: Case
    outcome: Outcome
    scores: dict[str, Score]
    shown: tuple[Score, ...] = ()

    @property
    def passed(self) -> bool:
        return all(s.right for s in self.scores.values())

    @property
    def failed(self) -> tuple[str, ...]:
        return tuple(n for n, s in self.scores.items() if not s.right)


@dataclass(frozen=True)
class Run:
    """Results in case order, and the stamp: releases, corpus hash, models, versions, day."""

    results: tuple[Result, ...]
    stamp: dict[str, str]

    @property
    def twins(self) -> tuple[tuple[Result, Result, bool], ...]:
        by_id = {r.case.id: r for r in self.results}
        found = [(by_id[a.id], by_id[b.id]) for a, b in twins.pairs([r.case for r in self.results])]
        return tuple((a, b, twins.consistent(a.scores, b.scores)) for a, b in found)


def judge(case: Case, outcome: Outcome) -> Result:
    scores = [s for scorer in ASKED if (s := scorer.score(case, outcome))]
    scores += [s for scorer in ALWAYS if (s := scorer.score(outcome))]
    return Result(case, outcome, {s.name: s for s in scores}, code_set.scores(case, outcome))


def run(
    cases: Sequence[Case],
    advisor: Advisor,
    review: Reviewer,
    progress: Callable[[Sequence[Case]], Iterable[Case]] = iter,
    workers: int = 1,
) -> Run:
    """Asks and scores the cases, every `workers`-th in a process of its own. `progress` wraps the share of the first (tqdm)."""

    def work(n: int) -> list[Result]:
        mine = cases[n::workers]
        return [judge(case, run_case(case, advisor, review)) for case in (progress(mine) if n == 0 else mine)]

    parts = forked(work, workers)
    results = tuple(parts[n % workers][n // workers] for n in range(len(cases)))
    return Run(results, stamp(advisor.index))


def stamp(index: Index) -> dict[str, str]:
    """What the outcomes depend on, besides the cases."""
    corpus = hashlib.sha256()
    for id_, entry in sorted(index.entries.items()):
        corpus.update(f"{id_}\0{entry.passage.text}\0".encode())
    weights = Path(__file__).parent.parent / "index" / "weights"
    models = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(weights.glob("*.npz"))))
    return {
        "releases": "; ".join(str(s.release) for s in index.releases),
        "corpus": corpus.hexdigest()[:16],
        "term models": models.hexdigest()[:16],
        "version": tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]["version"],
        "day": dt.date.today().isoformat(),
    }
