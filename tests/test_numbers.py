"""Numbers to codes: body mass index and weeks of gestation."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from rag.numbers import bmi_code, gestation_code


@pytest.mark.parametrize(
    ("bmi", "code"), [(18.2, "Z68.1"), (31.0, "Z68.31"), (39.9, "Z68.39"), (42.3, "Z68.41"), (71, "Z68.45")]
)
def test_the_adult_code_holds_the_index(code_set: CodeSet, bmi: float, code: str) -> None:
    assert bmi_code(code_set, bmi) == code


def test_weeks_have_a_code_of_their_own(code_set: CodeSet) -> None:
    assert gestation_code(code_set, 32) == "Z3A.32"
    assert gestation_code(code_set, 55) == ""
