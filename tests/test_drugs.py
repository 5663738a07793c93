"""Drugs of a question and their classes: which are at fault, and what they did."""

from __future__ import annotations

import pytest

from index.build import ROOT
from index.code_set import CodeSet
from rag.drugs import Drugs, read_drugs


@pytest.fixture(scope="module")
def drugs() -> Drugs:
    return read_drugs(ROOT / "guidelines" / "terms" / "drugs.tsv")


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("Rash from amoxicillin, also on metformin.", ("T36.0X",)),
        ("ER doc blames her lorazepam together with zolpidem.", ("T42.4X", "T42.6X")),
        ("Xanax overdose", ("T42.4X",)),
        ("No drug is named.", ()),
    ],
)
def test_the_drugs_at_fault_are_those_that_the_words_blame(drugs: Drugs, text: str, classes: tuple[str, ...]) -> None:
    """A drug is at fault by the words before or after it, and so is one joined to it; others of the list are not."""
    assert drugs.at_fault(text) == classes


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("Cough from lisinopril taken as prescribed", "5"),
        ("too much metoprolol by mistake, bradycardia from metoprolol", "1"),
        ("suicide attempt by overdose of Tylenol", "2"),
        ("rationed, so underdosing of insulin", "6"),
        ("takes metformin", ""),
    ],
)
def test_words_say_what_the_drug_did(drugs: Drugs, text: str, character: str) -> None:
    """Adverse effect, poisoning and underdosing are told by their words (I.C.19.e.5)."""
    assert drugs.harm(text) == character


def test_every_class_is_a_subcategory_of_the_release(drugs: Drugs, code_set: CodeSet) -> None:
    """Each class of the table leads to a code with the character of an adverse effect or of poisoning."""
    stems = {d.stem for name in drugs.names for d in drugs.named(name)}
    assert all(code_set.find(f"{s}5") or code_set.find(f"{s}1") for s in stems)


def test_blanks_keep_every_other_character_in_its_place(drugs: Drugs) -> None:
    """A text without its drugs is as long as before."""
    assert drugs.without("on metformin today") == "on           today"
