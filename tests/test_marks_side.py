"""Sides of codes against the side that the note gives."""

from __future__ import annotations

import pytest

from tests.notes import Reviewer

WRONG = [
    ("Impression: proliferative diabetic retinopathy with macular edema, right eye, type 2 diabetes.", "E11.3512"),
    ("XR: nondisplaced fracture of lateral malleolus of left fibula. ED today.", "S82.64XA"),
    ("Dx: small cell carcinoma, RIGHT upper lobe lung.", "C34.12"),
]


@pytest.mark.parametrize(("text", "code"), WRONG, ids=[c for _, c in WRONG])
def test_a_wrong_side_is_marked(kinds: Reviewer, text: str, code: str) -> None:
    """The side may be said in the code, or by its seventh character."""
    assert ("laterality", code) in kinds(text, code)
