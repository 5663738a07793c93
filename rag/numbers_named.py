"""Procedure numbers that a question names, in the place of the words or the range of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.compose import Draft
from rag.types import CandidateCode, Question, Statement

_PROCEDURE = re.compile(r"\bthe (?:procedure|operation|removal|injection|destruction)(?: only)?\b(?! of)")
_VISIT = re.compile(r"\bthe visit\b(?! only to)")
_LARGER = re.compile(
    r"\bthe (?:larger|main|successful|surgical|more extensive|therapeutic|column[- ]one|open|definitive) (?:procedure|code|endoscopy|operation)\b"
)
_BOTH = re.compile(r"^both\b(?! sides| eyes| ears)")
_IS_VISIT = re.compile(r"99[2-4]\d\d")
_RANGE = re.compile(r"(\d{5})\s?[-–]\s?(\d{5})")
# operations through a scope: laparoscopy, thoracoscopy, arthroscopy
_SCOPES = re.compile(
    r"441[89]\d|442[0-3]\d|4497\d|4756\d|4757\d|4932\d|4965\d|585[4-7]\d|5866\d|5867\d|3857\d|4328\d|436[45]\d|4377\d|5054\d|5199\d|55866|60650|326[0-7]\d|298\d\d|299\d\d"
)
_OPENED = re.compile(r"\bthe open (?:procedure|operation)\b")


def numbered(candidates: Sequence[CandidateCode], question: Question) -> Sequence[CandidateCode]:
    """A range that holds the one procedure number named becomes that number; of "A-B or C-D" the other steps back."""
    named = list(dict.fromkeys(c.code for c in question.codes_named if c.system == "CPT/HCPCS"))
    settled = list(candidates)
    for at, candidate in enumerate(candidates):
        inside = [n for n in named if _holds(candidate.code, n)]
        if len(inside) != 1 or candidate.code == inside[0]:
            continue
        before = settled[at - 1] if at else candidate
        rival = candidate.role == "considered" and before.role == "assign" and before.why == candidate.why
        if rival and _RANGE.fullmatch(before.code):
            settled[at - 1] = replace(before, role="considered")
        role = "assign" if rival and _RANGE.fullmatch(before.code) else candidate.role
        settled[at] = replace(candidate, code=inside[0], role=role)
    return [*_chosen(settled, named)]


def _chosen(candidates: Sequence[CandidateCode], named: Sequence[str]) -> Iterator[CandidateCode]:
    """Of "A or B or C" in a row the one that the question names, where it names just one of them."""
    group: list[CandidateCode] = []
    for candidate in [*candidates, None]:
        joins = candidate is not None and group and candidate.role == "considered" and candidate.why == group[0].why
        if candidate is not None and joins and candidate.system == "CPT/HCPCS":
            group.append(candidate)
            continue
        inside = [c.code for c in group if c.code in named]
        for c in group:
            yield replace(c, role="assign" if c.code == inside[0] else "considered") if len(inside) == 1 and len(group) > 1 else c  # fmt: skip
        group = []
        if candidate is not None and candidate.role == "assign" and candidate.system == "CPT/HCPCS":
            group = [candidate]
        elif candidate is not None:
            yield candidate


def spoken(draft: Draft, question: Question) -> Iterator[CandidateCode]:
    """The number named in the question for "the procedure" or "the visit" of a row, unless a row has one or rules it out."""
    rows = [s for s in draft.statements if s and s.text.startswith("If ")]
    shown = [c for c in draft.candidates if c.system == "CPT/HCPCS"]
    named = list(dict.fromkeys(c.code for c in question.codes_named if c.system == "CPT/HCPCS"))
    given: set[str] = set()
    for words, is_visit in ((_PROCEDURE, False), (_LARGER, False), (_VISIT, True)):
        row = next((s for s in rows if words.search(_assigned(s.text))), None)
        if row is None or (given and not is_visit):
            continue
        out = row.text.partition("; not ")[2]
        fitting = [n for n in named if bool(_IS_VISIT.match(n)) == is_visit and n not in out]
        if _OPENED.search(_assigned(row.text)):
            fitting = [n for n in fitting if not _SCOPES.fullmatch(n)]
        if words is _LARGER and any(n in out for n in named):  # then every other one named stands
            fitting = [n for n in fitting if not any(c.code == n for c in shown)]
        elif (
            len(fitting) != 1
            or any(c.code == fitting[0] or _holds(c.code, fitting[0]) for c in shown)
            or any(bool(_IS_VISIT.match(c.code)) == is_visit for c in shown if c.role == "assign")
        ):
            continue
        given.update(fitting)
        yield from (_named(n, row) for n in fitting)
    if given:
        return
    both = next((s for s in rows if _BOTH.search(_assigned(s.text))), None)
    pair = [n for n in named if not _IS_VISIT.match(n)]
    barred = [c.code for c in shown if c.role == "considered"]
    if both is not None and len(pair) == 2 and not any(n in barred for n in pair):
        yield from (_named(n, both) for n in pair if not any(c.code == n for c in shown))


def _named(number: str, row: Statement) -> CandidateCode:
    why = "named in the question; the row stands for it: " + row.text
    return CandidateCode(number, "", "assign", why, "CPT/HCPCS", row.citations)


def _assigned(row: str) -> str:
    """The assign cell of a row said as a sentence: between the condition and what is ruled out."""
    return row.partition(": ")[2].partition("; not ")[0]


def _holds(code: str, number: str) -> bool:
    ends = _RANGE.fullmatch(code)
    return ends is not None and number.isdigit() and int(ends[1]) <= int(number) <= int(ends[2])
