"""Sizes and places to numbers: growths, repairs, soft lumps."""

from __future__ import annotations

import pytest

from rag.size_codes import growth_codes, lump_codes, repair_codes


@pytest.mark.parametrize(
    ("kind", "text", "codes"),
    [
        ("malignant", "1.1 cm basal cell on the nasal ala, 2 mm all the way around", ["11642"]),
        ("malignant", "1.1 cm basal cell on the nasal ala, 5 mm all the way around", ["11643"]),
        ("benign", "two moles off the back, 0.8 cm and 1.4 cm with margins", ["11401", "11402"]),
        ("benign", "cyst of the scalp, margins not documented, 1 cm", []),
        ("malignant", "1.5 cm with 2 mm margins on one side and 4 mm margins on the other, thigh", ["11602"]),
        ("destroyed", "ED&C of a 1.4 cm SCC, dorsum of the hand, margin 3 mm", ["17272"]),
        ("shaved", "5 mm papule of the nose", ["11310"]),
        ("malignant", "BCC excised, 1 cm with margins", []),
    ],
)
def test_growth_plus_twice_the_narrowest_margin_chooses_the_number(kind: str, text: str, codes: list[str]) -> None:
    """Margins count on both sides when cut out and never when destroyed; without place or size nothing is chosen."""
    assert [s.code for s in growth_codes(kind, text)] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("3 cm forearm lac and 4.5 cm leg lac, both layered", ["12032"]),
        ("layered closure 3.5 cm right forearm and 2 cm layered upper arm, plus 2 cm chin lac single layer", ["12032", "12011"]),
        ("4.1 cm palm laceration, Vicryl deep then nylon", ["12042"]),
        ("complex repair 9 cm trunk", ["13101", "13102"]),
        ("0.9 cm BCC of the cheek, layered closure 3.2 cm", ["12052"]),
        ("2 cm laceration of the arm", []),
    ],
)  # fmt: skip
def test_repairs_are_summed_by_class_and_group_of_places(text: str, codes: list[str]) -> None:
    """Lengths of one class and group are added, the most involved comes first; an unknown class chooses nothing."""
    assert [s.code for s in repair_codes(text)] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("subq lipoma L flank 4.5 cm excised", ["21931"]),
        ("lipoma of the forearm 2 cm excised", ["25075"]),
        ("lipoma of the back 4 cm, subfascial", []),
    ],
)
def test_a_soft_lump_goes_by_place_and_step(text: str, codes: list[str]) -> None:
    """Each region has its own step; beneath the fascia the numbers are others."""
    assert [s.code for s in lump_codes(text)] == codes
