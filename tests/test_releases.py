"""Which release is in force on a date of service."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from index.code_set import Code, CodeSet, Release
from index.passage import Malformed, NoRelease, Source
from index.releases import default_date, in_force, packaged_tabular, release_of, releases_in, tabular_source


def test_a_date_outside_every_release_names_the_newest_one(code_set: CodeSet) -> None:
    with pytest.raises(NoRelease, match=r"2026-10-01.*April 2026 \(2026-04-01 to 2026-09-30\)"):
        in_force([code_set], dt.date(2026, 10, 1))


def test_the_packaged_release_is_in_force_to_the_end_of_september(code_set: CodeSet) -> None:
    assert in_force([code_set], dt.date(2026, 9, 30)) is code_set
    assert in_force([code_set], dt.date(2026, 4, 1)) is code_set


def test_a_second_release_is_chosen_by_the_date_of_service(tmp_path: Path) -> None:
    shutil.copy(packaged_tabular(), tmp_path / "icd10cm-tabular-October-1-2026.xml")
    loaded = releases_in(tmp_path)
    assert in_force(loaded, dt.date(2026, 9, 30)).release.name == "April 2026"
    assert in_force(loaded, dt.date(2026, 10, 1)).release.name == "October 2026"


def test_a_file_name_without_a_date_is_refused() -> None:
    with pytest.raises(Malformed, match="states no release"):
        release_of(Path("tabular.xml"))


def test_the_default_date_is_today_or_the_last_day_covered(code_set: CodeSet) -> None:
    assert default_date([code_set], dt.date(2026, 8, 1)) == dt.date(2026, 8, 1)
    assert default_date([code_set], dt.date(2026, 11, 23)) == dt.date(2026, 9, 30)


def test_an_april_release_ends_the_october_one_before_it(tmp_path: Path) -> None:
    """Where both are loaded the dates do not overlap."""
    shutil.copy(packaged_tabular(), tmp_path / "icd10cm-tabular-2026.xml")
    assert [str(s.release) for s in releases_in(tmp_path)] == [
        "ICD-10-CM April 2026 (2026-04-01 to 2026-09-30)",
        "ICD-10-CM October 2025 (2025-10-01 to 2026-03-31)",
    ]


def test_a_citation_names_the_release_it_is_of(code_set: CodeSet) -> None:
    """Not the packaged one; an order file is called so."""
    source = Source("tabular", "Tabular List", "packaged")
    assert tabular_source(code_set, source) == Source("tabular", "Tabular List", str(code_set.release))
    day = dt.date(2025, 4, 1)
    order = CodeSet(Release("ICD-10-CM", "April 2025", day, day), {"I10": Code("I10", "Hypertension", None)}, "")
    assert "order file" in tabular_source(order, source).title
