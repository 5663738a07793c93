"""A second opinion as JSON, text and CSV."""

from __future__ import annotations

import csv
import io
import json

from rag.opinion_render import BLANK, CLEAN, COLUMNS, NONE_PROPOSED, as_csv, as_text, opinion_json, safe_cell, verdict
from tests.opinions import NOTE, RULE, opinion


def test_the_json_line_has_the_form_that_the_issue_fixes() -> None:
    """Keys, authority and character spans of a JSON line are those promised to callers."""
    row = json.loads(json.dumps(opinion_json(opinion(), 7)))
    assert list(row) == ["id", "assign", "considered", "findings", "missing"] and row["id"] == 7
    assert set(row["assign"][0]) == {"code", "why", "evidence"}
    found = row["findings"][0]
    assert set(found) == {"kind", "code", "explanation", "authority", "evidence"}
    assert found["authority"] == [{"locator": "IV.H", "quote": RULE.text, "source": "Official Guidelines", "tier": 2}]
    at = found["evidence"][0]
    assert NOTE[at["start"] : at["end"]] == "probable pneumonia"


def test_agreement_is_said_and_differs_from_no_codes_given() -> None:
    """A right set of codes gets a clean bill; no codes at all is something else."""
    assert verdict(opinion(marks=False)) == CLEAN
    assert verdict(opinion(marks=False, proposed=())) == NONE_PROPOSED
    assert verdict(opinion()) == "1 finding on 1 codes proposed."


def test_csv_holds_codes_findings_and_citations_a_row_each() -> None:
    """Every code and finding stands in a row of ten cells with its authority."""
    rows = list(csv.reader(io.StringIO(as_csv(opinion(), with_quotes=True))))
    assert tuple(rows[0]) == COLUMNS and all(len(r) == len(COLUMNS) for r in rows)
    finding = next(r for r in rows if r[0] == "finding")
    assert finding[1:3] == ["J18.9", "uncertain_dx"] and finding[6] == "IV.H" and finding[8] == RULE.text
    assert finding[9] == "probable pneumonia"


def test_csv_without_quotes_has_no_words_of_the_note_but_keeps_the_rule_whole() -> None:
    """Evidence and quotations of the note are left out; what a rule says is not touched."""
    rows = list(csv.reader(io.StringIO(as_csv(opinion()))))
    finding = next(r for r in rows if r[0] == "finding")
    assert finding[9] == "" and finding[4] == f"The note says {BLANK} only."
    assert finding[8] == RULE.text


def test_a_cell_that_a_spreadsheet_would_run_is_made_text() -> None:
    """Formulas and commands come out as text; other cells as they are."""
    for bad in ("=2+2", "+1", "-1", "@x", " =1", "\t=1"):
        assert safe_cell(bad) == f"'{bad}"
    assert safe_cell("E11.9") == "E11.9"


def test_text_names_setting_date_release_findings_and_queries() -> None:
    """The text for the clipboard holds what the opinion is for and all that it says."""
    said = as_text(opinion())
    for part in ("outpatient, date of service 2026-08-01, ICD-10-CM April 2026", "uncertain dx", "IV.H", "R05.9", "?"):
        assert part in said
