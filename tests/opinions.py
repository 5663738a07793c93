"""A second opinion made by hand: one note, one finding, one code of each role. No engine, no index."""

from __future__ import annotations

import datetime as dt

from index.passage import Passage, Source, Tier
from rag.types import CandidateCode, Citation, Finding, Mark, Note, Opinion, Span

NOTE = "A/P: probable pneumonia <b>, =2+2. No chest pain.\nMother had a stroke."
RULE = Passage(
    "IV.H",
    Source("official", "Official Guidelines", "FY2025"),
    "IV.H",
    "Uncertain diagnosis",
    'Do not code "probable pneumonia" as if it were established. Code the sign instead.',
    Tier.GUIDELINE,
)
CITED = Citation(RULE, RULE.text, 0, len(RULE.text))


def spot(words: str) -> Span:
    start = NOTE.index(words)
    return Span(start, start + len(words))


def finding(words: str, label: str) -> Finding:
    at = spot(words)
    return Finding(words, at.start, at.end, Span(0, len(NOTE)), "A/P", label, (("J18.9", 7.0),))


def opinion(marks: bool = True, proposed: tuple[str, ...] = ("J18.9",)) -> Opinion:
    """Outpatient, 2026-08-01: J18.9 proposed for "probable pneumonia"."""
    mark = Mark(
        "uncertain_dx",
        "J18.9",
        'The note says "probable pneumonia" only.',
        (CITED,),
        (spot("probable pneumonia"),),
        ("R05.9",),
    )
    return Opinion(
        note=Note(NOTE, "outpatient", dt.date(2026, 8, 1), proposed),
        findings=(
            finding("pneumonia", "uncertain"),
            finding("chest pain", "negated"),
            finding("stroke", "family"),
        ),
        marks=(mark,) if marks else (),
        candidates=(
            CandidateCode("R05.9", "Cough, unspecified", "assign", "the sign", evidence=(spot("probable pneumonia"),)),
            CandidateCode(
                "J18.9", "Pneumonia", "considered", "uncertain", citations=(CITED,), evidence=(spot("pneumonia"),)
            ),
        ),
        missing=("Can the pneumonia be confirmed, ruled out, or not determined?",),
        release="ICD-10-CM April 2026",
    )
