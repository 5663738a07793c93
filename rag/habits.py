"""Drugs, devices and habits that a note names, as their Z79, status or habit codes (guidelines/edits/long_term.tsv)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.edit_tables import LongTerm
from index.search import CodeHit

CERTAIN = 12.0  # score of words that a table gives a code to


class Habits:
    """Drugs, devices and habits of guidelines/edits/long_term.tsv, found in a sentence by their words."""

    def __init__(self, rows: Sequence[LongTerm]) -> None:
        self._codes = {said: row.code for row in rows for said in row.said}
        self.codes = frozenset(self._codes.values())
        spelled = sorted((re.escape(s).replace(r"\*", r"\w*") for s in self._codes), key=len, reverse=True)
        first: dict[str, list[str]] = {}  # by the letter they begin with, so that one place asks few of them
        for words in spelled:
            first.setdefault(words[0] if words[0].isalnum() else "", []).append(words)
        grouped = "|".join(rf"{a}(?:{'|'.join(w[1:] for w in ws)})" if a else "|".join(ws) for a, ws in first.items())
        self._words = re.compile(rf"(?<!\w)(?:{grouped})(?!\w)", re.IGNORECASE) if spelled else None

    def found(self, sentence: str) -> list[tuple[int, str, tuple[CodeHit, ...]]]:
        """(start, words, their code) of each."""
        matches = self._words.finditer(sentence) if self._words else ()
        return [(m.start(), m[0], (CodeHit(self._code(m[0].lower()), "", CERTAIN),)) for m in matches]

    def _code(self, words: str) -> str:
        exact = self._codes.get(words)
        return exact or next(
            c for s, c in self._codes.items() if re.fullmatch(re.escape(s).replace(r"\*", r"\w*"), words)
        )
