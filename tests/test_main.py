"""The command lines: one process, one line out for each line in, whatever the line holds."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import index.search
import rag.__main__
from index.search import Index

KEYS = {"id", "kind", "verdict", "assign", "considered", "statements", "missing", "reason"}
LINES = [
    {"id": 1, "question": "is E11.22 billable", "setting": "outpatient", "date": "2026-08-01"},
    {"id": "b", "question": "what is the capital of France", "setting": "inpatient", "date": "2026-08-01"},
    {"id": 3, "question": "HTN and CKD", "setting": "outpatient", "date": "2027-01-01"},
    {"id": 4, "question": "", "setting": "outpatient", "date": "2026-08-01"},
    {"id": 5, "question": "HTN and CKD 3b", "setting": "at home", "date": "2026-08-01"},
    {"id": 6, "question": "HTN", "setting": "outpatient", "date": "soon"},
]


def run(module: Any, lines: list[str], index: Index, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> list[Any]:
    monkeypatch.setattr(module, "open_index", lambda: index)
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
    assert module.main(["--jsonl"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_question_gets_a_line_of_the_promised_form(
    index: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replies = run(rag.__main__, [*map(json.dumps, LINES), "not json"], index, monkeypatch, capsys)
    assert len(replies) == len(LINES) + 1
    assert all(set(r) == KEYS for r in replies)
    first, france, outside, empty, setting, date, broken = replies
    assert first["id"] == 1 and first["kind"] == "answer" and first["assign"][0]["code"] == "E11.22"
    cited = first["statements"][0]["citations"][0]
    assert set(cited) == {"locator", "quote", "source", "tier"} and cited["tier"] == 1
    assert france["kind"] == "abstention" and france["verdict"] == "not a coding question"
    assert "April 2026" in outside["reason"] and "empty" in empty["reason"]
    assert "at home" in setting["reason"] and "expected" in date["reason"] and "standard input:7" in broken["reason"]


def test_each_query_gets_its_codes(
    index: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ['{"id": "q", "query": "water on the knee", "k": 3}', '{"id": "r"}']
    found, wrong = run(index_search(), lines, index, monkeypatch, capsys)
    assert found["id"] == "q" and len(found["hits"]) == 3
    assert set(found["hits"][0]) == {"code", "descriptor", "score"}
    assert found["hits"][0]["code"].startswith("M25.46")
    assert "standard input:2" in wrong["error"]


def index_search() -> Any:  # the fixture of that name hides the package
    return index.search


def test_a_single_question_is_printed_with_its_sources(
    index: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rag.__main__, "open_index", lambda: index)
    assert rag.__main__.main(["HTN and CKD stage 3b", "--date", "2026-08-01"]) == 0
    out = capsys.readouterr().out
    assert "I12.9" in out and "[1] I.C.9.a.2 (Official Guidelines" in out
    assert rag.__main__.main([""]) == 2
    assert "empty" in capsys.readouterr().err


def test_a_refused_file_ends_with_its_name_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from index.passage import Malformed

    def refuse() -> Index:
        raise Malformed("guidelines/official/IV.md:12", "expected 'key: value'")

    monkeypatch.setattr(rag.__main__, "open_index", refuse)
    assert rag.__main__.main(["HTN"]) == 1
    assert "guidelines/official/IV.md:12: expected" in capsys.readouterr().err
