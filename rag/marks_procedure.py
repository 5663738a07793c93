"""Marks on procedure numbers: no diagnosis for it, or the note does not show that it was done at this visit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.edit_tables import EditTables, ProcedureDiagnosis
from rag.covering import covers
from rag.marks_table import cited
from rag.reading import Reading
from rag.support import FIRM
from rag.types import Mark, Span

# said behind a procedure in its sentence: it was not done, or not at this visit
_NOT_DONE = re.compile(
    r"\b(?:not (?:given|done|performed|applied|placed|removed|taken|needed|necessary|indicated|administered|repaired|obtained|attempted|today)"
    r"|(?:was|were) offered|declin\w+|deferr\w+|refus\w+|postponed|held off|wants? to wait|next (?:visit|time|year|week)|will (?:return|schedule)|was considered|schedul\w+ for|none needed|n/a)\b",
    re.I,
)
_NOTHING = re.compile(
    r"\bno (?:procedures?|injections?) (?:was |were )?(?:performed|done|given) (?:today|at this visit)\b", re.I
)
_NONE = re.compile(r"\b(?:no|without)\W+(?:\w+\W+)?$", re.I)
_EARLIER = re.compile(
    r"\b(?:(?:prior|previous|last|first|earlier|initial|index) (?:visit|encounter|ed visit|appointment)|at (?:the )?(?:outside|other) \w+|\d+ ?(?:d|days?|w|weeks?|wks?|mos?|months?|years?|yrs?) ago|last (?:week|month|year)"
    r"|here then|(?:in|on) (?:19|20)\d\d|see prior)\b",
    re.I,
)
# a visit that looks after an operation done before: what its words name was done then
_POSTOP = re.compile(
    r"\b(?:post[- ]?op(?:erative)? (?:visit|check|appointment|follow[- ]?up|f/u)|s/p [^.;\n]{0,60}\d+ ?(?:d|days?|w|wks?|weeks?|mos?|months?) ago|pod ?#?\d+)",
    re.I,
)
_MAJOR = re.compile(r"2[1-9]|[3-6]")  # operations; not the small ones of skin and joints that a visit may hold
# what closed a wound is taken out: no closing
_CLOSING = re.compile(r"sutur|stitch|stapl|nylon|prolene|ethilon|cast|splint", re.I)
_OUT = re.compile(r"\w*\W{1,3}(?:(?:was|were|are|all|today)\W+){0,2}(?:remov\w*|out\b|taken out|d/c)", re.I)
_TAKING = re.compile(r"\b(?:remov\w+|take|took|taking)\W+(?:\w+\W+){0,3}$", re.I)


def procedure_marks(
    reading: Reading, tables: EditTables, procedures: Sequence[str], codes: Sequence[str]
) -> Iterator[Mark]:
    """Procedures that no diagnosis proposed supports, or that the note does not show."""
    for written in procedures:
        row = _row(tables.procedure_diagnosis, written.split("-")[0])
        if row is None:
            continue
        spans = tuple(s for w in row.shows if (s := _shown(reading, stem_of(w), bool(_MAJOR.match(written)))))
        shown = bool(spans) or not row.shows
        if shown and (not row.diagnoses or any(covers(row.diagnoses, c) for c in codes)):
            continue
        number = written.split("-")[0]
        if shown:
            text = f"No diagnosis proposed supports {number}. {row.words}"
            instead = _documented(reading, row)
        else:
            text, instead = f"The note does not show that {number} was done. {row.words}", ()
        yield Mark("procedure_diagnosis", written, text, cited(reading, row.authority, row.words), spans[:2], instead)


def not_shown(mark: Mark) -> bool:
    """True for a mark that says a procedure was not done."""
    return mark.kind == "procedure_diagnosis" and not mark.evidence and "does not show" in mark.explanation


def _row(rows: Sequence[ProcedureDiagnosis], number: str) -> ProcedureDiagnosis | None:
    """Of the rows that speak of a number the one that speaks of fewest."""
    found = [r for r in rows if r.covers(number)]
    return min(found, key=lambda r: sum(_width(a, b) for a, b in r.procedures), default=None)


def _width(first: str, last: str) -> int:
    digits = [int(re.sub(r"\D", "", n)) for n in (first, last)]
    return digits[1] - digits[0] + 1


def _shown(reading: Reading, words: re.Pattern[str], surgery: bool) -> Span | None:
    """The first place where the note says the words as done at this visit."""
    if nothing_done(reading.note.text):
        return None
    after_surgery = surgery and reading.note.setting != "inpatient" and _POSTOP.search(reading.note.text)
    for span in reading.supports.shown(words):
        line = reading.supports.sentence_at(span)
        at = span.start - line.start
        closing = _CLOSING.match(line.text, at)
        if closing and (_OUT.match(line.text, span.end - line.start) or _TAKING.search(line.text[:at])):
            continue
        here = line.text[max(0, at - 60) :]
        if after_surgery and line.section_kind != "procedure":
            continue
        if not _NOT_DONE.search(line.text, at) and not _NONE.search(line.text[:at]) and not _EARLIER.search(here):
            return span
    return None


def nothing_done(text: str) -> bool:
    """True for a note that says in so many words that nothing was done."""
    return bool(_NOTHING.search(text))


def _documented(reading: Reading, row: ProcedureDiagnosis) -> tuple[str, ...]:
    """The diagnosis of the note that supports the procedure, where it is named firmly."""
    for f in reading.findings:
        code, score = f.codes[0]
        if f.label == "affirmed" and score >= FIRM and row.diagnoses and covers(row.diagnoses, code):
            return (code,)
    return ()


def stem_of(words: str) -> re.Pattern[str]:
    """A wording of the table as a pattern; "*" stands for any ending."""
    return re.compile(rf"(?<!\w){re.escape(words).replace(chr(92) + '*', chr(92) + 'w*')}(?!\w)")
