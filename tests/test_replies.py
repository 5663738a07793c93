"""Replies on file: recorded once, read without a model, refused when not in form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.replies import IN_A_ROW, Gone, NotRecorded, Recorded, Replayed, read_replies
from index.passage import Malformed
from rag.llm import Unavailable
from tests.second_readings import TIMED_OUT, Double

SENT, OTHER = [("user", "a")], [("user", "b")]


def test_what_was_recorded_is_replayed_and_nothing_else(tmp_path: Path) -> None:
    """A reply belongs to its case, its words and its repeat; of another there is none."""
    path, model = tmp_path / "r.jsonl", Double("picked")
    assert Recorded(path, model).reply("one", SENT, 1) == "picked"
    replayed = Replayed(path)
    assert replayed.name == "double" and replayed.reply("one", SENT, 1) == "picked"
    for case, sent, repeat in (("two", SENT, 1), ("one", OTHER, 1), ("one", SENT, 2)):
        with pytest.raises(NotRecorded):
            replayed.reply(case, sent, repeat)


def test_the_file_holds_no_words_of_the_prompt(tmp_path: Path) -> None:
    """A line is the case's id, a hash, the repeat, the model's name and its reply."""
    Recorded(tmp_path / "r.jsonl", Double("picked")).reply("one", SENT, 1)
    (line,) = (tmp_path / "r.jsonl").read_text().splitlines()
    assert set(json.loads(line)) == {"case", "prompt", "repeat", "model", "reply"}
    assert len(json.loads(line)["prompt"]) == 16


def test_a_recording_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """What the file answers is not asked again; a call that failed is."""
    path = tmp_path / "r.jsonl"
    Recorded(path, Double("picked")).reply("one", SENT, 1)
    with pytest.raises(Unavailable):
        Recorded(path, Double(TIMED_OUT)).reply("two", SENT, 1)
    model = Double("later")
    again = Recorded(path, model)
    assert again.reply("one", SENT, 1) == "picked" and model.sent == []
    assert again.reply("two", SENT, 1) == "later"
    assert Replayed(path).reply("two", SENT, 1) == "later"


def test_a_call_that_failed_is_replayed_as_failed(tmp_path: Path) -> None:
    """The product would show the plain answer then, and so does the replay."""
    path = tmp_path / "r.jsonl"
    with pytest.raises(Unavailable):
        Recorded(path, Double(TIMED_OUT)).reply("one", SENT, 1)
    with pytest.raises(Unavailable, match="60 s"):
        Replayed(path).reply("one", SENT, 1)


def test_a_model_that_is_gone_ends_the_recording(tmp_path: Path) -> None:
    """After some failures in a row nobody waits for the other hundreds of cases."""
    recorded = Recorded(tmp_path / "r.jsonl", Double(TIMED_OUT))
    for repeat in range(1, IN_A_ROW):
        with pytest.raises(Unavailable):
            recorded.reply("one", SENT, repeat)
    with pytest.raises(Gone, match=r"in a row.*60 s.*kept"):
        recorded.reply("one", SENT, IN_A_ROW)


@pytest.mark.parametrize(
    "line", ["{", "[]", "3", '{"case": "a", "prompt": "b", "repeat": 1, "model": "m"}', '{"reply": "x"}']
)
def test_a_line_out_of_form_is_refused_by_file_and_line(tmp_path: Path, line: str) -> None:
    """A damaged file is an error that names its place, not a case without a reply."""
    good = json.dumps({"case": "a", "prompt": "b", "repeat": 1, "model": "m", "reply": "\u2028 {}"}, ensure_ascii=False)
    (tmp_path / "r.jsonl").write_text(f"{good}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(Malformed, match=r"r\.jsonl:3"):
        read_replies(tmp_path / "r.jsonl")


def test_two_models_are_not_mixed_and_a_missing_file_is_said(tmp_path: Path) -> None:
    """Replies of one model to a file; replaying what was never recorded says how to record it."""
    path = tmp_path / "r.jsonl"
    Recorded(path, Double("picked")).reply("one", SENT, 1)
    other = Double("x")
    other.name = "other"
    with pytest.raises(Malformed, match="of their own"):
        Recorded(path, other)
    with pytest.raises(Malformed, match="--llm record"):
        Replayed(tmp_path / "none.jsonl")
