"""Twin consistency: two cases that differ by one fact are both right in codes, verdict and abstention, so the answer flips.

Definition: a metamorphic relation (Chen et al. 1998): the change of one fact must change the output as the gold changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evals.cases import Case
from evals.scorers.score import Score

NAME = "twins"
FLIPPING = ("codes", "order", "verdict", "abstention")


def pairs(cases: Sequence[Case]) -> Iterator[tuple[Case, Case]]:
    """Each pair once, in file order."""
    by_id = {c.id: c for c in cases}
    seen: set[frozenset[str]] = set()
    for case in cases:
        key = frozenset((case.id, case.twin_of))
        if case.twin_of in by_id and key not in seen:
            seen.add(key)
            yield by_id[case.twin_of], case


def consistent(a: Mapping[str, Score], b: Mapping[str, Score]) -> bool:
    """True when both twins are right in everything that their one fact flips."""
    return all(s.right for scores in (a, b) for name, s in scores.items() if name in FLIPPING)
