"""Codes that a note leads to by itself, beside those proposed: in its order, what its deciding sections state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.edit_tables import EditTables
from index.search import Index
from rag.completed import completed
from rag.conditions import ASIDE, DECIDING
from rag.further import against, apart
from rag.gravid import gravid, of_pregnancy
from rag.habits import CERTAIN
from rag.narrowest import vaguer
from rag.organisms import names_organism
from rag.patient import patient_of
from rag.reading import Reading
from rag.support import FIRM
from rag.types import CandidateCode, Finding

# codes offered from a note by itself: not how the patient was found (coma scales), why he came, or what happened around
_ASSIGNED = re.compile(r"(?!R40\.2|R29\.7|T14|T30|T(?:3[6-9]|4|50|88\.7)|R58|D49\.9|Z91\.8|Z(?!8|9|16)|[V-Y])")
_ASIDE_WHY = {
    "negated": "the note denies it",
    "historical": "the note gives it as past",
    "resolved": "the note gives it as resolved",
    "family": "the note gives it of a relative",
}
# "stroke center", "sepsis protocol": a place or a way of doing things
_PLACE = re.compile(
    r"[^\n]{0,1}\b(?:cent(?:er|re)|clinic|unit|team|service|protocol|pathway|bundle|order ?set|work-?up|education|class|group|program|sheet|diary|log|score)\b",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(
    r"\b(?:cent(?:er|re)|clinic|unit|team|service|protocol|pathway|work-?up|education|program|sheet)\W*$", re.IGNORECASE
)
SURE, SIGN = 6.0, 8.0  # score from which a finding that nobody proposed is offered: a condition, a sign
# a test and its result, a device, a rhythm: what these words are near to is no condition stated
_TEST = re.compile(
    r"\W*(?:repeat |latest |last |today'?s? )?(?:ldl|hdl|lipids?|a1c|hba1c|hgb|hb|hct|k|na|mg|cr|creat\w*|tsh|inr|wbc|plts?|platelets|ef|lvef|bnp|bun|psa|e?gfr|ast|alt|cea|crp|esr|ferritin|glucose|fbs|bp|hr|rr|o2|sats?|spo2|temp|wt|weight|bmi|tte|tee|echo|cxr|ct|mri|ekg|ecg"
    r"|pcp|portal|growth(?: and development)?|scar(?: intact)?|uc(?: visit)?|bmt|path|mets|sinus(?: rhythm)?|nsr|gbs|rh|er|pr|her2|troponins?|lactate|ph|ua|urine|culture|smear|iop|c/?d|va)\b(?:\W*(?:neg\w*|pos\w*|nl|normal|unknown|pending|[<>~]?\d[\d./%-]*|mg/dl|g/dl|mm|rhythm|stable|today|now|done|is|was))*\W*",
    re.IGNORECASE,
)


def offered(
    reading: Reading, index: Index, tables: EditTables, have: Sequence[str], gone: set[str]
) -> Iterator[CandidateCode]:
    """What the note itself leads to, in its order, where nothing assigned says it; never what a mark took."""
    assigned, held = list(have), {c[:3] for c in have}
    pregnant = gravid(reading)
    for code, finding in _stated(reading, gone):
        kin = [c for c in assigned if c[:3] == code[:3]]
        gases = code.startswith("J96") and all(c[:-1] == code[:-1] for c in kin)  # with hypoxia and with hypercapnia
        if code[:3] in held or not (gases or all(apart(code, c, reading.tabular) for c in kin)):
            continue
        if any(against(code, assigned, reading.tabular, tables, index)) or _part(reading, finding, assigned):
            continue
        for full in (completed(reading, finding, c) for c in (of_pregnancy(reading, code) if pregnant else (code,))):
            if full not in assigned and full[:3] not in held:
                assigned.append(full)
                yield _offer(reading, full, "assign", "documented in the note, not among the codes proposed", finding)
    yield from _aside(reading, index, set(assigned) | gone)


def _stated(reading: Reading, gone: set[str]) -> Iterator[tuple[str, Finding]]:
    """Codes that the note states surely enough, vaguer ones left out."""
    code_set = reading.tabular.code_set
    counting = ("affirmed", "uncertain", "resolved") if reading.note.setting == "inpatient" else ("affirmed",)
    denied = {f.codes[0][0][:3] for f in reading.stated if f.label == "negated"}
    found: dict[str, Finding] = {}
    age = patient_of(reading.note.text).age_years
    born = age is not None and age < 0.1
    for finding in _in_order(reading.stated):
        code, score = finding.codes[0]
        if finding.label not in counting or not _ASSIGNED.match(code) or _TEST.fullmatch(finding.text):
            continue
        if (born and code[0] == "O") or (code == "G61.0" and finding.text.upper().startswith("GBS")):
            continue
        if (
            names_organism(finding.text)
            or _PLACE.match(reading.note.text, finding.end)
            or _IN_PLACE.search(finding.text)
        ):
            continue
        if finding.label == "uncertain" and code[:3] in denied:
            continue  # in doubt at first, ruled out later
        entry = code_set.find(code)
        if entry is None or entry.children or entry.is_heading or score < _least(reading, finding):
            continue
        if not any(c == code or c.startswith(code) for c in gone):
            found.setdefault(code, finding)
    vague = {a for a in found for b in found if vaguer(a, b, code_set)}
    yield from ((c, f) for c, f in found.items() if c not in vague)


def _least(reading: Reading, finding: Finding) -> float:
    """The score from which a finding is offered: more for a sign, a short form, and outside an assessment."""
    sign = finding.codes[0][0][0] == "R"
    assessed = any(f.section == "assessment" for f in reading.stated)
    least = SIGN if sign else SURE
    if finding.section != "assessment":
        least += 2 if assessed else 0
        if len(finding.text.strip(" .,:;-")) <= 2 or (assessed and sign):
            return 99.0  # "OA" of a delivery, "RA" of a saturation; a sign that the assessment does not take up
    return least


def _in_order(found: Sequence[Finding]) -> list[Finding]:
    """Findings in the order of the note, those of an assessment first, signs and histories last."""
    return sorted(found, key=lambda f: (f.codes[0][0][0] in "RZ", f.section != "assessment", f.start))


def _aside(reading: Reading, index: Index, taken: set[str]) -> Iterator[CandidateCode]:
    """What is denied, past, of a relative, or in doubt: considered, and why it is not assigned."""
    held = {c[:3] for c in taken}
    deciding = DECIDING & {f.section for f in reading.findings} or {f.section for f in reading.findings} - ASIDE
    for finding in reading.findings:
        code, score = first_billable(reading, finding)
        if not code or score < FIRM or code in taken or code[:3] in held:
            continue
        if finding.label == "uncertain" and reading.note.setting != "inpatient" and finding.section in deciding:
            yield _offer(reading, code, "considered", "documented as uncertain only", finding)
        elif finding.label in _ASIDE_WHY and score >= SURE + 1:
            yield _offer(reading, code, "considered", _ASIDE_WHY[finding.label], finding)


def _part(reading: Reading, finding: Finding, assigned: Sequence[str]) -> bool:
    """True when the words of the finding are words of a code already assigned ("agitation" of dementia with agitation)."""
    if finding.codes[0][1] >= CERTAIN:
        return False
    said = reading.coverage.content(finding.text)
    told = (reading.coverage.content(reading.tabular.code_set.descriptor(c)) for c in assigned)
    return any(said <= t for t in told)


def first_billable(reading: Reading, finding: Finding) -> tuple[str, float]:
    """The finding's best code that can be reported, its seventh character the first of its stem; ("", 0) if none."""
    code_set = reading.tabular.code_set
    for code, score in finding.codes[:4]:
        entry = code_set.find(code)
        if entry is None or entry.children or entry.is_heading or score < finding.codes[0][1] - 2:
            continue
        return (code_set.with_seventh(code, next(iter(entry.seventh))) if entry.seventh else code), score
    return "", 0.0


def _offer(reading: Reading, code: str, role: str, why: str, finding: Finding) -> CandidateCode:
    cited = (reading.tabular.cite_code(reading.tabular.code_set.stem(code) or code),)
    return CandidateCode(code, "", role, why, citations=cited, evidence=(finding.span,))
