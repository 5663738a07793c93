"""Questions to the provider where documentation would change a code: open, with every choice the tabular has, none led to.

After the AHIMA/ACDIS practice brief on compliant queries (2022): clinical words of the note, options that include "other"
and "unable to determine", no mention of payment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.code_set import CodeSet
from rag.types import CandidateCode

_OPEN = re.compile(r"\bunspecified\b", re.IGNORECASE)
_AXES = (
    ("the side", re.compile(r"\b(?:right|left|bilateral)\b")),
    ("the trimester", re.compile(r"\btrimester\b")),
    ("the stage or severity", re.compile(r"\b(?:stage|mild|moderate|severe)\b")),
    ("whether it is acute or chronic", re.compile(r"\b(?:acute|chronic)\b")),
    ("whether it is intractable", re.compile(r"\bintractable\b")),
)


def provider_queries(assigned: Sequence[CandidateCode], code_set: CodeSet) -> Iterator[str]:
    """One question for each assigned code that leaves open what its siblings say."""
    for candidate in assigned:
        stem = code_set.stem(candidate.code) or candidate.code
        entry = code_set.find(stem)
        if entry is None or not _OPEN.search(entry.descriptor) or entry.parent is None:
            continue
        siblings = [d for c in code_set.codes[entry.parent].children if c != stem and (d := code_set.descriptor(c))]
        told = " ".join(siblings).lower()
        axes = [name for name, words in _AXES if words.search(told) and not words.search(entry.descriptor.lower())]
        if not axes:
            continue
        asked = " and ".join(axes[:2])
        name = re.sub(r",?\s*\bunspecified\b,?", "", entry.descriptor).strip(" ,")
        yield (
            f"{candidate.code}: the note does not give {asked} of: {name}. Query: can {asked} be further specified from your "
            "clinical judgment (for example each choice of the category, other, or unable to determine)?"
        )
