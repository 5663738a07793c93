"""Marks on a code of which the note says nothing, where it states another code of the category: another side, another kind."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.completed import completed
from rag.coverage import SIDES
from rag.described import SURE
from rag.finer import open_left
from rag.implied import HALF
from rag.narrowest import vaguer
from rag.reading import Reading, evidence, mark_of
from rag.support import Support
from rag.types import Finding, Mark

_SIDES = re.compile(r"\b(?:right|left|bilateral|unspecified|side|dominant|nondominant)\b,?")
_SIDE = re.compile(r"\b(right|left|bilateral)\b")


def stated_kin(reading: Reading, found: Support) -> Mark | None:
    """The code that the note states instead of one of its category: of the other side (I.B.13), or narrower (I.B.2)."""
    code_set = reading.tabular.code_set
    stem = code_set.stem(found.code) or found.code
    if stem[0] in "VWXYZR":
        return None
    proposed = {c[:3] for c in reading.note.proposed if c != found.code}
    for f in reading.stated:
        code, score = f.codes[0]
        if code[:3] != stem[:3] or code == stem or stem[:3] in proposed:
            continue
        if f.label not in reading.counting or score < SURE or not code_set.find(code):
            continue
        return _mark(reading, found.code, stem, code, f)
    return None


def contradicted(reading: Reading, found: Support) -> Mark | None:
    """A member of the subcategory whose own detail the note says, where it says none of the coded one's."""
    code_set, coverage = reading.tabular.code_set, reading.coverage
    stem = code_set.stem(found.code) or found.code
    entry = code_set.find(stem)
    parent = code_set.find(entry.parent) if entry and entry.parent else None
    if parent is None or parent.is_heading or stem[0] in "VWXYZRO" or len(parent.code) < 5:
        return None
    told = frozenset(coverage.words(_told(reading, found)))
    own = coverage.content(code_set.descriptor(stem))
    for other in parent.children:
        if other == stem or not code_set.is_billable(other) or other in reading.note.proposed:
            continue
        its = coverage.content(code_set.descriptor(other))
        more, less = its - own - SIDES, own - its - SIDES
        open_ = re.search(r"unspecified|other specified|with other", code_set.descriptor(other), re.IGNORECASE)
        if (
            len(more) < 2
            or not less
            or open_
            or (its ^ own) & SIDES
            or not more <= told
            or coverage.of(told, less) > HALF
        ):
            continue
        text = f"The note gives another detail than {found.code}: {other} {code_set.descriptor(other)}."
        return mark_of(
            reading, "specificity_available", found.code, text, ("I.B.2",), evidence(found.findings), (other,)
        )
    return None


def _told(reading: Reading, found: Support) -> str:
    """The sentences of the findings that speak of a code, and of those of a combination that asks for it."""
    text = reading.note.text
    return " . ".join(dict.fromkeys(text[f.sentence.start : f.sentence.end] for f in found.findings))


def as_stated(reading: Reading, mark: Mark) -> Mark | None:
    """A finer code named by a mark, as the note states it; None where that is the code itself."""
    code_set = reading.tabular.code_set
    if mark.kind != "specificity_available" or not mark.instead or not code_set.is_billable(mark.instead[0]):
        return mark
    now = code_set.stem(mark.instead[0]) or mark.instead[0]
    for f in reading.stated:
        code, score = f.codes[0]
        if f.label not in reading.counting or score < SURE or code[:3] != now[:3] or code == now:
            continue
        if vaguer(now, code, code_set) or (
            not vaguer(code, now, code_set) and reading.conditions.among(f, (now, code)) == code
        ):
            full = completed(reading, f, code)
            text = f"The note gives the detail that {mark.code} leaves out: {full} {code_set.descriptor(code)}."
            return replace(mark, explanation=text, instead=(full, *mark.instead[1:])) if full != mark.code else None
    return mark if mark.instead[0] != mark.code else None


def beyond(reading: Reading, found: Support) -> Mark | None:
    """Another category of the block that says all that an unspecified code says, and more: seropositive rheumatoid arthritis."""
    code_set, coverage = reading.tabular.code_set, reading.coverage
    stem = code_set.stem(found.code) or found.code
    category = code_set.find(stem[:3])
    if not stem.endswith("9") or "unspecified" not in code_set.descriptor(stem).lower() or stem[0] in "RVWXYZ":
        return None
    own = coverage.content(open_left(code_set.descriptor(stem))) - SIDES
    for f in reading.stated:
        code, score = f.codes[0]
        there = code_set.find(code[:3])
        if f.label not in reading.counting or score < SURE or code[:3] == stem[:3] or not there or not category:
            continue
        told = coverage.content(code_set.descriptor(code))
        fresh = not any(c.startswith(code[:3]) for c in reading.note.proposed)
        if fresh and there.parent == category.parent and len(own) > 1 and own < told and code_set.is_billable(code):
            text = f"The note gives the detail that {found.code} leaves out: {code} {code_set.descriptor(code)}."
            return mark_of(reading, "specificity_available", found.code, text, ("I.B.2",), (f.span,), (code,))
    return None


def _mark(reading: Reading, coded: str, stem: str, code: str, finding: Finding) -> Mark | None:
    code_set = reading.tabular.code_set
    mine, its = (code_set.descriptor(c).lower() for c in (stem, code))
    full = completed(reading, finding, code)
    if stem != coded and code_set.find(f"{full[:-1]}{coded[-1]}"):
        full = f"{full[:-1]}{coded[-1]}"
    said = f"{full} {code_set.descriptor(code)}"
    sides = [set(_SIDE.findall(d)) for d in (mine, its)]
    if sides[1] and sides[0] != sides[1] and _bare(mine) == _bare(its):
        text = f"The note states the condition of {coded} of another side: {said}."
        return mark_of(reading, "laterality", coded, text, ("I.B.13",), (finding.span,), (full,))
    if vaguer(stem, code, code_set):
        text = f"The note gives the detail that {coded} leaves out: {said}."
        return mark_of(reading, "specificity_available", coded, text, ("I.B.2",), (finding.span,), (full,))
    return None


def _bare(descriptor: str) -> str:
    return " ".join(_SIDES.sub(" ", descriptor).split())
