"""Examples of rows are read whole or refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.examples import Example, read_examples
from index.guidelines import Guidelines
from index.passage import Malformed

HEADER = "rule\tcondition\tsetting\tquestion\n"
GOOD = "I.C.9.a\tboth are documented\tinpatient\tHTN and CHF, I10 + I50.9?\n"


def read(folder: Path, text: str) -> tuple[Example, ...]:
    (folder / "chapter_09.tsv").write_text(text)
    return read_examples(folder, {"I.C.9.a", "note:lab-order"})


def test_an_example_carries_its_rule_row_setting_question_and_where_it_stands(tmp_path: Path) -> None:
    """One line, one example; comments and empty lines are left out."""
    found = read(tmp_path, HEADER + "# a comment\n\n" + GOOD)
    where = f"{tmp_path / 'chapter_09.tsv'}:4"
    assert found == (Example(where, "I.C.9.a", "both are documented", "inpatient", "HTN and CHF, I10 + I50.9?"),)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("rule\tquestion\n", 1, "the first line names the columns: rule, condition, setting, question"),
        (HEADER + GOOD.replace("I.C.9.a", "I.C.9.zz"), 2, "there is no rule or note 'I.C.9.zz'"),
        (HEADER + GOOD + GOOD.replace("inpatient", "ward"), 3, "unknown setting 'ward', use one of outpatient"),
        (HEADER + "I.C.9.a\tboth are documented\tinpatient\n", 2, "the line has no question"),
        (HEADER + "I.C.9.a\n", 2, "expected 4 cells with a tab between"),
        (HEADER + GOOD.strip() + "\tmore\n", 2, "expected 4 cells with a tab between"),
    ],
)
def test_a_malformed_line_is_refused_with_its_place(tmp_path: Path, text: str, line: int, what: str) -> None:
    """A rule that is not there, an unknown setting, no question, too few or too many cells: file:line and what to mend."""
    with pytest.raises(Malformed) as refused:
        read(tmp_path, text)
    assert refused.value.where == f"{tmp_path / 'chapter_09.tsv'}:{line}"
    assert what in refused.value.what


def test_a_folder_without_examples_gives_none(tmp_path: Path) -> None:
    """Examples are a help, not a condition."""
    assert read_examples(tmp_path, set()) == ()


def test_most_rows_have_examples(guidelines: Guidelines) -> None:
    """The shipped files hold two for nearly each row that has cues."""
    rows = {(e.passage.id, b.condition) for e in guidelines.entries() for b in e.branches if b.cues}
    having = {(x.rule, x.condition) for x in guidelines.examples} & rows
    assert len(having) > 0.95 * len(rows)
    assert len(guidelines.examples) > 9_000
