"""What Curbside said to a case, as a plain value that a scorer, a report and the baseline can hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from evals.cases import Case
from index.code_set import CodeSet
from index.passage import Passage
from index.search import Index
from rag.answer import Advisor
from rag.types import Abstention, Answer, BadQuestion, Citation, Opinion

ANSWER, ABSTENTION, FAILURE = "answer", "abstention", "failure"


@dataclass(frozen=True)
class Cited:
    """One citation of one statement. `stands`: the locator opens and the quote occurs in the passage it opens."""

    statement: str
    locator: str
    quote: str
    stands: bool


@dataclass(frozen=True)
class Outcome:
    """What was said. `false_codes` are ICD-10-CM codes assigned that the release lacks or that are not billable."""

    kind: str
    verdict: str = ""
    abstain: str = ""
    assign: tuple[str, ...] = ()
    considered: tuple[str, ...] = ()
    false_codes: tuple[str, ...] = ()
    cited: tuple[Cited, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    dropped: int = 0
    reason: str = ""
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Without the time taken, so that the same answer gives the same record."""
        row = asdict(self)
        row.pop("seconds")
        return row

    @staticmethod
    def of_json(row: dict[str, Any]) -> Outcome:
        cited = tuple(Cited(**c) for c in row["cited"])
        marks = tuple((kind, code) for kind, code in row["marks"])
        lists = {k: tuple(row[k]) for k in ("assign", "considered", "false_codes")}
        return Outcome(**{**row, **lists, "cited": cited, "marks": marks})


Reviewer = Callable[[Case], Opinion]


def run_case(case: Case, advisor: Advisor, review: Reviewer) -> Outcome:
    """Asks one case. A failure of the engine is an outcome too; a malformed index still raises IndexProblem."""
    began = time.perf_counter()
    try:
        if case.note and not case.question:
            outcome = of_opinion(review(case), advisor.index, case)
        else:
            asked = f"{case.question}\n\n{case.note}" if case.note else case.question
            result = advisor.ask(asked, setting=case.setting, date_of_service=case.date)
            outcome = of_abstention(result) if isinstance(result, Abstention) else of_answer(result, advisor.index)
    except BadQuestion as bad:
        outcome = Outcome(ABSTENTION, abstain="cannot be read", reason=str(bad))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        outcome = Outcome(FAILURE, reason=f"{type(error).__name__}: {error}")
    return Outcome(**{**vars(outcome), "seconds": time.perf_counter() - began})


def of_abstention(result: Abstention) -> Outcome:
    neighbours = tuple(c.code for c in result.neighbours)
    return Outcome(ABSTENTION, result.verdict, result.kind, considered=neighbours, reason=result.reason)


def of_answer(result: Answer, index: Index) -> Outcome:
    code_set = index.code_set(result.question.date_of_service)
    return Outcome(
        ANSWER,
        result.verdict,
        assign=tuple(c.code for c in result.assign),
        considered=tuple(c.code for c in result.considered),
        false_codes=tuple(c.code for c in result.assign if c.system == "ICD-10-CM" and not valid(c.code, code_set)),
        cited=tuple(of_citation(s.text, c, index, code_set) for s in result.statements for c in s.citations),
        dropped=result.dropped,
    )


def of_opinion(opinion: Opinion, index: Index, case: Case) -> Outcome:
    code_set = index.code_set(case.date)
    return Outcome(
        ANSWER,
        assign=tuple(c.code for c in opinion.assign),
        considered=tuple(c.code for c in opinion.considered),
        false_codes=tuple(c.code for c in opinion.assign if c.system == "ICD-10-CM" and not valid(c.code, code_set)),
        cited=tuple(of_citation(m.explanation, c, index, code_set) for m in opinion.marks for c in m.authority),
        marks=tuple((m.kind, m.code) for m in opinion.marks),
    )


def valid(code: str, code_set: CodeSet) -> bool:
    return code_set.find(code) is not None and code_set.is_billable(code)


def of_citation(statement: str, citation: Citation, index: Index, code_set: CodeSet) -> Cited:
    """The citation, checked here anew: by the text of the passage that its locator opens, not by its offsets."""
    opened = _open(citation.passage, index, code_set)
    stands = opened is not None and citation.quote in opened.text
    return Cited(statement, citation.passage.locator, citation.quote, stands)


def _open(passage: Passage, index: Index, code_set: CodeSet) -> Passage | None:
    if entry := index.entries.get(passage.id):
        return entry.passage
    code = passage.locator.split(" ")[0]
    known = code_set.find(code) is not None or code in code_set.codes or passage.locator in code_set.codes
    return passage if known or not passage.source.id.startswith("tabular") else None
