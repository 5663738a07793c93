"""A question just asked as the draft of a case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import yaml

from evals.cases import read_cases
from evals.from_question import DRAFTS, LEFT_OUT, RATIONALE, append, as_yaml, draft, question_of
from rag.types import Abstention, Answer, CandidateCode, Question, Statement
from tests.opinions import CITED

NOW = dt.datetime(2026, 8, 2, 9, 30, 1, 5000)
DATE = dt.date(2026, 8, 1)
NOTE = "A/P\nzebrafinch marigold, 54 y/o\nHTN\nCKD 4\n"


def answered(text: str) -> Answer:
    codes = (CandidateCode("I12.9", "", "assign", ""), CandidateCode("N18.32", "", "assign", ""))
    return Answer(Question(text, DATE, "outpatient"), "settled", (Statement("So.", (CITED,)),), codes, release="April")


def test_an_answer_becomes_the_expectation() -> None:
    """Codes, order, section, verdict, setting and date stand in the draft, to be reviewed."""
    row = draft(answered("HTN and CKD 3b, which codes?"), False, NOW)
    assert row["must"] == row["order"] == ["I12.9", "N18.32"] and row["cite"] == ["IV.H"]
    assert row["verdict"] == "settled" and row["held"] is False and row["rationale"] == RATIONALE
    assert row["question"] == "HTN and CKD 3b, which codes?" and row["id"] == "draft-20260802-093001-005"


def test_an_abstention_becomes_a_case_that_must_abstain() -> None:
    """What was not answered is expected not to be answered."""
    row = draft(Abstention(Question("Which pays more?", DATE, "ed"), "which pays more", "no"), False, NOW)
    assert row["abstain"] == "which pays more" and "must" not in row


def test_drafts_are_cases_in_form_and_add_up(tmp_path: Path) -> None:
    """The file is read by the reader of cases, each draft after the one before, in plain YAML."""
    for second in (1, 2):
        path = append(tmp_path, draft(answered("17110 with 25: ok?"), False, NOW.replace(second=second)))
    cases = read_cases(path.parent)
    assert path == tmp_path / "evals" / DRAFTS and [c.id[-10:] for c in cases] == ["093001-005", "093002-005"]
    assert cases[0].must == ("I12.9", "N18.32") and cases[0].setting == "outpatient" and not cases[0].held
    assert "&id" not in path.read_text(encoding="utf-8")


def test_a_note_is_left_out_and_a_question_that_opens_it_kept() -> None:
    """Long text or many lines count as a note; of it only a question at its start goes along."""
    assert question_of(NOTE, False) == (LEFT_OUT, True)
    assert question_of(f"Which codes for this note? {NOTE}", False) == ("Which codes for this note?", True)
    assert question_of("Seen for HTN. Chest pain? No.\n" + NOTE, False) == (LEFT_OUT, True)
    assert question_of("word " * 100, False) == (LEFT_OUT, True)
    assert question_of(" Short question?\nTwo lines ", False) == ("Short question?\nTwo lines", False)


def test_a_synthetic_note_is_taken_along_whole() -> None:
    """Who says that the note is synthetic gets it into the case."""
    assert question_of(NOTE, True) == (NOTE.strip(), False)
    row = draft(answered(NOTE), True, NOW)
    assert yaml.safe_load(as_yaml([row]))[0]["question"] == NOTE.strip()
