"""Findings of a note -> one ranking of codes, the codes that a coder would look at first."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Finding

# how much a finding's codes count by its label; what is denied is looked at last
_LABEL = {"affirmed": 0.0, "uncertain": -0.5, "historical": -1.0, "resolved": -1.0, "family": -6.0, "hypothetical": -4.0,
          "negated": -6.0}  # fmt: skip
SECOND = 4.0  # what the second and later codes of a finding count less than its first


def ranked_codes(findings: Sequence[Finding]) -> list[str]:
    """Codes by the best finding that leads to them: the best of each category first, then the others of the categories.

    A coder who looks at twenty wants twenty conditions, not twenty codes of two.
    """
    best: dict[str, float] = {}
    for finding in findings:
        for place, (code, score) in enumerate(finding.codes):
            value = score + _LABEL[finding.label] - (SECOND if place else 0.0)
            best[code] = max(value, best.get(code, float("-inf")))
    ordered = sorted(best, key=lambda c: (-best[c], c))
    first = {c[:3]: c for c in reversed(ordered)}
    return [*(c for c in ordered if first[c[:3]] == c), *(c for c in ordered if first[c[:3]] != c)]
