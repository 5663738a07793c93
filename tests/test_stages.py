"""Trimesters and stages choose the member of a family."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from rag.stages import in_trimester


@pytest.mark.parametrize(
    ("code", "said", "chosen"),
    [
        ("O60.00", "33w admitted for preterm labor, stopped, not delivered", "O60.03"),
        ("O60.00", "preterm labor at 25 weeks", "O60.02"),
        ("O60.00", "delivered at 33 weeks", "O60.00"),
        ("O60.00", "preterm labor", "O60.00"),
        ("Z34.00", "first baby, 20 weeks, all fine", "Z34.02"),
        ("J20.9", "20 weeks of pregnancy", "J20.9"),
    ],
)
def test_weeks_choose_the_trimester_unless_the_birth_is_over(
    code: str, said: str, chosen: str, code_set: CodeSet
) -> None:
    """Below 14 weeks is the first trimester, below 28 the second, then the third (I.C.15.a.3)."""
    assert in_trimester(code, said, code_set) == chosen
