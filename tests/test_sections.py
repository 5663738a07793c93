"""The sections of a note."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from rag.headings import KINDS, WORDINGS, normal, wordings
from rag.sections import read_sections
from tests.conftest import ROOT

NOTES = sorted((ROOT / "evals" / "cases").glob("notes_*.yaml"))


def kinds(text: str) -> list[str]:
    return [s.kind for s in read_sections(text)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("A/P: HTN", "assessment"),
        ("ASSESSMENT & PLAN", "assessment"),
        ("Assessment: HTN", "assessment"),
        ("IMPRESSION - gout", "assessment"),
        ("## HPI", "hpi"),
        ("**Assessment:** gout", "assessment"),
        ("PMHx: HTN", "pmh"),
        ("Pre-op dx: hernia", "indication"),
        ("Postoperative Diagnosis: hernia", "assessment"),
        ("Discharge Diagnoses (principal first):", "assessment"),
        ("3. Family Hx: CAD", "family"),
        ("PLAN Start azithromycin.", "plan"),
        ("[2] OP NOTE, day 1", "other"),
        ("Physical Exam 3/2/26:", "exam"),
        ("PROBLEM LIST (auto-imported)", "problem list"),
        ("Electronically signed by: J. Roe, MD", "signature"),
        ("Return precautions:", "instructions"),
    ],
)
def test_a_heading_is_known_however_it_is_written(line: str, kind: str) -> None:
    """Case, shorthand, Markdown, numbers, dates and brackets do not hide a heading."""
    assert kinds(f"{line}\nmore") == [kind]


def test_headings_within_a_line_open_sections() -> None:
    """Several short sections may stand in one line."""
    text = "PMH: HTN, DM. FH: mother breast ca. SH: smoker.  Meds: metformin. Allergies: NKDA"
    assert kinds(text) == ["pmh", "family", "social", "medications", "allergies"]


@pytest.mark.parametrize(
    "text",
    [
        "A/P:\n1. DM2. Labs: A1c 8.\n2. HTN\nHYPERLIPIDEMIA: statin\nCode status: full\nComplications: none",
        "Assessment:\nPE: ruled out\nDiabetes: stable",
    ],
)
def test_problems_of_an_assessment_open_no_sections(text: str) -> None:
    """A problem with a colon, or a result among problems, stays in the assessment."""
    assert kinds(text) == ["assessment"]


def test_systems_stay_in_the_examination() -> None:
    """ "HEENT:" parts lines, not sections."""
    assert kinds("EXAM:\nGENERAL: no distress\nHEENT: clear\nLUNGS: wheezes") == ["exam"]


def test_an_impression_of_a_film_is_no_assessment() -> None:
    """What a radiologist concludes within a line of results stays a result."""
    assert kinds("CXR: no infiltrate. Impression: no acute disease.") == ["imaging"]


def test_findings_belong_to_the_operation_before_them() -> None:
    """ "Findings" is a heading of films and of operations."""
    assert kinds("Procedure: colonoscopy\nFindings: polyp")[-1] == "procedure"
    assert kinds("Technique: CT\nFindings: nodule")[-1] == "imaging"


def test_a_family_history_of_one_line_ends_where_no_relative_is_named() -> None:
    """What follows it without a heading is the patient's again."""
    text = "FHx: father had AF. Lungs clear, edema.\nF/U 7 d."
    assert [text[s.start : s.end].strip() for s in read_sections(text)] == ["FHx: father had AF.", text[20:]]
    assert kinds("FH:\nCAD\nHTN\nLives alone") == ["family"]


def test_notes_pasted_together_are_parted() -> None:
    """The head of another note closes the section before it."""
    text = "A: pneumonia\n--- Progress note 2026-03-02 ---\nfeels well\n** ED triage ** 52M vomited"
    parts = read_sections(text)
    assert [p.kind for p in parts] == ["assessment", "other", "other"]
    assert text[parts[2].body :].strip() == "52M vomited"


def test_text_without_headings_is_one_section() -> None:
    """Nothing is refused: no heading means "other"."""
    assert kinds("fell today, wrist hurts: swollen") == ["other"]
    assert kinds("") == ["other"]


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_sections_cover_the_whole_text(path: Path) -> None:
    """Each character stands in exactly one section."""
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        text = row.get("note", "")
        parts = read_sections(text)
        assert parts[0].start == 0
        assert parts[-1].end == len(text)
        assert all(a.end == b.start for a, b in pairwise(parts))
        assert all(p.start <= p.body <= p.end and p.kind in KINDS for p in parts)


def test_the_table_holds_each_wording_once_as_it_is_looked_up() -> None:
    """A wording that is not in its normal form, or stands twice, would never be found."""
    listed = [w for words in WORDINGS.values() for w in words.split(", ")]
    assert len(listed) == len(set(listed)) == len(wordings()) >= 150
    assert all(normal(w) == w for w in listed)
    assert set(WORDINGS) <= set(KINDS)
