"""An answer made by hand from real rules, a double of a model and a double of the Advisor. No index, no model."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from index.code_set import CodeSet
from index.guidelines import Guidelines
from index.search import Hit
from rag.answer import Advisor
from rag.edits import Tabular, single
from rag.ground import supported, verified_codes
from rag.llm import Message, Unavailable
from rag.types import GRAY, Abstention, Answer, CandidateCode, Question, Statement
from tests.conftest import DATE

UNCERTAIN = "IV.H"
OPINION = "note:glp1-weight-loss"
ASKED = "Probable pneumonia with cough, tobacco use and a GLP-1 for weight in an office note: what is coded?"


def entries(guidelines: Guidelines) -> dict[str, Any]:
    return {e.passage.id: e for e in guidelines.entries()}


def plain_answer(guidelines: Guidelines, tabular: Tabular, text: str = ASKED) -> Answer:
    """Gray. Assigns R05.9 and Z79.899; considers J18.9 (an Excludes1 pair with none of them), J18, I10 and Z79.85."""
    known = entries(guidelines)
    rule, note = known[UNCERTAIN], known[OPINION]
    row, stands = rule.branches[0].sentence(), note.stands[0].split(". ")[0].rstrip(".") + "."
    edit = single(tabular, "R05.9")
    said = [
        supported(row, [(rule.passage, row)]),
        supported(f"Opinion: {stands}", [(note.passage, stands)]),
        Statement(edit.text, edit.citations),
    ]
    given = [
        CandidateCode("R05.9", "", "assign", "IV.H: uncertain"),
        CandidateCode("Z79.899", "", "assign", "a drug for weight"),
        *(CandidateCode(code, "", "considered", "also fits") for code in ("J18.9", "J18", "I10", "Z79.85", "R05.1")),
    ]
    candidates, _ = verified_codes(given, tabular.code_set, {})
    return Answer(
        question=Question(text, DATE, "outpatient", expanded=text),
        verdict=GRAY,
        statements=tuple(s for s in said if s),
        candidates=candidates,
        missing=("Ask whether the pneumonia is confirmed.",),
        ranking=tuple(Hit(known[i].passage, 1.0, n) for n, i in enumerate((OPINION, "II.H", "I.B.5"), 1)),
        release="ICD-10-CM April 2026",
    )


class Double:
    """A model that gives one reply, or raises one error, and keeps what it was sent."""

    def __init__(self, reply: str | Exception | dict[str, Any] = "", takes_notes: bool = False) -> None:
        self.name, self.takes_notes = "double", takes_notes
        self._reply = json.dumps(reply) if isinstance(reply, dict) else reply
        self.sent: list[Sequence[Message]] = []

    def complete(self, messages: Sequence[Message]) -> str:
        self.sent.append(messages)
        if isinstance(self._reply, Exception):
            raise self._reply
        return self._reply


TIMED_OUT = Unavailable("no reply in 60 s")


def advisor_of(result: Answer | Abstention, guidelines: Guidelines, code_set: CodeSet) -> Advisor:
    """An Advisor that gives one result, over the real rules and release."""
    index = SimpleNamespace(
        entries=entries(guidelines), sources=guidelines.sources, gists=guidelines.gists, code_set=lambda _: code_set
    )

    def ask(text: str, *, setting: str, date_of_service: dt.date) -> Answer | Abstention:
        return result

    return SimpleNamespace(index=index, ask=ask)  # type: ignore[return-value]
