"""With the user's index books loaded, tables are answered as tables and a code shows the index path that leads to it."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path

import pytest

from index.books import read_books
from index.code_set import CodeSet
from index.release_dates import release_from
from index.release_files import recognise
from index.search import Index
from index.stored_release import write_stored
from rag.answer import Advisor
from rag.types import Answer
from tests.conftest import DATE
from tests.release_samples import DRUGS, INDEX_XML, NEOPLASMS, official


@pytest.fixture(scope="module")
def booked(index: Index, code_set: CodeSet, tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    """The index as it is with the two tables and a small Alphabetic Index loaded."""
    folder = tmp_path_factory.mktemp("books")
    (folder / "icd10cm-index-April-1-2026.xml").write_bytes(INDEX_XML)
    files = [recognise((name,), official(name).read_bytes()) for name in (DRUGS, NEOPLASMS)]
    stored = write_stored(folder / "april", release_from(dt.date(2026, 4, 1)), files, None)
    other = copy.copy(index)
    other._books = {code_set.release.id: read_books(code_set, [stored], Path(folder))}
    return Advisor(other)


@pytest.mark.parametrize(
    ("text", "row", "code"),
    [
        ("Adverse effect of warfarin, which code?", "Table of Drugs: Warfarin", "T45.515A"),
        ("Accidental overdose of warfarin, which code?", "Table of Drugs: Warfarin", "T45.511A"),
        ("Breast cancer metastatic to bone: what is the bone code?", "Table of Neoplasms", "C79.51"),
    ],
)
def test_a_table_is_answered_by_its_row_and_column(booked: Advisor, text: str, row: str, code: str) -> None:
    answer = booked.ask(text, setting="outpatient", date_of_service=DATE)
    assert isinstance(answer, Answer)
    assert any(row in c.quote for s in answer.statements for c in s.citations)
    assert code in {c.code for c in answer.candidates}


def test_an_assigned_code_shows_the_index_path_that_leads_to_it(booked: Advisor) -> None:
    answer = booked.ask(
        "Type 2 diabetes with chronic kidney disease, stage 3b", setting="outpatient", date_of_service=DATE
    )
    assert isinstance(answer, Answer)
    assert any(s.text.startswith("Alphabetic Index: Diabetes") for s in answer.statements)


def test_without_books_nothing_is_said_of_them(advisor: Advisor) -> None:
    answer = advisor.ask("Adverse effect of warfarin, which code?", setting="outpatient", date_of_service=DATE)
    assert isinstance(answer, Answer)
    assert not any("Table of Drugs" in s.text for s in answer.statements)
