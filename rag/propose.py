"""Codes that a note supports: the coder's own where they stand, mended where a mark mends them, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.edit_tables import EditTables
from index.search import Index
from rag.edits import sequence
from rag.marks import is_procedure
from rag.marks_table import covers
from rag.reading import Reading, evidence
from rag.support import FIRM
from rag.types import CandidateCode, Finding, Mark

# sections whose affirmed findings are coded; a note that has none of them is taken whole
DECIDING = frozenset(["assessment", "plan", "hospital course", "procedure", "pathology", "indication", "addendum"])
ASIDE = frozenset(["ros", "family", "allergies", "instructions", "signature", "exam", "vitals", "labs", "imaging"])
DROPPING = frozenset(
    ["invalid_code", "not_billable", "negated", "uncertain_dx", "history_not_active", "unsupported_by_note",
     "symptom_integral", "age_sex"]
)  # fmt: skip
# codes offered from a note by itself: not how the patient was found (coma scales), why he came, or what happened around
_ASSIGNED = re.compile(r"(?!R40\.2|R29\.7|T14|T30|Z(?!68|79|8|9|16|17|3A)|[V-Y])")
_ASIDE_WHY = {
    "negated": "the note denies it",
    "historical": "the note gives it as past",
    "resolved": "the note gives it as resolved",
    "family": "the note gives it of a relative",
}
SURE = 7.0  # score from which a finding that nobody proposed is offered for assignment


def candidates(reading: Reading, index: Index, tables: EditTables, marks: Sequence[Mark]) -> list[CandidateCode]:
    """Assigned codes in order, then those considered, each with its evidence."""
    proposed = [c for c in dict.fromkeys(reading.note.proposed) if not is_procedure(c)]
    by_code = {c: [m for m in marks if m.code == c and (m.kind in DROPPING or m.instead)] for c in proposed}
    assign: dict[str, CandidateCode] = {}
    aside: dict[str, CandidateCode] = {}
    for mark in (m for m in marks if m.kind == "excludes1_conflict"):
        by_code.setdefault(_lesser(reading, mark.code, mark.partner), []).append(mark)
    for code in proposed:
        found: Sequence[Mark | None] = by_code[code] or [None]
        for offered in (o for m in found for o in _kept(reading, code, m)):
            (assign if offered.role == "assign" else aside).setdefault(offered.code, offered)
    for mark in marks:
        if mark.kind == "missing_additional_code":
            for code in mark.instead:
                assign.setdefault(
                    code,
                    CandidateCode(
                        code, "", "assign", mark.explanation, citations=mark.authority, evidence=mark.evidence
                    ),
                )
    for offered in _found(reading, index, set(assign)):
        (assign if offered.role == "assign" else aside).setdefault(offered.code, offered)
    combined = _combined(reading, tables, assign, aside)
    order = sequence(reading.tabular, led(tables, list(combined)))
    procedures = [
        CandidateCode(c, "", "assign", "as proposed; shown here for its diagnosis", "CPT/HCPCS")
        for c in dict.fromkeys(reading.note.proposed)
        if is_procedure(c)
    ]
    return [*(combined[c] for c in order), *procedures, *(a for c, a in aside.items() if c not in combined)]


def _kept(reading: Reading, code: str, mark: Mark | None) -> Iterator[CandidateCode]:
    """A proposed code as it comes out: kept, put aside, or mended to what the mark names."""
    code_set = reading.tabular.code_set
    if mark is None:
        found = reading.supports.of(code)
        why = (
            "proposed, and the note supports it" if found.label == "affirmed" else "proposed; nothing speaks against it"
        )
        yield CandidateCode(
            code, "", "assign", why, citations=(reading.tabular.cite_code(code),), evidence=evidence(found.findings)
        )
        return
    mended = [c for c in mark.instead if code_set.find(c) and code_set.is_billable(c)]
    if mark.kind in (
        "sequencing",
        "manifestation_as_principal",
        "missing_code_first",
        "duplicate",
        "missing_additional_code",
    ):
        yield CandidateCode(code, "", "assign", "proposed", evidence=mark.evidence)
        return
    if code_set.find(code):
        yield CandidateCode(code, "", "considered", mark.explanation, citations=mark.authority, evidence=mark.evidence)
    if mark.kind in (
        "history_not_active",
        "laterality",
        "specificity_available",
        "seventh_character",
        "unsupported_by_note",
        "combination_code",
    ):
        for better in mended[:1] if mark.kind != "combination_code" else mended:
            yield CandidateCode(
                better, "", "assign", mark.explanation, citations=mark.authority, evidence=mark.evidence
            )


def _lesser(reading: Reading, a: str, b: str) -> str:
    """Of two codes that exclude each other the one that goes: the symptom, or the one that says less."""
    said = {c: len(reading.coverage.content(reading.tabular.code_set.descriptor(c))) for c in (a, b)}
    return min((a, b), key=lambda c: (not c.startswith("R"), said[c]))


def _found(reading: Reading, index: Index, have: set[str]) -> Iterator[CandidateCode]:
    """What the note itself leads to, in its order, where no code of the category is there already."""
    sections = {f.section for f in reading.findings}
    deciding = DECIDING & sections or sections - ASIDE
    inpatient = reading.note.setting == "inpatient"
    held = {c[:3] for c in have}
    assigned: list[str] = list(have)
    for finding in reading.findings:
        code, score = first_billable(reading, finding)
        if not code or score < FIRM:
            continue
        if finding.label == "uncertain" and not inpatient:
            yield _offer(reading, code, "considered", "documented as uncertain only", finding)
        elif (
            finding.label in ("affirmed", "uncertain")
            and finding.section in deciding
            and score >= SURE
            and _ASSIGNED.match(code)
        ):
            if code[:3] in held or _part(reading, finding, assigned) or _explained(index, code, assigned):
                continue
            held.add(code[:3])
            assigned.append(code)
            yield _offer(reading, code, "assign", "documented in the note, not among the codes proposed", finding)
        elif (
            finding.label in ("negated", "historical", "resolved", "family") and score >= SURE and code[:3] not in held
        ):
            yield _offer(reading, code, "considered", _ASIDE_WHY[finding.label], finding)


def _explained(index: Index, code: str, others: Sequence[str]) -> bool:
    """True when the code is a sign of one of the others (guidelines/terms/integral.tsv)."""
    rows = [r for r in index.integral if any(p.matches(code) for p in r.signs)]
    return any(r.holds(code, other) for r in rows for other in others)


def _part(reading: Reading, finding: Finding, assigned: Sequence[str]) -> bool:
    """True when the words of the finding are words of a code already assigned ("agitation" of dementia with agitation)."""
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


def _combined(
    reading: Reading, tables: EditTables, assign: dict[str, CandidateCode], aside: dict[str, CandidateCode]
) -> dict[str, CandidateCode]:
    """Pairs that a combination code says together become it, when the table names it in full."""
    out = dict(assign)
    for row in tables.combinations:
        a = next((c for c in out if covers(row.first, c) and not covers(row.becomes, c)), "")
        b = next((c for c in out if c != a and covers(row.second, c)), "")
        if not a or not b or any(covers(row.unless, c) for c in out):
            continue
        full = [p.first for p in row.becomes if p.single and reading.tabular.code_set.is_billable(p.first)]
        if not full:
            continue
        spans = tuple(dict.fromkeys((*out[a].evidence, *out[b].evidence)))
        cited = reading.authority.of(row.authority, row.words)
        fresh = {c: CandidateCode(c, "", "assign", row.words, citations=cited, evidence=spans) for c in full}
        aside[a] = CandidateCode(a, "", "considered", row.words, citations=cited, evidence=out[a].evidence)
        gone = {a} | ({b} if not covers(row.becomes, b) else set())
        out = {
            k: v
            for code, old in out.items()
            for k, v in (fresh.items() if code == a else () if code in gone else [(code, old)])
        }
    return out


def led(tables: EditTables, codes: list[str]) -> list[str]:
    """Codes that may not lead behind the first that may; pairs of the sequence table put in order."""
    free = [c for c in codes if not any(covers(n.codes, c) for n in tables.never_first)]
    if free and codes[0] not in free:
        codes = [free[0], *(c for c in codes if c != free[0])]
    for row in tables.sequence:
        firsts = [c for c in codes if covers(row.first, c) and not covers(row.then, c)]
        thens = [c for c in codes if covers(row.then, c) and not covers(row.first, c)]
        if firsts and thens and codes.index(firsts[0]) > codes.index(thens[0]):
            at = codes.index(thens[0])
            rest = [c for c in codes if c != firsts[0]]
            codes = [*rest[:at], firsts[0], *rest[at:]]
    return codes
