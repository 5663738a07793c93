"""Official names, as they vary, state the release."""

from __future__ import annotations

import datetime as dt

import pytest

from index.release_dates import fiscal_year, only_year, release_from, stated_release


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (["icd10c-tabular-April-1-2026.xml"], "2026-04-01"),
        (["icd10cm-tabular-October-1-2026.xml"], "2026-10-01"),
        (["icd10cm_tabular_2026.xml"], "2025-10-01"),
        (["icd10cm-tabular-2027.xml"], "2026-10-01"),
        (["icd10cm-order-2026.txt"], "2025-10-01"),
        (["icd10cm-order-April-2025.txt"], "2025-04-01"),
        (["icd10cm_order_2025.txt"], "2024-10-01"),
        (["2025-code-descriptions-tabular-order-april.zip", "Code Descriptions/icd10cm_order_2025.txt"], "2025-04-01"),
        (["april-1-2026-code-tables-tabular-and-index.zip", "icd10cm_index_2026.xml"], "2026-04-01"),
        (["icd10cm-table-and-index-April-1-2026.zip", "Table and Index.zip", "icd10cm-drug.xml"], "2026-04-01"),
        (["2024-code-tables-tabular-and-index.zip", "icd10cm_neoplasm.xml"], "2023-10-01"),
        (["icd10cm-order-Jan-2021.txt"], "2021-01-01"),
        (["icd10cm_order_20260401.txt"], "2026-04-01"),
        (["conversion_table_fy25.csv"], "2024-10-01"),
    ],
)
def test_a_name_states_the_first_day(names: list[str], first: str) -> None:
    """The file's own name counts before the zip's, a month anywhere before a bare fiscal year."""
    found = stated_release(names)
    assert found is not None and found.effective == dt.date.fromisoformat(first)


def test_a_name_without_a_year_states_nothing() -> None:
    """The caller must then ask for the date."""
    assert stated_release(["tabular.xml"]) is None


def test_a_release_runs_to_the_end_of_its_fiscal_year() -> None:
    """Until 30 September, unless a last day is given."""
    assert release_from(dt.date(2026, 10, 1)).until == dt.date(2027, 9, 30)
    assert release_from(dt.date(2027, 4, 1)).until == dt.date(2027, 9, 30)
    assert release_from(dt.date(2026, 10, 1), dt.date(2027, 3, 31)).until == dt.date(2027, 3, 31)
    assert release_from(dt.date(2026, 10, 1)).id == "ICD-10-CM October 2026"
    assert fiscal_year(dt.date(2026, 10, 1)) == fiscal_year(dt.date(2027, 9, 30)) == 2027


def test_a_bare_year_is_told() -> None:
    """So that an April file without its zip is not taken for the October one unseen."""
    assert only_year(["icd10cm_order_2025.txt"])
    assert not only_year(["2025-order-april.zip", "icd10cm_order_2025.txt"])
