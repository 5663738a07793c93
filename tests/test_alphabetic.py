"""The Alphabetic Index is read in both its forms, and a malformed line is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.alphabetic import read_index, read_table, read_whole_table
from index.passage import Malformed

HEADER = "source\tpath\tcode_as_written\tcode\tis_prefix\tnonessential_modifiers\tsee\tstatus\n"
XML = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <letter><title>A</title>
    <mainTerm>
      <title>Abscess<nemod>(embolic)</nemod></title>
      <code>L02.91</code>
      <term level="1">
        <title>lung</title>
        <code>J85.2-</code>
      </term>
    </mainTerm>
  </letter>
</ICD10CM.index>
"""
TABLE = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <indexHeading><head col="1">Neoplasm</head><head col="2">Malignant Primary</head><head col="3">Benign</head></indexHeading>
  <letter><title>N</title>
    <mainTerm><title>Neoplasm</title>
      <term level="1">
        <title>breast</title>
        <cell col="2">C50.9-</cell>
        <cell col="3">--</cell>
      </term>
    </mainTerm>
  </letter>
</ICD10CM.index>
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_tsv_row_becomes_an_entry_with_path_code_and_line(tmp_path: Path) -> None:
    """Terms of the path are apart, the dash is kept as a flag, and `where` is file:line."""
    path = write(
        tmp_path, "a.tsv", HEADER + "index\tAbscess > lung\tJ85.2-\tJ85.2\t1\t(embolic) | (septic)\t\tcategory\n"
    )
    (entry,) = read_index(path)
    assert (entry.path, entry.code, entry.dash) == (("Abscess", "lung"), "J85.2", True)
    assert (entry.modifiers, entry.where, entry.text) == (("(embolic)", "(septic)"), f"{path}:2", "Abscess > lung")


@pytest.mark.parametrize(
    "row",
    ["index\tAbscess\tJ85.2\n", "index\tAbscess\tx\tnot a code\t0\t\t\t\n", "index\t\tJ85.2\tJ85.2\t0\t\t\t\n"],
)
def test_a_malformed_row_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    """Too few fields, no code, no term: each names file and line."""
    path = write(tmp_path, "a.tsv", HEADER + row)
    with pytest.raises(Malformed) as refused:
        read_index(path)
    assert refused.value.where == f"{path}:2"


def test_missing_columns_are_named(tmp_path: Path) -> None:
    """A file of another shape says which columns it lacks."""
    with pytest.raises(Malformed, match=r"columns missing: .*code"):
        read_index(write(tmp_path, "a.tsv", "path\tother\n"))


def test_the_official_xml_gives_the_same_kind_of_entry(tmp_path: Path) -> None:
    """Nonessential modifiers are no part of the path; the line is that of the title."""
    path = write(tmp_path, "a.xml", XML)
    first, second = read_index(path)
    assert (first.path, first.code, first.modifiers) == (("Abscess",), "L02.91", ("(embolic)",))
    assert (second.path, second.code, second.dash) == (("Abscess", "lung"), "J85.2", True)
    assert first.where == f"{path}:5"


def test_a_table_row_keeps_its_columns_and_drops_empty_cells(tmp_path: Path) -> None:
    """Table of Neoplasms: site by behaviour; "--" is no code."""
    (row,) = read_table(write(tmp_path, "t.xml", TABLE))
    assert (row.path, dict(row.cells)) == (("Neoplasm", "breast"), {"Malignant Primary": "C50.9-"})


def test_cut_off_xml_is_refused_with_its_line(tmp_path: Path) -> None:
    """A broken download names the line where it breaks."""
    with pytest.raises(Malformed, match=r"a\.xml:\d+: not well-formed"):
        read_index(write(tmp_path, "a.xml", XML[:200]))


def test_a_bracketed_code_is_kept_and_a_range_passed_over(tmp_path: Path) -> None:
    """The index prints a manifestation code second; a range of codes leads to a block, not to a code."""
    text = XML.replace("<code>L02.91</code>", "<code>E85.4</code><manif>[I43]</manif>").replace("J85.2-", "J85-J86")
    (entry,) = read_index(write(tmp_path, "a.xml", text))
    assert (entry.code, entry.manifestation) == ("E85.4", "I43")


def test_a_row_that_only_refers_is_in_the_whole_table(tmp_path: Path) -> None:
    """read_table leaves it out; a cell that is no code is refused with its line."""
    text = TABLE.replace('<cell col="2">C50.9-</cell>', "<see>Neoplasm, chest</see>")
    path = write(tmp_path, "t.xml", text)
    (row,) = read_whole_table(path)
    assert (row.see, dict(row.cells), read_table(path)) == ("Neoplasm, chest", {}, ())
    with pytest.raises(Malformed, match=r"u\.xml:7: 'what'"):
        read_table(write(tmp_path, "u.xml", TABLE.replace("C50.9-", "what")))
