"""What a call would load is known, read in full and told before anything is written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index import release_plan
from index.passage import Malformed
from index.release_files import Kind, ReleaseFile, recognise
from index.release_plan import Plan, plan_releases
from index.stored_release import write_stored
from tests.release_samples import INDEX_XML, ORDER, TABULAR, small_tabular


def file(name: str, data: bytes, *around: str) -> ReleaseFile:
    return recognise((*around, name), data)


def plan(*files: ReleaseFile, effective: dt.date | None = None) -> Plan:
    (found,) = plan_releases(files, (), effective)
    return found


def test_a_release_is_counted_and_what_it_lacks_is_named() -> None:
    """Codes and billable codes of the tabular, entries of the index; the two tables are still missing."""
    found = plan(file(TABULAR, small_tabular("2027")), file("icd10cm_index_2027.xml", INDEX_XML))
    assert found.release.id == "ICD-10-CM October 2026" and found.changed
    assert found.counts[Kind.INDEX] == "5 entries" and found.counts[Kind.TABULAR].endswith("billable")
    assert [lack.split(":")[0] for lack in found.lacks] == [
        "no External Cause Index",
        "no Table of Neoplasms",
        "no Table of Drugs and Chemicals",
    ]


def test_a_small_release_and_a_wrong_year_are_to_be_checked() -> None:
    """A tabular of 2026 under a name of October 2026 says so, and so does one of few codes."""
    found = plan(file(TABULAR, small_tabular("2026")))
    assert any("says it is of 2026, the dates are of 2027" in w for w in found.warnings)
    assert any("billable codes; a whole release" in w for w in found.warnings)


def test_an_order_file_with_a_bare_year_is_to_be_checked() -> None:
    """It may be the April update without its zip."""
    found = plan(file("icd10cm_order_2025.txt", ORDER.encode()))
    assert any("say --effective 2025-04-01" in w for w in found.warnings)
    assert found.lacks[0].startswith("no Tabular List: no Excludes")
    dated = plan(file("icd10cm_order_2025.txt", ORDER.encode()), effective=dt.date(2025, 4, 1))
    assert dated.release.id == "ICD-10-CM April 2025" and not any("--effective" in w for w in dated.warnings)


def test_tabular_and_order_file_are_compared() -> None:
    """Codes that only one has are counted."""
    found = plan(file(TABULAR, small_tabular("2027")), file("icd10cm-order-October-2026.txt", ORDER.encode()))
    assert any("differ in" in w for w in found.warnings)


def test_two_unlike_files_of_one_kind_are_refused() -> None:
    """Both are named; the same file twice is one."""
    one, two = file(TABULAR, small_tabular("2027")), file(TABULAR, small_tabular("2026"), "b.zip")
    with pytest.raises(Malformed, match=r"a second Tabular List.*unlike"):
        plan_releases([one, two], ())
    assert len(plan_releases([one, one], ())) == 1


def test_an_index_without_codes_is_refused() -> None:
    """Unless the release is the packaged one, or loaded before."""
    with pytest.raises(Malformed, match="has no codes yet"):
        plan(file("icd10cm_index_2027.xml", INDEX_XML))
    assert plan(file("icd10cm-index-April-1-2026.xml", INDEX_XML)).release.id == "ICD-10-CM April 2026"


def test_a_name_without_a_date_asks_for_it() -> None:
    """With --effective it is read."""
    with pytest.raises(Malformed, match="--effective"):
        plan(file("tabular.xml", small_tabular("2027")))
    assert plan(file("tabular.xml", small_tabular("2027")), effective=dt.date(2026, 10, 1)).files


def test_a_malformed_file_is_named_as_the_user_knows_it() -> None:
    """Zip, name and line; not the place where it was unpacked to be read."""
    cut = small_tabular("2027")[:20_000]
    with pytest.raises(Malformed) as fault:
        plan(file(TABULAR, cut, "all.zip"))
    assert str(fault.value).startswith(f"all.zip > {TABULAR}:")


def test_the_same_files_again_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of other content does, and so does a new kind."""
    monkeypatch.setattr(release_plan, "FULL", 0)
    first = plan(file(TABULAR, small_tabular("2027")))
    held = write_stored(tmp_path / "r", first.release, first.files.values(), None)
    (same,) = plan_releases([file(TABULAR, small_tabular("2027"))], [held])
    (other,) = plan_releases(
        [file(TABULAR, small_tabular("2027", "<diag><name>E11.7</name><desc>New</desc></diag>"))], [held]
    )
    (more,) = plan_releases([file("icd10cm_index_2027.xml", INDEX_XML)], [held])
    assert (same.changed, other.changed, more.changed) == (False, True, True)
