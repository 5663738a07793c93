"""Whether a note is silent on a code: support is read broadly, as coders accept what a note says in other words."""

from __future__ import annotations

import re

from rag.patient import patient_of
from rag.reading import Reading

HALF = 0.5  # share of a code's words, numbers aside, from which the note is taken to speak of it
# codes that say why a patient came or what happened around it: no finding of the note has to name them
UNNAMED = re.compile(r"V|W|X|Y|Z(?:0[0-9]|1[0-3]|2[0-3]|3[0-9A]|4|5[12]|7[0-9]|8|9)")
# of these, states that a note says in words: a fall, a device, a drug taken for long, a history
_STATES = re.compile(r"Z(?:79(?!\.899|\.89)|8[0-7]|9[0-9])")
# words of such codes that say nothing of which state it is
_EMPTY = frozenset(
    "long term use histori person famili presenc absenc acquir status drug therapi agent implant artifici left right unspecifi digest system intern organ tract device graft patient regimen".split()  # noqa: SIM905 - as stems
)
_LONG = 6  # letters from which a stem inside a longer word of the note counts
# what codes of drugs say beside the drug: how it came to harm, which a note says in its own words ("found down, naloxone")
_HOW = frozenset("poison advers effect underdos accident unintent intent self harm assault undetermin toxic".split())  # noqa: SIM905 - as stems
# complications of pregnancy by system, and words by which a note tells of a pregnancy
_PREGNANT = re.compile(r"O(?:10|24|26\.[89]|98|99|9A)")
_PREGNANCY = re.compile(
    r"\b(?:pregnan\w+|gestation\w*|iup|g\d+\s?p\d+|\d+\s?w\s?\d\s?d|trimester|deliver\w+|prenatal|postpartum|antepartum)\b",
    re.I,
)
_ORGAN = re.compile(r"J96|J80|N17|K72|D65|D69\.[56]|G9[23]|I21\.A|E87\.2|R57|I95|R34|R4[01]|D68")
_SEVERE = re.compile(
    r"\bsevere sepsis\b|\bsept(?:ic|icemic) shock\b|\b(?<!no )(?:organ|multi-?organ|end[- ]organ)[- ](?:dysfunction|failure)\b|\bMODS\b|\bsepsis[- ](?:induced|related|associated)\b"
    r"|\b(?:due to|from|with) (?:the )?sepsis\b|\bpressors?\b|\bvasopressors?\b|\bnorepi\w*|\blevophed\b|\bseptic enceph",
    re.I,
)
_DRUG = re.compile(r"T(?:3[6-9]|4[0-9]|50|5[1-9]|6[0-5])")


def denied_state(reading: Reading, code: str) -> bool:
    """True for a status or history whose words the note has, each of them only denied ("no falls in the past year")."""
    words = frozenset(w for t in reading.coverage.texts(code) for w in t) - _EMPTY
    labels = [told for w in words if (told := reading.supports.labels_of(w))]
    return bool(re.match(r"Z9", code) and labels) and all(told == {"negated"} for told in labels)


def unsaid(reading: Reading, code: str) -> bool:
    """True when no words of the note say the code, name its drug, or say half of what it says."""
    coverage, descriptor = reading.coverage, reading.tabular.code_set.descriptor(code)
    if UNNAMED.match(code):
        words = frozenset(w for t in coverage.texts(code) for w in t) - _EMPTY
        return bool(_STATES.match(code) and words and not words & coverage.words(reading.note.text))
    if _PREGNANT.match(code) and any(c[0] not in "OZ" for c in reading.note.proposed):
        return not _PREGNANCY.search(reading.note.text)  # the other code says which condition complicates it
    if code.startswith("R65.2"):  # severe sepsis is said, or an organ fails with the sepsis (I.C.1.d.1.b)
        failing = any(f.label in reading.counting and _ORGAN.match(f.codes[0][0]) for f in reading.findings)
        return not failing and not _SEVERE.search(reading.note.text)
    if code.startswith("O09.5"):  # an elderly mother is one of 35 years or more
        age = patient_of(reading.note.text).age_years
        return age is None or age < 34.5 or not _PREGNANCY.search(reading.note.text)
    if _DRUG.match(code) and (coverage.content(descriptor) - _HOW) & reading.words:
        return False
    texts = [t for text in coverage.texts(code) if (t := frozenset(w for w in text if not w[0].isdigit()))]
    within = frozenset(w for t in texts for w in t if len(w) >= _LONG and w in reading.lower)  # "dermatomyositis"
    return max((coverage.of_sides(reading.words | within, t) for t in texts), default=0.0) < HALF


def not_as_named(reading: Reading, code: str) -> bool:
    """True for a growth coded as of uncertain behavior where the note neither says so nor names such a growth."""
    if not re.match(r"D3[7-9]|D4[0-4]|D48", code):
        return False
    code_set, coverage = reading.tabular.code_set, reading.coverage
    if not {"uncertain", "behavior"} <= coverage.content(code_set.descriptor(code)) or "behav" in reading.lower:
        return False
    named = [t for t in coverage.texts(code) if "behavior" not in t]
    return not any(coverage.of(reading.words, t) >= HALF for t in named)
