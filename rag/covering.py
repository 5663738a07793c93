"""Whether a code lies in one of several ranges."""

from __future__ import annotations

from collections.abc import Iterable

from index.patterns import CodePattern


def covers(patterns: Iterable[CodePattern], code: str) -> bool:
    """True when one of the patterns names the code. Most lie in other chapters: their letters tell."""
    letter = code[:1]
    for p in patterns:  # noqa: SIM110 - no generator: asked 35,000 times a note
        if p.first[0] <= letter <= p.last[0] and p.matches(code):
            return True
    return False
