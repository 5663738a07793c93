"""Codes that come with others and that the note documents: drugs, devices, habits, weeks, outcome, organism, cause (I.C.21).

A drug or device is coded where the note has the condition that it belongs to; the rest by the tabular's "use additional" notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.completed import smoked
from rag.drugs import Drugs
from rag.edits import meets_first, needs_first
from rag.habits import CERTAIN
from rag.marks_drug import drug_marks
from rag.marks_further import additional, outcome
from rag.patient import patient_of
from rag.reading import Reading
from rag.types import CandidateCode, Finding, Span
from rag.weeks import gestation_of

# a status, and the conditions beside which it is coded
_WITH = (
    (r"Z79\.(?:4|84|85)", r"E(?:08|09|11|13)|O24\.(?:1|3|8)"),
    (r"Z79\.01", r"I(?:48|26|27\.82|82|80)|D68|Z95\.[234]|Z86\.7[12]|I63\.[14]"),
    (r"Z79\.02", r"I(?:2[0-5]|63|65|66|7[03])|Z95\.[15]|Z86\.73|G45"),
    (r"Z79\.5[12]", r"J4[45]|M(?:0[56]|3[0-5])|D86|K5[01]|L40|Z94|E27"),
    (r"Z79\.81", r"C50|D05|Z85\.3"),
    (r"Z79\.6", r"M(?:0[5-7]|3[0-5]|45)|L40|K5[01]|Z94|G35"),
    (r"Z79\.891", r"G89|M54|F11"),
    (r"Z79\.83", r"M8[01]"),
    (r"Z68", r"E(?:66|4[0-6]|88\.A)|R63\.[46]|F50"),
    (r"Z3A", r"O(?!0[0-8])"),
    (r"Z99\.2", r"N18\.6|I12\.0|I13"),
    (r"Z99\.81", r"J(?:4[34]|84|96\.1)|I27|I50"),
    (r"Z95\.[15]", r"I25|I2[0-4]"),
    (r"Z95\.(?:0|81)", r"I(?:4[2-9]|50)"),
    (r"Z95\.[234]", r"I(?:0[5-8]|3[3-9]|48|50)"),
    (r"Z17", r"C50"),
    (r"Z72\.0|Z87\.891|F17", r"J4[0-7]|C(?:3[24]|67|0)|I2[0-5]|I7[0-3]"),
)
_ELSEWHERE = frozenset(["family", "allergies", "instructions", "ros", "signature"])
LEAST = 4.0  # score of a cause among the codes that a phrase leads to
_LIVER = re.compile(r"K7[0-6]")
_DRUG = re.compile(r"T(?:3[6-9]|4|50)")
_GRAVID = re.compile(r"O(?!0[0-8])")


def companions(reading: Reading, codes: Sequence[str], drugs: Drugs) -> Iterator[CandidateCode]:
    """Further codes for those assigned, each once, with the words of the note."""
    codes = list(codes)
    for found in (*_causes_first(reading, codes), *_drugs_at_fault(reading, codes, drugs), *_external(reading, codes)):
        codes.append(found.code)
        yield found
    have = {c[:3] for c in codes}
    gravid = any(_GRAVID.match(c) for c in codes)
    age = patient_of(reading.note.text).age_years
    for finding in reading.findings:
        code = _status(finding)
        if not code or code[:3] in have - {"Z79", "Z95"} or code in codes:
            continue
        beside = next((re.compile(b) for a, b in _WITH if re.match(a, code)), None)
        if beside is None or not any(beside.match(c) for c in codes):
            continue
        if code.startswith("Z68") and (gravid or (age is not None and age < 20)):
            continue  # I.C.21.c.3; children have codes of their own by percentile
        have.add(code[:3])
        codes = [*codes, code]
        yield _offer(reading, smoked(reading, code), finding.span, "documented in the note beside what it belongs to")
    weeks = gestation_of(reading.note.text) if gravid and "Z3A" not in have else None
    if weeks and reading.tabular.code_set.find(f"Z3A.{weeks.weeks:02d}"):
        yield _offer(reading, f"Z3A.{weeks.weeks:02d}", Span(weeks.start, weeks.end), "weeks of gestation of the note")
    for mark in (*additional(reading, codes), *outcome(reading, codes)):
        for code in mark.instead:
            full = smoked(reading, code)
            if full[:3] not in have and reading.tabular.code_set.is_billable(full):
                have.add(full[:3])
                yield CandidateCode(
                    full, "", "assign", mark.explanation, citations=mark.authority, evidence=mark.evidence
                )


def _causes_first(reading: Reading, codes: Sequence[str]) -> Iterator[CandidateCode]:
    """What the tabular puts first and nothing assigned is: the cirrhosis of varices, in the words of the note."""
    for code in codes:
        notes = needs_first(reading.tabular, code)
        if not notes or any(meets_first(notes, c) for c in codes if c != code):
            continue
        named = [n for n in notes if n.patterns]
        for f in (f for f in reading.findings if f.label in reading.counting):
            fitting = (
                c for c, score in f.codes[:5]
                if score >= LEAST and (any(n.names(c) for n in named) or (not named and _LIVER.match(c) and code[:3] == "I85"))
            )  # fmt: skip
            first = next(fitting, "")
            family = reading.tabular.code_set.billable_below(first[:5]) if first else ()
            cause = reading.conditions.among(f, family) or first
            if cause and reading.tabular.code_set.is_billable(cause):
                yield _offer(reading, cause, f.span, f"{code} has its cause coded first")
                break


def _drugs_at_fault(reading: Reading, codes: Sequence[str], drugs: Drugs) -> Iterator[CandidateCode]:
    """The drug of an adverse effect, a poisoning or an underdosing that the deciding sections tell of (I.C.19.e.5)."""
    if any(_DRUG.match(c) for c in (*codes, *reading.note.proposed)):
        return
    for mark in drug_marks(reading, drugs, codes):
        yield CandidateCode(
            mark.instead[0], "", "assign", mark.explanation, citations=mark.authority, evidence=mark.evidence
        )
        return
    for sentence in dict.fromkeys(f.sentence for f in reading.stated if f.section == "assessment"):
        said = reading.note.text[sentence.start : sentence.end]
        harm = drugs.harm(said)
        for stem in drugs.at_fault(said) if harm else ():
            full = reading.tabular.code_set.with_seventh(f"{stem}{harm}", "A")
            if reading.tabular.code_set.is_billable(full):
                yield _offer(reading, full, sentence, "the drug at fault")
        if harm:
            return


def _external(reading: Reading, codes: Sequence[str]) -> Iterator[CandidateCode]:
    """What happened to an injured patient, at the first visit for it (I.C.20)."""
    injury = next((c for c in codes if re.match(r"S|T(?:0|1[0-9]|2|3[0-4])", c)), "")
    cause = reading.conditions.cause
    wanted = not reading.note.proposed or reading.note.setting == "ed"
    if not injury or not cause or not wanted or any(c[0] in "VWXY" for c in codes) or not injury.endswith(("A", "B")):
        return
    full = reading.tabular.code_set.with_seventh(cause, "A")
    place = next((f.span for f in reading.stated), Span(0, 1))
    if reading.tabular.code_set.is_billable(full):
        yield _offer(reading, full, place, "what happened, as the note tells it")


def _status(finding: Finding) -> str:
    """The code of a drug, device, habit or number that a table names; '' for anything else."""
    code, score = finding.codes[0]
    told = finding.label in ("affirmed", "historical") and finding.section not in _ELSEWHERE
    return code if told and len(finding.codes) == 1 and score >= CERTAIN and code[0] in "ZF" else ""


def _offer(reading: Reading, code: str, span: Span, why: str) -> CandidateCode:
    cited = (reading.tabular.cite_code(reading.tabular.code_set.stem(code) or code),)
    return CandidateCode(code, "", "assign", why, citations=cited, evidence=(span,))
