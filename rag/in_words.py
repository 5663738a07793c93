"""A sentence that says the words of a code: where, and how it means them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.context import Context
from rag.coverage import SIDES, Coverage
from rag.cue_scopes import Cue
from rag.edits import Tabular
from rag.sentences import Sentence
from rag.types import Finding, Span

WEAK = 1.5  # score (log-odds) from which a phrase supports a code that someone has already proposed
RUN = 12  # characters between words of a code that stand together
MATTERS = 0.2  # share of a code's words from which one of them decides how the code is meant
SAID = 0.8  # share of a code's words from which a sentence says the code
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")


@dataclass(frozen=True)
class Line:
    """A sentence with its words (stems, clinical wordings too) and its cues."""

    sentence: Sentence
    words: frozenset[str]
    cues: tuple[Cue, ...]


class InWords:
    """Reads the sentences of one note for the words of codes."""

    def __init__(self, tabular: Tabular, coverage: Coverage, context: Context) -> None:
        self._tabular, self._coverage, self._context = tabular, coverage, context

    def finding(self, line: Line, stem: str) -> Finding | None:
        """The sentence as a finding where it says the words of the code."""
        best = max(
            self._coverage.texts(stem), key=lambda t: self._coverage.of_sides(line.words, t), default=frozenset()
        )
        if self._coverage.of_sides(line.words, best) < SAID and not self._in_range(line, stem):
            return None
        (start, end), (first, last) = self._place(line, best)
        s = line.sentence
        said = self._context.assertion_of(line.cues, start, end, s.section_kind).label
        if said == "affirmed":
            said = self._weakest(line, best)
        whole = Span(s.start, s.end)
        return Finding(
            s.text[first:last], s.start + first, s.start + last, whole, s.section_kind, said, ((stem, WEAK),)
        )

    def _weakest(self, line: Line, text: frozenset[str]) -> str:
        """Affirmed, unless a word that matters is only denied or in doubt here ("tonsillitis, possible strep")."""
        labels: dict[str, set[str]] = {}
        tokens = list(re.finditer(r"[A-Za-z]{3,}", line.sentence.text))
        unspelled = text - {stem for m in tokens for stem in self._coverage.stems(m[0])}
        for m in tokens:
            stems = {*self._coverage.stems(m[0]), *(self._coverage.words(m[0]) & unspelled if unspelled else ())}
            for stem in stems:
                if stem in text and stem not in SIDES:
                    told = self._context.assertion_of(line.cues, *m.span(), line.sentence.section_kind)
                    labels.setdefault(stem, set()).add(told.label)
        least = MATTERS * self._coverage.weight(text)
        lone = [
            next(iter(said)) for w, said in labels.items() if len(said) == 1 and self._coverage.weight([w]) >= least
        ]
        return next((w for w in ("negated", "uncertain") if w in lone), "affirmed")

    def _in_range(self, line: Line, stem: str) -> bool:
        """A number of the sentence lies in the range that the descriptor gives, and its other words stand there."""
        descriptor = self._tabular.code_set.descriptor(stem)
        m = _RANGE.search(descriptor)
        if not m or not any(float(m[1]) <= float(n) <= float(m[2]) for n in _NUMBER.findall(line.sentence.text)):
            return False
        return self._coverage.of(line.words, self._coverage.content(_RANGE.sub(" ", descriptor))) >= 0.5

    def _short_form(self, line: Line, text: frozenset[str]) -> tuple[tuple[int, int], tuple[int, int]]:
        """The word that stands for words of the text ("SI"); the whole sentence where none does."""
        for m in re.finditer(r"[A-Za-z][A-Za-z0-9/]+", line.sentence.text):
            if self._coverage.words(m[0]) & text:
                return m.span(), m.span()
        whole = (0, len(line.sentence.text))
        return whole, whole

    def _place(self, line: Line, text: frozenset[str]) -> tuple[tuple[int, int], tuple[int, int]]:
        """Where the heaviest of the words stands, and the run of such words around it; the whole sentence for short forms."""
        found = [
            (m.start(), m.end(), self._coverage.weight([stem]))
            for m in re.finditer(r"[A-Za-z]{3,}", line.sentence.text)
            for stem in self._coverage.stems(m[0])
            if stem in text
        ]
        if not found:
            return self._short_form(line, text)
        heavy = max(range(len(found)), key=lambda i: found[i][2])
        first = last = heavy
        while first > 0 and found[first][0] - found[first - 1][1] <= RUN:
            first -= 1
        while last < len(found) - 1 and found[last + 1][0] - found[last][1] <= RUN:
            last += 1
        return found[heavy][:2], (found[first][0], found[last][1])
