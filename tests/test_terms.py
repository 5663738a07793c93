"""Abbreviations in context and lay words."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.passage import Malformed
from index.terms import Terms, read_terms


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("HTN and CKD", "hypertension and chronic kidney disease"),
        ("pt with MS on interferon", "multiple sclerosis"),
        ("MS, valve murmur", "mitral valve stenosis"),
        ("c/o SOB", "shortness of breath"),
        ("water on the knee", "effusion of knee"),
        ("heart attack", "myocardial infarction"),
    ],
)
def test_shorthand_and_lay_words_become_clinical(terms: Terms, said: str, meant: str) -> None:
    assert meant in terms.clinical(said)


def test_common_words_stay_as_they_are(terms: Terms) -> None:
    said = "is it ok to use this code or that as well"
    assert terms.clinical(said) == said


def test_the_lists_are_as_large_as_promised(terms: Terms) -> None:
    assert len(terms) > 2_100


def test_a_row_without_its_meaning_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lay.tsv").write_text("said\tmeans\nheart attack\n")
    with pytest.raises(Malformed, match=r"lay\.tsv:2"):
        read_terms(tmp_path)
