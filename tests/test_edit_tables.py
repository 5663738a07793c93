"""The tables of guidelines/edits: what ships is whole and cites what exists, and a bad row is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.code_set import CODE_ALSO, USE_ADDITIONAL, CodeSet
from index.edit_tables import EditTables, check_codes, read_edit_tables
from index.guidelines import Guidelines
from index.passage import Malformed

FOLDER = Path(__file__).parent.parent / "guidelines" / "edits"


@pytest.fixture(scope="module")
def tables(guidelines: Guidelines) -> EditTables:
    return read_edit_tables(FOLDER, {p.locator for p in guidelines.passages()})


def copied(to: Path, name: str, text: str) -> Path:
    """The shipped folder with one file replaced."""
    shutil.copytree(FOLDER, to, dirs_exist_ok=True)
    (to / name).write_text(text, encoding="utf-8")
    return to


def test_every_shipped_row_is_in_form_and_cites_a_rule_that_exists(tables: EditTables) -> None:
    """The tables are as large as promised, and reading them with the known locators refuses nothing."""
    assert len(tables.combinations) >= 90
    assert sum(len(row.said) for row in tables.long_term) >= 200
    assert len(tables.procedure_diagnosis) >= 70
    assert tables.sequence and tables.never_first and tables.age_sex


def test_every_code_named_is_in_the_release(tables: EditTables, code_set: CodeSet) -> None:
    """No row names a code, a range or a tabular authority that the packaged release lacks."""
    check_codes(tables, code_set)


def test_an_unknown_code_is_refused_with_its_line(tmp_path: Path, code_set: CodeSet) -> None:
    """A code that the release lacks is refused by file and line, so that it can be mended."""
    copied(tmp_path, "never_first.tsv", "codes\tauthority\twords\nE11.2Z\tI.A.15\tNo such code.\n")
    with pytest.raises(Malformed, match=r"never_first\.tsv:2: E11\.2Z"):
        check_codes(read_edit_tables(tmp_path), code_set)


@pytest.mark.parametrize(
    ("name", "header", "row", "says"),
    [
        ("sequence.tsv", "first\tafter\tauthority\twords", "", "names the columns"),
        ("sequence.tsv", "first\tthen\tauthority\twords", "O00-O9A\tA00-N99\tI.A.15", "4 cells"),
        ("sequence.tsv", "first\tthen\tauthority\twords", "O00-O9A\tdiabetes\tI.A.15\tSaid.", "holds codes"),
        ("sequence.tsv", "first\tthen\tauthority\twords", "O00-O9A\tE11.9, x\tI.A.15\tSaid.", "holds codes"),
        ("sequence.tsv", "first\tthen\tauthority\twords", "O00-O9A\tE11.9\tI.Z.99\tSaid.", "no section, rule or code"),
        ("sequence.tsv", "first\tthen\tauthority\twords", "O00-O9A\tE11.9\tI.A.15\t", "'words' is empty"),
        ("age_sex.tsv", "codes\tsex\tfrom\tto\tauthority\twords", "N40.-\tX\t\t\tN40\tSaid.", "F, M or nothing"),
        ("age_sex.tsv", "codes\tsex\tfrom\tto\tauthority\twords", "N40.-\tM\tten\t\tN40\tSaid.", "whole years"),
        ("age_sex.tsv", "codes\tsex\tfrom\tto\tauthority\twords", "N40.-\t\t17\t2\tN40\tSaid.", "is after"),
        ("age_sex.tsv", "codes\tsex\tfrom\tto\tauthority\twords", "N40.-\t\t\t\tN40\tSaid.", "neither sex nor age"),
        ("long_term.tsv", "words\tcode\tauthority", "lantus\tZ79.4, Z79.84\tI.A.15", "one code"),
        ("long_term.tsv", "words\tcode\tauthority", "\tZ79.4\tI.A.15", "is empty"),
        ("procedure_diagnosis.tsv", "procedures\tdiagnoses\tshows\tauthority\twords", "1711\tB07.-\tcryo*\tB07\tSaid.", "CPT"),
        ("procedure_diagnosis.tsv", "procedures\tdiagnoses\tshows\tauthority\twords", "x\tB07.-\t\tB07\tSaid.", "CPT"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_in_form_is_refused_with_its_line(
    tmp_path: Path, guidelines: Guidelines, name: str, header: str, row: str, says: str
) -> None:
    """A wrong header, cell, column value or authority names the file, the line and what is wrong."""
    copied(tmp_path, name, f"{header}\n{row}\n")
    with pytest.raises(Malformed) as caught:
        read_edit_tables(tmp_path, {p.locator for p in guidelines.passages()})
    assert caught.value.where.endswith(f"{name}:{2 if row else 1}")
    assert says in str(caught.value)


def test_a_missing_table_is_refused_and_a_missing_folder_is_empty(tmp_path: Path) -> None:
    """One lost file would silently drop its checks; no folder at all means that there are none."""
    assert read_edit_tables(tmp_path / "none") == EditTables()
    with pytest.raises(Malformed, match=r"combinations\.tsv:1"):
        read_edit_tables(tmp_path)


def test_comments_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    """A coding lead can leave notes between the rows."""
    copied(tmp_path, "never_first.tsv", "codes\tauthority\twords\n# a note\n\nZ37.-\tI.C.15.b.5\tSecondary.\n")
    (row,) = read_edit_tables(tmp_path).never_first
    assert row.codes[0].matches("Z37.0") and row.where.endswith(":4")


def test_hypertension_with_heart_failure_becomes_one_code(tables: EditTables) -> None:
    """I10 beside I50.9 asks for I11.0 with I50, and names the guideline."""
    (row,) = [
        r for r in tables.combinations
        if any(p.matches("I10") for p in r.first) and any(p.matches("I50.9") for p in r.second)
    ]  # fmt: skip
    assert [p.written for p in row.becomes] == ["I11.0", "I50.-"] and row.authority == "I.C.9.a.1"


def test_no_combination_asks_for_what_it_replaces(tables: EditTables) -> None:
    """A row says something: at least one code of `becomes` is neither of `first` nor of `second`, or one is dropped."""
    for row in tables.combinations:
        written = {p.written for p in row.first + row.second}
        kept = {p.written for p in row.becomes}
        assert kept - written or written - kept, row.where


def test_a_procedure_number_belongs_to_its_range(tables: EditTables) -> None:
    """17110 stands in a range of CPT numbers, and a HCPCS number is no CPT number."""
    rows = [r for r in tables.procedure_diagnosis if r.covers("17110")]
    assert rows and any(p.matches("B07.0") for p in rows[0].diagnoses) and "liquid nitrogen" in rows[0].shows
    assert not any(r.covers("G17110") or r.covers("1711") for r in tables.procedure_diagnosis)


def test_a_seventh_character_narrows_a_range(tables: EditTables) -> None:
    """The sequela codes of injury are never first, the injuries themselves may be."""
    (row,) = [r for r in tables.never_first if r.codes[0].positions == (7,)]
    assert row.codes[0].matches("S72.001S") and not row.codes[0].matches("S72.001A")


def test_a_sign_that_a_note_asks_to_add_is_not_called_integral(guidelines: Guidelines, code_set: CodeSet) -> None:
    """No sign of integral.tsv is named by a use-additional or code-also note of its disease (I.B.5)."""
    for row in guidelines.integral:
        signs = [c for p in row.signs for c in code_set.matching(p)]
        diseases = [c for p in row.diseases for c in code_set.matching(p)]
        notes = {n for d in diseases for kind in (USE_ADDITIONAL, CODE_ALSO) for n in code_set.inherited(d, kind)}
        assert signs and diseases, row.words
        assert not [s for n in notes for s in signs if n.names(s)], row.words
