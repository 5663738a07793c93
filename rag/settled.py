"""Marks that say the same thing twice become one: a coder mends a fault once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.patterns import find_patterns
from rag.types import Mark

# what takes a code away: the first of these that a code has stands for the others
_TAKEN = ("invalid_code", "duplicate", "not_billable", "age_sex", "negated", "uncertain_dx", "history_not_active")
_RIVALS = ("F32", "F33", "F31", "F34")  # two codes for one mood: the conflict says it
_MENDED = ("symptom_integral", "combination_code", "laterality", "seventh_character", "specificity_available")
_ALONE = (*_TAKEN, *_MENDED, "unsupported_by_note")
_ORDERED = ("manifestation_as_principal", "missing_code_first", "sequencing")
_REMOVED = frozenset({*_TAKEN, "unsupported_by_note", "symptom_integral"} - {"duplicate", "not_billable"})


def settle(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """One mark a code, one a pair of codes, one on the order; the rest as they are, in the order made."""
    marks = _one_of_two(marks)
    # two codes of one category that exclude each other: the conflict says it, not that one of them lacks support
    twice = {m.code for m in marks if m.kind == "excludes1_conflict" and m.code[:3] == m.partner[:3]}
    twice |= {m.partner for m in marks if m.kind == "excludes1_conflict" and m.code[:3] == m.partner[:3]}
    # nor a code that only says more than the note (it has a mend): the note of the tabular is the plainer fault
    twice |= {c for m in marks if m.kind == "excludes1_conflict" for c in (m.code, m.partner) if _mended(c, marks)}
    marks = [m for m in marks if m.kind != "unsupported_by_note" or m.code not in twice]
    same = {
        c
        for m in marks
        if m.kind == "excludes1_conflict" and m.code[:3] in _RIVALS and m.partner[:3] in _RIVALS
        for c in (m.code, m.partner)
    }
    marks = [m for m in marks if m.kind != "specificity_available" or m.code not in same]
    marks = [m for m in marks if m.kind != "symptom_integral" or not _combined(m, marks)]
    alone: dict[str, Mark] = {}
    for mark in sorted((m for m in marks if m.kind in _ALONE), key=lambda m: _ALONE.index(m.kind)):
        alone.setdefault(mark.code, mark)
    both = {m.code: m for m in marks if m.kind == "specificity_available" and alone[m.code].kind == "combination_code"}
    # mended, a code is still there, except where what is there instead is a history
    gone = {m.code for m in alone.values() if m.kind in _REMOVED and (not m.instead or m.kind == "history_not_active")}
    return tuple(_kept(marks, alone, gone, set(both.values())))


def _combined(sign: Mark, marks: Sequence[Mark]) -> bool:
    """True when a combination code takes the sign up: "cirrhosis" and "ascites"."""
    return any(
        m.kind == "combination_code" and sign.code in (m.code, m.partner) and {m.code, m.partner} != {sign.code}
        for m in marks
    )


def _mended(code: str, marks: Sequence[Mark]) -> bool:
    return any(m.code == code and m.kind == "unsupported_by_note" and m.instead for m in marks)


def _one_of_two(marks: Sequence[Mark]) -> list[Mark]:
    """Of an Excludes1 conflict and a combination code for one pair: the combination, unless it is a code of the pair.

    Of a combination and a more specific code that mend a code the same way: the combination.
    """
    combined = {frozenset((m.code, m.partner)): m for m in marks if m.kind == "combination_code"}
    conflicts = {frozenset((m.code, m.partner)) for m in marks if m.kind == "excludes1_conflict"}
    # the combination names one code of the pair: then the pair is a plain conflict
    plain = {
        p
        for p, m in combined.items()
        if p in conflicts and any(c.matches(m.partner) for i in m.instead for c in find_patterns(i))
    }
    detail = {
        c: m for m in combined.values() if frozenset((m.code, m.partner)) not in plain for c in (m.partner, m.code)
    }
    kept = []
    for m in marks:
        pair = frozenset((m.code, m.partner))
        same = m.kind == "specificity_available" and m.code in detail and _shared(m, detail[m.code])
        same = same or (m.kind == "missing_code_first" and m.code in detail and _shared(m, detail[m.code]))
        replaced = m.kind == "excludes1_conflict" and pair in combined and pair not in plain
        if not (m.kind == "combination_code" and pair in plain) and not same and not replaced:
            kept.append(m)
    return kept


def _shared(a: Mark, b: Mark) -> bool:
    return any(i.startswith(j.rstrip(".-")) for i in a.instead for j in b.instead)


def _kept(marks: Sequence[Mark], alone: dict[str, Mark], gone: set[str], both: set[Mark]) -> Iterator[Mark]:
    pairs: set[frozenset[str]] = set()
    ordered = False
    for mark in marks:
        pair = frozenset((mark.code, mark.partner))
        if mark.kind in _ALONE:
            # a disease in doubt explains no symptom
            doubtful = mark.kind == "symptom_integral" and mark.partner in gone
            if (alone.get(mark.code) is mark or mark in both) and not doubtful:
                yield mark
        elif mark.kind in _ORDERED:
            if not (ordered and mark.kind == "sequencing") and pair not in pairs and not pair & gone:
                ordered = ordered or bool(mark.partner)
                pairs.add(pair)
                yield mark
        elif mark.kind == "missing_additional_code":
            if mark.code not in gone:
                yield mark
        elif pair not in pairs and not _explained(pair, alone):
            pairs.add(pair)
            yield mark


def _explained(pair: frozenset[str], alone: dict[str, Mark]) -> bool:
    """True when one code of an Excludes1 pair goes for a reason of its own that settles the conflict."""
    return any(
        (m := alone.get(c)) and m.kind in ("invalid_code", "negated", "uncertain_dx", "unsupported_by_note")
        for c in pair
    )
