"""One note as read: what the marks look at, and how a mark is made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.authority import Authority
from rag.conditions import Conditions
from rag.coverage import Coverage
from rag.edits import Tabular
from rag.support import Supports
from rag.types import Finding, Mark, Note, Span

SPREAD = 0.85  # share of a code's words that may stand anywhere in the note


@dataclass(frozen=True)
class Reading:
    """One note as read: findings, the words it affirms (clinical wording), and the release."""

    note: Note
    findings: tuple[Finding, ...]
    words: frozenset[str]
    lower: str
    tabular: Tabular
    authority: Authority
    coverage: Coverage
    supports: Supports
    conditions: Conditions = field(default_factory=Conditions)

    @property
    def stated(self) -> tuple[Finding, ...]:
        """The conditions of the sections that decide, read as those of a question."""
        return self.conditions.findings

    @property
    def counting(self) -> tuple[str, ...]:
        """The labels by which a condition counts as documented: in a hospital stay an uncertain one too (II.H)."""
        return ("affirmed", "uncertain") if self.note.setting == "inpatient" else ("affirmed",)


def evidence(findings: Sequence[Finding]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(f.span for f in findings[:4]))


def mark_of(
    reading: Reading, kind: str, code: str, text: str, rules: Sequence[str], spans: tuple[Span, ...] = (),
    instead: tuple[str, ...] = (),
) -> Mark:  # fmt: skip
    cited = tuple(c for rule in rules for c in reading.authority.of(rule, text))
    return Mark(kind, code, text, cited or reading.authority.of("I.B.2"), spans, instead)


def named_in_words(reading: Reading, code: str) -> bool:
    """True when most words of the code stand somewhere in what the note affirms."""
    return reading.coverage.of_code(reading.words, code) >= SPREAD


def sentence_of(reading: Reading, finding: Finding) -> str:
    """The sentence in which a finding stands."""
    return reading.note.text[finding.sentence.start : finding.sentence.end]
