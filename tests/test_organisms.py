"""The member of a family of infections that the organism named decides."""

from __future__ import annotations

import pytest

from rag.organisms import of_organism

SEPSIS, GERMS = ("A40.0", "A41.02", "A41.51", "A41.9"), ("B95.62", "B96.20", "B96.1")


@pytest.mark.parametrize(
    ("family", "text", "code"),
    [
        (SEPSIS, "Sepsis due to E. coli pyelonephritis", "A41.51"),
        (SEPSIS, "sepsis, blood cultures grew MRSA", "A41.02"),
        (SEPSIS, "sepsis, nares swab MRSA positive", ""),
        (SEPSIS, "sepsis, no organism grown", ""),
        (SEPSIS, "sepsis, no MRSA", ""),
        (GERMS, "UTI due to ESBL E coli", "B96.20"),
        (GERMS, "UTI, E coli and Klebsiella", ""),
    ],
)
def test_the_one_organism_named_decides(family: tuple[str, ...], text: str, code: str) -> None:
    """None, several, carried or denied ones decide nothing."""
    assert of_organism(family, text) == code
