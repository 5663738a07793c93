"""Codes together: what the tabular says of them. Each edit quotes the note and names the code at which it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from index.code_set import (
    CODE_ALSO,
    CODE_FIRST,
    EXCLUDES1,
    EXCLUDES2,
    USE_ADDITIONAL,
    CodeSet,
    Instruction,
)
from index.order_file import without_notes
from index.passage import Source
from index.tabular import code_passage, note_line
from rag.ground import cite
from rag.types import Citation, Edit

INVALID, NOT_BILLABLE, SEVENTH = "invalid_code", "not_billable", "seventh_character"
CONFLICT, NO_CONFLICT, MAY_COEXIST = "excludes1_conflict", "no_excludes1", "excludes2"
FIRST, ADDITIONAL, ALSO = "code_first", "use_additional", "code_also"
MISSING_FIRST, MANIFESTATION = "missing_code_first", "manifestation_as_principal"
BILLABLE = "billable"
_CONDITIONAL = re.compile(r"\bif (?:applicable|present|known|desired)\b|\bany\b|\bassociated\b", re.IGNORECASE)
_UNDERLYING = re.compile(r"\bunderlying\b|\betiology\b", re.IGNORECASE)


class Tabular:
    """The release in force with its source, so that any note of it can be cited."""

    def __init__(self, code_set: CodeSet, source: Source) -> None:
        self.code_set, self.source = code_set, source

    def cite_code(self, code: str) -> Citation:
        """The line of the tabular that prints the code and its descriptor."""
        passage = code_passage(self.code_set, code, self.source)
        found = cite(passage, passage.text.splitlines()[0])
        assert found is not None
        return found

    def cite_note(self, note: Instruction) -> Citation:
        """The note's line in the passage of the code at which it stands."""
        found = cite(code_passage(self.code_set, note.at, self.source), note_line(note))
        assert found is not None
        return found

    def cite_line(self, code: str, line: str) -> Citation | None:
        return cite(code_passage(self.code_set, code, self.source), line)


def single(tabular: Tabular, code: str) -> Edit:
    """Whether one code of the release can be reported, and what it lacks. The code must exist."""
    code_set = tabular.code_set
    found = code_set.find(code)
    if found is None:
        raise KeyError(code)
    said = f"{found.code} {found.descriptor}"
    if found.billable:
        text = f"{said} is billable: it is not subdivided further and no character is missing."
        return Edit(BILLABLE, (found.code,), text, (tabular.cite_code(found.code),))
    if found.seventh:
        chars = "; ".join(f"{c} {m}" for c, m in found.seventh.items())
        full = code_set.with_seventh(found.code, next(iter(found.seventh)))
        text = f"{said} is not billable without a seventh character ({chars}), as in {full}."
        note = next(c for c in code_set.lineage(found.code) if c.seventh)
        lines = [f"7th character {c}: {m}" for c, m in note.seventh.items()] if note.seventh else []
        cited = [tabular.cite_code(found.code), *(tabular.cite_line(found.code, line) for line in lines[:3])]
        return Edit(SEVENTH, (found.code,), text, tuple(c for c in cited if c))
    below = code_set.billable_below(found.code)
    shown = ", ".join(below[:8]) + (f" and {len(below) - 8} more" if len(below) > 8 else "")
    text = f"{said} is not billable: it is subdivided. Valid codes below it: {shown}."
    return Edit(NOT_BILLABLE, (found.code,), text, (tabular.cite_code(found.code), tabular.cite_code(below[0])))


def pair(tabular: Tabular, a: str, b: str) -> Iterator[Edit]:
    """Every note between two codes, both ways; a statement that there is no Excludes1 where there is none."""
    code_set = tabular.code_set
    conflicts = code_set.conflicts(a, b)
    for note in conflicts:
        holder, other = (a, b) if note in code_set.inherited(a, EXCLUDES1) and note.names(b) else (b, a)
        text = (
            f"{holder} and {other} are not coded together for the same condition: the Excludes1 note at {note.at} "
            f"names {_named(note, other)}. Only where the two are clearly unrelated may both be reported."
        )
        yield Edit(CONFLICT, (holder, other), text, (tabular.cite_note(note),))
    if not conflicts and not without_notes(code_set):  # an order file has no notes: their absence says nothing
        text = f"The tabular prints no Excludes1 note between {a} and {b}, at either code or above it."
        yield Edit(NO_CONFLICT, (a, b), text, (tabular.cite_code(a), tabular.cite_code(b)))
    yield from _ordered(tabular, a, b)
    yield from _ordered(tabular, b, a)


