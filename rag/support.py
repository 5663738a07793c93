"""What a note says of one code: the findings that lead to it, the sentences that say its words, and how they are asserted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.edit_tables import Combination
from index.patterns import CodePattern
from rag.chunks import chunks
from rag.context import Context
from rag.coverage import Coverage
from rag.cue_scopes import Cue
from rag.edits import Tabular
from rag.sentences import Sentence
from rag.types import Finding, Span

# a code scored within this of a phrase's first is one that the phrase may mean: inside its category, and outside
GAP, NEAR = 2.0, 1.0
WEAK = 1.5  # score (log-odds) from which a phrase supports a code that someone has already proposed
FIRM = 5.0  # score from which a finding names its first code for another code to stand on
RUN = 12  # characters between words of a code that stand together
PART = 0.08  # share of a code's words that a negated phrase must say to deny the code
SAID = 0.8  # share of a code's words from which a sentence says the code
# labels by how much they say of a condition
WEIGHT = ("affirmed", "uncertain", "historical", "resolved", "negated", "family", "hypothetical")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")


@dataclass(frozen=True)
class Line:
    """A sentence with its words (stems, clinical wordings too) and its cues."""

    sentence: Sentence
    words: frozenset[str]
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Support:
    """Findings for one code: `exact` lead to the code or say its words, `kin` lead to its category only."""

    code: str
    exact: tuple[Finding, ...]
    kin: tuple[Finding, ...]

    @property
    def label(self) -> str:
        """How the note asserts the code: affirmed when any finding is; \'\' when nothing speaks of it."""
        labels = {f.label for f in self.exact} or {f.label for f in self.kin}
        return next((w for w in WEIGHT if w in labels), "")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that decide: those with the label, the exact ones first."""
        return tuple(f for f in (*self.exact, *self.kin) if f.label == self.label)


class Supports:
    """Looks up what one note says of codes."""

    def __init__(
        self,
        lines: Sequence[Line],
        findings: Sequence[Finding],
        tabular: Tabular,
        coverage: Coverage,
        context: Context,
        combinations: Sequence[Combination] = (),
        counting: Sequence[str] = ("affirmed",),
    ) -> None:
        """`counting`: the labels by which a condition counts as documented (II.H: an uncertain one, inpatient)."""
        self._counting = counting
        self._combinations = combinations
        self._lines, self._findings, self._tabular = lines, findings, tabular
        self._coverage, self._context = coverage, context
        self._found: dict[str, Support] = {}

    def of(self, code: str) -> Support:
        """What the note says of `code`, seventh character left out."""
        if code not in self._found:
            self._found[code] = self._look(code)
        return self._found[code]

    def shown(self, words: re.Pattern[str]) -> Span | None:
        """The first place where the note says the words and does not deny them."""
        for line in self._lines:
            for m in words.finditer(line.sentence.text.lower()):
                said = self._context.assertion_of(line.cues, *m.span(), line.sentence.section_kind)
                if said.label in ("affirmed", "uncertain", "historical"):
                    return Span(line.sentence.start + m.start(), line.sentence.start + m.end())
        return None

    def only_denied(self, stem: str) -> bool:
        """True when a word stands in the note and is negated wherever it does ("no foreign body")."""
        labels = {
            self._context.assertion_of(line.cues, *m.span(), line.sentence.section_kind).label
            for line in self._lines
            for m in re.finditer(r"[A-Za-z]{3,}", line.sentence.text)
            if stem in self._coverage.stems(m[0])
        }
        return labels == {"negated"}

    def denied(self, code: str) -> Span | None:
        """A phrase that the note negates and whose words are all words of the code ("no fracture"), none of them affirmed."""
        asked = self._coverage.content(self._tabular.code_set.descriptor(code))
        least = PART * self._coverage.weight(asked)
        affirmed = {w for f in self._findings if f.label == "affirmed" for w in self._coverage.stems(f.text)}
        for line in self._lines:
            text = line.sentence.text
            for span in chunks(text):
                said = self._coverage.content(text[span.start : span.end])
                if not said <= asked or said & affirmed or self._coverage.weight(said) < least:
                    continue
                told = self._context.assertion_of(line.cues, span.start, span.end, line.sentence.section_kind)
                if told.label == "negated":
                    return Span(line.sentence.start + span.start, line.sentence.start + span.end)
        return None

    def _look(self, code: str) -> Support:
        stem = self._tabular.code_set.stem(code) or code
        exact, kin = [], []
        for finding in self._findings:
            scores = dict(finding.codes)
            first, top = finding.codes[0]
            near = GAP if stem[:3] == first[:3] else NEAR
            if first == stem or (stem in scores and scores[stem] >= max(WEAK, top - near)):
                exact.append(finding)
            elif stem[:3] == first[:3]:
                kin.append(finding)
        told = [f for line in self._lines if (f := self._in_words(line, stem))]
        exact += [f for f in told if not any(e.sentence == f.sentence for e in exact)]
        if not any(f.label == "affirmed" for f in exact):
            exact += self._both_parts(stem)
        return Support(code, tuple(exact), tuple(kin))

    def _both_parts(self, stem: str) -> list[Finding]:
        """The two findings that a combination code says together, where the note affirms both."""
        for row in self._combinations:
            if any(p.matches(stem) for p in row.becomes) and not any(
                p.matches(stem) for p in (*row.first, *row.second)
            ):
                parts = [documented(self._findings, part, self._counting) for part in (row.first, row.second)]
                if all(parts):  # they say the code together: it is named in words as well as if a sentence said it
                    return [replace(p, label="affirmed", codes=((stem, WEAK),)) for p in parts if p]
        return []

    def _in_words(self, line: Line, stem: str) -> Finding | None:
        """The sentence as a finding where it says the words of the code."""
        best = max(
            self._coverage.texts(stem), key=lambda t: self._coverage.of_sides(line.words, t), default=frozenset()
        )
        if self._coverage.of_sides(line.words, best) < SAID and not self._in_range(line, stem):
            return None
        (start, end), (first, last) = self._place(line, best)
        said = self._context.assertion_of(line.cues, start, end, line.sentence.section_kind)
        s = line.sentence
        whole = Span(s.start, s.end)
        return Finding(
            s.text[first:last], s.start + first, s.start + last, whole, s.section_kind, said.label, ((stem, WEAK),)
        )

    def _in_range(self, line: Line, stem: str) -> bool:
        """A number of the sentence lies in the range that the descriptor gives, and its other words stand there."""
        descriptor = self._tabular.code_set.descriptor(stem)
        m = _RANGE.search(descriptor)
        if not m or not any(float(m[1]) <= float(n) <= float(m[2]) for n in _NUMBER.findall(line.sentence.text)):
            return False
        return self._coverage.of(line.words, self._coverage.content(_RANGE.sub(" ", descriptor))) >= 0.5

    def _place(self, line: Line, text: frozenset[str]) -> tuple[tuple[int, int], tuple[int, int]]:
        """Where the heaviest of the words stands, and the run of such words around it; the whole sentence for short forms."""
        found = [
            (m.start(), m.end(), self._coverage.weight([stem]))
            for m in re.finditer(r"[A-Za-z]{3,}", line.sentence.text)
            for stem in self._coverage.stems(m[0])
            if stem in text
        ]
        if not found:
            whole = (0, len(line.sentence.text))
            return whole, whole
        heavy = max(range(len(found)), key=lambda i: found[i][2])
        first = last = heavy
        while first > 0 and found[first][0] - found[first - 1][1] <= RUN:
            first -= 1
        while last < len(found) - 1 and found[last + 1][0] - found[last][1] <= RUN:
            last += 1
        return found[heavy][:2], (found[first][0], found[last][1])


def documented(
    findings: Sequence[Finding], patterns: Sequence[CodePattern], counting: Sequence[str] = ("affirmed",)
) -> Finding | None:
    """The first finding with a label that counts that firmly names a code of the patterns."""
    for f in findings:
        code, score = f.codes[0]
        if f.label in counting and score >= FIRM and any(p.matches(code) for p in patterns):
            return f
    return None


def richer(code: str, findings: Sequence[Finding]) -> list[tuple[str, Finding]]:
    """First codes of affirmed findings that lead to `code`'s category as well, best first."""
    found = [f for f in findings if f.label == "affirmed" and any(c[:3] == code[:3] for c, _ in f.codes[:3])]
    return [(f.codes[0][0], f) for f in sorted(found, key=lambda f: -f.codes[0][1]) if f.codes[0][0] != code]
