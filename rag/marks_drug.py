"""A condition that the note puts down to a drug properly taken, coded without the drug (I.C.19.e.5.a)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.code_set import USE_ADDITIONAL
from rag.drugs import Drug, Drugs
from rag.reading import Reading
from rag.types import Mark, Span

_CAUSED = re.compile(
    r"(?:due to|d/t|2/2|secondary to|caused by|from|induced by|attributed to|because of|related to|adverse (?:effects?|reactions?) (?:of|to|from)|side effects? (?:of|from)"
    r"|reaction to|toxicity from)\W+(?:[\w.]+\W+){0,3}$",
    re.I,
)
_EFFECT = re.compile(r"\W{0,2}(?:induced|associated|related|toxicity|reaction|rash|allergic reaction|adverse)\b", re.I)
_OTHER_WAY = re.compile(
    r"\b(?:overdos\w*|poison\w*|suicid\w*|intentional\w*|took too (?:much|many)|wrong (?:drug|dose|pill)|abus\w+|misus\w+)\b",
    re.I,
)


def drug_marks(reading: Reading, drugs: Drugs, codes: Sequence[str]) -> Iterator[Mark]:
    """One mark: the first code that asks for the drug of an adverse effect, where a sentence makes a drug the cause."""
    if any(re.match(r"T(?:3[6-9]|4[0-9]|50|88\.[67])", c) for c in codes) or _OTHER_WAY.search(reading.note.text):
        return
    for code in codes:
        notes = reading.tabular.code_set.inherited(code, USE_ADDITIONAL)
        asking = next((n for n in notes if "adverse effect" in f"{n.heading} {n.text}".lower()), None)
        if asking is None or asking.at.startswith("Chapter"):
            continue
        for drug, span in _causes(reading, drugs):
            full = f"{drug.stem}5A"
            if not reading.tabular.code_set.is_billable(full):
                continue
            text = f"The note puts it down to a drug: {code} asks for {full} in addition (note at {asking.at})."
            cited = (reading.tabular.cite_note(asking),)
            yield Mark("missing_additional_code", code, text, cited, (span,), (full,))
            return


def _causes(reading: Reading, drugs: Drugs) -> Iterator[tuple[Drug, Span]]:
    """Drugs that a sentence of the note makes the cause of something, and where."""
    text = reading.note.text
    for drug in drugs.named(text):
        behind = _CAUSED.search(text, max(0, drug.start - 60), drug.start)
        if (behind and not re.search(r"\bnot\W+$", text[: behind.start()])) or _EFFECT.match(text, drug.end):
            yield drug, Span(drug.start, drug.end)
