"""Marks that the tables of guidelines/edits make: combination codes, order, age and sex, procedures and their diagnoses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.edit_tables import AgeSex, Combination, EditTables
from index.patterns import CodePattern
from rag.patient import Patient
from rag.reading import Reading, evidence
from rag.support import documented
from rag.types import Citation, Mark


def table_marks(reading: Reading, tables: EditTables, patient: Patient, codes: Sequence[str]) -> Iterator[Mark]:
    """Marks on the ICD-10-CM codes of a proposal that the release has, in their order."""
    yield from combinations(reading, tables.combinations, codes)
    yield from ordered(reading, tables, codes)
    for code in codes:
        yield from _age_sex(reading, tables.age_sex, patient, code)


def covers(patterns: Sequence[CodePattern], code: str) -> bool:
    return any(p.matches(code) for p in patterns)


def combinations(reading: Reading, rows: Sequence[Combination], codes: Sequence[str]) -> Iterator[Mark]:
    """Two codes, or a code and a documented condition, that one combination code says together (I.B.9)."""
    told: set[str] = set()
    for row in rows:
        a = next((c for c in codes if covers(row.first, c)), "")
        if not a or a in told or any(covers(row.unless, c) for c in codes):
            continue
        b = next((c for c in codes if c != a and covers(row.second, c)), "")
        found = None if b else documented(reading.findings, row.second)
        if found and found.codes[0][0][:3] == a[:3]:
            continue  # the other side, or another type: only where it is coded as well
        whole = [c for c in codes if c != a and c != b and covers(row.becomes, c)]
        if not (b or found) or (whole and not covers(row.becomes, a)):
            continue
        if covers(row.becomes, a):
            continue
        told.add(a)
        wanted = tuple(sorted({p.written for p in row.becomes}))
        other = b or (found.codes[0][0] if found else "")
        text = f"{a} with {other} is coded as {', '.join(wanted)}. {row.words}"
        spans = evidence([*reading.supports.of(a).findings[:2], *([found] if found else [])])
        yield Mark("combination_code", a, text, _cited(reading, row.authority, row.words), spans, wanted, other)


def ordered(reading: Reading, tables: EditTables, codes: Sequence[str]) -> Iterator[Mark]:
    """Codes that may not lead, and pairs in the wrong order; one mark a proposal: mending it moves the rest."""
    for never in tables.never_first:
        if codes and covers(never.codes, codes[0]):
            text = f"{codes[0]} is not first-listed. {never.words}"
            yield Mark(
                "sequencing",
                codes[0],
                text,
                _cited(reading, never.authority, never.words),
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
                cited = _cited(reading, row.authority, row.words)
                yield Mark("sequencing", late, text, cited, (), (late, early), early)
                return


def _cited(reading: Reading, authority: str, words: str) -> tuple[Citation, ...]:
    return reading.authority.of(authority, words) or reading.authority.of("I.B.2")


def _age_sex(reading: Reading, rows: Sequence[AgeSex], patient: Patient, code: str) -> Iterator[Mark]:
    for row in rows:
        if not covers(row.codes, code):
            continue
        age, sex = patient.age_years, patient.sex
        wrong_sex = bool(row.sex and sex and row.sex != sex)
        young = row.youngest is not None and age is not None and age < row.youngest
        old = row.oldest is not None and age is not None and age >= row.oldest + 1
        if wrong_sex or young or old:
            who = "a female" if sex == "F" else "a male" if sex == "M" else "a"
            aged = f" patient of {age:g} years" if age is not None else " patient"
            text = f"{code} {reading.tabular.code_set.descriptor(code)} does not fit {who}{aged}. {row.words}"
            yield Mark("age_sex", code, text, _cited(reading, row.authority, row.words))
            return


def procedure_marks(
    reading: Reading, tables: EditTables, procedures: Sequence[str], codes: Sequence[str]
) -> Iterator[Mark]:
    """Procedures that no diagnosis proposed supports, or that the note does not show."""
    for written in procedures:
        number = written.split("-")[0]
        for row in tables.procedure_diagnosis:
            if not row.covers(number):
                continue
            spans = tuple(s for w in row.shows if (s := reading.supports.shown(_stem(w))))
            shown = bool(spans) or not row.shows
            fits = not row.diagnoses or any(covers(row.diagnoses, c) for c in codes)
            if shown and fits:
                break
            text = (
                f"No diagnosis proposed supports {number}. {row.words}"
                if shown
                else f"The note does not show that {number} was done. {row.words}"
            )
            yield Mark(
                "procedure_diagnosis",
                written,
                text,
                _cited(reading, row.authority, row.words),
                spans[:2],
            )
            break


def _stem(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words).replace(chr(92) + '*', chr(92) + 'w*')}(?!\w)")
