"""What a mark stands on: a locator ("I.B.12", "E11.22", a procedure rule's id) to a quote of the passage that it opens."""

from __future__ import annotations

import re

from index.search import Entry, Index
from rag.edits import Tabular
from rag.ground import cite
from rag.types import Citation

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


class Authority:
    """Quotes rules and codes of one index and one release."""

    def __init__(self, index: Index, tabular: Tabular) -> None:
        self._index, self._tabular = index, tabular

    def of(self, locator: str, words: str = "") -> tuple[Citation, ...]:
        """The line of the passage that shares most words with `words` (the first one when none does); () if unknown."""
        entry: Entry | None = self._index.entries.get(locator)
        if entry is None:
            known = self._tabular.code_set.find(locator)
            return (self._tabular.cite_code(known.code),) if known else ()
        lines = [s for line in entry.passage.text.splitlines() for s in _SENTENCE_END.split(line) if s.strip()]
        asked = set(re.findall(r"[a-z0-9]{4,}", words.lower()))
        best = max(lines, key=lambda line: len(asked & set(re.findall(r"[a-z0-9]{4,}", line.lower()))))
        found = cite(entry.passage, best)
        return (found,) if found else ()
