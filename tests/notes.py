"""Helper of the tests of the second opinion: a note and codes in, the marks as (kind, code) out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from rag.second_opinion import SecondOpinion
from rag.types import Note, Opinion

DATE = dt.date(2026, 8, 1)
Reviewer = Callable[..., set[tuple[str, str]]]


def review(opinion: SecondOpinion, text: str, *codes: str, setting: str = "outpatient") -> Opinion:
    return opinion.review(Note(text, setting, DATE, codes))


def marks_of(opinion: SecondOpinion) -> Reviewer:
    """A function of a text and codes that gives the marks made."""

    def kinds(text: str, *codes: str, setting: str = "outpatient") -> set[tuple[str, str]]:
        return {(m.kind, m.code) for m in review(opinion, text, *codes, setting=setting).marks}

    return kinds
