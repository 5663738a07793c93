"""What is read from a question: codes named, what is asked, setting; and input that is refused."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from index.terms import Terms
from rag.question import named_codes, read_question
from rag.types import BadQuestion, Question
from tests.conftest import DATE


def read(text: str, code_set: CodeSet, terms: Terms, setting: str = "outpatient") -> Question:
    return read_question(text, setting=setting, date_of_service=DATE, code_set=code_set, terms=terms)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("can I code R07.9 with I21.4", ["R07.9", "I21.4"]),
        ("is e11.2 billable", ["E11.2"]),
        ("N18.3 or N18.30?", ["N18.3", "N18.30"]),
        ("E1122 with N184", ["E11.22", "N18.4"]),
        ("what about I21.-", ["I21"]),
        ("vitamin B12 and an A1C of 7", []),
        ("E11.23 is what?", ["E11.23"]),
        ("99213 with modifier 25 and 17110-59", ["99213", "25", "17110", "59"]),
        ("G0105 or 45378-33", ["G0105", "45378", "33"]),
        ("10000 units of heparin", []),
    ],
)
def test_code_numbers_are_found_in_any_spelling(text: str, codes: list[str], code_set: CodeSet) -> None:
    assert [c.code for c in named_codes(text, code_set)] == codes


def test_a_named_code_that_does_not_exist_is_marked(code_set: CodeSet) -> None:
    (code,) = named_codes("E11.23", code_set)
    assert not code.exists


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("can I code R07.9 with I21.4", "together"),
        ("which is sequenced first", "order"),
        ("is E11.2 a valid code", "billable"),
        ("which 7th character for S72.001", "seventh"),
    ],
)
def test_what_is_asked_is_recognised(text: str, ask: str, code_set: CodeSet, terms: Terms) -> None:
    assert ask in read(text, code_set, terms).asks


def test_a_setting_that_the_words_name_goes_before_the_one_given(code_set: CodeSet, terms: Terms) -> None:
    assert read("discharge summary says probable pneumonia", code_set, terms).setting == "inpatient"
    assert (
        read("probable pneumonia in the office note of a clinic visit", code_set, terms, "inpatient").setting
        == "outpatient"
    )
    assert read("probable pneumonia, outpatient and inpatient", code_set, terms, "ed").setting == "ed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("   \n ?? ", "empty"),
        ("x" * 100_000, "too many"),
        ("\x00\x01\x02PK\x03\x04" * 30, "binary"),
        ("кодирование пневмонии у пациента", "English"),
        ("¿Qué código uso para una neumonía con la diabetes del paciente?", "English"),
        ("如何编码肺炎", "English"),
    ],
)
def test_input_that_cannot_be_read_is_refused_with_what_to_do(
    text: str, said: str, code_set: CodeSet, terms: Terms
) -> None:
    with pytest.raises(BadQuestion, match=said):
        read(text, code_set, terms)


def test_the_refusal_never_repeats_the_text(code_set: CodeSet, terms: Terms) -> None:
    with pytest.raises(BadQuestion) as refused:
        read("пациент Иванов Сергей, пневмония", code_set, terms)
    assert "Иванов" not in str(refused.value)
