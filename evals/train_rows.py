"""`python -m evals.train_rows`: learns which row leads an answer, from the examples of guidelines/examples and the open cases.

Each example is asked while it does not help to find its own row (leave one out). Of an open case every row counts as right
that is cited, bears its verdict, assigns nothing the case bars and speaks to a code it asks for; held cases are never read.
The scorer learns to put right rows first among the candidates (listwise softmax, Cao 2007). Prints the share of examples
whose row comes first, for rules that it was not trained on, and writes index/weights/row_scorer.npz.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.cases import CASES, Case, read_cases
from evals.right_rows import is_right
from index.build import ROOT
from index.embed import Vectors
from index.examples import Example
from index.forked import forked
from index.passage import NoRelease
from index.search import Index, open_index
from rag.answer import Advisor
from rag.question import read_question
from rag.row_features import FEATURES
from rag.row_scorer import FILE, RowScorer
from rag.types import BadQuestion, Question

EXAMPLES = 3_600  # asked of the 9,700; more changed the figures by less than a point
OF_CASES = 3.0  # weight of a case beside an example: 8 found 2 points less on 744 fresh blind questions
HIDDEN, EPOCHS, RATE, DECAY = 8, 120, 0.03, 1e-3
LEFT_OUT = 6  # one rule in so many is kept for measuring


@dataclass(frozen=True)
class Asked:
    """The candidates of one question: features (n, FEATURES), which of them are right (n,), its rule or '', its weight."""

    features: Vectors
    right: NDArray[np.bool_]
    rule: str = ""
    weight: float = 1.0


class Asker:
    """Asks examples and cases for their candidate rows."""

    def __init__(self, index: Index, date: dt.date) -> None:
        self._index, self._date, self._advisor = index, date, Advisor(index)
        self._place = {(e.passage.id, row.condition): n for n, (e, row) in enumerate(index.rows.rows)}

    def _question(self, text: str, setting: str, date: dt.date) -> Question | None:
        try:
            code_set = self._index.code_set(date)
            terms = self._index.terms
            return read_question(text, setting=setting, date_of_service=date, code_set=code_set, terms=terms)
        except (BadQuestion, NoRelease):
            return None

    def example(self, at: int, example: Example) -> Asked | None:
        """None where its own row is not among the candidates."""
        question = self._question(example.question, example.setting, self._date)
        if question is None:
            return None
        found = self._advisor.candidates(question, without=at)
        right = np.array(found.rows) == self._place[example.rule, example.condition]
        return Asked(found.features, right, example.rule) if right.any() else None

    def case(self, case: Case) -> Asked | None:
        """None where no candidate is right."""
        question = self._question(case.question, case.setting, case.date)
        if question is None:
            return None
        found = self._advisor.candidates(question)
        right = np.array([is_right(*self._index.rows.rows[n], case) for n in found.rows], np.bool_)
        return Asked(found.features, right, weight=OF_CASES) if right.any() else None


def fit(asked: Sequence[Asked]) -> RowScorer:
    """The scorer that gives the right rows the largest share, a hidden layer beside a straight line."""
    import torch

    torch.manual_seed(0)
    rows = np.concatenate([a.features for a in asked])
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    x = torch.tensor((rows - mean) / scale)
    group = torch.tensor(np.repeat(np.arange(len(asked)), [len(a.features) for a in asked]))
    right = torch.tensor(np.concatenate([a.right for a in asked]).astype(np.float32))
    weights = torch.tensor(np.array([a.weight for a in asked], np.float32))
    line = torch.nn.Linear(len(FEATURES), 1, bias=False)
    inner, outer = torch.nn.Linear(len(FEATURES), HIDDEN), torch.nn.Linear(HIDDEN, 1, bias=False)
    torch.nn.init.zeros_(outer.weight)
    parameters = [*line.parameters(), *inner.parameters(), *outer.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    for _ in range(EPOCHS):
        scores = (line(x) + outer(torch.tanh(inner(x))))[:, 0]
        mass = torch.exp(torch.clamp(scores - scores.detach().max(), min=-60.0))
        whole = torch.zeros(len(asked)).index_add_(0, group, mass)
        good = torch.zeros(len(asked)).index_add_(0, group, mass * right)
        loss = (weights * (torch.log(whole + 1e-30) - torch.log(good + 1e-30))).sum() / weights.sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    values = [p.detach().numpy().astype(np.float32) for p in parameters]
    return RowScorer(mean, scale, values[0][0], values[1].T.copy(), values[2], values[3][0])


def found_first(scorer: RowScorer, asked: Sequence[Asked], k: int = 1) -> float:
    """The share of questions with a right row among the first k."""
    hits = [bool(a.right[np.argsort(-scorer.scores(a.features))[:k]].any()) for a in asked]
    return float(np.mean(hits)) if hits else 0.0


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.train_rows", description=__doc__)
    parser.add_argument("--date", type=dt.date.fromisoformat, default=dt.date(2026, 8, 1))
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args(argv)
    started = time.perf_counter()
    index = open_index()
    asker = Asker(index, args.date)
    order = np.random.default_rng(0).permutation(len(index.rows.examples))[: args.examples]
    examples = [(int(n), index.rows.examples[n]) for n in order]
    folders = (CASES, ROOT / "evals" / "further")
    cases = [c for f in folders for c in read_cases(f) if not c.held and c.question and c.cite]

    def work(n: int) -> list[Asked | None]:
        mine = [asker.example(at, x) for at, x in examples[n :: args.workers]]
        return [*mine, *(asker.case(c) for c in cases[n :: args.workers])]

    asked = [a for part in forked(work, args.workers) for a in part if a is not None]
    rules = sorted({a.rule for a in asked if a.rule})
    unseen = frozenset(rules[::LEFT_OUT])
    trial = fit([a for a in asked if a.rule not in unseen])
    kept = [a for a in asked if a.rule in unseen]
    print(f"{len(asked)} of {len(examples)} examples and {len(cases)} cases have a right row among their candidates")
    print(f"examples of {len(unseen)} rules left out, n = {len(kept)}: right row first {found_first(trial, kept):.3f}, "
          f"among three {found_first(trial, kept, 3):.3f}")  # fmt: skip
    fit(asked).write(FILE)
    print(f"{FILE.name} written, {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
