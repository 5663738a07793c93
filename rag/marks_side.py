"""Marks on the side of a code: another one than the note's, or none where the note names one (I.B.13)."""

from __future__ import annotations

import re

from rag.attributes import laterality_of
from rag.reading import Reading, evidence, mark_of, sentence_of
from rag.support import Support
from rag.types import Finding, Mark

_SIDES = ("right", "left", "bilateral")


def side(reading: Reading, found: Support) -> Mark | None:
    """The code names another side than the note, or none where the note names one and the category has it."""
    code_set = reading.tabular.code_set
    stem = code_set.stem(found.code) or found.code
    coded = _sides(code_set.descriptor(stem))
    family = _siblings(reading, stem)
    noted = {s for f in found.findings for s in _sides_of(reading, f)}
    if stem != found.code and not family:
        return _eye(reading, found, noted)
    if not noted or not family or (coded and coded & noted) or ({"right", "left"} <= noted and "bilateral" in coded):
        return None
    wanted = "bilateral" if {"right", "left"} <= noted and "bilateral" in family else next(iter(sorted(noted)))
    if wanted not in family or family[wanted] == stem:
        return None
    instead = (
        reading.tabular.code_set.with_seventh(family[wanted], found.code[-1]) if stem != found.code else family[wanted]
    )
    instead = _of_dominance(reading, stem, instead, wanted)
    has = f"names the {' and '.join(sorted(coded))} side" if coded else "leaves the side open"
    text = f"{found.code} {has}, the note says {wanted}: {instead} {code_set.descriptor(instead)}."
    return mark_of(reading, "laterality", found.code, text, ("I.B.13",), evidence(found.findings), (instead,))


def _of_dominance(reading: Reading, stem: str, instead: str, side_: str) -> str:
    """Of a palsy the code of the side's usual dominance: right dominant, left not (I.C.6.a)."""
    code_set = reading.tabular.code_set
    if "dominant side" not in code_set.descriptor(instead):
        return instead
    wanted = f"{side_} {'dominant' if side_ == 'right' else 'nondominant'} side"
    return next((c for c in code_set.billable_below(stem[:-1]) if wanted in code_set.descriptor(c)), instead)


def _sides_of(reading: Reading, finding: Finding) -> set[str]:
    """The side said of the finding; where its own words are given none, any side of its sentence."""
    sentence, start = sentence_of(reading, finding), finding.start - finding.sentence.start
    near = laterality_of(sentence, start, start + finding.end - finding.start)
    return {near} if near else _sides(sentence)


def _eye(reading: Reading, found: Support, noted: set[str]) -> Mark | None:
    """The side as seventh character ("E11.3512": left eye)."""
    code_set = reading.tabular.code_set
    stem = code_set.stem(found.code) or found.code
    entry = code_set.find(stem)
    meanings = {c: _sides(m) for c, m in (entry.seventh or {}).items()} if entry else {}
    coded = meanings.get(found.code[-1], set())
    char = next((c for c, sides in meanings.items() if len(noted) == 1 and sides == noted), "")
    if not char or coded & noted:
        return None
    instead = code_set.with_seventh(stem, char)
    text = f"{found.code} {'names the ' + ' and '.join(coded) + ' side' if coded else 'leaves the side open'}, the note says {next(iter(noted))}: {instead}."
    return mark_of(reading, "laterality", found.code, text, ("I.B.13",), evidence(found.findings), (instead,))


def _sides(text: str) -> set[str]:
    lower = text.lower()
    found = {s for s in _SIDES if re.search(rf"\b{s}\b", lower)}
    for short, side_ in (
        (r"\b(?:rt|r)\b(?!\.)|\bod\b|\br(?:ul|ml|ll|ue|le)\b", "right"),
        (r"\b(?:lt|l)\b(?!\.)|\bos\b|\bl(?:ul|ll|ue|le)\b", "left"),
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
