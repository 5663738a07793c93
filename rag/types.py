"""The glossary as code. Frozen; each value carries where it came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from index.passage import Passage
from index.search import Hit

SETTLED, GRAY, QUERY, PAYER, NOT_CODING = (
    "settled",
    "gray",
    "query the provider",
    "payer or facility decides",
    "not a coding question",
)
VERDICTS = (SETTLED, GRAY, QUERY, PAYER, NOT_CODING)
SETTINGS = ("outpatient", "inpatient", "ed", "professional", "facility")
INPATIENT = ("inpatient",)
MARK_KINDS = (
    "invalid_code",
    "not_billable",
    "excludes1_conflict",
    "missing_code_first",
    "missing_additional_code",
    "sequencing",
    "uncertain_dx",
    "symptom_integral",
    "unsupported_by_note",
    "negated",
    "history_not_active",
    "specificity_available",
    "seventh_character",
    "laterality",
    "combination_code",
    "duplicate",
    "manifestation_as_principal",
    "age_sex",
    "procedure_diagnosis",
)


class BadQuestion(ValueError):
    """The input is no question that can be read (empty, too long, not text, not English); says what to do."""


@dataclass(frozen=True)
class NamedCode:
    """A code number written in a question: as normalised, its system, and whether the release in force has it."""

    code: str
    system: str  # "ICD-10-CM" | "CPT/HCPCS" | "modifier"
    exists: bool


@dataclass(frozen=True)
class Question:
    """A question as asked, with what was read from it.

    `expanded` has abbreviations spelled out, `clinical` lay words put in clinical ones as well.
    """

    text: str
    date_of_service: dt.date
    setting: str
    expanded: str = ""
    clinical: str = ""
    codes_named: tuple[NamedCode, ...] = ()
    asks: frozenset[str] = frozenset()

    @property
    def icd_codes(self) -> tuple[str, ...]:
        """ICD-10-CM codes named that exist, in order."""
        return tuple(c.code for c in self.codes_named if c.system == "ICD-10-CM" and c.exists)


@dataclass(frozen=True)
class Citation:
    """A quote that stands in a passage at [start, end). Raises ValueError when it does not."""

    passage: Passage
    quote: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not self.quote or self.passage.text[self.start : self.end] != self.quote:
            raise ValueError(f"the quote does not stand in {self.passage.locator}")


@dataclass(frozen=True)
class Statement:
    """A sentence shown, and what it stands on: at least one citation."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a statement needs a citation")


@dataclass(frozen=True)
class Edit:
    """What one code or two together break or require. `kind` is one of the kinds in edits.py."""

    kind: str
    codes: tuple[str, ...]
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, order=True)
class Span:
    """Characters [start, end) of a note."""

    start: int
    end: int


@dataclass(frozen=True)
class CandidateCode:
    """A code offered. `role` is "assign" or "considered"; `why` says the reason for or against."""

    code: str
    descriptor: str
    role: str
    why: str
    system: str = "ICD-10-CM"
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What is said. `missing` lists facts the note must state; `dropped` counts sentences that failed verification."""

    question: Question
    verdict: str
    statements: tuple[Statement, ...]
    candidates: tuple[CandidateCode, ...]
    missing: tuple[str, ...] = ()
    ranking: tuple[Hit, ...] = ()
    release: str = ""
    dropped: int = 0
    notices: tuple[str, ...] = field(default=())

    @property
    def assign(self) -> tuple[CandidateCode, ...]:
        return tuple(c for c in self.candidates if c.role == "assign")

    @property
    def considered(self) -> tuple[CandidateCode, ...]:
        return tuple(c for c in self.candidates if c.role == "considered")


@dataclass(frozen=True)
class Note:
    """A note as pasted, with its setting, date of service and the codes proposed for it. Patient text: never logged."""

    text: str = field(repr=False)
    setting: str
    date_of_service: dt.date
    proposed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Words of a note at [start, end) that name a condition, and the codes that they lead to, best first with scores.

    `label` is the assertion: affirmed, negated, uncertain, historical, family, hypothetical or resolved.
    """

    text: str = field(repr=False)
    start: int
    end: int
    sentence: Span
    section: str
    label: str
    codes: tuple[tuple[str, float], ...]

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Mark:
    """What is wrong with one proposed code: kind (of MARK_KINDS), why, by which authority, and where the note says so.

    `instead` are the codes that would mend it, `partner` the other code of a pair.
    """

    kind: str
    code: str
    explanation: str
    authority: tuple[Citation, ...]
    evidence: tuple[Span, ...] = ()
    instead: tuple[str, ...] = ()
    partner: str = ""

    def __post_init__(self) -> None:
        if self.kind not in MARK_KINDS:
            raise ValueError(f"unknown kind of mark: {self.kind}")
        if not self.authority:
            raise ValueError("a mark needs an authority")


@dataclass(frozen=True)
class Opinion:
    """The second opinion on a note. `missing` are questions to the provider that do not lead."""

    note: Note
    findings: tuple[Finding, ...]
    marks: tuple[Mark, ...]
    candidates: tuple[CandidateCode, ...]
    missing: tuple[str, ...] = ()
    release: str = ""
    notices: tuple[str, ...] = ()

    @property
    def assign(self) -> tuple[CandidateCode, ...]:
        return tuple(c for c in self.candidates if c.role == "assign")

    @property
    def considered(self) -> tuple[CandidateCode, ...]:
        return tuple(c for c in self.candidates if c.role == "considered")


@dataclass(frozen=True)
class Abstention:
    """No answer is given, and why. `kind` is one of ABSTENTIONS; nearest neighbours of an unknown code may be offered."""

    question: Question
    kind: str
    reason: str
    neighbours: tuple[CandidateCode, ...] = ()
    ranking: tuple[Hit, ...] = ()

    @property
    def verdict(self) -> str:
        return NOT_CODING if self.kind in ("not a coding question", "which pays more", "treatment advice") else ""


ABSTENTIONS = (
    "no rule found",
    "not a coding question",
    "which pays more",
    "treatment advice",
    "unknown code",
    "no release in force",
)
