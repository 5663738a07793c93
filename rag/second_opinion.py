"""The spine for a note with proposed codes: a Note in, an Opinion out. This file alone knows the order of the steps.

python -m rag.second_opinion --jsonl     lines {"id", "note", "setting", "date", "proposed_codes"} in, opinions out
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from typing import Any

from index.build import ROOT
from index.code_set import CodeSet
from index.edit_tables import read_edit_tables
from index.passage import IndexProblem, NoRelease
from index.patterns import normalise_code
from index.releases import default_date, tabular_source
from index.search import Index, open_index
from rag.authority import Authority
from rag.conditions import conditions, pieces_of, speaking
from rag.context import read_context
from rag.drugs import read_drugs
from rag.edits import Tabular
from rag.ground import verified_codes
from rag.habits import Habits
from rag.in_words import Line
from rag.marks import MENDING, code_marks, is_procedure
from rag.marks_drug import drug_marks
from rag.marks_note import note_marks
from rag.marks_procedure import procedure_marks
from rag.marks_table import table_marks
from rag.mentions import Mentions
from rag.opinion_render import opinion_json
from rag.orders import order_spans
from rag.patient import patient_of
from rag.propose import candidates
from rag.queries import provider_queries
from rag.question import readable
from rag.reader import Reader
from rag.reading import Reading
from rag.sections import read_sections
from rag.sentences import read_sentences
from rag.settled import settle
from rag.support import Supports, affirmed_words
from rag.types import SETTINGS, BadQuestion, CandidateCode, Mark, Note, Opinion


class SecondOpinion:
    """Reviews notes over one open index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        locators = {e.passage.locator for e in index.entries.values()} | set(index.entries)
        self._tables = read_edit_tables(ROOT / "guidelines" / "edits", locators)
        self._reader = Reader(index)
        self._context = read_context(ROOT / "guidelines" / "terms" / "context.tsv")
        self._drugs = read_drugs(ROOT / "guidelines" / "terms" / "drugs.tsv")
        self._habits = Habits(self._tables.long_term)

    def review(self, note: Note) -> Opinion:
        """Raises BadQuestion for a note or setting that cannot be read, NoRelease where none is in force on the date."""
        readable(note.text)
        if note.setting not in SETTINGS:
            raise BadQuestion(f"setting '{note.setting}' is not one of {', '.join(SETTINGS)}")
        code_set = self._index.code_set(note.date_of_service)
        note = Note(note.text, note.setting, note.date_of_service, as_codes(note.proposed, code_set))
        reading = self._read(note, code_set)
        marks = settle(self._marks(reading))
        offered = candidates(reading, self._index, self._tables, marks, self._drugs)
        shown, _ = verified_codes(offered, code_set, self._index.gists)
        assigned = [c for c in shown if c.role == "assign" and c.system == "ICD-10-CM"]
        return Opinion(
            note,
            reading.findings,
            marks,
            shown,
            tuple(provider_queries(assigned, code_set)),
            str(code_set.release),
            (*_notices(note, marks, assigned), *filter(None, [self._index.notice(note.date_of_service)])),
        )

    def _read(self, note: Note, code_set: CodeSet) -> Reading:
        tabular = Tabular(code_set, tabular_source(code_set, self._index.sources["tabular"]))
        coverage = self._reader.words(code_set).coverage
        orders = order_spans(note.text)  # words addressed to software document nothing
        read = read_sentences(note.text, read_sections(note.text))
        sentences = [s for s in read if not any(a < s.end and s.start < b for a, b in orders)]
        lines = [Line(s, coverage.words(s.text), self._context.cues(s.text)) for s in sentences]
        mentions = Mentions(self._index, self._context, coverage, note.date_of_service, self._habits)
        pieces = pieces_of(lines, self._reader)
        mentions.look_up([*lines, *pieces])
        findings = tuple(mentions.findings(lines))
        counting = ("affirmed", "uncertain") if note.setting == "inpatient" else ("affirmed",)
        supports = Supports(
            lines,
            findings,
            tabular,
            coverage,
            self._context,
            self._tables.combinations,
            counting,
            lambda stem: mentions.leading_to(lines, stem),
            lambda stem: mentions.leading_to(lines, stem, 1.0, 9.0),
        )
        words = frozenset(w for n in lines for w in affirmed_words(n, coverage))
        authority = Authority(self._index, tabular)
        stated = conditions(note, lines, speaking(pieces, findings), self._reader, mentions, code_set)
        return Reading(note, findings, words, note.text.lower(), tabular, authority, coverage, supports, stated)

    def _marks(self, reading: Reading) -> list[Mark]:
        diagnoses = [c for c in reading.note.proposed if not is_procedure(c)]
        procedures = [c for c in reading.note.proposed if is_procedure(c)]
        known = [c for c in dict.fromkeys(diagnoses) if reading.tabular.code_set.find(c)]
        read = [*note_marks(reading), *drug_marks(reading, self._drugs, known)]
        better = [i for m in read if m.kind in MENDING for i in m.instead[:1] if reading.tabular.code_set.find(i)]
        return [
            *code_marks(self._index, reading.tabular, reading.authority, diagnoses, better),
            *table_marks(reading, self._tables, patient_of(reading.note.text), known),
            *read,
            *procedure_marks(reading, self._tables, procedures, known),
        ]


