"""Which of several codes that fit words about as well says the least beyond them (I.A.18, I.B.18)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.search import CodeHit

NEARLY = 2.0  # hits this close are told apart by what their descriptors add
_WITHOUT = re.compile(
    r"\b(?:without|not specified as)\b(?:(?!\bin remission\b).)*"
)  # what a plain code says it lacks adds nothing
NEUTRAL = frozenset(
    """a an the of in on to for and or with without unspecified age related specified not elsewhere classified site
    organism part female initial encounter closed complication complications malignant neoplasm primary type nos
    adult essential disease disorder acquired general current uncomplicated""".split()  # noqa: SIM905 - read as prose
)


def plainest_first(hits: Sequence[CodeHit], phrase: str) -> Sequence[CodeHit]:
    """Of hits about as good as the first, the one whose descriptor adds the fewest words of its own leads.

    "Pneumonia" is J18.9 and not a pneumonia of one organism: a narrower code needs its words (I.A.18, I.B.18).
    """
    said = {w[:5] for w in re.findall(r"[a-z]+", phrase.lower())}

    def added(hit: CodeHit) -> int:
        words = re.findall(r"[a-z]+", _WITHOUT.sub("", hit.descriptor.lower()))
        return sum(w not in NEUTRAL and w[:5] not in said for w in words)

    near = [h for h in hits if h.score > hits[0].score - NEARLY]
    best = min(near, key=added, default=None)
    return [best, *(h for h in hits if h is not best)] if best else hits
