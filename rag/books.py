"""What the user's index books say to a question: a row of the Table of Drugs or Neoplasms, the index path to a code.

Nothing where no book is loaded. Coders verify a code found in the Alphabetic Index in the Tabular List (I.B.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.passage import Passage, Source, Tier
from index.search import Index
from index.tables import TableAnswer
from rag.ground import supported
from rag.types import CandidateCode, Question, Statement

_ASKS_TABLE = re.compile(r"\btable of (?:drugs|neoplasms)\b|\b(?:drug|neoplasm) table\b", re.IGNORECASE)
PATHS = 3  # codes whose index path is shown


def table_rows(index: Index, question: Question) -> tuple[TableAnswer, ...]:
    """Rows of the two tables of which the question asks for a column, or that it asks for by the table's name."""
    books = index.books(question.date_of_service)
    tables = [t for t in (books.drugs, books.neoplasms) if t is not None]
    found = [row for t in tables if (row := t.find(question.text))]
    return tuple(r for r in found if r.column or _ASKS_TABLE.search(question.text))


def table_statement(row: TableAnswer, release: str) -> Statement | None:
    """The row as the table prints it, with the column asked for said first."""
    passage = Passage(
        f"{row.table}/{row.path}",
        Source("tables", row.table, release),
        f"{row.table}: {row.path}",
        row.path,
        row.line,
        Tier.TABULAR,
    )
    lead = f"{row.path}, {row.column}: {row.code or 'no code in this column'}. " if row.column else ""
    read = f" (read for {row.spelling})" if row.spelling else ""
    return supported(f"{lead}{row.line}{read}", [(passage, row.line)])


def path_statements(
    index: Index, question: Question, assigned: Sequence[CandidateCode], release: str
) -> Iterator[Statement | None]:
    """The index path that leads to each of the first codes assigned, as coders verify it."""
    for candidate in [c for c in assigned if c.system == "ICD-10-CM"][:PATHS]:
        path = index.best_path(candidate.code, question.text, question.date_of_service)
        if path:
            source = Source("alphabetic", "Alphabetic Index", release)
            text = f"{path} leads to {candidate.code}"
            passage = Passage(f"index/{candidate.code}", source, f"Alphabetic Index: {path}", path, text, Tier.TABULAR)
            yield supported(f"Alphabetic Index: {text}.", [(passage, text)])
