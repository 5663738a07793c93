"""Marks that a list of codes earns by itself, whatever the note says: the tabular's notes, order, combinations, age and sex.

Each quotes the note of the tabular, or the guideline, that it stands on. Marks that need the note are in marks_note.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from index.code_set import CODE_FIRST, USE_ADDITIONAL, Instruction
from index.patterns import normalise_code
from index.search import Index
from rag.authority import Authority
from rag.edits import Tabular, meets_first, needs_first, pair, single
from rag.integral import integral_signs
from rag.types import Mark

_PROCEDURE = re.compile(r"(?:\d{4}[0-9A-Z]|[A-CE-V]\d{4})(?:-[0-9A-Z]{2})*$")
_OWN_ORDER = re.compile(r"Z|F1[0-9]|Y9")  # use additional notes on habits and status: their place is free
MENDING = ("specificity_available", "laterality", "uncertain_dx")  # marks whose code goes on in the code that mends it
_SIGN = re.compile(r"R|M25\.5|M54|M79")  # symptoms and pain
COMPLETE, REPEATED = "I.B.2", "I.B.12"


def is_procedure(code: str) -> bool:
    """True for a CPT or HCPCS number, with modifiers or without."""
    return bool(_PROCEDURE.match(code.strip().upper()))


def code_marks(
    index: Index, tabular: Tabular, authority: Authority, codes: Sequence[str], better: Sequence[str] = ()
) -> Iterator[Mark]:
    """Marks on ICD-10-CM codes in the order proposed; `better` are codes that the note names in place of some of them."""
    code_set = tabular.code_set
    known = [c for c in dict.fromkeys(codes) if code_set.find(c)]
    for code in dict.fromkeys(codes):
        if code not in known:
            yield invalid(tabular, authority, code)
        elif not code_set.is_billable(code):
            edit = single(tabular, code)
            yield Mark(edit.kind, code, edit.text, edit.citations, (), code_set.billable_below(code)[:8])
    for code in dict.fromkeys(c for c in codes if codes.count(c) > 1):
        text = (
            f"{code} stands {codes.count(code)} times: a code is reported once an encounter, however often it applies."
        )
        yield Mark("duplicate", code, text, authority.of(REPEATED))
    conflicts = list(conflict_marks(tabular, known))
    yield from conflicts
    barred = {frozenset((m.code, m.partner)) for m in conflicts}
    for edit in integral_signs(index, [*known, *better]):
        sign, disease = edit.codes
        if sign not in known or (disease not in known and not _SIGN.match(sign)):
            continue
        # an Excludes1 note of the tabular is the stronger authority; a sign asked for in addition is not integral
        if frozenset(edit.codes) not in barred and not code_set.named(edit.codes[1], USE_ADDITIONAL, edit.codes[0]):
            yield Mark("symptom_integral", edit.codes[0], edit.text, edit.citations, partner=edit.codes[1])
    yield from first_marks(tabular, known)


def conflict_marks(tabular: Tabular, codes: Sequence[str]) -> Iterator[Mark]:
    """Pairs that an Excludes1 note keeps apart."""
    for a, b in combinations(codes, 2):
        if tabular.code_set.stem(a) != tabular.code_set.stem(b):
            for edit in list(pair(tabular, a, b))[:1]:
                if edit.kind == "excludes1_conflict":
                    yield Mark(edit.kind, edit.codes[0], edit.text, edit.citations, partner=edit.codes[1])


def invalid(tabular: Tabular, authority: Authority, code: str) -> Mark:
    """A code that the release lacks: a wrong seventh character where its stem needs one, otherwise an invalid code."""
    code_set, written = tabular.code_set, normalise_code(code)
    stem = next((s for n in range(len(written) - 1, 2, -1) if (s := written[:n].rstrip(".X")) and code_set.find(s)), "")
    found = code_set.find(stem) if stem else None
    if found and found.seventh and len(written.replace(".", "")) == 7:
        chars = "; ".join(f"{c} {m}" for c, m in found.seventh.items())
        text = f"{code} does not exist: {written[-1]} is no seventh character of {found.code} ({chars})."
        full = tuple(code_set.with_seventh(found.code, c) for c in list(found.seventh)[:4])
        return Mark("seventh_character", code, text, (tabular.cite_code(found.code),), (), full)
    near = tuple(code_set.neighbours(written)[:6])
    text = f"{code} does not exist in {code_set.release}."
    cited = (tabular.cite_code(found.code),) if found else authority.of(COMPLETE)
    return Mark("invalid_code", code, text, cited, (), near)


def first_marks(tabular: Tabular, codes: Sequence[str]) -> Iterator[Mark]:
    """Code first notes unmet, and pairs of codes that a note orders the other way."""
    told: set[frozenset[str]] = set()
    for at, code in enumerate(codes):
        notes = needs_first(tabular, code)
        if not notes or any(meets_first(notes, other) for other in codes[:at]):
            continue
        later = [c for c in codes[at + 1 :] if any(n.names(c) for n in notes)]
        if not later and not any(n.patterns for n in notes):  # "code first underlying disease", which comes later
            later = [c for c in codes[at + 1 :] if c[0] == "K" and code[0] in "KI"]
        cited = tuple(tabular.cite_note(n) for n in notes[:2])
        manifestation = at == 0 and "classified elsewhere" in tabular.code_set.descriptor(code)
        kind = "missing_code_first" if not later else "manifestation_as_principal" if manifestation else "sequencing"
        text = (
            f"{later[0]} goes before {code}, by the code first note at {notes[0].at}."
            if later
            else f"{code} is not reported alone or first: the code first note at {notes[0].at} asks for {_asked(notes)}."
        )
        told.add(frozenset((code, *later[:1])))
        yield Mark(kind, code, text, cited, partner=next(iter(later), ""))
    for a, b in combinations(codes, 2):
        note = next(iter(_before(tabular, b, a)), None)
        if note and not _before(tabular, a, b) and frozenset((a, b)) not in told and not _OWN_ORDER.match(a):
            text = f"{b} goes before {a}, by the {note.kind.lower()} note at {note.at}."
            yield Mark("sequencing", b, text, (tabular.cite_note(note),), (), (b, a), a)


def _before(tabular: Tabular, a: str, b: str) -> tuple[Instruction, ...]:
    """Notes that put `a` before `b`."""
    return (*tabular.code_set.named(b, CODE_FIRST, a), *tabular.code_set.named(a, USE_ADDITIONAL, b))


def _asked(notes: Sequence[Instruction]) -> str:
    return "; ".join(n.text or n.heading for n in notes[:3])
