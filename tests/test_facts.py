"""Cues are found in the words, with their negation, numbers, setting and codes."""

from __future__ import annotations

import pytest

from index.decision import Branch, parse_cues
from rag.facts import Facts, in_setting
from rag.types import NamedCode, Question
from tests.conftest import DATE


def holds(cues: str, text: str, setting: str = "outpatient", codes: tuple[str, ...] = ()) -> bool:
    named = tuple(NamedCode(c, "ICD-10-CM", True) for c in codes)
    question = Question(text, DATE, setting, expanded=text, codes_named=named)
    return Facts(question).check(Branch("x", parse_cues(cues, "here"), "y", "")).holds


@pytest.mark.parametrize(
    ("cues", "text", "expected"),
    [
        ("hypertens* + ckd / chronic kidney disease", "hypertension and chronic kidney disease", True),
        ("hypertens* + ckd / chronic kidney disease", "hypertension only", False),
        ("on treatment", "she is on active treatment", True),
        ("on treatment", "she is not on treatment", False),
        ("no treatment", "no further treatment is planned", False),
        ("no treatment", "she has no treatment", True),
        ("no fever", "patient denies fever", True),
        ("no fever", "patient has fever", False),
        ("not linked", "the provider has not linked them", True),
        (">=15 wart*", "20 plantar warts frozen", True),
        (">=15 wart*", "fifteen warts frozen", True),
        (">=15 wart*", "14 warts frozen", False),
        ("likely", "glucagon-like peptide", False),
        ("fracture", "two fractures", True),
        ("no hiv related", "she never had an HIV related illness", True),
        ("hiv related", "she never had an HIV related illness", False),
        ("no sepsis", "he didnt have sepsis", True),
        ("severe", "severity is left open", False),
        ("anxiety", "no behavior problems, no mood or anxiety issue", False),
        ("no dyspnea", "denies chest pain, palpitations or dyspnea", True),
        ("anxiety", "no fever but anxiety or depression is treated", True),
        ("nurse", "a nursing home resident", False),
        ("pregnan*", "28w2d with essential hypertension", True),
        ("neuropathy + unless probably / likely", "neuropathy is alcoholic", True),
        ("neuropathy + unless probably / likely", "neuropathy is probably alcoholic", False),
    ],
)
def test_a_fact_holds_when_one_of_its_wordings_stands_in_the_text(cues: str, text: str, expected: bool) -> None:
    assert holds(cues, text) is expected


def test_a_setting_and_a_named_code_are_facts() -> None:
    assert holds("setting: inpatient + probabl*", "probable pneumonia", "inpatient")
    assert not holds("setting: inpatient + probabl*", "probable pneumonia", "ed")
    assert holds("code: I21.-", "with I21.4", codes=("I21.4",))
    assert not holds("code: I21.-", "with I22.2", codes=("I22.2",))


def test_emergency_and_office_visits_are_outpatient() -> None:
    assert in_setting("ed", "outpatient") and in_setting("professional", "outpatient")
    assert not in_setting("inpatient", "outpatient")


@pytest.mark.parametrize(
    "text",
    [
        "myeloma, nobody ever writes whether it is in remission",
        "myeloma, the oncologist never says that it is in remission",
        "myeloma, no mention of remission",
    ],
)
def test_what_nobody_says_holds_only_in_a_row_that_speaks_of_the_silence(text: str) -> None:
    assert not holds("myeloma + remission", text)
    assert holds("myeloma + remission + never say* / nobody / no mention", text)
