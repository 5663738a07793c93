"""The circumstance of a drug and the behavior of a neoplasm, as the words say them."""

from __future__ import annotations

import pytest

from index.table_columns import column_name, drug_column, neoplasm_parts


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("adverse reaction to penicillin", "adverse effect"),
        ("rash, amoxicillin taken as prescribed", "adverse effect"),
        ("side effect of lisinopril", "adverse effect"),
        ("took too much Tylenol", "poisoning, accidental"),
        ("unintentional overdose", "poisoning, accidental"),
        ("overdose, intent not documented", "poisoning, accidental"),
        ("given the wrong drug", "poisoning, accidental"),
        ("overdosed on purpose", "poisoning, intentional self-harm"),
        ("intentional overdose", "poisoning, intentional self-harm"),
        ("attempted suicide by pills", "poisoning, intentional self-harm"),
        ("assault by poisoning", "poisoning, assault"),
        ("intent undetermined", "poisoning, undetermined"),
        ("ran out of her metoprolol", "underdosing"),
        ("patient skipped doses of insulin", "underdosing"),
        ("took half the dose to save money", "underdosing"),
        ("poisoning or adverse effect?", None),
        ("on warfarin", None),
    ],
)
def test_the_circumstance_is_read_from_the_words(text: str, column: str | None) -> None:
    """Intent not stated is accidental; a question that names two columns leaves it open (I.C.19.e.5)."""
    assert drug_column(text) == column


def test_the_parts_of_a_text_have_their_own_behavior() -> None:
    """Primary and secondary sites are told apart by the words around them."""
    assert [c for _, c in neoplasm_parts("colon CA now liver mets")] == ["malignant primary", "malignant secondary"]
    assert neoplasm_parts("DCIS of breast")[0][1] == "in situ"
    assert neoplasm_parts("metastatic breast cancer")[0][1] is None


def test_official_heads_have_the_names_coders_use() -> None:
    """A head not known is kept as printed."""
    assert column_name("Poisoning Accidental (unintentional)") == "poisoning, accidental"
    assert column_name("Ca in situ") == "in situ"
    assert column_name("Malignant Secondary") == "malignant secondary"
    assert column_name("Other") == "Other"
