"""Callbacks of the Evals tab, and what it shows of runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from evals.baseline import Comparison
from evals.cases import CASES, Case, read_cases
from evals.outcome import ANSWER, Outcome
from evals.page import NOTHING_ASKED, EvalsPage
from evals.page_html import failures_html, history_html, progress_html, tables_html
from evals.run import Run, judge
from index.search import Index
from rag.answer import Advisor
from rag.page import Desk
from rag.second_opinion import SecondOpinion
from rag.types import Abstention, Question


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return read_cases(CASES)


def wrong(case: Case) -> Outcome:
    return Outcome(ANSWER, "gray" if "gray" not in case.verdict else "settled", assign=("Z99.9",))


def test_a_failing_case_shows_expected_against_got_unless_it_is_held(cases: tuple[Case, ...]) -> None:
    """Of a held case nothing but the id is shown, and newly broken ones come first."""
    case = replace(next(c for c in cases if c.must and c.question), held=False, id="open-one")
    held = replace(case, held=True, id="held-one", question="never shown")
    page = failures_html([judge(held, wrong(held)), judge(case, wrong(case))], {"open-one"})
    assert page.index("open-one") < page.index("held-one") and "newly broken" in page
    assert "lacks" in page and "never shown" not in page
    assert page.split("held-one")[1].count("<li>") == 0


def test_tables_count_ways_by_tag(cases: tuple[Case, ...]) -> None:
    """Every tag stands with its cases, those passed, and the three ways not to be right."""
    case = next(c for c in cases if c.must and c.question)
    page = tables_html(Run((judge(case, wrong(case)),), {}))
    assert f"<tr><td>{sorted(case.tags)[0]}</td><td>1</td><td>0</td><td>1</td><td>0</td><td>0</td></tr>" in page
    assert "cases passed in everything" in page


def test_progress_says_where_it_is_and_how_it_ended() -> None:
    """A bar with numbers in words, then the comparison with the accepted run."""
    assert 'value="3"' in progress_html(3, 9) and "3 of 9 cases" in progress_html(3, 9)
    assert "0 newly broken, 0 fixed, 9 same" in progress_html(9, 9, Comparison((), (), 9, (), ()))
    assert "No case has this tag" in progress_html(0, 0, Comparison((), (), 0, (), ()))


def test_history_is_a_plot_with_its_numbers_in_words() -> None:
    """Runs of all cases make the line, a run of some is a hollow dot; damaged rows are left out."""
    rows = [{"at": f"2026-08-0{n}T10:00:00", "cases": 300, "passed": 200 + n, "broken": 0} for n in (1, 2)]
    page = history_html([*rows, {"at": "2026-08-03T10:00:00", "cases": 5, "passed": 5}, {"cases": "x"}])
    assert page.count("<circle") == 3 and page.count('fill="none" stroke="currentColor"><title>') == 1
    assert page.split('points="')[1].split('"')[0].count(",") == 2 and "202 of 300 passed" in page
    assert "No run yet" in history_html([])


def test_a_case_can_be_chosen_by_tag_kind_setting_and_half(cases: tuple[Case, ...]) -> None:
    """The labels offered are those a case has."""
    case = replace(cases[0], tags=("a",), kind="trap", setting="ed", held=True, verdict=("gray",))
    assert case.labels == {"a", "trap", "ed", "held", "gray"}


def test_a_draft_takes_two_clicks_and_is_appended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first click shows the draft, the second writes it; without a question there is none."""
    monkeypatch.setenv("CURBSIDE_HOME", str(tmp_path))
    page = EvalsPage(SimpleNamespace())  # type: ignore[arg-type]
    asked = Abstention(Question("Which pays more?", dt.date(2026, 8, 1), "ed"), "which pays more", "no")
    assert NOTHING_ASKED in page.preview(None, False) and NOTHING_ASKED in page.write(None, False)
    assert "abstain: which pays more" in page.preview(asked, False) and list(tmp_path.iterdir()) == []
    assert "Written to" in page.write(asked, False)
    assert "Which pays more?" in (tmp_path / "evals" / "drafts.yaml").read_text(encoding="utf-8")


def test_a_draft_of_a_note_says_that_the_note_is_left_out() -> None:
    """The person sees what is not taken along before anything is written."""
    page = EvalsPage(SimpleNamespace())  # type: ignore[arg-type]
    asked = Abstention(Question("zebrafinch\n" * 5, dt.date(2026, 8, 1), "ed"), "no rule found", "none")
    assert "note is left out" in page.preview(asked, False) and "zebrafinch" not in page.preview(asked, False)
    assert "zebrafinch" in page.preview(asked, True)


def test_a_run_yields_progress_and_ends_in_tables_and_a_report(
    index: Index, advisor: Advisor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Progress comes before the end; the end holds tables, failures, history and the run for the report."""
    monkeypatch.setenv("CURBSIDE_HOME", str(tmp_path))
    page = EvalsPage(Desk(advisor, SecondOpinion))
    steps = list(page.run(["topic-88"]))
    assert len(steps) >= 3 and all(step[4] is None for step in steps[:-1])
    progress, tables, _, history, finished = steps[-1]
    assert "cases" in progress and "topic-88" in tables and "<svg" in history and finished is not None
    assert page.report(finished).startswith("<!doctype html>") and page.report(None) == ""


def test_malformed_cases_stop_the_run_with_file_and_line(
    index: Index, advisor: Advisor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file that is not in form is named; the tab goes on."""
    (tmp_path / "bad.yaml").write_text("- id: x\n  kind: riddle\n", encoding="utf-8")
    monkeypatch.setattr("evals.page.CASES", tmp_path)
    monkeypatch.setenv("CURBSIDE_HOME", str(tmp_path))
    page = EvalsPage(Desk(advisor, SecondOpinion))
    assert "bad.yaml:1" in list(page.run([]))[-1][0] and page.labels() == []
