"""The cases asked again through a model: shares and agreement, what is not recorded, and an exit status left alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.cases import CASES, Case, read_cases
from evals.repeats import Repeats, ask_again
from evals.repeats_table import open_replies, print_repeats, table
from evals.replies import NotRecorded, Recorded, Replayed
from index.code_set import CodeSet
from index.guidelines import Guidelines
from index.search import Index
from rag.answer import Advisor
from rag.edits import Tabular
from rag.llm import Message
from rag.types import Abstention, Question
from tests.conftest import DATE
from tests.second_readings import TIMED_OUT, Double, advisor_of, plain_answer


class Scripted:
    """Replies by repeat; None stands for one that is not recorded."""

    name = "double"

    def __init__(self, *replies: str | Exception | None) -> None:
        self._replies = replies

    def reply(self, case: str, messages: Sequence[Message], repeat: int) -> str:
        said = self._replies[repeat - 1] if repeat <= len(self._replies) else None
        if said is None:
            raise NotRecorded(case)
        if isinstance(said, Exception):
            raise said
        return said


RIGHT, WRONG = '{"assign": ["R05.9"]}', '{"assign": ["J18.9"]}'


@pytest.fixture(scope="module")
def case() -> Case:
    """A case that is right when R05.9 alone is assigned."""
    (found,) = [c for c in read_cases(CASES) if c.kind == "question" and not c.held][:1]
    empty: dict[str, Any] = dict.fromkeys(("proposed", "accept", "order", "cite", "verdict", "abstain"), ())
    return dataclasses.replace(
        found, id="one", question="Cough?", note="", must=("R05.9",), must_not=("J18.9", "Z79.899"), marks=None, **empty
    )


@pytest.fixture
def advisor(guidelines: Guidelines, tabular: Tabular, code_set: CodeSet) -> Advisor:
    """Always gives the plain answer made by hand, which is wrong for the case."""
    return advisor_of(plain_answer(guidelines, tabular), guidelines, code_set)


def only(cases: tuple[Repeats, ...]) -> Repeats:
    (found,) = cases
    return found


def test_the_share_right_and_the_agreement_are_of_the_repeats(case: Case, advisor: Advisor) -> None:
    """Two of three right is 0.67, and of their three pairs one agrees."""
    asked = only(ask_again([case], advisor, Scripted(RIGHT, WRONG, RIGHT), 3))
    assert not asked.plain.passed and [r.passed for r in asked.repeats] == [True, False, True]
    assert round(asked.share, 2) == 0.67 and asked.agreement == pytest.approx(1 / 3)
    assert only(ask_again([case], advisor, Scripted(RIGHT), 1)).agreement is None


def test_a_prompt_that_is_not_recorded_is_unscorable(case: Case, advisor: Advisor) -> None:
    """It is neither right nor wrong; where only some repeats are on file these are scored and the lack is said."""
    none = only(ask_again([case], advisor, Scripted(), 3))
    assert none.repeats == () and none.not_recorded == 3
    text = table([none], 1, "double")
    assert "unscorable: not recorded" in text and "scored 0 of 1 cases" in text
    some = only(ask_again([case], advisor, Scripted(RIGHT), 3))
    assert len(some.repeats) == 1 and "(2 not recorded)" in table([some], 1, "double")


def test_a_call_without_a_reply_is_scored_as_the_plain_answer(case: Case, advisor: Advisor) -> None:
    """The product shows the plain answer then."""
    asked = only(ask_again([case], advisor, Scripted(TIMED_OUT), 1))
    assert asked.failed == 1 and asked.repeats[0].outcome.assign == asked.plain.outcome.assign


def test_invented_codes_are_counted_and_never_shown(case: Case, advisor: Advisor) -> None:
    """What a model invents is in the count of dropped picks and in no outcome."""
    asked = only(ask_again([case], advisor, Scripted('{"assign": ["R05.9", "E11.9"]}'), 1))
    assert asked.dropped == 1 and asked.repeats[0].outcome.assign == ("R05.9",)


def test_notes_and_abstentions_are_not_asked(case: Case, guidelines: Guidelines, code_set: CodeSet) -> None:
    """A note goes to the second opinion, and an abstention has nothing to pick from."""
    declined = Abstention(Question("q", DATE, "ed"), "which pays more", "no")
    advisor = advisor_of(declined, guidelines, code_set)
    cases = [case, dataclasses.replace(case, id="two", question="", note="A/P: cough")]
    assert ask_again(cases, advisor, Scripted(RIGHT), 1) == ()
    assert "not asked (notes, abstentions): 2" in table((), 2, "double")


def test_a_recorded_run_is_replayed_to_the_same_table(case: Case, advisor: Advisor, tmp_path: Path) -> None:
    """Without the model the file gives the same scores; after a change of the prompt it gives none."""
    path = tmp_path / "r.jsonl"
    first = ask_again([case], advisor, Recorded(path, Double(RIGHT)), 2)
    again = ask_again([case], advisor, Replayed(path), 2)
    assert table(first, 1, "double") == table(again, 1, "double") and first[0].share == 1.0
    plain = advisor.ask("", setting="ed", date_of_service=DATE)
    other = dataclasses.replace(plain.question, setting="inpatient")
    advisor.ask = lambda *_, **__: dataclasses.replace(plain, question=other)  # type: ignore[method-assign]
    assert only(ask_again([case], advisor, Replayed(path), 2)).not_recorded == 2


def test_the_table_counts_what_a_model_mends_and_spoils(case: Case, advisor: Advisor) -> None:
    """Most repeats right where the plain answer is wrong is mended, the other way round spoilt."""
    mended = only(ask_again([case], advisor, Scripted(RIGHT, RIGHT, WRONG), 3))
    spoilt = dataclasses.replace(mended, plain=mended.repeats[0], repeats=(mended.repeats[2],))
    text = table([mended, spoilt], 3, "double")
    assert "mended by most repeats: 1 one" in text and "spoilt by most repeats: 1 one" in text
    assert "right, plain:      0.500" in text and "right, with model: 0.333" in text and "2/3" in text


@pytest.mark.parametrize(
    ("given", "environ", "said"),
    [
        (["record", "r.jsonl"], {}, "CURBSIDE_LLM_URL"),
        (["record", "r.jsonl"], {"CURBSIDE_LLM_MODEL": "m"}, "CURBSIDE_LLM_URL"),
        (["replay", "r.jsonl"], {}, "--llm record"),
        (["rewind", "r.jsonl"], {}, "not one of record, replay"),
    ],
)
def test_what_cannot_be_opened_is_said_and_ends_nothing(
    given: list[str], environ: dict[str, str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason goes to standard error, and the deterministic run goes on."""
    assert open_replies([given[0], str(tmp_path / given[1])], environ) is None
    assert said in capsys.readouterr().err
    assert open_replies(None, environ) is None


