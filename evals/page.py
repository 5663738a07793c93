"""What the Evals tab does: runs cases with live progress, shows what fails, keeps the history, makes drafts. No gradio here.

Of held cases that fail only the id is shown, so that nobody tunes on them.
"""

from __future__ import annotations

import datetime as dt
import html
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.baseline import BASELINE, Before, Comparison, compare, read_baseline
from evals.case_checks import check
from evals.cases import CASES, Case, read_cases
from evals.from_question import append, as_yaml, draft, question_of
from evals.history import read_history, remember
from evals.html import as_html
from evals.outcome import run_case
from evals.page_html import failures_html, history_html, progress_html, tables_html
from evals.run import Result, Run, judge, stamp
from index.build import ROOT, home
from index.guidelines import read_guidelines
from index.passage import IndexProblem, Malformed
from rag.page import Desk, fault, paragraph
from rag.types import Abstention, Answer, Note, Opinion

EVERY = 0.3  # seconds between two signs of progress
NEWEST = 12  # failing cases shown while a run goes on
NOTHING_ASKED = "Ask a question first; the last question and its answer become the case."


@dataclass(frozen=True)
class Finished:
    """A run with what it is compared to, for the report."""

    run: Run
    comparison: Comparison
    before: dict[str, Before]


class EvalsPage:
    """Callbacks of the Evals tab, and of "Make this a case" on the Ask tab."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def labels(self) -> list[str]:
        """Every tag, kind and setting that a case has, "open", "held", "gray"; empty when the cases are malformed."""
        try:
            return sorted({label for case in read_cases(CASES) for label in case.labels})
        except Malformed:
            return []

    def run(self, tags: Sequence[str]) -> Iterator[tuple[str, str, str, str, Finished | None]]:
        """(progress, tables, failures, history, the finished run or None), again and again until the run ends."""
        history = history_html(read_history(home()))
        try:
            yield progress_html(0, 0), "", "", history, None
            index = self.desk.index
            cases = read_cases(CASES)
            check(cases, index.releases, read_guidelines(ROOT / "guidelines"))
            chosen = [c for c in cases if not tags or c.labels & set(tags)]
            before = read_baseline(BASELINE)
            results: list[Result] = []
            last = 0.0
            for case in chosen:
                results.append(judge(case, run_case(case, self.desk.advisor, self._review)))
                if time.monotonic() - last > EVERY:
                    last = time.monotonic()
                    failing = [r for r in results if not r.passed]
                    said = progress_html(len(results), len(chosen), failing=len(failing))
                    yield said, "", failures_html(failing[-NEWEST:], set(), "Newest failing cases"), history, None
            done = Run(tuple(results), stamp(index))
            comparison = compare(done, before, dt.date.today())
            remember(home(), done, comparison)
        except IndexProblem as problem:
            yield paragraph(("The run stopped.", str(problem))), "", "", history, None
            return
        except Exception as error:
            yield paragraph(fault(error)), "", "", history, None
            return
        said = progress_html(len(chosen), len(chosen), comparison)
        failed = failures_html(results, {r.case.id for r in comparison.broken})
        yield said, tables_html(done), failed, history_html(read_history(home())), Finished(done, comparison, before)

    def _review(self, case: Case) -> Opinion:
        return self.desk.reviewer.review(Note(case.note, case.setting, case.date, case.proposed))

    def history(self) -> str:
        return history_html(read_history(home()))

    def report(self, finished: Finished | None) -> str:
        """The run as one self-contained page; empty before a run has ended."""
        return as_html(finished.run, finished.comparison, finished.before) if finished else ""

    def preview(self, result: Answer | Abstention | None, synthetic: bool) -> str:
        """The draft that a second click writes, and what is left out of it."""
        if result is None:
            return f"<p>{NOTHING_ASKED}</p>"
        left_out = question_of(result.question.text, synthetic)[1]
        said = "<p><b>The note is left out</b>; only a question that opens the text is kept.</p>" if left_out else ""
        return f"{said}<pre>{html.escape(as_yaml([draft(result, synthetic, dt.datetime.now())]))}</pre>"

    def write(self, result: Answer | Abstention | None, synthetic: bool) -> str:
        """Appends the draft to the file that the coding lead reviews."""
        if result is None:
            return f"<p>{NOTHING_ASKED}</p>"
        row = draft(result, synthetic, dt.datetime.now())
        try:
            path = append(home(), row)
        except OSError as error:
            return paragraph(("Not written.", f"The folder cannot be written ({error.strerror})."))
        return f'<p role="status">Written to {html.escape(str(path))} as <b>{html.escape(row["id"])}</b>, for the coding lead to review.</p>'