def as_codes(written: Sequence[str], code_set: CodeSet) -> tuple[str, ...]:
    """Proposed codes as the tabular writes them; "E1122" is E11.22 where the release has it, else a HCPCS number."""
    bare = [w.strip().rstrip(".,;") for w in written if w.strip()]
    found = [(w.upper(), normalise_code(w)) for w in bare]
    return tuple(w if is_procedure(w) and code_set.find(code) is None else code for w, code in found)


def _notices(note: Note, marks: Sequence[Mark], assigned: Sequence[CandidateCode]) -> list[str]:
    if note.proposed and not marks:
        more = [c.code for c in assigned if c.code not in note.proposed]
        told = f" The note also documents: {', '.join(more)}." if more else ""
        return [f"Nothing speaks against the codes proposed.{told}"]
    return []


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m rag.second_opinion", description=__doc__)
    parser.add_argument(
        "--jsonl", action="store_true", required=True, help="read notes from standard input, an object a line"
    )
    parser.add_argument("--setting", default="outpatient", choices=SETTINGS)
    parser.add_argument("--date", type=dt.date.fromisoformat, help="date of service where a line gives none")
    args = parser.parse_args(argv)
    try:
        index = open_index()
        opinion = SecondOpinion(index)
    except IndexProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    date = args.date or default_date(index.releases, dt.date.today())
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            reply = _reply(opinion, line, number, args.setting, date)
            print(json.dumps(reply, ensure_ascii=False), flush=True)
    return 0


def _reply(opinion: SecondOpinion, line: str, number: int, setting: str, date: dt.date) -> dict[str, Any]:
    """One line's opinion; what cannot be read is said without its text."""
    id_: Any = None
    try:
        row = json.loads(line)
        id_ = row.get("id")
        day = dt.date.fromisoformat(row["date"]) if row.get("date") else date
        codes = tuple(str(c) for c in row.get("proposed_codes") or ())
        return opinion_json(opinion.review(Note(str(row["note"]), row.get("setting") or setting, day, codes)), id_)
    except (BadQuestion, NoRelease) as reason:
        return {"id": id_, "error": str(reason), "assign": [], "considered": [], "findings": [], "missing": []}
    except (ValueError, KeyError, TypeError, AttributeError):
        said = f'standard input:{number}: expected {{"id", "note", "setting", "date", "proposed_codes"}}'
        return {"id": id_, "error": said, "assign": [], "considered": [], "findings": [], "missing": []}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
