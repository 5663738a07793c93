"""Marks on proposed codes that the note earns: negated, uncertain, past, unsupported, a further code.

Kinds are those of rag.types.MARK_KINDS. Authorities: IV.H and II.H (uncertain diagnoses), IV.J and III.A (past ones),
notes of the tabular for further codes. Side, type and seventh character are marked in marks_detail.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.code_set import USE_ADDITIONAL
from rag.marks_detail import detail_marks
from rag.reading import Reading, evidence, mark_of, named_in_words
from rag.support import FIRM, Support
from rag.types import Finding, Mark

CONFIRMED_ONLY = {
    "B20": "I.C.1.a.1",
    "U07.1": "I.C.1.g.1.a",
    "A92.5": "I.C.1.f.1",
    "J09": "I.C.10.c",
    "J10": "I.C.10.c",
}
# codes that say why a patient came or what happened around it: no finding of the note has to name them
UNNAMED = re.compile(r"V|W|X|Y|Z(?:0[0-9]|1[0-3]|2[0-3]|3[0-9A]|4|5[12]|7[0-9]|8|9)")
# a current condition, and the codes that say it is past: where the note supports only the second, it is not active
_PAST_FORMS = (
    (re.compile(r"F17"), re.compile(r"Z87\.891")),
    (re.compile(r"I2[12]"), re.compile(r"I25\.2")),
    (re.compile(r"C"), re.compile(r"Z85|Z86\.0")),
    (re.compile(r"I63|I61|G45"), re.compile(r"Z86\.73|I69")),
    (re.compile(r"I26|I82"), re.compile(r"Z86\.71")),
    (re.compile(r"N20"), re.compile(r"Z87\.442")),
    (re.compile(r"K2[5-8]"), re.compile(r"Z87\.11")),
    (re.compile(r"F1"), re.compile(r"F1\d\.\d?[12]1$")),
    (re.compile(r"D12|K63\.5"), re.compile(r"Z86\.01")),
    (re.compile(r"J18|J15"), re.compile(r"Z87\.01")),
)
_PAST = re.compile(
    r"Z(?:8[0-9]|9[0-9]|0[389]|1[123]|2[0-9]|5[5-9]|6[0-5]|7[79])|I69|B9[0-4]|O94"
)  # codes of the past and of the family


def note_marks(reading: Reading) -> Iterator[Mark]:
    """Marks on every proposed code that the release has."""
    codes = [c for c in dict.fromkeys(reading.note.proposed) if reading.tabular.code_set.find(c)]
    for code in codes:
        found = reading.supports.of(code)
        mark = _by_label(reading, found) or (
            detail_marks(reading, found) if found.label == "affirmed" and not UNNAMED.match(code) else None
        )
        if mark:
            yield mark
    yield from additional(reading, codes)


def _by_label(reading: Reading, found: Support) -> Mark | None:
    code, label = found.code, found.label
    said = f"{code} {reading.tabular.code_set.descriptor(code)}"
    spans = evidence(found.findings)
    inpatient = reading.note.setting == "inpatient"
    sure_only = next((r for c, r in CONFIRMED_ONLY.items() if code.startswith(c)), "")
    if sure_only and any(f.label == "uncertain" for f in found.exact):
        label, spans = "uncertain", evidence([f for f in found.exact if f.label == "uncertain"])
    if inpatient and label == "resolved":
        return None  # treated during the stay: coded (III)
    if past := _past_form(reading, found):
        text = f"The note gives {said} as past: it leads to {past.codes[0][0]}."
        rule = "III.A" if inpatient else "IV.J"
        return mark_of(
            reading, "history_not_active", code, text, (rule, "I.C.21.c.4"), (past.span,), (past.codes[0][0],)
        )
    if not label and code[0] < "U" and (denied := reading.supports.denied(code)):
        text = f"The note denies what {said} needs."
        return mark_of(reading, "negated", code, text, ("III" if inpatient else "IV.J", "I.A.19"), (denied,))
    if not label:
        if UNNAMED.match(code) or named_in_words(reading, code) or _drug_named(reading, code):
            return None
        text = f"Nothing in the note says {said}. Code only what the provider documents."
        return mark_of(reading, "unsupported_by_note", code, text, ("III" if inpatient else "IV.J", "I.A.19"))
    if _PAST.match(code) or label == "affirmed":
        return None
    if label == "negated":
        text = f"The note denies or rules out what {said} stands for."
        return mark_of(reading, "negated", code, text, ("III" if inpatient else "IV.J", "I.A.19"), spans)
    if label == "uncertain":
        rule = sure_only
        if inpatient and not rule:
            return None
        text = f"The note names {said} as uncertain only; it is not coded as established here."
        return mark_of(reading, "uncertain_dx", code, text, (rule or "IV.H",), spans)
    if label in ("historical", "resolved", "family"):
        whose = "a relative's" if label == "family" else "past"
        text = f"The note gives {said} as {whose}, not as a current condition of the patient."
        rule = "I.C.21.c.4" if label == "family" else "III.A" if inpatient else "IV.J"
        return mark_of(reading, "history_not_active", code, text, (rule, "I.C.21.c.4"), spans)
    text = f"The note speaks of {said} only as something that may come; nothing says that the patient has it."
    return mark_of(reading, "unsupported_by_note", code, text, ("III" if inpatient else "IV.J",), spans)


# what codes of drugs say beside the drug: how it came to harm, which a note says in its own words ("found down, naloxone")
_HOW = frozenset("poison advers effect underdos accident unintent intent self harm assault undetermin toxic".split())  # noqa: SIM905 - as stems


def _drug_named(reading: Reading, code: str) -> bool:
    """True when the note names the drug of a poisoning, adverse effect or underdosing code."""
    if not re.match(r"T(?:3[6-9]|4[0-9]|50|5[1-9]|6[0-5])", code):
        return False
    drug = reading.coverage.content(reading.tabular.code_set.descriptor(code)) - _HOW
    return bool(drug & reading.words)


def _past_form(reading: Reading, found: Support) -> Finding | None:
    """A finding that says the condition is past, where none says the code itself as current."""
    if any(f.label == "affirmed" and not _dated_past(reading, f) for f in found.exact):
        return None
    for current, past in _PAST_FORMS:
        if current.match(found.code) and not past.match(found.code):
            for f in reading.findings:
                if f.label in ("affirmed", "historical") and past.match(f.codes[0][0]) and f.codes[0][1] >= FIRM:
                    return f
    return None


_DATE = re.compile(
    r"\W{0,4}(?:in |on |of )?(?:(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? |\d{1,2}/)(?:\d{1,2}[,/] ?)?)?((?:19|20)\d\d)\b",
    re.I,
)


_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


def _dated_past(reading: Reading, finding: Finding) -> bool:
    """True when a year before that of the visit stands right behind the words ("NSTEMI March 2024")."""
    whole = finding.span == finding.sentence  # the sentence says it in other words: its year counts
    m = _YEAR.search(finding.text) if whole else _DATE.match(reading.note.text, finding.end)
    return m is not None and int(m[1]) < reading.note.date_of_service.year


def additional(reading: Reading, codes: Sequence[str]) -> Iterator[Mark]:
    """Use additional code notes whose further fact the note documents and no proposed code states."""
    told: set[str] = set()
    for code in codes:
        for note in reading.tabular.code_set.inherited(code, USE_ADDITIONAL):
            if not note.patterns or any(note.names(c) for c in codes):
                continue
            fitting = [
                f
                for f in reading.findings
                if f.label == "affirmed" and f.codes[0][1] >= FIRM and note.names(f.codes[0][0])
            ]
            fitting = [f for f in fitting if f.codes[0][0][:3] not in told]
            if not fitting:
                continue
            # of two ways to say it ("smokes", "1 ppd") the one that says more
            finding = min(fitting, key=lambda f: "unspecified" in reading.tabular.code_set.descriptor(f.codes[0][0]))
            first = finding.codes[0][0]
            told.add(first[:3])
            said = reading.tabular.code_set.descriptor(first)
            text = f"The note documents {first} {said}, which {code} asks for in addition (note at {note.at})."
            cited = (reading.tabular.cite_note(note),)
            yield Mark("missing_additional_code", code, text, cited, (finding.span,), (first,))