@pytest.mark.parametrize("error", [OSError("the disk is full"), RuntimeError("a fault")])
def test_what_stops_the_table_raises_nothing(
    case: Case, advisor: Advisor, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full disk or a fault of this tier is said and does not turn a good run red."""
    print_repeats([case], advisor, Scripted(error), 1, iter)
    assert str(error) in capsys.readouterr().err


def test_the_exit_status_is_that_of_the_deterministic_run(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the second table, without it, and where it cannot be had."""
    monkeypatch.setattr("evals.__main__.open_index", lambda: index)
    monkeypatch.delenv("CURBSIDE_LLM_URL", raising=False)
    monkeypatch.delenv("CURBSIDE_LLM_MODEL", raising=False)
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    (some,) = [c.id for c in read_cases(CASES) if c.kind == "question" and not c.held][:1]
    asked = ["--case", some, "--quiet"]
    plain = main(asked)
    assert "With the language model" not in capsys.readouterr().out
    assert main([*asked, "--llm", "replay", str(empty)]) == plain
    assert "unscorable: not recorded" in capsys.readouterr().out
    for mode in ("record", "replay", "rewind"):
        assert main([*asked, "--llm", mode, str(tmp_path / "none.jsonl")]) == plain
        assert "--llm: " in capsys.readouterr().err
