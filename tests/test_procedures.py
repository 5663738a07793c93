"""Procedure codes named in a question, answered from the user's own files; what is not loaded is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.procedure_files import ProcedureFiles, read_procedure_files
from rag.procedures import procedure_notices, procedure_statements
from rag.types import NamedCode, Question
from tests.conftest import DATE

PTP = (
    "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date *=no data\tModifier 0=not allowed "
    "1=allowed 9=not applicable\tPTP Edit Rationale\n"
    "17000\t17110\t\t20200101\t*\t1\tMisuse of column two code\n"
)


def question(text: str, *codes: str) -> Question:
    return Question(text, DATE, "outpatient", codes_named=tuple(NamedCode(c, "CPT/HCPCS", True) for c in codes))


@pytest.fixture
def files(tmp_path: Path) -> ProcedureFiles:
    (tmp_path / "ncci_ptp_practitioner_2026q3.txt").write_text(PTP)
    return read_procedure_files(tmp_path)


def test_an_edit_between_two_codes_is_quoted_from_the_file(files: ProcedureFiles) -> None:
    (said,) = procedure_statements(question("17110 with 17000?", "17110", "17000"), files)
    assert said is not None
    assert "17000 (column 1) with 17110 (column 2): a modifier may bypass it" in said.text
    assert said.citations[0].quote.startswith("17000 / 17110: column 1 / column 2, modifier allowed (1)")


def test_what_is_not_loaded_is_said(files: ProcedureFiles, tmp_path: Path) -> None:
    notices = list(procedure_notices(question("17110?", "17110"), (), files))
    assert any("no loaded file confirms them" in n for n in notices)
    assert any(n.startswith("Not loaded, so not checked:") for n in notices)


def test_a_question_without_procedure_codes_gets_no_notice(files: ProcedureFiles) -> None:
    assert list(procedure_notices(question("HTN"), (), files)) == []
