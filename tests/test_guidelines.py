"""The shipped guidelines: every number, title, check phrase and code; and readers that refuse with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.check_guidelines import check_against, check_codes, check_examples, check_links, coverage, main
from index.code_set import CodeSet
from index.guidelines import Guidelines, read_guidelines
from index.official_text import read_official
from index.passage import Malformed
from tests.conftest import ROOT


def test_every_code_and_range_exists_in_the_release(guidelines: Guidelines, code_set: CodeSet) -> None:
    assert [str(f) for f in check_codes(guidelines, code_set)] == []


def test_every_linked_rule_exists(guidelines: Guidelines) -> None:
    assert [str(f) for f in check_links(guidelines.notes, guidelines.rules)] == []


def test_every_example_belongs_to_a_row(guidelines: Guidelines) -> None:
    """No condition was reworded without its examples."""
    assert [str(f) for f in check_examples(guidelines)] == []


def test_an_example_whose_row_was_reworded_is_a_fault_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The checker names the line to mend and fails; the guidelines are read all the same."""
    folder = copied(tmp_path)
    path = folder / "examples" / "chapter_09.tsv"
    first, line, *rest = path.read_text().splitlines(keepends=True)
    rule, condition, *_ = line.split("\t")
    path.write_text("".join([first, line.replace(condition, "both are there"), *rest]))
    assert main(["--folder", str(folder), "--only", "chapter_09"]) == 1
    said = capsys.readouterr().out
    assert f"{path}:2: no row of {rule} reads 'both are there'" in said and ": 1 faults" in said


def test_every_rule_stands_at_its_number_in_the_official_text(guidelines: Guidelines, official_text: Path) -> None:
    assert [str(f) for f in check_against(guidelines.rules, read_official(official_text))] == []


def test_every_rule_bearing_section_is_restated(guidelines: Guidelines, official_text: Path) -> None:
    have, missing = coverage(guidelines.rules, read_official(official_text))
    assert missing == []
    assert len(have) > 400


def test_a_wrong_number_title_or_phrase_is_a_fault(tmp_path: Path, official_text: Path) -> None:
    folder = copied(tmp_path)
    shutil.rmtree(folder / "examples")  # those of a rule that is gone would be refused first
    path = folder / "official" / "IV.md"
    text = path.read_text()
    path.write_text(text.replace("## IV.H Uncertain diagnosis", "## IV.Z Uncertain diagnosis"))
    faults = [str(f) for f in check_against(read_guidelines(folder).rules, read_official(official_text))]
    assert any("IV.Z does not exist in the official text" in f for f in faults)
    path.write_text(text.replace("## IV.H Uncertain diagnosis", "## IV.H Doubtful diagnosis"))
    faults = [str(f) for f in check_against(read_guidelines(folder).rules, read_official(official_text))]
    assert any("is not the official 'Uncertain diagnosis'" in f for f in faults)


def test_a_code_that_does_not_exist_is_a_fault(tmp_path: Path, code_set: CodeSet) -> None:
    folder = copied(tmp_path)
    path = folder / "official" / "IV.md"
    path.write_text(path.read_text() + "\n## IV.R Another\ncodes: E11.23\n\nA rule.\n")
    assert any("E11.23" in str(f) for f in check_codes(read_guidelines(folder), code_set))


def test_a_missing_list_of_sources_is_named(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"sources.toml:1: the list of sources is missing"):
        read_guidelines(tmp_path)


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "guidelines", tmp_path / "guidelines"))
