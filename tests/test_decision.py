"""Cells of a branch table."""

from __future__ import annotations

import pytest

from index.decision import items, parse_cues, parse_table
from index.passage import Malformed


def test_a_cell_lists_codes_numbers_modifiers_and_markers_in_order() -> None:
    found = items("17110, modifier 25, D22.5 or D22.-, [condition], 11400-11446")
    assert [(i.text, i.kind, i.choice) for i in found] == [
        ("17110", "procedure", False),
        ("25", "modifier", False),
        ("D22.5", "icd", False),
        ("D22.-", "icd", True),
        ("[condition]", "marker", False),
        ("11400-11446", "procedure", False),
    ]


def test_facts_join_with_plus_and_wordings_with_slash() -> None:
    cues = parse_cues("hypertens* + ckd / chronic kidney disease", "here")
    assert [c.wordings for c in cues] == [("hypertens*",), ("ckd", "chronic kidney disease")]


def test_a_named_set_of_wordings_is_put_in() -> None:
    (cue,) = parse_cues("<frozen>", "here", {"frozen": "cryo* / froze"})
    assert cue.wordings == ("cryo*", "froze")


def test_markers_are_said_in_words() -> None:
    lines = [
        (1, "| if | assign | not |"),
        (2, "| --- | --- | --- |"),
        (3, "| it is probable | [symptom] | [condition] |"),
    ]
    (branch,) = parse_table(lines, "x.md")
    assert branch.sentence() == "If it is probable: the code of the sign or symptom; not the code of the condition."


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(Malformed, match=r"x\.md:1"):
        parse_table([(1, "| when | then |"), (2, "| --- | --- |"), (3, "| a | b |")], "x.md")


def test_a_row_may_carry_a_verdict_of_its_own_and_an_unknown_one_is_refused() -> None:
    lines = [
        "| if | cues | assign | not | verdict |",
        "| --- | --- | --- | --- | --- |",
        "| x | a / b | I10 | | gray |",
    ]
    assert parse_table(list(enumerate(lines, 1)), "here")[0].verdict == "gray"
    with pytest.raises(Malformed, match="here:3: unknown verdict 'grey'"):
        parse_table(list(enumerate([*lines[:2], lines[2].replace("gray", "grey")], 1)), "here")


def test_unless_needs_another_fact_beside_it() -> None:
    facts = parse_cues("neuropathy + unless probably / likely", "here")
    assert [(f.wordings, f.unless) for f in facts] == [(("neuropathy",), False), (("probably", "likely"), True)]
    with pytest.raises(Malformed, match="besides 'unless'"):
        parse_cues("unless probably", "here")


@pytest.mark.parametrize("cell", ["burn + >= 20 %", "burn / %"])
def test_a_wording_without_a_word_is_refused(cell: str) -> None:
    with pytest.raises(Malformed, match="no word in it"):
        parse_cues(cell, "here")


def test_brackets_that_say_when_hold_the_other_choice() -> None:
    """ "K57.32 (K57.20 with perforation)" offers either; "(Z38.- first at the birth)" adds one; each keeps what it is for."""
    told = [(i.text, i.choice, i.when) for i in items("K57.32 (K57.20 with perforation), R65.20")]
    assert told == [("K57.32", False, ""), ("K57.20", True, "with perforation"), ("R65.20", False, "")]
    assert not any(i.choice for i in items("P04.14 (Z38.- first at the birth episode)"))
    assert not any(i.choice for i in items("Z37.0, the cause (O75.82)"))
