"""Further codes that a proposed one asks for and the note documents: an underlying condition, the outcome of a birth, a fact
of a "use additional code" note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.code_set import CODE_FIRST, USE_ADDITIONAL, Instruction
from rag.edits import meets_first, needs_first
from rag.organisms import organisms
from rag.reading import Reading, mark_of
from rag.support import FIRM
from rag.types import Finding, Mark, Span


def underlying(reading: Reading, codes: Sequence[str]) -> Iterator[Mark]:
    """Code first notes on "any associated condition" where the note documents one firmly and none is proposed."""
    for at, code in enumerate(codes):
        notes = [n for n in reading.tabular.code_set.inherited(code, CODE_FIRST) if n.patterns]
        binding = needs_first(reading.tabular, code)
        if (
            code[0] in "RZ"
            or not notes
            or (binding and not any(meets_first(binding, c) for c in codes[:at]))  # marked already
            or any(n.names(c) for n in notes for c in codes)
        ):
            continue
        for f in reading.findings:
            first, score = f.codes[0]
            note = next((n for n in notes if n.names(first)), None)
            if note and f.label == "affirmed" and score >= FIRM and reading.tabular.code_set.is_billable(first):
                text = f"The note documents {first}, which goes before {code} (code first note at {note.at})."
                cited = (reading.tabular.cite_note(note),)
                yield Mark("missing_code_first", code, text, cited, (f.span,), (first,))
                break


# an organism as an infection of its own, and as the organism of another one
_ORGANISMS = {"A49.01": "B95.61", "A49.02": "B95.62", "A49.1": "B95.5", "A49.2": "B96.3", "A49.3": "B96.0"}


# codes that say the organism of an infection themselves
_ITS_ORGANISM = re.compile(
    r"A(?:0|1|2|3|40|41\.[0-5]|49)|B(?:2|9[5-7])|J(?:13|14|15\.[0-8]|20\.[0-7]|21\.0|02\.0|03\.0)"
)


_TOBACCO = re.compile(r"F17|Z72\.0|Z87\.891|Z77\.22|O99\.33")


def _said(code: str, codes: Sequence[str]) -> bool:
    """True where another code says the habit already."""
    return bool(_TOBACCO.match(code)) and any(map(_TOBACCO.match, codes))


def _as_organism(note: Instruction, finding: Finding) -> str:
    """The finding's first code; where the note asks for an organism, the code that says it as such ("MRSA": B95.62)."""
    first = finding.codes[0][0]
    organism = _ORGANISMS.get(first, "")
    return organism if organism and note.names(organism) else first


_BORN = re.compile(
    r"\b(?:live\s?born|live (?:male|female|infant|birth|baby)|viable|apgars?|ap \d/\d|\d{3,4} ?g(?:m|rams?)?\b)", re.I
)
_BIRTH = re.compile(r"\b(?:deliver(?:ed|y)|nsvd|svd|vaginal birth|c/s|cesarean|caesarean)\b", re.I)
_BIRTHS = re.compile(r"O(?:80|82|6[0-9]|7[0-7])|O.*childbirth")


def outcome(reading: Reading, codes: Sequence[str]) -> Iterator[Mark]:
    """A delivery of this stay without its outcome (I.C.15.b.5): Z37.0 for one child born alive, else left open."""
    said = [f"{c} {reading.tabular.code_set.descriptor(c)}" for c in codes]
    births = [c for c, text in zip(codes, said, strict=True) if _BIRTHS.match(text)]
    text = reading.note.text
    if (
        not births
        or any(c.startswith("Z37") for c in (*codes, *reading.note.proposed))
        or not (_BIRTH.search(text) and _BORN.search(text))
    ):
        return
    single = not re.search(r"\b(?:twins?|triplets?|baby b|stillb\w+|iufd|demise)\b", text, re.I)
    found = _BORN.search(text)
    spans = (Span(*found.span()),) if found else ()
    told = f"A record of delivery has a code for its outcome (Z37.-) beside {births[0]}."
    yield mark_of(
        reading, "missing_additional_code", births[0], told, ("I.C.15.b.5",), spans, ("Z37.0",) if single else ()
    )


def additional(reading: Reading, codes: Sequence[str]) -> Iterator[Mark]:
    """Use additional code notes whose further fact the note documents and no proposed code states."""
    told: set[str] = set()
    named = [] if any(_ITS_ORGANISM.match(c) for c in codes) else list(organisms(reading))
    gravid = any(c[0] == "O" for c in codes)
    for code in codes:
        for note in reading.tabular.code_set.inherited(code, USE_ADDITIONAL):
            if gravid and note.names("Z68.30"):
                continue  # the body mass index is not coded of a pregnant patient
            if not note.patterns or any(note.names(c) for c in codes):
                continue
            fitting = [
                (first, f)
                for f in reading.findings
                if f.label == "affirmed" and f.codes[0][1] >= FIRM and note.names(first := _as_organism(note, f))
            ]
            spans = [(first, f.span) for first, f in fitting]
            spans += [(first, span) for first, span in named if note.names(first)]
            spans = [(first, span) for first, span in spans if first[:3] not in told and not _said(first, codes)]
            if not spans:
                continue
            # of two ways to say it ("smokes", "1 ppd") the one that says more
            first, span = min(spans, key=lambda x: "unspecified" in reading.tabular.code_set.descriptor(x[0]))
            told.add(first[:3])
            said = reading.tabular.code_set.descriptor(first)
            text = f"The note documents {first} {said}, which {code} asks for in addition (note at {note.at})."
            cited = (reading.tabular.cite_note(note),)
            yield Mark("missing_additional_code", code, text, cited, (span,), (first,))
