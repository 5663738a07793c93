"""What a question asks for: text that is not held, other code systems, what a number stands for."""

from __future__ import annotations

import datetime as dt

from rag.asks import NOT_HELD, NUMBER, OTHER_SYSTEM, asks
from rag.named_codes import unknown_number
from rag.types import NamedCode, Question


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


def test_the_australian_modification_is_another_system() -> None:
    """ICD-10-AM and ACHI are not held; NCCI is."""
    assert OTHER_SYSTEM in asks("What is the ACHI and ICD-10-AM coding for a knee replacement?")
    assert OTHER_SYSTEM not in asks("Which CCI procedure edit pairs 45385 and 45380?")


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
