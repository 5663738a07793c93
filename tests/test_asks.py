"""What a question asks for: money in its disguises, treatment, text that is not held, other code systems."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.asks import MONEY, NO_CODING, NOT_HELD, NUMBER, OTHER_SYSTEM, TREATMENT, asks
from rag.named_codes import unknown_number
from rag.types import NamedCode, Question


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


@pytest.mark.parametrize(
    "text",
    [
        "BiPAP for a few hours, never went into failure per the intensivist. CDI wants J96.00 as an MCC. ok?",
        "CDI thinks I should add E43 since it is an MCC. Dietitian documents severe malnutrition with ASPEN criteria and "
        "the attending agrees. Supported?",
        "Payer paid 11042 but not the 97597 same wound same day, can I bill both?",
        "how do we get the second surgery paid, return to OR for bleeding on day 3",
        "which modifier so both lines get paid?",
    ],
)
def test_the_wish_of_somebody_else_is_no_wish_where_a_record_is_described(text: str) -> None:
    """A coder who asks whether the record supports what another person wants asks a coding question."""
    assert MONEY not in asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Between 17000 and 11102, which one brings in more at Medicare?",
        "Attending put down pneumonia and UTI. Pick whichever has the better weight.",
        "Does E44.0 or E43 add more to the risk score?",
        "Compare the allowed amounts of 11102 and 11104 for me",
        "The CFO says every sepsis should have R65.20 for the payment. Just add it?",
    ],
)
def test_payment_is_compared_in_many_words(text: str) -> None:
    """Weight, allowed amounts and risk scores are payment."""
    assert MONEY in asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Would 40 mg or 80 mg of kenalog be safer in the shoulder, how long till it's okay to repeat?",
        "Path says melanoma in situ, 4 mm clear. Should the surgeon go back and take more or just watch it?",
        "Pt is 3 weeks out from TKA with a swollen calf, does he need a doppler or can it wait?",
        "Should we bump up the lasix since BNP is 1800?",
        "How many units of regular should the nurse give before we code the 96372?",
        "any interaction between sertraline and tramadol I should warn her about?",
    ],
)
def test_a_clinical_act_is_treatment_where_no_coding_is_asked(text: str) -> None:
    """Operating, watching, testing and dosing are asked of a clinician."""
    assert TREATMENT in asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Can I take P07.18 off the numbers alone?",
        "EMS run sheet says GCS 13. Can I take it from EMS and which code family?",
        "is it okay to take the laterality from the x-ray report when the note does not say?",
        "can they take both 36415 and 99000 for a blood draw",
        "what do I use when the patient got the wrong dose of chemo and has nausea",
        "Can dialysis status be listed along with N18.6?",
        "Which is the underlying cause, the chemo or the cancer, for this anemia",
        "does prescribing the same drug she already takes count toward moderate risk",
    ],
)
def test_a_value_taken_from_a_record_and_a_drug_in_a_coding_question_are_no_treatment(text: str) -> None:
    """A coder takes codes, stages and values from somewhere, and drugs stand in many coding questions."""
    assert TREATMENT not in asks(text)


def test_careers_and_software_without_a_case_are_no_coding() -> None:
    """Pay, exams and software are not coding, unless a record or code is asked about."""
    assert NO_CODING in asks("What does a CPC with 5 years earn in Texas these days, and is the CIC worth it?")
    assert NO_CODING in asks("How do I become a risk adjustment auditor, and do remote jobs pay well?")
    assert MONEY not in asks("What is the average salary for an inpatient coder in Florida")
    assert NO_CODING not in asks("New CPC here. Which code for a patient whose laptop fell on her foot?")


def test_what_a_number_stands_for_is_seen() -> None:
    """ "What does 20613 describe?" asks for the number itself; a service that is described does not."""
    assert NUMBER in asks("20613 is preprinted on our form. What does it describe?")
    assert NUMBER in asks("is 23475 a real CPT number?")
    assert NUMBER not in asks("What is the global period for 27447?")


def test_an_unknown_procedure_number_is_said_to_be_unknown_to_curbside() -> None:
    """Neither a rule nor a file knows the number: not that it does not exist; a known one is answered."""
    text = "20613 is preprinted on our form. What does it describe?"
    named = (NamedCode("20613", "CPT/HCPCS", True),)
    question = Question(text, dt.date(2026, 8, 1), "outpatient", codes_named=named, asks=asks(text))
    said = unknown_number(question, lambda number: False)
    assert said is not None and said.kind == "unknown code"
    assert "20613" in said.reason and "does not exist" not in said.reason
    assert unknown_number(question, lambda number: number == "20613") is None
