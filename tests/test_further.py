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


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            "Chronic atrial fibrillation on long term warfarin, has a pacemaker. What do I code?",
            {"I48.20", "Z79.01", "Z95.0"},
        ),
        ("BPH with urinary frequency and nocturia, what codes?", {"N40.1", "R35.0", "R35.1"}),
    ],
)
def test_a_patient_described_gets_every_code(advisor: Advisor, text: str, codes: set[str]) -> None:
    """Asked openly for codes: status, several sites, signs that a code asks for, and sides are assigned, and no others."""
    assert set(assigned(advisor, text)) == codes


def test_what_happened_to_an_injured_patient_is_assigned_last(advisor: Advisor) -> None:
    """An external cause follows the injury (I.C.20)."""
    got = assigned(advisor, "Fell off a ladder, closed fracture of the shaft of the left humerus. Codes?", "ed")
    assert got == ["S42.302A", "W11.XXXA"]


def test_the_drug_named_is_coded_and_not_an_unspecified_one(advisor: Advisor) -> None:
    """Two drugs at fault are two codes of their classes."""
    got = assigned(
        advisor, "Somnolence, adverse effect of lorazepam together with zolpidem, both taken right. Codes?", "ed"
    )
    assert {"T42.4X5A", "T42.6X5A"} <= set(got) and not any(c.startswith("T50.9") for c in got)


@pytest.mark.parametrize(
    ("text", "setting", "code", "not_code"),
    [
        (
            "T2DM on metformin. Gastroparesis on the same list, EGD normal, no cause given. Link them or K31.84 and E11.9?",
            "outpatient",
            "E11.43",
            "E11.9",
        ),
        ('Nephro: "AKI due to ATN on CKD 4". N17.9, N17.0, N18.4 - all three?', "inpatient", "N17.0", "N17.9"),
        ('med check note: "MDD, recurrent - stable on venlafaxine 150". F33.42?', "outpatient", "F33.9", "F32.9"),
        (
            'Infusion center, only for 2 units PRBC: "anemia due to the malignancy, ca of right ovary". First line?',
            "outpatient",
            "C56.1",
            "C80.1",
        ),
        ("BPH found on exam, voids fine, no urinary complaints. N40.1 enough?", "outpatient", "N40.0", "N40.1"),
    ],
)
def test_the_code_that_the_words_say_goes_before_a_plainer_one(
    advisor: Advisor, text: str, setting: str, code: str, not_code: str
) -> None:
    """Of a category the words choose: a complication, a kind, a site; what is named or plain gives way to it."""
    found = assigned(advisor, text, setting)
    assert code in found and not_code not in found


def test_words_that_are_no_condition_lead_to_none(advisor: Advisor) -> None:
    """ "That's all" is no leukemia, and a code that leads is no lead."""
    assert "C91.00" not in assigned(advisor, "PMH breast cancer 2021, letrozole. That's all. C50 or Z85.3?")
    assert "M10.10" not in assigned(advisor, "Fistula repaired, sequela of an obstetric laceration. Does O94 lead?")


def test_acute_bronchitis_is_not_bronchitis_too(advisor: Advisor) -> None:
    """The same words with "acute" before them say the condition more closely."""
    found = assigned(advisor, "Acute bronchitis. The bronchitis keeps her from work. Which code?")
    assert "J20.9" in found and "J40" not in found
