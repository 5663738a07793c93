"""The order of codes that a second opinion offers: code first notes, and the table of what goes before what."""

from __future__ import annotations

import re

from index.edit_tables import EditTables
from rag.covering import covers
from rag.edits import meets_first, needs_first
from rag.reading import Reading


def cause_first(reading: Reading, codes: list[str]) -> list[str]:
    """A code whose code first note is met only by a later code goes behind it: a named one, else one of its chapter."""
    for code in list(codes):
        at, notes = codes.index(code), needs_first(reading.tabular, code)
        if not notes or any(n.names(c) for n in notes for c in codes[:at]):
            continue
        later = codes[at + 1 :]
        found = next((c for c in later if any(n.names(c) for n in notes)), "")
        if not found and not any(meets_first(notes, c) for c in codes[:at]):
            found = next((c for c in later if c not in reading.note.proposed and meets_first(notes, c)), "")
        if found:
            codes.remove(found)
            codes.insert(at, found)
    return codes


# status, history and long-term drugs tell of the patient whose condition is coded: they follow it (I.C.21.c.3, c.4)
_STATUS = re.compile(r"Z(?:1[67]|21|22|66|68|7[4-9]|8|9[0-9])|Z3A")


def led(tables: EditTables, codes: list[str]) -> list[str]:
    """Status behind the rest, codes that may not lead behind the first that may, pairs of the sequence table in order."""
    codes = sorted(codes, key=lambda c: bool(_STATUS.match(c)))
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
    # what belongs to sepsis stands right behind it (I.C.1.d.4)
    for severe in [c for c in codes if c.startswith("R65.2")]:
        septic = [c for c in codes if re.match(r"A4[01]|T81\.44|O85|P36", c)]
        if septic and codes.index(severe) > codes.index(septic[-1]):
            codes = [c for c in codes if c != severe]
            codes.insert(codes.index(septic[-1]) + 1, severe)
    return codes
