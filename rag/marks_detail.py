"""Marks by detail: the note gives a side, a kind, a stage or a character that the proposed code leaves out or gets wrong.

Authorities: I.B.2 (highest detail), I.B.13 (laterality), I.C.19.a (seventh characters), I.A.19 (what the provider states).
"""

from __future__ import annotations

import re

from rag.coverage import SIDES
from rag.finer import finer, open_left
from rag.implied import HALF
from rag.in_words import WEAK
from rag.marks_seventh import seventh
from rag.marks_side import side
from rag.reading import Reading, evidence, mark_of, named_in_words, sentence_of
from rag.stages import in_trimester
from rag.support import FIRM, Support, richer
from rag.types import Finding, Mark

# a growth or mass, the codes that say what it is, and the words by which a sentence names it where the code is not its first
_NAMED = (
    (re.compile(r"K63\.5|K62\.1"), re.compile(r"D12|C18|C20|D37\.4"), re.compile(r"adenom|carcinom")),
    (re.compile(r"K31\.7"), re.compile(r"D13\.1|C16"), re.compile(r"adenom|carcinom")),
    (re.compile(r"N63"), re.compile(r"C50|D24|D05|N60"), re.compile(r"carcinom|fibroadenom|cyst|dcis|lcis")),
    (
        re.compile(r"D49|D48\.5|L98\.9"),
        re.compile(r"C4[34]|D0[34]|D2[23]|L82|L57\.0"),
        re.compile(r"carcinom|melanom|nevus|keratos"),
    ),
    (re.compile(r"R91\.1"), re.compile(r"C34|D14\.3"), re.compile(r"carcinom|hamartom")),
    (re.compile(r"R59"), re.compile(r"C77|C8[1-8]"), re.compile(r"lymphom|metasta|carcinom")),
)
_DRUG_HARM = re.compile(r"T(?:3[6-9]|4[0-9]|50)")
_TRIMESTER = "first second third trimester"  # made from the weeks, so not looked for in the words
LED = 3.0  # score of a code in a sentence that names the growth in words


def detail_marks(reading: Reading, found: Support) -> Mark | None:
    """The code's category is documented: is it the side, the type, the character that the note gives?"""
    detail = (
        by_pathology(reading, found)
        or kind_of(reading, found)
        or _finer(reading, found)
        or kind_of(reading, found, beyond=True)
    )
    if detail and detail.kind == "specificity_available":
        return detail  # it says the side as well where the note does
    return side(reading, found) or detail or seventh(reading, found)


def by_pathology(reading: Reading, found: Support) -> Mark | None:
    """A growth coded as such although the note names what it is ("polyp", tubular adenoma)."""
    for plain, named, words in _NAMED:
        if plain.match(found.code):
            for f in (f for f in reading.findings if f.label == "affirmed"):
                code, score = next((c for c in f.codes if named.match(c[0])), ("", 0.0))
                told = words.search(sentence_of(reading, f).lower())
                if code and ((f.codes[0][0] == code and score >= FIRM) or (told and score >= LED)):
                    code = _at_site(reading, found, code)
                    text = f"The note names what {found.code} leaves open: {code} {reading.tabular.code_set.descriptor(code)}."
                    return mark_of(reading, "specificity_available", found.code, text, ("I.B.2",), (f.span,), (code,))
    return None


def _at_site(reading: Reading, found: Support, code: str) -> str:
    """The growth at the site where the note has it, where its code leaves the site open."""
    code_set, coverage = reading.tabular.code_set, reading.coverage
    family = code_set.billable_below(code[:3])
    if "unspecified" not in code_set.descriptor(code):
        return code
    for f in found.findings:
        best = reading.conditions.among(f, family)
        told = coverage.words(sentence_of(reading, f))
        if best and "unspecified" not in code_set.descriptor(best):
            site = coverage.content(code_set.descriptor(best)) - coverage.content(code_set.descriptor(code))
            if site and site <= told:
                return best
    return code


def kind_of(reading: Reading, found: Support, beyond: bool = False) -> Mark | None:
    """Another code of the category fits the words of the note better: it says more of them, or nothing that the note lacks.

    `beyond`: a code of another category of the block, that says more.
    """
    code_set, coverage = reading.tabular.code_set, reading.coverage
    stem = code_set.stem(found.code) or found.code
    proposed = {code_set.stem(c) or c for c in reading.note.proposed}
    here = coverage.content(open_left(code_set.descriptor(stem)))
    others = []
    for named, finding in richer(stem, reading.findings, reading.counting):
        other = in_trimester(named, reading.note.text, code_set)
        when = coverage.content(_TRIMESTER) if other != named else frozenset()
        there = coverage.content(code_set.descriptor(other)) - when
        if other in proposed or _coded_beside(other, stem, proposed) or there - reading.words - SIDES:
            continue  # coded as well, or it claims words that the note lacks
        if (other[:3] != stem[:3]) == beyond and not any(reading.supports.only_denied(w) for w in there - here):
            others.append((other, finding, there))
    for other, finding, there in others:
        sibling = _leaves_open(reading, stem, other) and _says(reading, finding, there - here)
        if (here - SIDES < there - SIDES or sibling) and _block(reading, other) == _block(reading, stem):
            kind = "history_not_active" if "remiss" in there - here else "specificity_available"
            text = f"The note gives the detail that {found.code} leaves out: {other} {code_set.descriptor(other)}."
            return mark_of(reading, kind, found.code, text, ("I.B.2",), (finding.span,), (other,))
    plainer = [(o, f, here - t - SIDES) for o, f, t in others if o[:3] == stem[:3] and f in found.findings]
    return next((m for o, f, more in plainer if (m := _says_more(reading, found, o, f, more))), None)


