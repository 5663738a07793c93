"""The codes that a question names: what the tabular says of them, and the role each comes out with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag import edits
from rag.compose import Draft
from rag.edits import Tabular
from rag.ground import supported
from rag.integral import SYMPTOM_INTEGRAL
from rag.types import Abstention, CandidateCode, Edit, Question, Statement

# said after the rules: they forbid and order nothing
SOFT = (edits.NO_CONFLICT, edits.MAY_COEXIST, edits.ALSO, edits.BILLABLE)


def unknown_codes(question: Question, tabular: Tabular) -> Abstention | None:
    """A named code that the release does not have: said so, with its valid neighbours."""
    absent = [c.code for c in question.codes_named if c.system == "ICD-10-CM" and not c.exists]
    if not absent:
        return None
    near = [n for code in absent for n in tabular.code_set.neighbours(code)]
    offered = tuple(
        CandidateCode(
            n, tabular.code_set.descriptor(n), "considered", "valid neighbour", citations=(tabular.cite_code(n),)
        )
        for n in dict.fromkeys(near)
    )
    names = " and ".join(absent)
    verb = "does" if len(absent) == 1 else "do"
    reason = f"{names} {verb} not exist in {tabular.code_set.release}."
    if offered:
        reason += " Valid codes nearby: " + "; ".join(f"{c.code} {c.descriptor}" for c in offered[:6]) + "."
    return Abstention(question, "unknown code", reason, offered)


def code_edits(question: Question, tabular: Tabular) -> Iterator[Edit]:
    """What the tabular says of the codes named, alone and together."""
    codes = list(question.icd_codes)
    for code in codes:
        found = edits.single(tabular, code)
        if found.kind != edits.BILLABLE or question.asks & {"billable", "seventh", "versus"} or len(codes) == 1:
            yield found
    if "versus" not in question.asks or question.asks & {"together", "order"}:
        yield from edits.pairs(tabular, codes)
    yield from edits.missing_first(tabular, [c for c in codes if len(codes) > 1 or "order" in question.asks])


def in_sequence(candidates: list[CandidateCode], tabular: Tabular) -> list[CandidateCode]:
    """Codes that several branches assign, in the order that the notes of the tabular ask for; the rest after them."""
    mine = [c for c in candidates if c.role == "assign" and c.system == "ICD-10-CM" and tabular.code_set.find(c.code)]
    order = edits.sequence(tabular, [c.code for c in mine])
    ranked = iter(sorted(mine, key=lambda c: order.index(c.code)))
    return [next(ranked) if c in mine else c for c in candidates]


def _said(edit: Edit) -> Statement | None:
    return supported(edit.text, [(c.passage, c.quote) for c in edit.citations])


def add_edits(draft: Draft, found: Sequence[Edit], question: Question, tabular: Tabular) -> None:
    """Statements of the edits before all others, and the role each named code comes out with."""
    hard = [e for e in found if e.kind not in SOFT]
    soft = [e for e in found if e.kind in SOFT and (e.kind != edits.NO_CONFLICT or len(question.icd_codes) < 4)]
    draft.statements[:0] = [_said(e) for e in (hard if draft.statements else [*hard, *soft])]
    draft.statements += [_said(e) for e in (soft if draft.statements else [])]
    decided = {c.code for c in draft.candidates}
    conflicts = {e.codes[0]: e for e in found if e.kind in (edits.CONFLICT, SYMPTOM_INTEGRAL)}
    billable = [c for c in question.icd_codes if tabular.code_set.is_billable(c)]
    rival = "versus" in question.asks and len(billable) > 1 and "together" not in question.asks
    for code in edits.sequence(tabular, billable):
        if code in decided:
            continue
        role, why = "assign", "named in the question; billable"
        if code in conflicts:
            role, why = "considered", conflicts[code].text
        elif draft.is_out(code) or decided or rival:
            role, why = "considered", "named in the question; the documentation decides"
        draft.candidates.append(CandidateCode(code, "", role, why, citations=(tabular.cite_code(code),)))
    for code in question.icd_codes:
        if code not in billable:
            draft.candidates.append(CandidateCode(code, "", "considered", "not billable as it stands"))
            decided_elsewhere = decided and "billable" not in question.asks
            below = () if decided_elsewhere else tabular.code_set.billable_below(code)[:6]
            draft.candidates += [
                CandidateCode(b, "", "considered", f"valid code below {code}") for b in below if b != code
            ]
