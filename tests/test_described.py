"""What a question states of its patient is read apart from what it asks, denies, or others say."""

from __future__ import annotations

import pytest

from index.search import Index
from index.terms import Terms
from rag.described import fits, statements
from rag.question import read_question
from rag.reader import Reader
from tests.conftest import DATE


@pytest.fixture(scope="module")
def reader(index: Index) -> Reader:
    return Reader(index)


def stated(reader: Reader, index: Index, terms: Terms, text: str) -> list[str]:
    code_set = index.code_set(DATE)
    question = read_question(text, setting="outpatient", date_of_service=DATE, code_set=code_set, terms=terms)
    return [code for code, _ in reader.read(question, code_set).affirmed(code_set)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prediabetes, takes metformin. Is Z79.84 right?", ["Prediabetes, takes metformin."]),
        ("How do I code COPD with emphysema?", ["How do I code COPD with emphysema?"]),
        ("Coder wants J18.9. Patient has bronchitis.", ["Patient has bronchitis."]),
        ("Can I use G93.41?", []),
        ("M80 or S72?", []),
    ],
)
def test_a_statement_is_neither_a_yes_or_no_question_nor_what_a_colleague_says(text: str, expected: list[str]) -> None:
    """Only sentences that tell of the patient, or ask openly for codes, are statements."""
    assert [s.text for s in statements(text)] == expected


@pytest.mark.parametrize(
    ("text", "code", "holds"),
    [
        ("Visit for a cold (URI), hypothyroidism is stable.", "J06.9", True),
        ("Visit for a cold (URI), hypothyroidism is stable.", "E03.9", True),
        ("EGD shows gastritis, no bleeding.", "K29.71", False),
        ("Rheumatoid arthritis, seen today.", "M06.9", True),
        ("Denies chest pain, has asthma.", "R07.9", False),
        ("Type 1 diabetes with ketoacidosis, no coma, and hypokalemia.", "E87.6", True),
        ("Acute on chronic systolic HF with acute hypoxic respiratory failure.", "J96.01", True),
        ("Right popliteal DVT and cellulitis of the same leg.", "L03.115", True),
        ("Late onset Alzheimer's disease.", "G30.1", True),
        ("Diabetic neuropathy, type 1 diabetic.", "E10.40", True),
        ("Toddler seen for teething.", "S82.241", False),
    ],
)
def test_conditions_affirmed_are_found_and_denied_ones_are_not(
    reader: Reader, index: Index, terms: Terms, text: str, code: str, holds: bool
) -> None:
    """A condition said to be present leads to its plain code; one said to be absent leads to none."""
    assert (code in stated(reader, index, terms, text)) is holds


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("P28.5", "respiratory failure in a man of 60", False),
        ("P28.5", "NICU baby with respiratory failure", True),
        ("O13.3", "hypertension at the office", False),
        ("O13.3", "31 weeks pregnant with hypertension", True),
        ("I10", "hypertension", True),
    ],
)
def test_codes_of_pregnancy_and_of_the_newborn_need_their_words(code: str, text: str, expected: bool) -> None:
    """Chapters 15 and 16 are not reached from words that speak of neither mother nor newborn."""
    assert fits(code, text) is expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Syncope, EKG ok. Which codes?", ["R55"]),
        ("Left forearm burn, 3rd degree. Which codes?", ["T22.312"]),
        ("Moderate aortic stenosis. Which code?", ["I35.0"]),
        ("T2DM, poorly controlled. Which code?", ["E11.65"]),
        ("Laceration left index finger, no foreign body, nail ok. Which code?", ["S61.211"]),
    ],
)
def test_a_plain_statement_is_read_as_it_is_said(
    reader: Reader, index: Index, terms: Terms, text: str, codes: list[str]
) -> None:
    """A test done is no finding, a burn no corrosion, and a degree hides no condition."""
    assert stated(reader, index, terms, text) == codes