def _says_more(reading: Reading, found: Support, other: str, finding: Finding, more: frozenset[str]) -> Mark | None:
    """The proposed code goes beyond the code that its own words lead to by what the note denies, doubts or does not say."""
    code_set = reading.tabular.code_set
    stem = code_set.stem(found.code) or found.code
    said, text_of = f"{found.code} {code_set.descriptor(stem)}", f"{other} {code_set.descriptor(other)}"
    if any(reading.supports.only_denied(w) for w in more):
        text = f"The note denies what {said} adds; it leads to {text_of}."
        return mark_of(reading, "negated", found.code, text, ("I.A.19", "I.B.2"), (finding.span,), (other,))
    if reading.note.setting != "inpatient" and any(_doubted(reading, w) for w in more):
        text = f"The note is not sure of what {said} adds; it leads to {text_of}."
        return mark_of(reading, "uncertain_dx", found.code, text, ("IV.H",), (finding.span,), (other,))
    named = any(f.label == "affirmed" and f.codes[0][0] == stem and f.codes[0][1] > WEAK for f in found.exact)
    if named or not _unsaid(reading, more) or named_in_words(reading, stem) or _said_in_range(found):
        return None
    text = f"{said} says more than the note, which leads to {text_of}."
    return mark_of(reading, "unsupported_by_note", found.code, text, ("I.A.19", "I.B.2"), (finding.span,), (other,))


def _leaves_open(reading: Reading, stem: str, other: str) -> bool:
    """True for the unspecified code of a subcategory beside one of its own that says what it leaves open."""
    code_set = reading.tabular.code_set
    mine, its = code_set.find(stem), code_set.find(other)
    beside = mine is not None and its is not None and mine.parent == its.parent
    leaves = re.search(r"\bunspecified\b", code_set.descriptor(stem)) and not re.search(
        r"\bor unspecified\b", code_set.descriptor(stem)
    )
    return bool(beside and leaves) and not re.search(r"\b(?:unspecified|other)\b", code_set.descriptor(other), re.I)


def _says(reading: Reading, finding: Finding, more: frozenset[str]) -> bool:
    """True when the words of a firm finding itself give the detail."""
    return finding.codes[0][1] >= FIRM and bool(more) and more <= reading.coverage.words(finding.text)


def _block(reading: Reading, code: str) -> str | None:
    """The block of a category ("M05-M14"): across blocks a finer code is a matter of combination codes."""
    category = reading.tabular.code_set.find(code[:3])
    return category.parent if category else None


def _doubted(reading: Reading, stem: str) -> bool:
    """True when the note says a word in doubt only ("possible strep")."""
    labels = reading.supports.labels_of(stem)
    return "uncertain" in labels and labels <= {"uncertain", "negated", "hypothetical"}


def _coded_beside(other: str, stem: str, proposed: set[str]) -> bool:
    """True when another proposed code of the category says the detail already."""
    return any(c != stem and c[:3] == other[:3] for c in proposed)


def _unsaid(reading: Reading, more: frozenset[str]) -> bool:
    """True when the note says less than half of the words by which a code goes beyond another one."""
    induced = {"drug", "induc"} if any(_DRUG_HARM.match(c) for c in reading.note.proposed) else set()
    return bool(more) and reading.coverage.of(reading.words | induced, more) < HALF


def _finer(reading: Reading, found: Support) -> Mark | None:
    other = finer(reading, found)
    if not other:
        return None
    code_set = reading.tabular.code_set
    stem = code_set.stem(found.code) or found.code
    instead = code_set.with_seventh(other, found.code[-1]) if stem != found.code else other
    text = f"The note gives the detail that {found.code} leaves out: {instead} {code_set.descriptor(other)}."
    spans = evidence(found.findings)
    kind = "history_not_active" if "remission" in code_set.descriptor(other) else "specificity_available"
    return mark_of(reading, kind, found.code, text, ("I.B.2",), spans, (instead,))


def _said_in_range(found: Support) -> bool:
    """True when a sentence says the words or the number of the code itself."""
    return any(f.codes[0][1] == WEAK for f in found.exact)
