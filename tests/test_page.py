"""Callbacks of the Ask and Second-opinion tabs, with doubles in place of the engines."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from index.code_set import CodeSet
from index.guidelines import Guidelines
from index.passage import IndexUnavailable, Malformed, NoRelease
from rag.answer import Advisor
from rag.edits import Tabular
from rag.page import AskPage, Desk, NotePage, fault, read_codes
from rag.types import Abstention, BadQuestion, Note, Opinion, Question
from tests.opinions import NOTE, RULE, opinion
from tests.second_readings import TIMED_OUT, Double, advisor_of, plain_answer

PLANTED = "zebrafinch marigold"
DAY = "2026-08-01"


class Broken:
    """Engines that are down; their errors quote the text, as a careless library would."""

    index = None

    def ask(self, text: str, **_: Any) -> None:
        raise RuntimeError(f"cannot embed: {text}")

    def review(self, note: Note) -> Opinion:
        raise RuntimeError(f"cannot read: {note.text}")


class Ready:
    """Gives the opinion made by hand, or raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.asked = error, ()

    def review(self, note: Note) -> Opinion:
        if self.error:
            raise self.error
        self.asked = (note.setting, note.date_of_service, note.proposed)
        return opinion()


def desk(reviewer: Any, advisor: Any = None) -> Desk:
    return Desk(advisor or SimpleNamespace(index=None), lambda _: reviewer)


def test_a_fault_never_looks_like_an_abstention_nor_quotes_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    """A broken engine is said to be one, in words that hold nothing of the question."""
    page = AskPage(desk(None, Broken()))
    _, chat, rows, _, _, last = page.ask(PLANTED, "outpatient", DAY, [], [])
    said = chat[-1]["content"]
    assert "not working" in said and "No answer" not in said and PLANTED not in said
    assert rows == [] and last is None
    captured = capsys.readouterr()
    assert PLANTED not in captured.out + captured.err


def test_a_model_reads_the_answer_and_the_page_says_so(
    guidelines: Guidelines, tabular: Tabular, code_set: CodeSet
) -> None:
    """With a model the chat shows what it picked and that it took part; without one nothing of it."""
    plain = plain_answer(guidelines, tabular)
    served = desk(None, advisor_of(plain, guidelines, code_set))
    _, chat, rows, *_ = AskPage(served, Double({"assign": ["R05.9"]})).ask("q", "outpatient", DAY, [], [])
    assert "language model double took part" in chat[-1]["content"] and ["R05.9", "assign 1"] in [r[:2] for r in rows]
    assert ["Z79.899", "considered"] in [r[:2] for r in rows]
    assert "language model" not in AskPage(served).ask("q", "outpatient", DAY, [], [])[1][-1]["content"]


def test_a_model_that_fails_loses_nothing(guidelines: Guidelines, tabular: Tabular, code_set: CodeSet) -> None:
    """The plain answer stands in the chat with a notice, its codes in the table."""
    plain = plain_answer(guidelines, tabular)
    page = AskPage(desk(None, advisor_of(plain, guidelines, code_set)), Double(TIMED_OUT))
    _, chat, rows, _, turns, _ = page.ask("q", "outpatient", DAY, [], [])
    said = chat[-1]["content"]
    assert "did not take part" in said and "no reply in 60 s" in said and "fault" not in said
    assert len(rows) == len(plain.candidates) and turns[0]


