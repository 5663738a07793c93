"""The HCPCS number of a drug named with its dose, and how many units the dose is, rounded up to the next whole one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from rag.count_codes import Counted
from rag.measures import NUMBER, number

# names, number, size of one unit, unit of measure; HCPCS 2026
_DRUGS = (
    (r"kenalog|triamcinolone|triesence", "J3301", 10, "mg"),
    (r"toradol|ketorolac", "J1885", 15, "mg"),
    (r"rocephin|ceftriaxone", "J0696", 250, "mg"),
    (r"dexamethasone|decadron", "J1100", 1, "mg"),
    (r"depo-? ?medrol|methylprednisolone acetate", "J1010", 1, "mg"),
    (r"solu-? ?medrol|methylprednisolone (?:sodium )?succinate", "J2919", 5, "mg"),
    (r"(?:vitamin )?b-? ?12|cyanocobalamin", "J3420", 1000, "mcg"),
    (r"depo-? ?provera|medroxyprogesterone", "J1050", 1, "mg"),
    (r"zofran|ondansetron", "J2405", 1, "mg"),
    (r"benadryl|diphenhydramine", "J1200", 50, "mg"),
    (r"phenergan|promethazine", "J2550", 50, "mg"),
    (r"testosterone cyp\w*", "J1071", 1, "mg"),
    (r"celestone|betamethasone", "J0702", 6, "mg"),
    (r"prolia|xgeva|denosumab", "J0897", 1, "mg"),
    (r"venofer|iron sucrose", "J1756", 1, "mg"),
    (r"injectafer|ferric carboxymaltose", "J1439", 1, "mg"),
    (r"keytruda|pembrolizumab", "J9271", 1, "mg"),
    (r"remicade|infliximab", "J1745", 10, "mg"),
    (r"botox|onabotulinum\w*", "J0585", 1, "units"),
    (r"bicillin(?: l-?a)?|benzathine", "J0561", 100_000, "units"),
)
_SCALE = {"g": 1000.0, "gm": 1000.0, "gram": 1000.0, "grams": 1000.0, "mg": 1.0, "mcg": 0.001, "milligrams": 1.0}
_AMOUNT = re.compile(rf"(?<![\w.])((?:\d{{1,3}}(?:,\d{{3}})+)|{NUMBER})(\s*million|\s*m(?=\s+units))?[\s-]*(mg|mcg|grams?|gm|g|milligrams|units?|u|iu|milunits)\b(?!\s*(?:/|per\b)\s*(?:\d|ml|cc))", re.IGNORECASE)  # fmt: skip
_CONTAINER = re.compile(r"^\W*(?:(?!from|of|out|in|and|was|given)[a-z]+[- ]){0,4}?(?:vials?|ampules?|sdv|containers?|bottles?)\b", re.IGNORECASE)  # fmt: skip
_LEFT = re.compile(r"^\W*(?:was |were |is )?(?:wast\w+|discard\w+|left ?over|thrown|remain\w+|unused)", re.IGNORECASE)
_GAVE = re.compile(
    r"\b(?:gave|given|used|inject\w+|administ\w+|got|received|drew up|of)\W+(?:\w+ ){0,2}$", re.IGNORECASE
)
_WASTED = re.compile(
    r"(?:wast\w+|discard\w+|threw out|tossed|rest of|remaining)\W+(?:(?!gave|given|used)\w+ ){0,3}$", re.IGNORECASE
)


def drug_units(text: str) -> Iterator[Counted]:
    """Each drug named with the dose given: its number and units. A vial's size and what was thrown away are no dose."""
    for words, code, size, measure in _DRUGS:
        named = re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)
        dose = _dose(text, named.start(), measure) if named else None
        if dose is None:
            continue
        units = math.ceil(round(dose / size, 4))
        yield Counted(code, units, f"{dose:g} {measure} in units of {size:g} {measure}")


def _dose(text: str, at: int, measure: str) -> float | None:
    """The amount given that stands nearest to the drug's name, in its measure."""
    near = []
    for m in _AMOUNT.finditer(text):
        before, after = text[max(0, m.start() - 30) : m.start()], text[m.end() : m.end() + 45]
        if _CONTAINER.search(after) or _WASTED.search(before) or (_LEFT.search(after) and not _GAVE.search(before)):
            continue
        unit = m[3].lower()
        amount = number(m[1].replace(",", "")) * (1_000_000 if m[2] else 1)
        if measure == "units":
            if unit in ("units", "unit", "u", "iu"):
                near.append((abs(m.start() - at), amount))
        elif unit in _SCALE:
            scaled = amount * _SCALE[unit]
            near.append((abs(m.start() - at), scaled * 1000 if measure == "mcg" else scaled))
    return min(near)[1] if near and min(near)[0] <= 60 else None
