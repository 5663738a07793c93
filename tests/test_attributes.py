"""Sides, sizes, stages, acuity and links."""

from __future__ import annotations

import pytest

from rag.attributes import laterality_of, links, measures


@pytest.mark.parametrize(
    ("sentence", "span", "side"),
    [
        ("Right knee OA and left hip pain", "OA", "right"),
        ("Right knee OA and left hip pain", "hip pain", "left"),
        ("Osteoarthritis, right knee", "Osteoarthritis", "right"),
        ("pain in the left knee and hip", "hip", "left"),
        ("Bilateral cataracts", "cataracts", "bilateral"),
        ("open angle glaucoma, both eyes", "glaucoma", "bilateral"),
        ("right and left knee pain", "knee pain", "bilateral"),
        ("cataract OD", "cataract", "right"),
        ("R hip pain", "hip pain", "right"),
        ("fx right femur, left wrist sprain", "sprain", "left"),
        ("fx right femur, left wrist sprain", "fx", "right"),
        ("41 yo R-handed man with L wrist fracture", "fracture", "left"),
        ("cataract, RIGHT eye (left eye is done)", "cataract", "right"),
        ("he left the ED with cough", "cough", None),
        ("pneumonia R/O CHF", "pneumonia", None),
        ("L5 radiculopathy", "radiculopathy", None),
        ("hip pain", "hip pain", None),
    ],
)
def test_the_side_of_a_span_is_the_one_said_of_it(sentence: str, span: str, side: str | None) -> None:
    """Another finding's side, a handedness or a letter that is no side is not taken."""
    at = sentence.index(span)
    assert laterality_of(sentence, at, at + len(span)) == side


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("lesion 1.2 cm + margins 0.5 cm each side", [(1.2, "cm", "size"), (0.5, "cm", "margin")]),
        ("1.2 x 0.8 cm with 0.3cm margins", [(1.2, "cm", "size"), (0.8, "cm", "size"), (0.3, "cm", "margin")]),
        ("BMI is 42.1", [(42.1, "kg/m2", "bmi")]),
        ("BP 120/80", []),
    ],
)
def test_measures_have_a_unit_and_say_what_they_are_of(sentence: str, found: list[tuple[float, str, str]]) -> None:
    """A lesion and its margin are told apart."""
    assert [(m.value, m.unit, m.of) for m in measures(sentence)] == found


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("CKD due to diabetes", ["cause"]),
        ("anemia 2/2 CKD", ["cause"]),
        ("ulcer not due to diabetes", ["none"]),
        ("neuropathy unrelated to DM", ["none"]),
        ("HTN with CKD", ["associated"]),
        ("AKI in the setting of sepsis", ["setting"]),
        ("edema without DVT", []),
    ],
)
def test_words_that_link_findings_are_told_from_those_that_part_them(sentence: str, kinds: list[str]) -> None:
    """ "Not due to" is no "due to"; "in the setting of" is its own kind."""
    assert [link.kind for link in links(sentence)] == kinds
