"""The CMS order file is read whole: codes, billable or not, seventh characters folded as in the tabular."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from index.code_set import CodeSet, Release
from index.order_file import notice_of, read_order_file
from index.passage import Malformed
from tests.release_samples import ORDER, ORDER_ZIP, official

APRIL_2025 = Release("ICD-10-CM", "April 2025", dt.date(2025, 4, 1), dt.date(2025, 9, 30))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> CodeSet:
    path = tmp_path_factory.mktemp("order") / "icd10cm_order_2025.txt"
    with zipfile.ZipFile(official(ORDER_ZIP)) as archive:
        path.write_bytes(archive.read("Code Descriptions/icd10cm_order_2025.txt"))
    return read_order_file(path, APRIL_2025)


def refused(folder: Path, text: str) -> str:
    path = folder / "order.txt"
    path.write_text(text, newline="")
    with pytest.raises(Malformed) as fault:
        read_order_file(path, APRIL_2025)
    return str(fault.value)


def test_the_real_file_has_as_many_billable_codes_as_its_addenda_say(real: CodeSet) -> None:
    """74,260 codes, as icd10cm_codes_addenda_2025.txt counts them."""
    assert sum(len(c.seventh or ()) or c.billable for c in real.codes.values()) == 74_260


def test_codes_that_both_releases_have_read_alike(real: CodeSet, code_set: CodeSet) -> None:
    """Stem, seventh character, placeholder and descriptor are those of the tabular."""
    for code in ("I10", "E11.2", "S72.001A", "S00.00XA", "T36.0X1A", "C44.1021", "M80.051K", "O31.00X0"):
        assert real.is_billable(code) == code_set.is_billable(code), code
        assert real.descriptor(code) == code_set.descriptor(code), code


def test_codes_of_a_later_release_are_not_there(real: CodeSet, code_set: CodeSet) -> None:
    """C50.A0 came in October 2025."""
    assert real.find("C50.A0") is None and code_set.is_billable("C50.A0")


def test_a_release_without_notes_says_so(real: CodeSet, code_set: CodeSet) -> None:
    """The notice names the release; a release with its tabular has none."""
    assert "April 2025" in notice_of(real) and "no Excludes" in notice_of(real)
    assert notice_of(code_set) == ""


def test_a_missing_line_is_refused_with_its_place(tmp_path: Path) -> None:
    """The order numbers show the gap."""
    lines = ORDER.splitlines(keepends=True)
    assert "order.txt:3: order number 00004, expected 00003" in refused(tmp_path, "".join(lines[:2] + lines[3:]))


def test_a_line_out_of_form_is_refused_with_its_place(tmp_path: Path) -> None:
    """So is a file of another kind, and an empty one."""
    assert "order.txt:2: not a line" in refused(tmp_path, ORDER.replace("00002 E119    1", "00002 E119    2"))
    assert "order.txt:1: not a line" in refused(tmp_path, "hello\n")
    assert "empty" in refused(tmp_path, "\n")


def test_a_file_cut_off_after_a_header_is_refused(tmp_path: Path) -> None:
    """A header without codes below shows that the end is missing."""
    lines = ORDER.splitlines(keepends=True)
    assert "order.txt:4: S72.001 is a header" in refused(tmp_path, "".join(lines[:4]))