def _ordered(tabular: Tabular, a: str, b: str) -> Iterator[Edit]:
    """Excludes2, code first, use additional code and code also notes of `a` that name `b`."""
    kinds = {
        EXCLUDES2: (MAY_COEXIST, f"An Excludes2 note lets {a} and {b} be reported together when the patient has both"),
        CODE_FIRST: (FIRST, f"{b} is sequenced before {a}"),
        USE_ADDITIONAL: (ADDITIONAL, f"{b} is added after {a}"),
        CODE_ALSO: (ALSO, f"{a} and {b} may both be needed, in the order the encounter calls for"),
    }
    for kind, (name, lead) in kinds.items():
        for note in tabular.code_set.named(a, kind, b):
            text = f"{lead}: the {kind} note at {note.at} names {_named(note, b)}."
            yield Edit(name, (a, b), text, (tabular.cite_note(note),))


def _named(note: Instruction, code: str) -> str:
    return next((p.written for p in note.patterns if p.matches(code)), code)


def pairs(tabular: Tabular, codes: Sequence[str]) -> Iterator[Edit]:
    """Edits between all pairs of codes, in the order given."""
    for a, b in combinations(dict.fromkeys(codes), 2):
        if tabular.code_set.stem(a) != tabular.code_set.stem(b):
            yield from pair(tabular, a, b)


def needs_first(tabular: Tabular, code: str) -> tuple[Instruction, ...]:
    """Code first notes that bind without condition: at a manifestation code, or asking for the underlying disease.

    Others name what goes first when the patient has it: A41's note on T81.44 does not bar A41.9 alone.
    """
    code_set = tabular.code_set
    manifestation = "classified elsewhere" in code_set.descriptor(code)
    notes = code_set.inherited(code, CODE_FIRST)
    said = {n: f"{n.heading} {n.text}" for n in notes}
    return tuple(
        n
        for n in notes
        if manifestation or ((_UNDERLYING.search(said[n]) or _its_own(n, code)) and not _CONDITIONAL.search(said[n]))
    )


def _its_own(note: Instruction, code: str) -> bool:
    """True for a note that stands at the code itself and names what goes first: U07.1 before J12.82."""
    return note.at == code and bool(note.patterns) and code[0] not in "TZ" and "such as" not in note.heading


def meets_first(notes: Sequence[Instruction], code: str) -> bool:
    """True when `code` is what one of the notes asks for; a note that is open ("such as", no codes) takes any disease."""
    open_ended = any(not n.patterns or "such as" in f"{n.heading} {n.text}" for n in notes)
    return any(n.names(code) for n in notes) or (open_ended and code[0] not in "RVWXYZ")


def missing_first(tabular: Tabular, codes: Sequence[str]) -> Iterator[Edit]:
    """Codes whose code first note is not met by any code before them."""
    for at, code in enumerate(codes):
        notes = needs_first(tabular, code)
        if notes and not any(meets_first(notes, other) for other in codes[:at]):
            later = [c for c in codes[at + 1 :] if any(n.names(c) for n in notes)]
            text = (
                f"{later[0]} goes before {code}, by the code first note at {notes[0].at}."
                if later
                else f"{code} is not reported alone or first: the code first note at {notes[0].at} asks for the cause."
            )
            kind = MISSING_FIRST if at or not later else MANIFESTATION
            yield Edit(kind, (code, *later[:1]), text, tuple(tabular.cite_note(n) for n in notes[:2]))


def sequence(tabular: Tabular, codes: Sequence[str]) -> list[str]:
    """The codes in the order that code first and use additional code notes ask for; otherwise as given."""
    ordered: list[str] = []
    for code in dict.fromkeys(codes):
        at = len(ordered)
        for place, earlier in enumerate(ordered):
            if _leads(tabular.code_set, code, earlier) and not _leads(tabular.code_set, earlier, code):
                at = place
                break
        ordered.insert(at, code)
    return ordered


def _leads(code_set: CodeSet, a: str, b: str) -> bool:
    """True when a note puts `a` before `b`."""
    return bool(code_set.named(b, CODE_FIRST, a) or code_set.named(a, USE_ADDITIONAL, b))
