"""Codes that a note supports: the coder's own where they stand, mended where a mark mends them, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.edit_tables import EditTables
from index.patterns import find_patterns
from index.search import Index
from rag.code_order import cause_first, led
from rag.companions import companions
from rag.completed import completed
from rag.covering import covers
from rag.drugs import Drugs
from rag.edits import sequence
from rag.marks import is_procedure
from rag.marks_procedure import not_shown
from rag.offered import offered
from rag.reading import Reading, evidence
from rag.types import CandidateCode, Mark

DROPPING = frozenset(
    ["invalid_code", "not_billable", "negated", "uncertain_dx", "history_not_active", "unsupported_by_note",
     "symptom_integral", "age_sex"]
)  # fmt: skip
STAYING = frozenset(
    ["sequencing", "manifestation_as_principal", "missing_code_first", "duplicate", "missing_additional_code"]
)


def candidates(
    reading: Reading, index: Index, tables: EditTables, marks: Sequence[Mark], drugs: Drugs
) -> list[CandidateCode]:
    """Assigned codes in order, then those considered, each with its evidence."""
    proposed = [c for c in dict.fromkeys(reading.note.proposed) if not is_procedure(c)]
    by_code = {c: [m for m in marks if m.code == c and (m.kind in DROPPING or m.instead)] for c in proposed}
    assign: dict[str, CandidateCode] = {}
    aside: dict[str, CandidateCode] = {}
    for mark in (m for m in marks if m.kind == "excludes1_conflict"):
        by_code.setdefault(_lesser(reading, mark.code, mark.partner), []).append(mark)
    for mark in (m for m in marks if m.kind == "combination_code" and m.partner in by_code):
        if not by_code[mark.partner] and not any(_says(i, mark.partner) for i in mark.instead):
            by_code[mark.partner].append(replace(mark, code=mark.partner, instead=()))
    for code in proposed:
        # a mark that takes the code away or mends it goes before one on its order or its company
        found: Sequence[Mark | None] = [m for m in by_code[code] if m.kind not in STAYING] or by_code[code] or [None]
        for kept in (k for m in found for k in _kept(reading, code, m)):
            (assign if kept.role == "assign" else aside).setdefault(kept.code, kept)
    for mark in marks:
        if mark.kind in ("missing_additional_code", "missing_code_first", "procedure_diagnosis"):
            for code in (c for c in mark.instead if reading.tabular.code_set.is_billable(c)):
                assign.setdefault(
                    code,
                    CandidateCode(
                        code, "", "assign", mark.explanation, citations=mark.authority, evidence=mark.evidence
                    ),
                )
    for found_too in offered(reading, index, tables, list(assign), set(aside)):
        (assign if found_too.role == "assign" else aside).setdefault(found_too.code, found_too)
    for beside in companions(reading, list(assign), drugs):
        if beside.code not in aside:
            assign.setdefault(beside.code, beside)
    combined = _combined(reading, tables, assign, aside)
    order = cause_first(reading, sequence(reading.tabular, led(tables, list(combined))))
    not_done = {m.code: m.explanation for m in marks if not_shown(m)}
    procedures = [
        CandidateCode(c, "", "considered", not_done[c], "CPT/HCPCS")
        if c in not_done
        else CandidateCode(c, "", "assign", "as proposed; shown here for its diagnosis", "CPT/HCPCS")
        for c in dict.fromkeys(reading.note.proposed)
        if is_procedure(c)
    ]
    return [*(combined[c] for c in order), *procedures, *(a for c, a in aside.items() if c not in combined)]


def _says(wanted: str, code: str) -> bool:
    """True when a code is one that a combination wants ("I50.-")."""
    return code.startswith(wanted.rstrip(".-")) or "-" in wanted.rstrip("-")


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
    if not mended and mark.kind == "combination_code":
        mended = _of_family(reading, mark)
    if mark.kind in ("invalid_code", "not_billable"):
        mended = _completed(reading, code, mark)
    if mark.kind in STAYING:
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
        "age_sex",
        "negated",
        "invalid_code",
        "not_billable",
        "uncertain_dx",
    ):
        for better in mended[:1] if mark.kind != "combination_code" else mended:
            yield CandidateCode(
                better, "", "assign", mark.explanation, citations=mark.authority, evidence=mark.evidence
            )


def _of_family(reading: Reading, mark: Mark) -> list[str]:
    """The member of the first range that a combination comes to ("M80.0-") by the words around the condition."""
    families = [reading.tabular.code_set.matching(p) for i in mark.instead[:1] for p in find_patterns(i)]
    stems = [reading.tabular.code_set.stem(c) or c for c in (mark.code, mark.partner) if c]
    found = [f for f in reading.stated if f.label in reading.counting and f.codes[0][0][:3] in {s[:3] for s in stems}]
    spoken = next((f for f in found if f.codes[0][0][0] == "S"), next(iter(found), None))
    if not families or spoken is None:
        return []
    best = reading.conditions.among(spoken, families[0])
    return [completed(reading, spoken, best)] if best else []


def _lesser(reading: Reading, a: str, b: str) -> str:
    """Of two codes that exclude each other the one that goes: the symptom, the status, or the one that says less."""
    said = {c: len(reading.coverage.content(reading.tabular.code_set.descriptor(c))) for c in (a, b)}
    for note in reading.tabular.code_set.conflicts(a, b):
        if (
            "part of" in f"{note.heading} {note.text}".lower()
        ):  # "when screening is part of general gynecological examination"
            return a if not note.names(a) else b
    return min((a, b), key=lambda c: (not c.startswith("R"), not c.startswith("Z"), said[c]))


def _completed(reading: Reading, code: str, mark: Mark) -> list[str]:
    """What a code that is short or too long stands for: what the note names of it, its stem, or its unspecified form."""
    code_set = reading.tabular.code_set
    if code_set.find(code) and reading.supports.of(code).label not in ("", "affirmed", "resolved"):
        return []
    named = [f.codes[0] for f in reading.findings if f.label in ("affirmed", "resolved")]
    below = set(code_set.billable_below(code)) if code_set.find(code) else set(mark.instead)
    fitting = [c for c, _ in sorted(named, key=lambda n: -n[1]) if c in below]
    short = next((c for n in range(len(code) - 1, 2, -1) if code_set.is_billable(c := code[:n].rstrip("."))), "")
    open_ = [c for c in sorted(below) if "unspecified" in code_set.descriptor(c) or c.endswith("9")]
    chosen = fitting[:1] or ([short] if short and mark.kind == "invalid_code" else open_[:1])
    return [c for c in chosen if code_set.is_billable(c)]


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
