"""Titles of the tables are read as words, plural and filler off."""

from __future__ import annotations

from index.table_words import SITES, plain_words, readings


def test_a_title_with_commas_has_several_readings() -> None:
    """Any one of them names the row."""
    assert readings("uterus, uteri, uterine") == (frozenset({"uterus"}), frozenset({"uteri"}), frozenset({"uterine"}))
    assert readings("connective tissue NEC") == (frozenset({"connective", "tissue"}),)


def test_plurals_and_filler_do_not_count() -> None:
    """'Bones of the lungs' is bone and lung; pelvis and abscess keep their s."""
    assert plain_words("bones of the lungs") == ["bone", "lung"]
    assert plain_words("pelvis abscess") == ["pelvis", "abscess"]


def test_adjectives_lead_to_the_noun_of_the_table() -> None:
    """The table prints pancreas, coders say pancreatic."""
    assert SITES["pancreatic"] == "pancreas"
