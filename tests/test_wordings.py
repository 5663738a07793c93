"""What a member of a category says, and what it says is absent."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from index.terms import Terms
from rag.coverage import Coverage
from rag.wordings import Wordings


@pytest.fixture(scope="module")
def coverage(code_set: CodeSet, terms: Terms) -> Coverage:
    return Coverage(code_set, terms)


@pytest.mark.parametrize(
    ("code", "said", "absent"),
    [
        ("K40.91", "recurr", "obstruct"),  # "without obstruction or gangrene, recurrent"
        ("G43.019", "intract", "aura"),  # "without aura, intractable, without status migrainosus"
        ("K35.891", "gangren", "perfor"),  # "without perforation, with gangrene"
    ],
)
def test_what_is_absent_ends_at_the_comma(
    code: str, said: str, absent: str, code_set: CodeSet, coverage: Coverage
) -> None:
    """The words behind the comma are said of the member."""
    own = Wordings(code_set, coverage).of(code)[0]
    assert said in own.words and said not in own.absent
    assert absent in own.absent and absent not in own.words


def test_a_list_of_what_is_absent_goes_on(code_set: CodeSet, coverage: Coverage) -> None:
    """ "Without behavioral disturbance, psychotic disturbance, mood disturbance, and anxiety"."""
    own = Wordings(code_set, coverage).of("F03.90")[0]
    assert {"behavior", "psychot", "mood", "anxieti"} <= own.absent
