"""Code ranges as instructional notes print them."""

from __future__ import annotations

import pytest

from index.patterns import find_codes, find_patterns, normalise_code


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("old myocardial infarction (I25.2)", ["I25.2"], ["I25.1", "I25"]),
        ("type 1 diabetes (E10.-)", ["E10", "E10.9", "E10.311"], ["E11.9"]),
        ("neoplasms (C00-D49)", ["C00.0", "C50.919", "D49.9"], ["D50.9", "B99.9"]),
        ("(E08-E13 with .22)", ["E08.22", "E11.22"], ["E11.21", "E14.22", "E11.9"]),
        (
            "(T36-T50 with fifth or sixth character 5)",
            ["T36.0X5A", "T45.515A", "T36.0X5"],
            ["T36.0X1A", "T36.0X6", "T51.0X1"],
        ),
        ("(T36-T65 with fifth or sixth character 1-4 or 6)", ["T36.0X1A", "T51.92XA", "T40.2X6D"], ["T36.0X5A"]),
        ("(I69. with final characters -23)", ["I69.023", "I69.323"], ["I69.320", "I69.32"]),
        ("(S42.- with 7th character B)", ["S42.001B"], ["S42.001A"]),
        ("(F10-F19 with .151, .251, .951)", ["F10.151", "F19.951"], ["F10.150", "F20.151"]),
        ("(I63.3-I63.5-)", ["I63.30", "I63.549"], ["I63.6", "I63.2"]),
        ("(S12.0--S12.3-)", ["S12.000", "S12.390"], ["S12.400"]),
        ("(J18.9, J44.-)", ["J18.9", "J44.1"], ["J18.8", "J45.20"]),
    ],
)
def test_a_note_covers_the_codes_it_names_and_no_others(text: str, inside: list[str], outside: list[str]) -> None:
    patterns = find_patterns(text)
    assert patterns
    for code in inside:
        assert any(p.matches(code) for p in patterns), code
    for code in outside:
        assert not any(p.matches(code) for p in patterns), code


def test_codes_are_normalised_whatever_their_spelling() -> None:
    assert normalise_code("e1122") == "E11.22"
    assert normalise_code("E11.22") == "E11.22"
    assert normalise_code("i10") == "I10"


def test_single_codes_are_listed_once_in_order() -> None:
    assert find_codes("I13.0 with N18.4 and I13.0") == ("I13.0", "N18.4")
