"""What a note says of one code: the findings that lead to it, the sentences that say its words, and how they are asserted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.edit_tables import Combination
from index.patterns import CodePattern
from rag.chunks import chunks
from rag.context import Context
from rag.coverage import Coverage
from rag.covering import covers
from rag.edits import Tabular
from rag.in_words import WEAK, InWords, Line
from rag.sentences import Sentence
from rag.types import Finding, Span

# a code scored within this of a phrase's first is one that the phrase may mean: inside its category, and outside
GAP, NEAR = 2.0, 1.0
FIRM = 5.0  # score from which a finding names its first code for another code to stand on
NAMED = 10.0  # score of a finding that names its first code by itself
PART = 0.08  # share of a code's words that a negated phrase must say to deny the code
CLOSING = ("assessment", "plan", "addendum")  # sections in which the provider says what is so now
_GIVEN = re.compile(r"\b(?:given|administered|injected)\b", re.I)  # "flu vaccine given": no longer only planned
# labels by how much they say of a condition
WEIGHT = ("affirmed", "uncertain", "historical", "resolved", "negated", "family", "hypothetical")


@dataclass(frozen=True)
class Support:
    """Findings for one code: `exact` lead to the code or say its words, `kin` lead to its category only."""

    code: str
    exact: tuple[Finding, ...]
    kin: tuple[Finding, ...]

    @property
    def label(self) -> str:
        """How the note asserts the code: affirmed when any finding is, unless its assessment calls it past; \'\' when nothing does."""
        found = self.exact or self.kin
        named = [f for f in self.exact if f.label == "negated" and f.codes[0][1] >= NAMED and f.section in CLOSING]
        if named and all(f.codes[0][1] <= WEAK for f in self.exact if f.label == "affirmed"):
            return "negated"  # denied by its own name, affirmed only in words that it shares with another condition
        closing = {f.label for f in found if f.section in CLOSING}
        labels = closing if closing and closing <= {"historical", "resolved"} else {f.label for f in found}
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
        leading: Callable[[str], Iterable[Finding]] = lambda stem: (),
        loosely: Callable[[str], Iterable[Finding]] = lambda stem: (),
    ) -> None:
        """`leading`: phrases near a code that do not name it; `loosely`: also those nearer to another one. `counting`: the labels by which a condition counts as documented (II.H: an uncertain one, inpatient)."""
        self._counting, self._leading, self._loosely = counting, leading, loosely
        self._combinations = combinations
        self._lines, self._findings, self._tabular = lines, findings, tabular
        self._coverage, self._context = coverage, context
        self._in_words = InWords(tabular, coverage, context)
        self._found: dict[str, Support] = {}
        self._read: dict[str, list[tuple[Span, frozenset[str]]]] = {}

    def of(self, code: str) -> Support:
        """What the note says of `code`, seventh character left out."""
        if code not in self._found:
            self._found[code] = self._look(code)
        return self._found[code]

    def shown(
        self, words: re.Pattern[str], labels: Sequence[str] = ("affirmed", "uncertain", "historical")
    ) -> Iterator[Span]:
        """Places where the note says the words and does not deny them."""
        for line in self._lines:
            for m in words.finditer(line.sentence.text.lower()):
                said = self._context.assertion_of(line.cues, *m.span(), line.sentence.section_kind)
                given = said.label == "hypothetical" and _GIVEN.search(line.sentence.text, m.end())
                if given or said.label in labels:
                    yield Span(line.sentence.start + m.start(), line.sentence.start + m.end())

    def sentence_at(self, span: Span) -> Sentence:
        """The sentence in which a span stands. Raises StopIteration for a span of another note."""
        return next(n.sentence for n in self._lines if n.sentence.start <= span.start < n.sentence.end)

    def words_of(self, findings: Sequence[Finding]) -> frozenset[str]:
        """Words of the sentences in which the findings are affirmed, those that the note only denies left out."""
        here = {f.sentence for f in findings if f.label in WEIGHT[:4]}
        lines = [n for n in self._lines if Span(n.sentence.start, n.sentence.end) in here]
        return frozenset(w for n in lines for w in affirmed_words(n, self._coverage))

    def only_denied(self, stem: str) -> bool:
        """True when a word stands in the note and is negated wherever it does ("no foreign body")."""
        return self.labels_of(stem) == {"negated"}

    def labels_of(self, stem: str) -> set[str]:
        """How the note asserts a word, over all places where it stands."""
        return {
            self._context.assertion_of(line.cues, *m.span(), line.sentence.section_kind).label
            for line in self._lines
            for m in re.finditer(r"[A-Za-z]{3,}", line.sentence.text)
            if stem in self._coverage.stems(m[0])
        }

    def denied(self, code: str) -> Span | None:
        """A phrase that the note negates and whose words are all words of the code ("no fracture"), none of them affirmed."""
        asked = self._coverage.content(self._tabular.code_set.descriptor(code))
        least = PART * self._coverage.weight(asked)
        affirmed = {w for f in self._findings if f.label == "affirmed" for w in self._coverage.stems(f.text)}
        for line in self._lines:
            text = line.sentence.text
            for span, said in self._phrases(text):
                if not said <= asked or said & affirmed or self._coverage.weight(said) < least:
                    continue
                told = self._context.assertion_of(line.cues, span.start, span.end, line.sentence.section_kind)
                if told.label == "negated":
                    return Span(line.sentence.start + span.start, line.sentence.start + span.end)
        return None

    def _phrases(self, text: str) -> list[tuple[Span, frozenset[str]]]:
        """The phrases of a sentence with what they say, read once a note."""
        if text not in self._read:
            self._read[text] = [(s, self._coverage.content(text[s.start : s.end])) for s in chunks(text)]
        return self._read[text]

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
        told = [f for line in self._lines if (f := self._in_words.finding(line, stem))]
        exact += [f for f in told if not any(e.sentence == f.sentence for e in exact)]
        if not any(f.label == "affirmed" for f in exact):
            exact += self._both_parts(stem)
        if not any(f.label == "affirmed" for f in exact):
            exact += self._led(stem, exact)
        return Support(code, tuple(exact), tuple(kin))

    def _led(self, stem: str, exact: Sequence[Finding]) -> list[Finding]:
        """Phrases that lead to the code; an affirmed one of a sentence that already speaks of it otherwise does not count."""
        told = {f.sentence for f in exact}
        claims = self._coverage.content(self._tabular.code_set.descriptor(stem))
        return [
            f
            for f in self._leading(stem)
            if f.sentence not in told
            # "no LOC" denies nothing of a concussion without loss of consciousness
            and (f.label != "negated" or _akin(claims, self._coverage.words(f.text)))
        ]

    def past(self, code: str) -> Finding | None:
        """A phrase told as past that may mean the code, where nothing names it as current."""
        stem = self._tabular.code_set.stem(code) or code
        return next((f for f in self._loosely(stem) if f.label in ("historical", "resolved")), None)

    def _both_parts(self, stem: str) -> list[Finding]:
        """The two findings that a combination code says together, where the note affirms both."""
        for row in self._combinations:
            if covers(row.becomes, stem) and not covers((*row.first, *row.second), stem):
                parts = [documented(self._findings, part, self._counting) for part in (row.first, row.second)]
                if all(parts):  # they say the code together: it is named in words as well as if a sentence said it
                    return [replace(p, label="affirmed", codes=((stem, WEAK),)) for p in parts if p]
        return []


