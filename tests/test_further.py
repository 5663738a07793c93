"""Questions that tell of a patient: what rows leave out, numbers that choose codes, and doubt that assigns nothing."""

from __future__ import annotations

import pytest

from rag.answer import Advisor
from rag.types import GRAY, Answer
from tests.conftest import DATE


def assigned(advisor: Advisor, text: str, setting: str = "outpatient") -> list[str]:
    answer = advisor.ask(text, setting=setting, date_of_service=DATE)
    return [c.code for c in answer.assign] if isinstance(answer, Answer) else []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ten days of amoxicillin for acute maxillary sinusitis. Z79.2 too?", "J01.00"),
        ("Prediabetes, on metformin. Which codes?", "R73.03"),
    ],
)
def test_a_condition_that_no_row_speaks_of_is_assigned_too(advisor: Advisor, text: str, code: str) -> None:
    """All that is documented and treated is reported (IV.J)."""
    assert code in assigned(advisor, text)


def test_a_sign_of_the_disease_named_is_not_added(advisor: Advisor) -> None:
    """A sign that comes with the disease as a rule is not coded beside it (I.B.5)."""
    assert "R05.9" not in assigned(advisor, "Patient has pneumonia with cough. What codes?")


def test_a_condition_denied_is_not_added(advisor: Advisor) -> None:
    """What the note denies is not coded."""
    assert "J44.9" not in assigned(advisor, "Patient has hypothyroidism, no COPD. What codes?")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("32 weeks pregnant with gestational hypertension, no proteinuria. O13 code?", "O13.3"),
        ("16 weeks pregnant with gestational hypertension, no proteinuria. O13 code?", "O13.2"),
    ],
)
def test_weeks_of_gestation_choose_the_trimester(advisor: Advisor, text: str, code: str) -> None:
    """Below 14 weeks is the first trimester, below 28 the second, then the third (I.C.15.a.3)."""
    assert code in assigned(advisor, text)


def test_a_fracture_not_said_to_be_open_or_closed_is_closed(advisor: Advisor) -> None:
    """The words "open" and "closed" together decide nothing, and closed is the default (I.C.19.c)."""
    codes = assigned(advisor, "ER: transverse fracture of the right tibial shaft, open or closed is not stated.", "ed")
    assert "S82.221A" in codes and "S82.221B" not in codes


def test_a_code_that_is_only_doubted_is_considered(advisor: Advisor) -> None:
    """A number that the question asks permission for, and states no condition for, is not assigned."""
    assert "Z60.2" not in assigned(advisor, 'Social history: "lives alone, retired". Can I add Z60.2?')


def test_named_codes_that_the_tabular_settles_are_not_gray(advisor: Advisor) -> None:
    """A note that is merely similar does not make a question gray that the tabular answers."""
    answer = advisor.ask("Is M54.5 still a valid code?", setting="outpatient", date_of_service=DATE)
    assert isinstance(answer, Answer) and answer.verdict != GRAY
