"""Signs that are integral to a disease named beside them are not coded (I.B.5; I.C.18.b)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from index.search import Index
from rag.ground import cite
from rag.types import Edit

SYMPTOM_INTEGRAL = "symptom_integral"
RULE = "I.B.5"


def integral_signs(index: Index, codes: Sequence[str]) -> Iterator[Edit]:
    """An edit for each code that is a sign of another one of `codes`: (sign, disease), quoting the rule."""
    rule = index.entries[RULE].passage
    quoted = cite(rule, rule.text.splitlines()[0])
    known = tuple(dict.fromkeys(codes))
    rows = {sign: [r for r in index.integral if any(p.matches(sign) for p in r.signs)] for sign in known}
    for sign, disease in permutations(known, 2):
        row = next((r for r in rows[sign] if r.holds(sign, disease)), None)
        if row and quoted:
            text = (
                f"{sign} is not coded beside {disease}: {row.words} comes with that disease as a rule. "
                "Code it only where the provider documents another cause."
            )
            yield Edit(SYMPTOM_INTEGRAL, (sign, disease), text, (quoted,))
