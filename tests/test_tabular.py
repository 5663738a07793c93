"""Reading the official XML: refused whole, with file and line, when it is cut off or something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.code_set import CodeSet
from index.guidelines import Guidelines
from index.passage import Malformed
from index.releases import packaged_tabular, release_of
from index.tabular import code_passage, note_line, read_tabular


def test_a_truncated_file_is_refused_with_its_line(tmp_path: Path) -> None:
    source = packaged_tabular()
    cut = tmp_path / source.name
    cut.write_bytes(source.read_bytes()[:1_000_000])
    with pytest.raises(Malformed, match=rf"{cut}:\d+: not well-formed XML"):
        read_tabular(cut, release_of(cut))


def test_another_xml_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "icd10c-tabular-April-1-2026.xml"
    other.write_text("<html></html>")
    with pytest.raises(Malformed, match="expected the tabular list"):
        read_tabular(other, release_of(other))


def test_every_note_of_a_code_is_a_line_of_its_passage(code_set: CodeSet, guidelines: Guidelines) -> None:
    for code in ("E11", "I21", "J44.0", "Chapter 9", "I20-I25"):
        passage = code_passage(code_set, code, guidelines.sources["tabular"])
        entry = code_set.codes[code]
        assert entry.instructions
        for note in entry.instructions:
            assert note_line(note) in passage.text.splitlines()


def test_lines_under_a_heading_keep_it(code_set: CodeSet) -> None:
    insulin = next(n for n in code_set.codes["E11"].instructions if "Z79.4" in n.text)
    assert insulin.heading == "code to identify control using:"