def affirmed_words(line: Line, coverage: Coverage) -> frozenset[str]:
    """Words of the sentence without what it denies or tells of a relative."""
    text = line.sentence.text
    for cue in line.cues:
        if cue.status in ("negated", "family"):
            text = text[: cue.scope_start] + " " * (cue.scope_end - cue.scope_start) + text[cue.scope_end :]
    return line.words if text == line.sentence.text else coverage.words(text)


def _akin(some: frozenset[str], others: frozenset[str]) -> bool:
    """True when two sets of stems share a word, or the beginning of one ("rotaviral", "rotavirus")."""
    return bool({w[:5] for w in some} & {w[:5] for w in others})


def documented(
    findings: Sequence[Finding], patterns: Sequence[CodePattern], counting: Sequence[str] = ("affirmed",)
) -> Finding | None:
    """The first finding with a label that counts that firmly names a code of the patterns."""
    for f in findings:
        code, score = f.codes[0]
        if f.label in counting and score >= FIRM and covers(patterns, code):
            return f
    return None


def richer(
    code: str, findings: Sequence[Finding], counting: Sequence[str] = ("affirmed",)
) -> list[tuple[str, Finding]]:
    """First codes of findings with a label that counts that lead to `code`'s category as well, best first."""
    found = [f for f in findings if f.label in counting and any(c[:3] == code[:3] for c, _ in f.codes[:3])]
    return [(f.codes[0][0], f) for f in sorted(found, key=lambda f: -f.codes[0][1]) if f.codes[0][0] != code]
