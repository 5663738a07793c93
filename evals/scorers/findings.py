"""Findings of a second opinion against those the case expects, by kind and proposed code.

Definition: recall = expected marks made / expected; precision = marks made that are expected / marks made, kinds of
`accept_findings` left out (set-based precision and recall, van Rijsbergen 1979). Right when all expected are made and no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evals.cases import Case, ExpectedMark
from evals.expected import meets
from evals.outcome import Outcome
from evals.scorers.score import Score, judged

NAME = "findings"


@dataclass(frozen=True)
class Matched:
    """Expected marks made, expected marks not made, and marks made that were not expected."""

    made: tuple[ExpectedMark, ...]
    missed: tuple[ExpectedMark, ...]
    extra: tuple[tuple[str, str], ...]


def match(case: Case, outcome: Outcome) -> Matched:
    left = list(outcome.marks)
    made, missed = [], []
    for expected in case.marks or ():
        fitting = next((m for m in left if m[0] == expected.kind and meets(m[1], expected.code)), None)
        if fitting:
            left.remove(fitting)
            made.append(expected)
        else:
            missed.append(expected)
    wanted = {(e.kind, m[1]) for e in made for m in outcome.marks if m[0] == e.kind and meets(m[1], e.code)}
    extra = [m for m in left if m[0] not in case.accept_marks and m not in wanted]
    return Matched(tuple(made), tuple(missed), tuple(extra))


def score(case: Case, outcome: Outcome) -> Score | None:
    if case.marks is None:
        return None
    found = match(case, outcome)
    missed = ", ".join(f"{e.kind} {e.code}" for e in found.missed)
    extra = ", ".join(f"{kind} {code}" for kind, code in found.extra)
    said = "; ".join(p for p in (f"missed {missed}" if missed else "", f"false alarm {extra}" if extra else "") if p)
    return judged(NAME, not found.missed and not found.extra, said, outcome)


def confusion(rows: Sequence[Matched]) -> dict[str, tuple[int, int, int]]:
    """kind -> (made as expected, missed, false alarms)."""
    made = Counter(e.kind for r in rows for e in r.made)
    missed = Counter(e.kind for r in rows for e in r.missed)
    extra = Counter(kind for r in rows for kind, _ in r.extra)
    return {k: (made[k], missed[k], extra[k]) for k in sorted({*made, *missed, *extra})}
