"""Cues are found in the words, with their negation, numbers, setting and codes."""

from __future__ import annotations

import pytest

from index.decision import Branch, parse_cues
from rag.facts import Facts, Standing, in_setting
from rag.rarity import rarities
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


def standing(cues: str, text: str) -> Standing:
    question = Question(text, DATE, "outpatient", expanded=text)
    return Facts(question).standing(Branch("x", parse_cues(cues, "here"), "y", ""))


def test_a_row_with_all_facts_said_holds_and_one_whose_unless_is_said_does_not() -> None:
    """`standing` looks every fact up and says which are met; an `unless` bars."""
    row = "neuropathy + alcohol* + unless probably / likely"
    held, barred = standing(row, "neuropathy is alcoholic"), standing(row, "neuropathy is probably alcoholic")
    assert held.holds and (held.met, held.unmet, held.barred) == (2, (), False)
    assert not barred.holds and (barred.met, barred.barred) == (2, True)


def test_each_fact_that_is_missing_is_named() -> None:
    """Also the second and third, where `check` stops; a row of which nothing is said does not hold."""
    found = standing("sepsis + newborn + shock", "sepsis of an adult")
    assert found.met == 1 and [c.wordings for c in found.unmet] == [("newborn",), ("shock",)]
    assert not standing("sepsis", "a fracture").holds


def test_a_fact_that_is_said_to_be_absent_is_denied_and_not_only_missing() -> None:
    """The row lacks the fact either way, but here the question speaks against it."""
    assert standing("sepsis + shock", "sepsis without shock").denied
    assert not standing("sepsis + shock", "sepsis").denied
    assert not standing("sepsis + no shock", "sepsis with shock").denied


def test_a_fact_that_nobody_says_keeps_the_row_from_holding() -> None:
    """Unless the row speaks of the silence."""
    text = "myeloma, nobody ever writes whether it is in remission"
    found = standing("myeloma + remission", text)
    assert found.unsaid and not found.unmet and not found.holds
    assert standing("myeloma + remission + nobody / no mention", text).holds


@pytest.mark.parametrize(
    ("cues", "text"),
    [
        ("hypertens* + ckd / chronic kidney disease", "hypertension and chronic kidney disease"),
        ("hypertens* + ckd", "hypertension only"),
        ("sepsis + newborn + shock", "a fracture"),
        ("neuropathy + unless probably", "probably a neuropathy"),
        ("myeloma + remission", "myeloma, no mention of remission"),
        (">=15 wart*", "20 plantar warts frozen"),
    ],
)
def test_a_row_holds_by_its_standing_where_it_holds_by_check(cues: str, text: str) -> None:
    """The two ways to look a row up agree."""
    assert standing(cues, text).holds is holds(cues, text)


def test_rare_words_weigh_more_than_common_ones_and_unknown_ones_most() -> None:
    """idf over the texts given; a setting weighs a third of an unknown word."""
    rarity = rarities([["code", "sepsi"], ["code", "fractur"], ["code", "fractur"]])
    assert rarity.weight(["code"]) < rarity.weight(["fractur"]) < rarity.weight(["sepsi"])
    assert rarity.weight(["zebra"]) == rarity.top == rarity.weight(["sepsi"])
    assert rarity.weight(["setting:inpatient"]) == pytest.approx(0.3 * rarity.top)
    assert rarity.weight(["code", "sepsi"]) == rarity.weight(["code"]) + rarity.weight(["sepsi"])


def test_a_percent_sign_is_the_word() -> None:
    """25% is 25 percent, so that extents of burns are compared (I.C.19.d.6)."""
    assert holds("burn + >= 20 percent", "full thickness burns over 25% of the body")
    assert not holds("burn + >= 20 percent", "full thickness burns over 15% of the body")


def test_a_slash_between_words_lists_what_is_denied() -> None:
    """ "No HTN/DM" denies both."""
    assert holds("no diabetes", "no hypertension/diabetes today")
    assert not holds("diabetes", "no hypertension/diabetes today")
