"""What the tabular says of codes alone and together, each edit quoting the note at the code where it stands."""

from __future__ import annotations

from rag import edits
from rag.edits import Tabular


def kinds(tabular: Tabular, *codes: str) -> set[str]:
    return {e.kind for e in edits.pairs(tabular, codes)}


def test_type_1_and_type_2_diabetes_exclude_each_other_at_the_category(tabular: Tabular) -> None:
    found = [e for e in edits.pairs(tabular, ["E10.9", "E11.9"]) if e.kind == edits.CONFLICT]
    assert {c.passage.locator for e in found for c in e.citations} == {"E10", "E11"}
    assert all("Excludes1" in c.quote for e in found for c in e.citations)


def test_copd_with_infection_and_pneumonia_have_no_excludes1(tabular: Tabular) -> None:
    assert edits.NO_CONFLICT in kinds(tabular, "J44.0", "J18.9")


def test_the_stage_of_kidney_disease_is_added_after_its_cause(tabular: Tabular) -> None:
    assert edits.ADDITIONAL in kinds(tabular, "E11.22", "N18.4")
    assert edits.sequence(tabular, ["N18.4", "E11.22"]) == ["E11.22", "N18.4"]


def test_a_manifestation_is_not_reported_first(tabular: Tabular) -> None:
    (found,) = edits.missing_first(tabular, ["F02.80"])
    assert found.kind == edits.MISSING_FIRST
    assert not list(edits.missing_first(tabular, ["G30.9", "F02.80"]))


def test_a_header_names_the_valid_codes_below_it(tabular: Tabular) -> None:
    found = edits.single(tabular, "E11.2")
    assert found.kind == edits.NOT_BILLABLE
    assert "E11.21, E11.22, E11.29" in found.text


def test_a_missing_seventh_character_is_named_with_its_choices(tabular: Tabular) -> None:
    found = edits.single(tabular, "S72.001")
    assert found.kind == edits.SEVENTH
    assert "A initial encounter for closed fracture" in found.text and "S72.001A" in found.text


def test_an_excludes2_note_lets_both_stand(tabular: Tabular) -> None:
    assert edits.MAY_COEXIST in kinds(tabular, "I21.4", "R07.9")


def test_a_note_on_what_goes_first_when_present_does_not_bar_the_code_alone(tabular: Tabular) -> None:
    assert list(edits.missing_first(tabular, ["A41.9", "N39.0"])) == []
