"""The Table of Neoplasms and the Table of Drugs are answered as tables: the row, the column asked for, the codes printed."""

from __future__ import annotations

import pytest

from index.alphabetic import TableRow
from index.tables import DRUGS, NEOPLASMS, TableSearch
from tests import release_samples


@pytest.fixture(scope="module")
def drugs() -> TableSearch:
    return TableSearch.read(DRUGS, release_samples.official(release_samples.DRUGS), ("taking", "dose", "prescribed"))


@pytest.fixture(scope="module")
def neoplasms() -> TableSearch:
    return TableSearch.read(NEOPLASMS, release_samples.official(release_samples.NEOPLASMS))


def test_a_row_is_one_line_to_quote(drugs: TableSearch) -> None:
    """Table, row, and every column with its code."""
    found = drugs.find("adverse effect of warfarin")
    assert found is not None
    assert found.line == (
        "Table of Drugs: Warfarin | poisoning, accidental T45.511 | poisoning, intentional self-harm T45.512 | "
        "poisoning, assault T45.513 | poisoning, undetermined T45.514 | adverse effect T45.515 | underdosing T45.516"
    )
    assert (found.column, found.code) == ("adverse effect", "T45.515")


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        ("bleeding from Coumadin taken as prescribed", "Coumadin", "T45.515"),
        ("suicide attempt with acetaminophen", "Acetaminophen", "T39.1X2"),
        ("stopped taking her insulin because of cost", "Insulin", "T38.3X6"),
        ("heroin overdose, intent could not be determined", "Heroin", "T40.1X4"),
        ("carbon monoxide poisoning", "Carbon > monoxide", "T58.91"),
        ("drug overdose", "Drug NEC", "T50.901"),
        ("hydrochlorothiazide hyponatremia, drug taken correctly", "Hydrochlorothiazide", "T50.2X5"),
        ("metoprolol tartrate, bradycardia, taken correctly", "Metoprolol", "T44.7X5"),
    ],
)
def test_the_words_choose_row_and_column(drugs: TableSearch, text: str, path: str, code: str) -> None:
    """Subterms count; a salt is no second drug; "drug" is a row only when no drug is named."""
    assert [(a.path, a.code) for a in drugs.find_all(text)] == [(path, code)]


def test_a_misspelt_drug_is_found_and_the_reading_told(drugs: TableSearch) -> None:
    """The coder sees what was read for what."""
    found = drugs.find("warfrin overdose")
    assert found is not None and (found.path, found.spelling) == ("Warfarin", "warfrin read as warfarin")


def test_a_brand_name_leads_to_the_row_it_refers_to(drugs: TableSearch) -> None:
    """Prozac, see Fluoxetine hydrochloride: the codes are those of the row referred to."""
    found = drugs.find("Prozac overdose")
    assert found is not None and (found.path, found.code) == ("Fluoxetine", "T43.221")
    assert found.row.see == "Fluoxetine hydrochloride"


def test_each_drug_named_has_its_row(drugs: TableSearch) -> None:
    """Two drugs are two rows; with no circumstance said, no column is chosen."""
    found = drugs.find_all("took aspirin with alcohol")
    assert [(a.path, a.column, a.code) for a in found] == [("Aspirin", None, None), ("Alcohol", None, None)]


def test_a_question_without_a_drug_has_no_row(drugs: TableSearch) -> None:
    """Nor is a word of it bent into one."""
    assert drugs.find("Can I code R07.9 with I21.4?") is None
    assert drugs.find("HTN and CKD stage 3b, provider does not link them") is None


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("breast cancer metastatic to bone", ["C50.9-", "C79.51"]),
        ("lung cancer with brain mets", ["C34.9-", "C79.31"]),
        ("mets to liver and lung from colon cancer", ["C78.7", "C78.0-", "C18.9"]),
        ("carcinoma in situ of cervix", ["D06.9"]),
        ("neoplasm of uncertain behavior of ovary", ["D39.1-"]),
        ("brain tumor", ["D49.6"]),
        ("upper outer quadrant breast cancer", ["C50.4-"]),
        ("ascending colon cancer", ["C18.2"]),
        ("pancreatic cancer", ["C25.9"]),
        ("womb cancer", ["C55"]),
        ("basal cell carcinoma of nose", ["C44.311"]),
        ("axillary lymph node metastasis", ["C77.3"]),
        ("benign tumor of parotid gland", ["D11.0"]),
        ("metastatic lung cancer", [None]),
    ],
)
def test_site_and_behavior_choose_the_cell(neoplasms: TableSearch, text: str, cells: list[str | None]) -> None:
    """Each site with its own column; dashes stay; where the words leave the behavior open no cell is chosen."""
    assert [a.code for a in neoplasms.find_all(text)] == cells


def test_a_dash_in_the_column_follows_see_also(neoplasms: TableSearch) -> None:
    """Colon prints no benign code and sends to intestine, large."""
    found = neoplasms.find("benign neoplasm of colon")
    assert found is not None and found.code == "D12.6" and found.path.endswith("large")


@pytest.mark.parametrize(
    "text",
    [
        "lung mass",
        "lesion of breast",
        "melanoma of skin",
        "lymphoma of stomach",
        "polyp of colon",
        "malignant pleural effusion",
    ],
)
def test_what_is_no_neoplasm_by_site_is_not_answered(neoplasms: TableSearch, text: str) -> None:
    """A mass is not a neoplasm, and a histology is looked up in the Alphabetic Index first."""
    assert neoplasms.find(text) is None


def test_a_row_that_refers_to_another_book_has_no_codes() -> None:
    """The line says where to look."""
    row = TableRow(("Neoplasm, neoplastic", "odd site"), {}, "t.xml:1", "Tumor, odd")
    found = TableSearch(NEOPLASMS, [row]).find("cancer of odd site")
    assert found is not None and found.codes == ()
    assert found.line == "Table of Neoplasms: Neoplasm, neoplastic > odd site | see Tumor, odd"
