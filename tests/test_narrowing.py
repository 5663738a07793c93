"""The site of a skin growth and the one procedure number named."""

from __future__ import annotations

import pytest

from index.code_set import CodeSet
from rag.narrowing import at_sites


@pytest.mark.parametrize(
    ("code", "text", "codes"),
    [
        ("D22.9", "mole on the upper back", ("D22.5",)),
        ("D22.9", "mole of the left forearm", ("D22.62",)),
        ("D22.9", "a mole on the left forearm and a different one, upper back", ("D22.5", "D22.62")),
        ("C44.92", "SCC of the right shin", ("C44.722",)),
        ("C44.91", "BCC of the nose", ("C44.311",)),
        ("D03.9", "melanoma in situ of the arm", ("D03.60",)),
        ("C44.91", "BCC, path not back", ()),
        ("C44.91", "BCC of the back of the hand", ("C44.611",)),
        ("C44.310", "BCC of the left cheek", ("C44.319",)),
    ],
)
def test_the_place_named_gives_the_code_of_the_place(
    code: str, text: str, codes: tuple[str, ...], code_set: CodeSet
) -> None:
    """Place and side choose the code; without a place the code of unspecified place stays."""
    assert at_sites(code_set, code, text) == codes
