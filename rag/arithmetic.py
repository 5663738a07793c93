"""Replaces the family or first number of a row by the numbers that sizes, counts and minutes of the question lead to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.compose import Draft
from rag.count_codes import (
    Counted,
    benign,
    biopsies,
    critical,
    debrided,
    deepest,
    keratoses,
    muscles,
    tags,
    visit_by_time,
)
from rag.drug_units import drug_units
from rag.ground import supported
from rag.size_codes import Sized, family, growth_codes, lump_codes, repair_codes
from rag.types import CandidateCode, Question

_NEW = re.compile(
    r"\b(?:new (?:patient|pt)|np\b|first visit|never (?:been )?seen|new to (?:us|the practice|our))", re.IGNORECASE
)
_REPAIR_RULES = ("repair-", "lesion-excision-with-closure")
_KNOWN = re.compile(r"\b(?:est(?:ablished)?|known|returning|follow[- ]?up|f/?u) (?:patient|pt|visit)?", re.IGNORECASE)
_LEVELS = ("straightforward", "low", "moderate", "high")
_BY_LEVEL = (
    ("99202", "99203", "99204", "99205"), ("99212", "99213", "99214", "99215"), ("99221", "99221", "99222", "99223"),
    ("99231", "99231", "99232", "99233"), ("99234", "99234", "99235", "99236"), ("99282", "99283", "99284", "99285"),
    ("99242", "99243", "99244", "99245"), ("99252", "99253", "99254", "99255"),
)  # fmt: skip
_LEVEL = re.compile(
    r"\b(straightforward|low|moderate|high)(?: (?:level|complexity))?\W+(?:of )?(?:mdm|complexity|decision|medical decision)|\b(?:mdm|decision making|complexity)\W+(?:(?:is|was|of|at|reaches|:)\W+)?(straightforward|low|moderate|high)\b",
    re.IGNORECASE,
)
_PAYER = re.compile(
    r"(?P<medicare>\b(?:medicare|cms)\b)|\b(?:commercial|aetna|cigna|blue cross|bcbs|united|uhc|humana|anthem|private|cpt (?:rules?|time|definition)|follows cpt)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"96372|963[67]\d|964\d\d|2060[0-9]|2061[01]|2055[0-3]|20526|1190[01]|64[46]\d\d|6232\d|J\d{4}")
_VISITS = ("99202", "99203", "99204", "99205", "99212", "99213", "99214", "99215")
_DEPTH = ("11042", "11043", "11044", "11045", "11046", "11047", "97597", "97598")
_COUNTS: tuple[tuple[tuple[str, ...], Callable[[str], tuple[Counted, ...]]], ...] = (
    (("17000", "17003", "17004"), keratoses),
    (("17110", "17111"), benign),
    (("11200", "11201"), tags),
    (("20552", "20553"), muscles),
    (("11102", "11103", "11104", "11105", "11106", "11107"), biopsies),
)


def work_out(draft: Draft, question: Question) -> None:
    """Sizes, lengths, counts, areas and minutes, each where a row has led to their family."""
    text = question.text
    kinds = list(dict.fromkeys(family(c.code) for c in _assigned(draft) if family(c.code)))
    if len(kinds) == 1:  # of a benign and a malignant growth in one question it is not known which size is whose
        _put(draft, lambda c: family(c.code) == kinds[0], [_plain(s) for s in growth_codes(kinds[0], text)])
    _lumps(draft, text)
    for codes, counted in _COUNTS:
        if any(c.code in codes for c in _assigned(draft)):
            _put(draft, lambda c, codes=codes: c.code in codes, counted(text))  # type: ignore[misc]
    depth = next((c.code for c in _assigned(draft) if c.code in _DEPTH), "")
    if depth:
        _put(draft, lambda c: c.code in _DEPTH, debrided(deepest(depth, text), text))
    if any(c.code in _VISITS and c.why.startswith("em-time") for c in _assigned(draft)):
        _put(draft, lambda c: c.code in _VISITS, visit_by_time(text, bool(_NEW.search(text))))
    payer = _PAYER.search(text)
    if payer and any(c.code == "99291" and c.why.startswith("critical-care-time") for c in _assigned(draft)):
        _put(draft, lambda c: c.code in ("99291", "99292"), critical(text, bool(payer["medicare"])))
    _levels(draft, text)
    _repairs(draft, text)
    _drugs(draft, text)


def _lumps(draft: Draft, text: str) -> None:
    """A lipoma cut out from under the skin, by place and size."""
    rows = [c for s in draft.statements if s and s.text.startswith("If lipoma under the skin") for c in s.citations]
    found = lump_codes(text) if rows else ()
    numbers = {f.code for f in found}
    if found and any(c.code in ("21930", "21931") for c in _assigned(draft)):
        _put(draft, lambda c: c.code in ("21930", "21931"), [_plain(f) for f in found])
    elif found and not any(c.code in numbers for c in draft.candidates):
        why = f"{rows[0].passage.locator}: the place and size of the question"
        draft.candidates += [CandidateCode(f.code, "", "assign", f"{why}; {f.because}", "CPT/HCPCS", (rows[0],)) for f in found]  # fmt: skip


def _levels(draft: Draft, text: str) -> None:
    """Of the visits that a row offers the one of the decision making, and of new or known, that the question names."""
    said = _LEVEL.search(text)
    level = (said[1] or said[2]).lower() if said else ""
    wanted = {codes[_LEVELS.index(level)] for codes in _BY_LEVEL} if level else set()
    other = _VISITS[4:] if _NEW.search(text) else _VISITS[:4]
    out = other if _NEW.search(text) or _KNOWN.search(text) else ()
    for at, c in enumerate(draft.candidates):
        row = [d for d in draft.candidates if d.why == c.why and d.system == c.system]
        offered = [d.code for d in row if d.code.startswith("99") and d.code not in out]
        fits = [d for d in offered if d in wanted] or (offered if len(offered) == 1 else [])
        if len(row) > 1 and len(fits) == 1 and c.code.startswith("99") and not c.why.startswith("not here"):
            draft.candidates[at] = replace(c, role="assign" if c.code == fits[0] else "considered")


def _drugs(draft: Draft, text: str) -> None:
    """A drug named with its dose, beside the injection or infusion that a row assigns."""
    given = next((c for c in _assigned(draft) if _GIVEN.match(c.code) and c.citations), None)
    if given is None or re.search(r"\b(?:hospital|facility|inpatient)\b", text, re.IGNORECASE):
        return
    for found in drug_units(text):
        if not any(c.code == found.code for c in draft.candidates if c.role == "considered"):
            draft.candidates = [c for c in draft.candidates if c.code != found.code]
            why = f"the drug and dose of the question; {found.because}"
            draft.candidates.append(CandidateCode(found.code, "", "assign", why, "CPT/HCPCS", given.citations))
            times = f" x {found.units}" if found.units > 1 else ""
            draft.statements.append(supported(f"{found.code}{times}: {found.because}.", [(c.passage, c.quote) for c in given.citations]))  # fmt: skip


def _repairs(draft: Draft, text: str) -> None:
    """Repairs by their summed lengths; a closure in one layer is part of an excision."""
    rows = [c for s in draft.statements if s for c in s.citations if c.passage.locator.startswith(_REPAIR_RULES)]
    glued = re.search(r"\b(?:glue|dermabond|adhesive|steri)", text, re.IGNORECASE)
    if not rows or (glued and re.search(r"\b(?:medicare|cms|steri\w*)\b", text, re.IGNORECASE)):
        return
    found = repair_codes(text)
    cut_out = any(family(c.code) in ("benign", "malignant") for c in _assigned(draft))
    if cut_out and not any(s.because.startswith(("intermediate", "complex")) for s in found):
        if re.search(r"\b(?:simple|one[- ]layer|single[- ]layer)", text, re.IGNORECASE):  # included in the excision
            draft.candidates = [replace(c, role="considered") if _is_repair(c) and c.role == "assign" else c for c in draft.candidates]  # fmt: skip
        return
    if any(_is_repair(c) for c in _assigned(draft)):
        _put(draft, _is_repair, [_plain(s) for s in found])
    elif found and any(c.passage.locator in ("repair-level", "repair-add-lengths") for c in rows):
        why = f"{rows[0].passage.locator}: the lengths and places of the question"
        draft.candidates += [CandidateCode(s.code, "", "assign", f"{why}; {s.because}", "CPT/HCPCS", (rows[0],)) for s in found]  # fmt: skip


def _is_repair(candidate: CandidateCode) -> bool:
    return candidate.system == "CPT/HCPCS" and bool(re.match(r"1(?:20|3[01])\d\d", candidate.code))


def _assigned(draft: Draft) -> list[CandidateCode]:
    return [c for c in draft.candidates if c.role == "assign" and c.system == "CPT/HCPCS"]


def _plain(sized: Sized) -> Counted:
    return Counted(sized.code, 1, sized.because)


def _put(draft: Draft, mine: Callable[[CandidateCode], bool], found: Sequence[Counted]) -> None:
    """The numbers found in the place of the first assigned one of the family; the others of the family step back."""
    at = next((i for i, c in enumerate(draft.candidates) if c.role == "assign" and mine(c)), None)
    if at is None or not found:
        return
    model = draft.candidates[at]
    codes = {f.code for f in found}
    others = [replace(c, role="considered") if mine(c) and c.role == "assign" else c for c in draft.candidates]
    kept = [c for i, c in enumerate(others) if i != at and c.code not in codes]
    worked = [replace(model, code=f.code, why=f"{model.why}; {f.because}") for f in found]
    draft.candidates = [*kept[: at - sum(c.code in codes for c in others[:at])], *worked, *kept[at - sum(c.code in codes for c in others[:at]) :]]  # fmt: skip
    for f in found:
        times = f" x {f.units}" if f.units > 1 else ""
        draft.statements.append(supported(f"{f.code}{times}: {f.because}.", [(c.passage, c.quote) for c in model.citations]))  # fmt: skip