def test_a_fault_of_the_note_check_holds_nothing_of_the_note(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the page nor the log repeats the note when the engine fails."""
    head, *rest = NotePage(desk(Broken())).review(PLANTED, "E11.9", "outpatient", DAY)
    assert "not working" in head and PLANTED not in head and rest == ["", "", "", "", None]
    captured = capsys.readouterr()
    assert PLANTED not in captured.out + captured.err and "RuntimeError" in captured.err


def test_three_kinds_of_trouble_are_told_apart() -> None:
    """Unreadable input, no release for the date, and a fault are different things to a coder."""
    assert fault(BadQuestion("Paste a note."))[0] == "I cannot read that."
    assert fault(NoRelease("none on 2031-01-01"))[0] == "No release in force."
    assert "fault, not an answer" in fault(IndexUnavailable("run index.build"))[0]


def test_a_review_shows_note_codes_findings_and_what_it_holds_for() -> None:
    """Setting, date and codes reach the engine; the result says them again."""
    ready = Ready()
    head, note, codes, findings, text, held = NotePage(desk(ready)).review(NOTE, "j18.9, typo", "inpatient", DAY)
    assert ready.asked == ("inpatient", dt.date(2026, 8, 1), ("J18.9",))
    assert "2026-08-01" in head and "Not read as codes: typo" in head
    assert "data-tag" in note and "R05.9" in codes and "IV.H" in findings and "IV.H" in text
    assert held == opinion()


def test_a_note_that_cannot_be_read_is_no_fault() -> None:
    """What the engine refuses is said with what to do; a bad date never reaches it."""
    page = NotePage(desk(Ready(BadQuestion("Paste the note as text."))))
    assert "Paste the note as text." in page.review("", "", "outpatient", DAY)[0]
    assert "not a date" in page.review(NOTE, "", "outpatient", "soon")[0]


def test_a_finding_and_a_code_open_the_passage_they_stand_on() -> None:
    """Links of findings and codes give the cited passage; what cites nothing says so."""
    page = NotePage(desk(Ready()))
    assert RULE.heading in page.open("m0-0", opinion()) and RULE.heading in page.open("c1-0", opinion())
    for which in ("c0-0", "m0-9", "nonsense"):
        assert "No passage" in page.open(which, opinion())
    assert "No passage" in page.open("m0-0", None)


def test_nothing_is_saved_before_a_review() -> None:
    """Without an opinion the saving buttons give no file."""
    page = NotePage(desk(Ready()))
    assert page.csv(None, True) == page.sheet(None, True) == ""
    assert page.csv(opinion(), False).startswith("part,") and page.sheet(opinion(), True).startswith("<!doctype html>")


def test_codes_are_read_from_lines_commas_and_spaces() -> None:
    """Codes come in order and in capitals, repeats kept; words are named as not read."""
    codes, unread = read_codes("E11.9, i10\n99213-25; E11.9 | S52.501A type (left)")
    assert codes == ("E11.9", "I10", "99213-25", "E11.9", "S52.501A") and unread == ("type", "(left)")
    assert read_codes(" \n") == ((), ())


def test_a_reload_that_fails_leaves_what_was_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused file is named with its line, and the engines from before go on."""

    def refused() -> None:
        raise Malformed("guidelines/forum/x.md:3", "no date")

    monkeypatch.setattr("rag.page.open_index", refused)
    before = desk(Ready())
    engines = before.advisor, before.reviewer
    said = AskPage(before).reload(dt.date(2026, 8, 1))
    assert "Not reloaded" in said and "x.md:3" in said and engines == (before.advisor, before.reviewer)


def test_a_date_that_is_none_is_said() -> None:
    """The date is checked before anything is asked."""
    _, chat, *_ = AskPage(desk(None, Broken())).ask("is E11.2 billable", "outpatient", "soon", [], [])
    assert "not a date" in chat[-1]["content"]


def test_an_abstention_is_kept_as_the_last_result() -> None:
    """What was asked last can become a case, answered or not."""
    reply = Abstention(Question("q", dt.date(2026, 8, 1), "ed"), "no rule found", "none")
    advisor: Advisor = SimpleNamespace(index=None, ask=lambda text, **_: reply)  # type: ignore[assignment]
    *_, turns, last = AskPage(desk(None, advisor)).ask("q", "ed", DAY, [], [])
    assert last is reply and turns == [[]]
