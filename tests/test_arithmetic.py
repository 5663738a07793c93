"""Numbers that sizes, counts and minutes put in the place of a row's family."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.arithmetic import work_out
from rag.compose import Draft
from rag.types import CandidateCode, Question


def worked(text: str, *codes: str, why: str = "rule: row") -> dict[str, str]:
    """Code and role after the arithmetic over a draft that assigns `codes`."""
    draft = Draft(candidates=[CandidateCode(c, "", "assign", why, "CPT/HCPCS") for c in codes])
    work_out(draft, Question(text, dt.date(2026, 8, 1), "professional"))
    return {c.code: c.role for c in draft.candidates}


@pytest.mark.parametrize(
    ("text", "codes", "assigned"),
    [
        ("1.0 cm BCC of the nose cut out with 3 mm margins", ["11640-11646"], {"11642"}),
        ("9 AKs frozen", ["17000"], {"17000", "17003"}),
        ("16 AKs frozen", ["17000", "17003"], {"17004"}),
        ("a mole of 1 cm and a BCC of 2 cm, back", ["11400-11406", "11600-11606"], {"11400-11406", "11600-11606"}),
    ],
)
def test_the_number_worked_out_stands_for_the_family(text: str, codes: list[str], assigned: set[str]) -> None:
    """The family gives way to its number; of a benign and a malignant growth together both families stay."""
    assert {c for c, role in worked(text, *codes).items() if role == "assign"} == assigned


def test_a_visit_by_time_is_worked_out_only_where_a_row_on_time_holds() -> None:
    """Minutes in a question about something else leave the visit alone."""
    assert worked("new patient, 48 minutes", "99203", why="em-time: new")["99204"] == "assign"
    assert worked("new patient, 48 minutes", "99203") == {"99203": "assign"}


def test_the_level_named_chooses_among_the_visits_of_a_row() -> None:
    """ "99234 or 99235 or 99236" with moderate decision making is 99235."""
    found = worked("home the same day, moderate MDM", "99234", "99235", "99236")
    assert [c for c, role in found.items() if role == "assign"] == ["99235"]
