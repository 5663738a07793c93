"""Of codes offered as "A or B" the words choose."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from index.decision import items
from rag.choices import by_words
from rag.said import Words


@pytest.mark.parametrize(
    ("cell", "said", "order"),
    [
        ("F32.9 or F33.9 as documented", "MDD, recurrent, stable", ["F33.9", "F32.9"]),
        ("F32.9 or F33.9 as documented", "major depression, stable", ["F32.9", "F33.9"]),
        ("F32.9 or F33.9 as documented", "major depression, not recurrent", ["F32.9", "F33.9"]),
        ("I10, J44.9 or J44.1", "copd with acute exacerbation", ["I10", "J44.1", "J44.9"]),
        ("F32.- or F33.-", "MDD, recurrent", ["F32.-", "F33.-"]),
        ("K57.32 (K57.20 where an abscess is documented)", "diverticulitis with abscess", ["K57.20", "K57.32"]),
        ("K57.32 (K57.20 where an abscess is documented)", "diverticulitis, no abscess", ["K57.32", "K57.20"]),
    ],
)
def test_the_code_whose_own_words_are_said_comes_first(
    cell: str, said: str, order: list[str], code_set: CodeSet
) -> None:
    """Words that both descriptors share decide nothing; families stay as written."""
    chosen = by_words(items(cell), Words([said]), code_set)
    assert [i.text for i in chosen] == order
    assert [i.choice for i in chosen] == [i.choice for i in items(cell)]
