"""What the user's own CPT, HCPCS, NCCI and fee schedule files say of the procedure codes in a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from index.passage import Passage
from index.procedure_files import ProcedureFiles
from rag.ground import supported
from rag.types import CandidateCode, Question, Statement

_UNITS = re.compile(r"\b(?:units?|mue|how many times|quantity)\b", re.IGNORECASE)
_GLOBAL = re.compile(r"\b(?:global|post-?op(?:erative)?|modifier (?:24|25|57|58|78|79))\b", re.IGNORECASE)


def procedure_codes(question: Question) -> list[str]:
    """CPT and HCPCS numbers named, in order, modifiers left out."""
    return [c.code for c in question.codes_named if c.system == "CPT/HCPCS"]


def procedure_statements(question: Question, files: ProcedureFiles) -> Iterator[Statement | None]:
    """NCCI edits between the codes named, then descriptors, units and global days where they are asked for."""
    named = procedure_codes(question)
    for a, b in combinations(dict.fromkeys(named), 2):
        edit = files.edit(a, b, question.date_of_service)
        if edit:
            allowed: dict[bool | None, str] = {
                True: "a modifier may bypass it when the services are distinct",
                False: "no modifier bypasses it",
            }
            way = allowed.get(edit.modifier_allowed, "modifiers do not apply")
            text = f"NCCI pairs {edit.column1} (column 1) with {edit.column2} (column 2): {way}."
            yield _quoting(text, files.edit_passage(edit))
    for code in named:
        if passage := files.code_passage(code):
            yield _quoting(f"{code}: {files.descriptor(code)}", passage)
        if _UNITS.search(question.text) and (mue := files.units(code)):
            yield _quoting(f"{code} has a medically unlikely edit of {mue.units} units.", files.units_passage(mue))
        if _GLOBAL.search(question.text) and (fee := files.fee_passage(code)):
            yield _quoting(f"{code} has global days {files.global_days(code)} in the fee schedule.", fee)


def _quoting(text: str, passage: Passage) -> Statement | None:
    return supported(text, [(passage, passage.text)])


def procedure_notices(
    question: Question, candidates: tuple[CandidateCode, ...], files: ProcedureFiles
) -> Iterator[str]:
    """Which procedure numbers no loaded file confirms, and which kinds of file are not loaded."""
    shown = {c.code for c in candidates if c.system == "CPT/HCPCS"} | set(procedure_codes(question))
    if not shown:
        return
    known = {c: files.exists(c, question.date_of_service) for c in sorted(shown)}
    absent = [c for c, there in known.items() if there is False]
    if absent:
        yield f"{', '.join(absent)}: not in the procedure files loaded for {question.date_of_service}."
    if any(there is None for there in known.values()):
        yield "CPT/HCPCS numbers come from our own notes: no loaded file confirms them for this date."
    if files.missing:
        yield f"Not loaded, so not checked: {', '.join(files.missing)}."
