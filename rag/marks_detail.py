"""Marks by detail: the note gives a side, a kind, a stage or a character that the proposed code leaves out or gets wrong.

Authorities: I.B.2 (highest detail), I.B.13 (laterality), I.C.19.a (seventh characters), I.A.19 (what the provider states).
"""

from __future__ import annotations

import re

from rag.coverage import SIDES
from rag.marks_seventh import seventh
from rag.reading import Reading, evidence, mark_of, named_in_words
from rag.support import FIRM, WEAK, Support, richer
from rag.types import Finding, Mark

# a growth or mass, and the codes that say what it is
_NAMED = (
    (re.compile(r"K63\.5"), re.compile(r"D12|C18|D37\.4")),
    (re.compile(r"N63"), re.compile(r"C50|D24|D05|N60")),
    (re.compile(r"D49|D48\.5|L98\.9"), re.compile(r"C4[34]|D0[34]|D2[23]|L82|L57\.0")),
    (re.compile(r"R91\.1"), re.compile(r"C34|D14\.3")),
    (re.compile(r"R59"), re.compile(r"C77|C8[1-8]")),
)
_SIDES = ("right", "left", "bilateral")


def detail_marks(reading: Reading, found: Support) -> Mark | None:
    """The code's category is documented: is it the side, the type, the character that the note gives?"""
    detail = by_pathology(reading, found) or kind_of(reading, found)
    if detail and detail.kind == "specificity_available":
        return detail  # it says the side as well where the note does
    return side(reading, found) or detail or seventh(reading, found)


def side(reading: Reading, found: Support) -> Mark | None:
    """The code names another side than the note, or none where the note names one and the category has it."""
    code_set = reading.tabular.code_set
    stem = code_set.stem(found.code) or found.code
    coded = _sides(code_set.descriptor(stem))
    family = _siblings(reading, stem)
    noted = {s for f in found.findings for s in _sides(_sentence(reading, f))}
    if not noted or not family or (coded and coded & noted) or ({"right", "left"} <= noted and "bilateral" in coded):
        return None
    wanted = "bilateral" if {"right", "left"} <= noted and "bilateral" in family else next(iter(sorted(noted)))
    if wanted not in family or family[wanted] == stem:
        return None
    instead = (
        reading.tabular.code_set.with_seventh(family[wanted], found.code[-1]) if stem != found.code else family[wanted]
    )
    has = f"names the {' and '.join(sorted(coded))} side" if coded else "leaves the side open"
    text = f"{found.code} {has}, the note says {wanted}: {instead} {code_set.descriptor(instead)}."
    return mark_of(reading, "laterality", found.code, text, ("I.B.13",), evidence(found.findings), (instead,))


def _sides(text: str) -> set[str]:
    lower = text.lower()
    found = {s for s in _SIDES if re.search(rf"\b{s}\b", lower)}
    for short, side_ in (
        (r"\b(?:rt|r)\b(?!\.)|\bod\b", "right"),
        (r"\b(?:lt|l)\b(?!\.)|\bos\b", "left"),
        (r"\b(?:bilat\w*|b/l|ou|both)\b", "bilateral"),
    ):
        if re.search(short, lower):
            found.add(side_)
    return found


def _siblings(reading: Reading, stem: str) -> dict[str, str]:
    """side -> code, over the codes beside `stem` that differ from it by the side alone."""
    code_set = reading.tabular.code_set
    entry = code_set.find(stem)
    parent = code_set.find(entry.parent) if entry and entry.parent else None
    if entry is None or parent is None or parent.is_heading:
        return {}

    def bare(text: str) -> str:
        return (
            re.sub(r"\b(?:right|left|bilateral|unspecified|side|sided)\b", "", text.lower())
            .replace(" ", "")
            .replace(",", "")
        )

    mine = bare(entry.descriptor)
    found = {}
    for child in parent.children:
        other = code_set.find(child)
        if other and bare(other.descriptor) == mine:
            for s in _SIDES:
                if re.search(rf"\b{s}\b", other.descriptor.lower()):
                    found[s] = other.code
    return found


def _sentence(reading: Reading, finding: Finding) -> str:
    return reading.note.text[finding.sentence.start : finding.sentence.end]


def by_pathology(reading: Reading, found: Support) -> Mark | None:
    """A growth coded as such although the note names what it is ("polyp", tubular adenoma)."""
    for plain, named in _NAMED:
        if plain.match(found.code):
            for f in reading.findings:
                code, score = f.codes[0]
                if f.label == "affirmed" and score >= FIRM and named.match(code):
                    text = f"The note names what {found.code} leaves open: {code} {reading.tabular.code_set.descriptor(code)}."
                    return mark_of(reading, "specificity_available", found.code, text, ("I.B.2",), (f.span,), (code,))
    return None


def kind_of(reading: Reading, found: Support) -> Mark | None:
    """Another code fits the words of the note better: it says more of them, or nothing that the note lacks."""
    code_set, coverage = reading.tabular.code_set, reading.coverage
    stem = code_set.stem(found.code) or found.code
    proposed = {code_set.stem(c) or c for c in reading.note.proposed}
    here = coverage.content(code_set.descriptor(stem))
    for other, finding in richer(stem, reading.findings):
        there = coverage.content(code_set.descriptor(other))
        if other in proposed or there - reading.words - SIDES:
            continue  # coded as well, or it claims words that the note lacks
        if any(reading.supports.only_denied(w) for w in there - here):
            continue
        text_of = f"{other} {code_set.descriptor(other)}"
        if here - SIDES < there - SIDES:
            kind = "history_not_active" if "remiss" in there - here else "specificity_available"
            text = f"The note gives the detail that {found.code} leaves out: {text_of}."
            return mark_of(reading, kind, found.code, text, ("I.B.2",), (finding.span,), (other,))
        unsaid = here - reading.words - SIDES
        same = other[:3] == stem[:3] and finding in found.findings
        if same and unsaid and not named_in_words(reading, stem) and not _said_in_range(found):
            text = f"{found.code} {code_set.descriptor(stem)} says more than the note, which leads to {text_of}."
            return mark_of(
                reading, "unsupported_by_note", found.code, text, ("I.A.19", "I.B.2"), (finding.span,), (other,)
            )
    return None


def _said_in_range(found: Support) -> bool:
    """True when a sentence says the words or the number of the code itself."""
    return any(f.codes[0][1] == WEAK for f in found.exact)
