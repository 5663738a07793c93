"""The official text cut into its numbered sections."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.official_text import read_official
from index.passage import Malformed
from tests.conftest import SHARED


def test_sections_are_found_to_the_deepest_level(official_text: Path) -> None:
    found = read_official(official_text)
    assert found["I.C.9.a.2"].title == "Hypertensive Chronic Kidney Disease"
    assert found["I.C.1.d.1.a.ii"].title == "Urosepsis"
    assert found["I.C.19.e.5.c"].title == "Underdosing"
    assert found["I.C.1.a.2.i"].title == "HIV managed by antiretroviral medication"
    assert found["IV.H"].title == "Uncertain diagnosis"
    assert "App.I/assigning-the-poa-indicator" in found


def test_the_text_of_a_section_is_its_own(official_text: Path) -> None:
    text = read_official(official_text)["IV.H"].text
    assert "probable" in text and "Chronic diseases treated on an ongoing basis" not in text


def test_pdf_and_text_give_the_same_sections(official_text: Path) -> None:
    pdf = SHARED / "fy2025_guidelines.pdf"
    assert list(read_official(pdf)) == list(read_official(official_text))


def test_another_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear colleague,\n1. Thank you.\n")
    with pytest.raises(Malformed, match="does not read as the ICD-10-CM Official Guidelines"):
        read_official(path)
