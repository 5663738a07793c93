"""Sentences of a note -> findings: the words that name a condition, what they lead to, and how the note asserts them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.edit_tables import LongTerm
from index.search import CodeHit, Index
from rag.attributes import measures
from rag.chunks import chunks
from rag.context import Context
from rag.coverage import Coverage
from rag.numbers import bmi_code, gestation_code
from rag.patient import gestation_of
from rag.resolve import plainest_first
from rag.sentences import Sentence
from rag.support import Line
from rag.types import Finding, Span

NAMED = 3.0  # score (log-odds) from which a phrase is taken to name the condition of its first code
COVERED = 0.68  # share of the code's own wording that the phrase must say
NEAR = 0.55  # cosine of the nearest text below which a phrase is not looked at
DEEP = 12  # codes kept for each finding
CERTAIN = 12.0  # score of words that a table gives a code to
PLAIN_NAME = 10.5  # score from which one word names "disease of ..." without saying disease ("Parkinson's")
HEADS = frozenset(["diseas", "disord", "neoplasm", "complic", "infect", "condit", "injuri", "syndrom"])  # as stems
_DRUG = re.compile(r"T(?:3[6-9]|4|50|88\.7)")  # a drug named is no poisoning
_HARM = re.compile(
    r"poison|overdos|adverse|toxic|underdos|reaction|allerg|ingest|too much|too many|side effect|interaction"
)
_RESOLVED = re.compile(r"[^.;]{0,60},\s*(?:now |since |has |fully |all )?resolved\s*(?:[,.;)]|$)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^)]{0,40}\)")


@dataclass(frozen=True)
class Phrase:
    """A phrase of a sentence, at [start, end) of the note, and the codes it leads to, best first."""

    text: str
    start: int
    end: int
    hits: tuple[CodeHit, ...]
    words: frozenset[str]  # of the first code's wording that the phrase says


class Habits:
    """Drugs, devices and habits of guidelines/edits/long_term.tsv, found in a sentence by their words."""

    def __init__(self, rows: Sequence[LongTerm]) -> None:
        self._codes = {said: row.code for row in rows for said in row.said}
        self.codes = frozenset(self._codes.values())
        spelled = sorted((re.escape(s).replace(r"\*", r"\w*") for s in self._codes), key=len, reverse=True)
        self._words = re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)", re.IGNORECASE) if spelled else None

    def found(self, sentence: str) -> list[tuple[int, str, tuple[CodeHit, ...]]]:
        """(start, words, their code) of each."""
        matches = self._words.finditer(sentence) if self._words else ()
        return [(m.start(), m[0], (CodeHit(self._code(m[0].lower()), "", CERTAIN),)) for m in matches]

    def _code(self, words: str) -> str:
        exact = self._codes.get(words)
        return exact or next(
            c for s, c in self._codes.items() if re.fullmatch(re.escape(s).replace(r"\*", r"\w*"), words)
        )


class Mentions:
    """Looks the phrases of one note up, each wording once."""

    def __init__(
        self, index: Index, context: Context, coverage: Coverage, date: dt.date, long_term: Sequence[LongTerm] = ()
    ) -> None:
        self._index, self._context, self._coverage, self._date = index, context, coverage, date
        self._habits = Habits(long_term)
        self._code_set = index.code_set(date)
        self._found: dict[str, tuple[tuple[CodeHit, ...], frozenset[str]]] = {}

    def phrases(self, sentence: Sentence) -> list[Phrase]:
        """The phrases of a sentence that name a condition, longest first."""
        found = []
        for span in chunks(sentence.text):
            text = sentence.text[span.start : span.end]
            hits, words = self._look(text)
            if hits:
                found.append(Phrase(text, sentence.start + span.start, sentence.start + span.end, hits, words))
        return found

    def findings(self, lines: Sequence[Line]) -> list[Finding]:
        """Findings in the order of the note. A phrase inside a longer one that reads as well does not count."""
        found: list[Finding] = []
        self._look_up(lines)
        for line in lines:
            sentence = line.sentence
            habits = [*self._habits.found(sentence.text), *self._numbers(sentence.text)]
            read = [(p.start - sentence.start, p.text, p.hits) for p in best_readings(self.phrases(sentence))]
            read = [r for r in read if not self._denies_inside(line, r[0], r[0] + len(r[1]))]
            taken = {i for start, text, _ in habits for i in range(start, start + len(text))}
            read = [r for r in read if not taken.issuperset(range(r[0], r[0] + len(r[1])))]
            for at, text, hits in sorted([*habits, *read], key=lambda r: r[0]):
                label = self._label(line, at, at + len(text))
                start, whole = sentence.start + at, Span(sentence.start, sentence.end)
                codes = tuple((h.code, h.score) for h in hits)
                finding = Finding(text, start, start + len(text), whole, sentence.section_kind, label, codes)
                found += [finding, *self._past(finding)]
        return found

    def _denies_inside(self, line: Line, start: int, end: int) -> bool:
        """True for a list of things denied ("no hydro, no stone"): it names no one condition."""
        inside = [c for c in line.cues if start < c.start and c.end < end and c.status == "negated"]
        return any(c.words.lower() != "without" for c in inside)

    def _label(self, line: Line, start: int, end: int) -> str:
        """The assertion of [start, end); a cue at either end of it ("probable pneumonia") speaks of the rest."""
        inside = sorted((c for c in line.cues if start <= c.start and c.end <= end), key=lambda c: c.start)
        first = start
        for cue in inside:
            if cue.end < end and not line.sentence.text[first : cue.start].strip():
                first = cue.end  # "probable pneumonia"; not the "without" of "severe without psychosis"
        last = min((c.start for c in inside if c.end == end and c.start > first), default=end)
        while first < end - 1 and not line.sentence.text[first].isalnum():
            first += 1
        label = self._context.assertion_of(line.cues, first, last, line.sentence.section_kind).label
        # "speech delay, therapy to age 4, resolved": told of the thing at some distance
        return "resolved" if label == "affirmed" and _RESOLVED.match(line.sentence.text, end) else label

    def _past(self, finding: Finding) -> list[Finding]:
        """What is told of a relative, or as past, is itself a code: family history Z80-Z84, personal history Z85-Z87."""
        words = {"family": ("family history of ", "Z80", "Z85"), "historical": ("personal history of ", "Z85", "Z88")}
        if finding.label not in words or finding.codes[0][0] in self._habits.codes:
            return []
        lead, low, high = words[finding.label]
        within = [c for c in self._code_set.codes if low <= c < high and not self._code_set.codes[c].children]
        hits = self._index.find_codes(lead + finding.text, 2, self._date, within=within)
        named = tuple((h.code, h.score) for h in hits if h.score >= NAMED)
        return [replace(finding, label="affirmed", codes=named)] if named else []

    def _numbers(self, sentence: str) -> list[tuple[int, str, tuple[CodeHit, ...]]]:
        """Body mass index and weeks of gestation as their codes."""
        codes = [
            (m.start, m.end, bmi_code(self._code_set, m.value))
            for m in measures(sentence)
            if m.of == "bmi" and sentence[m.end : m.end + 1] != "%"
        ]
        if weeks := gestation_of(sentence):
            codes.append((weeks.start, weeks.end, gestation_code(self._code_set, weeks.weeks)))
        return [(a, sentence[a:b], (CodeHit(code, "", CERTAIN),)) for a, b, code in codes if code]

    def _look_up(self, lines: Sequence[Line]) -> None:
        """Every wording of the note at once."""
        asked = {_key(n.sentence.text[c.start : c.end]): None for n in lines for c in chunks(n.sentence.text)}
        keys = [k for k in asked if len(k) > 1 and k not in self._found]
        for key, hits in zip(keys, self._index.find_codes_of(keys, DEEP, self._date, NEAR), strict=True):
            self._found[key] = self._named(key, hits)

    def _look(self, text: str) -> tuple[tuple[CodeHit, ...], frozenset[str]]:
        """Codes that the phrase names, plainest first, with the words that it shares with the first one's wording."""
        return self._found.get(_key(text), ((), frozenset()))

    def _named(self, text: str, found: Sequence[CodeHit]) -> tuple[tuple[CodeHit, ...], frozenset[str]]:
        hits = tuple(plainest_first(found, text))
        if not hits or max(h.score for h in hits) < NAMED:
            return (), frozenset()
        words = self._coverage.words(text)
        hits = tuple(h for h in hits if not _DRUG.match(h.code) or _HARM.search(text))
        said = {h: self._coverage.best_text(words, h.code, h.text) for h in hits}
        kept = [h for h in hits if self._names(h, words, said[h])]
        if not kept:
            return (), frozenset()
        first = max(kept, key=lambda h: h.score + self._coverage.balance(words, said[h]) / 2)
        return (first, *(h for h in hits if h is not first)), words & said[first]

    def _names(self, hit: CodeHit, words: frozenset[str], said: frozenset[str]) -> bool:
        """True when the words say the code: enough of its wording, and its head word where little else is left."""
        if hit.score < NAMED or self._coverage.of(words, said) < COVERED:
            return False
        heads = HEADS & frozenset(self._coverage.stems(f"{hit.descriptor} {hit.text}"))
        return len(said & words) > 1 or not heads or bool(heads & words) or hit.score >= PLAIN_NAME


def _key(text: str) -> str:
    return " ".join(_BRACKETS.sub(" ", text).lower().split())


def best_readings(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Of phrases inside one another, those that say something of their own; in the order of the text.

    A part that leads to the same code is the better place; one whose words the longer phrase's code says as well, or that
    leads to a plainer code of its category, adds nothing.
    """
    kept: list[Phrase] = []
    for p in sorted(phrases, key=lambda p: (p.start - p.end, p.start)):
        longer = [q for q in kept if q.start <= p.start and p.end <= q.end]
        same = [q for q in longer if q.hits[0].code == p.hits[0].code and p.words >= q.words]
        if same:
            kept = [q for q in kept if q not in same] + [p]
        elif not any(p.words <= q.words or p.hits[0].code[:3] == q.hits[0].code[:3] for q in longer):
            kept.append(p)
    return sorted(kept, key=lambda p: p.start)
