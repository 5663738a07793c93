"""Marks that the tables of guidelines/edits make: combination codes, order, age and sex, procedures and their diagnoses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.edit_tables import AgeSex, Combination, EditTables
from rag.covering import covers
from rag.patient import Patient, gave_birth
from rag.reading import Reading, evidence
from rag.support import documented
from rag.types import Citation, Finding, Mark

GROWN = 18.0  # years, taken of a woman who gave birth where her age is not said
_ORGANISMS = ("B95", "B96", "B97")


def table_marks(reading: Reading, tables: EditTables, patient: Patient, codes: Sequence[str]) -> Iterator[Mark]:
    """Marks on the ICD-10-CM codes of a proposal that the release has, in their order."""
    yield from combinations(reading, tables.combinations, codes)
    yield from ordered(reading, tables, codes)
    for code in codes:
        yield from _newborn_check(reading, patient, code) if _infant(patient) else ()
        yield from _age_sex(reading, tables.age_sex, patient, code)


def _infant(patient: Patient) -> bool:
    return patient.age_years is not None and patient.age_years < 1


def combinations(reading: Reading, rows: Sequence[Combination], codes: Sequence[str]) -> Iterator[Mark]:
    """Two codes, or a code and a documented condition, that one combination code says together (I.B.9)."""
    told: set[str] = set()
    billable = reading.tabular.code_set.is_billable
    for row in rows:
        a = next((c for c in codes if covers(row.first, c)), "")
        if not a or a in told or any(covers(row.unless, c) for c in codes):
            continue
        b = next((c for c in codes if c != a and covers(row.second, c)), "")
        found = None if b else documented(reading.findings, row.second)
        if found and (found.codes[0][0][:3] == a[:3] or _same_words(reading, a, found)):
            continue  # the other side, another type, or the same words read twice: only where it is coded as well
        whole = [c for c in codes if c != a and c != b and covers(row.becomes, c)]
        if not (b or found) or (whole and not covers(row.becomes, a)):
            continue
        single = [p.first for p in row.becomes if p.single and len(p.first) > 3]
        if covers(row.becomes, a) and (not b or set(single) <= set(codes) or not all(map(billable, single))):
            continue
        told.add(a)
        wanted = tuple(sorted({p.written for p in row.becomes}))
        other = b or (found.codes[0][0] if found else "")
        text = f"{a} with {other} is coded as {', '.join(wanted)}. {row.words}"
        spans = evidence([*reading.supports.of(a).findings[:2], *([found] if found else [])])
        # a category that names its organisms leaves one out: the code is less specific than the note
        kind = "specificity_available" if not b and other.startswith(_ORGANISMS) else "combination_code"
        yield Mark(kind, a, text, cited(reading, row.authority, row.words), spans, wanted, other)


def _same_words(reading: Reading, code: str, found: Finding) -> bool:
    """True when the finding lies in the words that say the code itself."""
    own = [f for f in reading.supports.of(code).exact if f.label == "affirmed"]
    return any(f.start < found.end and found.start < f.end for f in own) and covers_none(own, found)


def covers_none(own: Sequence[Finding], found: Finding) -> bool:
    """True when no wording of the code stands apart from the finding."""
    return all(f.start < found.end and found.start < f.end for f in own)


def ordered(reading: Reading, tables: EditTables, codes: Sequence[str]) -> Iterator[Mark]:
    """Codes that may not lead, and pairs in the wrong order; one mark a proposal: mending it moves the rest."""
    for never in tables.never_first:
        if codes and covers(never.codes, codes[0]):
            text = f"{codes[0]} is not first-listed. {never.words}"
            yield Mark(
                "sequencing",
                codes[0],
                text,
                cited(reading, never.authority, never.words),
                partner=next(iter(codes[1:2]), ""),
            )
            return
    for row in tables.sequence:
        for at, early in enumerate(codes):
            if not covers(row.then, early) or covers(row.first, early) or any(covers(row.first, c) for c in codes[:at]):
                continue
            late = next((c for c in codes[at + 1 :] if covers(row.first, c) and not covers(row.then, c)), "")
            if late:
                text = f"{late} goes before {early}. {row.words}"
                quoted = cited(reading, row.authority, row.words)
                yield Mark("sequencing", late, text, quoted, (), (late, early), early)
                return


def cited(reading: Reading, authority: str, words: str) -> tuple[Citation, ...]:
    """The authority of a row, quoted by its words."""
    return reading.authority.of(authority, words) or reading.authority.of("I.B.2")


def _newborn_check(reading: Reading, patient: Patient, code: str) -> Iterator[Mark]:
    """Z00.11- is for the first 28 days, Z00.110 for under eight of them, Z00.12- for a child older than that."""
    if patient.age_years is None or not re.match(r"Z00\.1[12]", code):
        return
    days = round(patient.age_years * 365)
    wanted = "Z00.110" if days < 8 else "Z00.111" if days <= 28 else ""
    if wanted != code and (wanted or code.startswith("Z00.11")):
        text = f"{code} {reading.tabular.code_set.descriptor(code)} does not fit a patient of {days} days."
        yield Mark("age_sex", code, text, reading.authority.of("Z00.11"), (), (wanted,) if wanted else ())


def _age_sex(reading: Reading, rows: Sequence[AgeSex], patient: Patient, code: str) -> Iterator[Mark]:
    for row in rows:
        if not covers(row.codes, code):
            continue
        age, sex = patient.age_years, patient.sex
        if age is None and sex == "F" and gave_birth(reading.note.text):
            age = GROWN
        wrong_sex = bool(row.sex and sex and row.sex != sex)
        young = row.youngest is not None and age is not None and age < row.youngest
        old = row.oldest is not None and age is not None and age >= row.oldest + 1
        if wrong_sex or young or old:
            who = "a female" if sex == "F" else "a male" if sex == "M" else "a"
            aged = f" patient of {age:g} years" if age is not None else " patient"
            text = f"{code} {reading.tabular.code_set.descriptor(code)} does not fit {who}{aged}. {row.words}"
            instead = _fitting(reading, code)
            yield Mark("age_sex", code, text, cited(reading, row.authority, row.words), (), instead)
            return


# pairs of wordings by which the tabular says the same of the other sex or age
_TWINS = (("female breast", "male breast"), ("general adult medical", "routine child health"))


def _fitting(reading: Reading, code: str) -> tuple[str, ...]:
    """The code that says the same of the other sex or age, where the chapter has one."""
    code_set = reading.tabular.code_set
    said = code_set.descriptor(code)
    for twins in _TWINS:
        for here, there in (twins, twins[::-1]):
            if re.search(rf"\b{here}", said):
                wanted = re.sub(rf"\b{here}", there, said)
                found = [c for c in code_set.billable_below(code[:3]) if code_set.descriptor(c) == wanted]
                return tuple(found)
    return ()
