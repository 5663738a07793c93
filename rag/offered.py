"""Codes that a note leads to by itself, beside those proposed: in its order, one a category."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from index.search import Index
from rag.coverage import SIDES
from rag.reading import Reading
from rag.support import FIRM
from rag.types import CandidateCode, Finding

# sections whose affirmed findings are coded; a note that has none of them is taken whole
DECIDING = frozenset(["assessment", "plan", "hospital course", "procedure", "pathology", "indication", "addendum"])
ASIDE = frozenset(["ros", "family", "allergies", "instructions", "signature", "exam", "vitals", "labs", "imaging"])
# codes offered from a note by itself: not how the patient was found (coma scales), why he came, or what happened around
_ASSIGNED = re.compile(r"(?!R40\.2|R29\.7|T14|T30|Z(?!68|79|8|9|16|17|3A)|[V-Y])")
_ASIDE_WHY = {
    "negated": "the note denies it",
    "historical": "the note gives it as past",
    "resolved": "the note gives it as resolved",
    "family": "the note gives it of a relative",
}
SURE = 7.0  # score from which a finding that nobody proposed is offered for assignment


def offered(reading: Reading, index: Index, have: set[str], gone: set[str]) -> Iterator[CandidateCode]:
    """What the note itself leads to, in its order, where no code of the category is there already; never what a mark took."""
    sections = {f.section for f in reading.findings}
    deciding = DECIDING & sections or sections - ASIDE
    inpatient = reading.note.setting == "inpatient"
    held = {c[:3] for c in have}
    assigned: list[str] = list(have)
    fullest = _fullest(reading, deciding)
    for finding in reading.findings:
        code, score = first_billable(reading, finding)
        if finding.label == "affirmed" and code in fullest:
            code, finding, score = fullest[code]
        if not code or score < FIRM or code in gone:
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


def _fullest(reading: Reading, deciding: Set[str]) -> dict[str, tuple[str, Finding, float]]:
    """code -> of the affirmed findings of its category the one whose code says most, and nothing the note lacks."""
    code_set, coverage = reading.tabular.code_set, reading.coverage
    found: dict[str, list[tuple[float, str, Finding, float]]] = {}
    for finding in reading.findings:
        code, score = first_billable(reading, finding)
        if code and finding.label == "affirmed" and score >= FIRM and finding.section in deciding:
            said = coverage.content(code_set.descriptor(code))
            lacking = said - reading.words - SIDES
            found.setdefault(code[:3], []).append((0.0 if lacking else coverage.weight(said), code, finding, score))
    best = {k: max(rows, key=lambda r: r[0]) for k, rows in found.items() if k[0] not in "STVWXYZ"}
    return {r[1]: best[k][1:] for k, rows in found.items() if k in best for r in rows if r[0] < best[k][0]}


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
