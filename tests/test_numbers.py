"""Numbers to codes: body mass index and weeks of gestation."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from rag.numbers import (
    alcohol_code,
    birth_weight_code,
    bmi_code,
    burn_extent_code,
    gestation_code,
    nihss_code,
    preterm_code,
)


@pytest.mark.parametrize(
    ("bmi", "code"), [(18.2, "Z68.1"), (31.0, "Z68.31"), (39.9, "Z68.39"), (42.3, "Z68.41"), (71, "Z68.45")]
)
def test_the_adult_code_holds_the_index(code_set: CodeSet, bmi: float, code: str) -> None:
    assert bmi_code(code_set, bmi) == code


def test_weeks_have_a_code_of_their_own(code_set: CodeSet) -> None:
    assert gestation_code(code_set, 32) == "Z3A.32"
    assert gestation_code(code_set, 55) == ""


@pytest.mark.parametrize(
    ("text", "weight", "weeks"),
    [
        ("newborn, birth weight 2300 grams, born at 36 weeks", "P07.18", "P07.39"),
        ("NICU baby, 900 g, 27 weeks", "P07.03", "P07.26"),
        ("newborn at 39 weeks, 3,400 grams", "", ""),
        ("tumor of 900 grams", "", ""),
    ],
)
def test_birth_weight_and_weeks_of_a_preterm_newborn_have_codes(
    code_set: CodeSet, text: str, weight: str, weeks: str
) -> None:
    """Grams and completed weeks of a newborn choose the member of P07; others choose none."""
    assert (birth_weight_code(code_set, text), preterm_code(code_set, text)) == (weight, weeks)


@pytest.mark.parametrize(
    ("text", "code"),
    [("blood alcohol 280 mg/100 ml", "Y90.8"), ("BAC 0.15", "Y90.6"), ("alcohol level 15", "Y90.0"), ("no level", "")],
)
def test_a_blood_alcohol_level_has_a_code(code_set: CodeSet, text: str, code: str) -> None:
    """Milligrams per 100 ml or per cent choose the member of Y90."""
    assert alcohol_code(code_set, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("burns, TBSA 10%, of which 3% third degree", "T31.10"),
        ("scald of 8% of the body", "T31.0"),
        ("burns over 25% TBSA, 12% full thickness", "T31.21"),
        ("burn, TBSA 20%, third degree, share not said", ""),
        ("dehydration, 10% of body weight lost", ""),
    ],
)
def test_the_share_of_the_body_burned_has_a_code(code_set: CodeSet, text: str, code: str) -> None:
    """Whole share and that of third degree choose the member of T31; nothing where that of third degree is open."""
    assert burn_extent_code(code_set, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NIHSS 14 recorded by the nurse", "R29.714"),
        ("NIH stroke scale on arrival was 8", "R29.708"),
        ("NIHSS not scored. 3 days later home", ""),
        ("score of 8", ""),
    ],
)
def test_the_score_of_the_stroke_scale_is_the_end_of_its_code(code_set: CodeSet, text: str, code: str) -> None:
    """R29.7 and the score in two digits (I.C.18.i)."""
    assert nihss_code(code_set, text) == code
