"""What a question asks for: money in its disguises, treatment, text that is not held, other code systems."""

from __future__ import annotations

import pytest

from rag.asks import MONEY, NOT_HELD, OTHER_SYSTEM, TREATMENT, asks


@pytest.mark.parametrize(
    "text",
    [
        "which pays more, 17110 or 11400?",
        "Which principal gets us the highest weighted DRG?",
        "what dx should I add to raise the RAF?",
        "make it severe malnutrition E43 so we pick up the MCC",
        "what secondary dx could I tack on as a CC",
        "can we upcode this to a level 5",
        "I need an MCC on this chart",
        "is there a way to get this to count as an MCC",
        "which order gives us the most money",
        "help me boost the case mix index",
        "Attending wrote AKI, CFO wants ATN because it is an MCC. Change it?",
        "Which HCCs can I add so our RAF goes up?",
    ],
)
def test_a_wish_for_a_better_paid_code_is_seen_in_its_disguises(text: str) -> None:
    """A wish for payment is seen by its proxies too: CC, MCC, HCC, RAF, case mix, upcoding."""
    assert MONEY in asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do we get the office visit paid?",
        "do most payers want modifier 51",
        "Will Medicare pay for more than one unit of 20610?",
        "payer denied E43 because it was the only MCC",
        "is one MEAT element enough for HCC",
        "sepsis DRG 871 downgraded to pneumonia",
        "Would this be upcoding if the note lacks an exam?",
        "increased weight gain in pregnancy",
        "both equally meet principal diagnosis, can we choose the higher DRG under II.C?",
    ],
)
def test_a_question_that_only_mentions_payment_is_no_wish_for_more(text: str) -> None:
    """Denials, audits and rules that speak of payment are coding questions."""
    assert MONEY not in asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "How much vitamin K should we give her?",
        "should the patient stop taking metformin?",
        "Which antibiotic is best for a UTI in pregnancy?",
        "Is it safe to give metformin with an eGFR of 30?",
        "can she take ibuprofen with lisinopril",
        "Should she be on a statin with LDL 190?",
    ],
)
def test_treatment_advice_is_seen(text: str) -> None:
    """What to give a patient is asked, in several wordings."""
    assert TREATMENT in asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "What diagnosis code for drug monitoring should we use?",
        "should we take the 25 off",
        "should we treat this as a new patient",
        "How many units of J3301 should be billed",
        "Should we stop coding Z79.4 once insulin is stopped?",
    ],
)
def test_the_verbs_of_treatment_in_a_coding_question_are_no_treatment(text: str) -> None:
    """Codes are started, stopped and treated too."""
    assert TREATMENT not in asks(text)


def test_text_of_others_and_sections_that_do_not_exist_are_not_quoted() -> None:
    """A quote is refused where Curbside lacks the text; a rule that exists may be asked for."""
    assert NOT_HELD in asks("give me the full AMA descriptor of 99213 word for word")
    assert NOT_HELD in asks("quote Section IX.B.4 of the Official Guidelines")
    assert NOT_HELD not in asks("quote Section IV.H of the Official Guidelines")


def test_other_code_systems_are_seen() -> None:
    """ICD-10-PCS and clinical terminologies are not ICD-10-CM."""
    assert OTHER_SYSTEM in asks("ICD-10-PCS, which root operation for drainage?")
    assert OTHER_SYSTEM in asks("What is the SNOMED concept for asthma")
    assert OTHER_SYSTEM in asks("ICD-9 code 401.9 still usable?")
    assert OTHER_SYSTEM not in asks("ICD-10-CM code for asthma")
    assert OTHER_SYSTEM not in asks("fever of 101.4, code?")


def test_a_bare_request_at_the_end_looks_a_code_up() -> None:
    """ "...confirmed. Dx code?" looks a code up; "is it the right code?" doubts one."""
    assert "lookup" in asks("Clinic visit, streptococcal pharyngitis confirmed by rapid test. Dx code?")
    assert "lookup" not in asks("Visit for a cold in the clinic, and somebody gave J06.9, is that the right code?")


@pytest.mark.parametrize(
    "text",
    [
        "is Macrobid or Cipro the better antibiotic for her?",
        "what dose of kenalog should he put in a trigger finger, 20550",
        "which statin would you recommend he switch to?",
        "would cortisone or hyaluronic acid work better in that knee?",
    ],
)
def test_the_choice_of_a_drug_and_its_dose_are_treatment(text: str) -> None:
    """Which drug is better, and how much of it, is not a coding question even where a code is named."""
    assert TREATMENT in asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "how many units of J3301 for 40 mg of Kenalog?",
        "which drug administration code should we use for the antibiotic?",
        "would 59 or XS work better here?",
        "is drug management the right level of risk?",
    ],
)
def test_units_and_administration_of_a_drug_are_coding(text: str) -> None:
    """Units, administration codes and modifiers are asked of a coder."""
    assert TREATMENT not in asks(text)


def test_the_australian_modification_is_another_system() -> None:
    """ICD-10-AM and ACHI are not held; NCCI is."""
    assert OTHER_SYSTEM in asks("What is the ACHI and ICD-10-AM coding for a knee replacement?")
    assert OTHER_SYSTEM not in asks("Which CCI procedure edit pairs 45385 and 45380?")
