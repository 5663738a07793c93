"""Reads the statements of questions: cues of assertion, tables and the words of each release, held over one index."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.build import ROOT
from index.code_set import CodeSet
from index.edit_tables import EditTables, read_edit_tables
from index.search import Index
from rag.beside import beside
from rag.causes import read_causes
from rag.combined import combined
from rag.context import Context, read_context
from rag.coordinated import placed
from rag.coverage import Coverage
from rag.described import Described, asked_openly, bare, fits, statements
from rag.drugs import read_drugs
from rag.habits import CERTAIN, Habits
from rag.heads import heads
from rag.in_words import Line
from rag.mentions import Mentions, worded
from rag.narrowest import Narrowest
from rag.needs import needed
from rag.plainest import NEARLY
from rag.sentences import Sentence
from rag.stated import LIKELY, Tell, stated, told
from rag.types import Finding, Question, Span

NAMED_IN_FULL = 9.0  # score of a phrase that names a condition by itself
SIDED_PLACE = 6.0  # the same for a condition with one of its places
ALIKE = 4.0  # what it gains in the category of the first of its places
UNLIKE = 0.28  # cosine of the passage model below which a phrase does not speak of a code that it was taken for
FULLY = 10.5  # score from which that is not asked
HEADED = 15  # lines of a note above which phrases are not read by their heads too
HEAD_WORDS = 0.55  # cosine of the nearest text below which the head of a phrase is not looked at
# "no coma, and hypokalemia": two things with "and" after a comma are no list; nor does a denial reach over these
_OVER = re.compile(
    r"[;.]|,\s*(?=(?:and|but|with|has|had|on|is|was|takes|also|plus)\b)|(?<=\w{4})\s(?=(?:taking|takes|treated|managed)\b)",
    re.IGNORECASE,
)
# two conditions, each with its own acuity: "acute on chronic heart failure with acute respiratory failure"
_TWO = re.compile(
    r"\b(?:acute|chronic)\b[^,;.]*?\b(?=with (?:acute|chronic)\b(?! (?:exacerbat|bleed|hemorrhag|perforat)))",
    re.IGNORECASE,
)
# where and when, not what
_NO_CONDITION = re.compile(
    r"\W*(?:(?:the|in|on|to|at|and|his|her|our|few|\d+)\W+)*(?:[smn]?icu|pacu|obs|observation|(?:burn|step[- ]?down|tele\w*|rehab\w*|detox) unit|pulm\w*|cards?|cardiology"
    r"|nephro\w*|neuro\w*|gi|gu|ent|peds?|heme(?:[/-]onc)?|ortho|derm|psych|(?:few |many |\d+ )?(?:hrs?|hours?|mins?|wks?)|vaginal birth|birth|external causes?)(?:\W+(?:visit|clinic|consult|note|stay|here|today|f/u|unit))*\W*",
    re.IGNORECASE,
)
# "can I call it class 3 from the number": asked, not stated
_PROPOSED = re.compile(
    r"(?<!what )(?<!which )(?<!codes )(?<!how )\b(?:can|could|should|may|must|do|does|would|is|are)\s+(?:i|we|it|this|that|they|you)\b[^.?!]*",
    re.IGNORECASE,
)


_AT_DISCHARGE = re.compile(r"\b(?:discharg\w*|d/?c\b|final)", re.IGNORECASE)
_VERSUS = re.compile(r"\W*(?:versus|vs\.?)\s", re.IGNORECASE)
_VERSUS_BEFORE = re.compile(r"\b(?:versus|vs\.?)\s+(?:an? )?$", re.IGNORECASE)


def _inner(mentions: Mentions, lines: Sequence[Line], found: Sequence[Finding]) -> Iterator[Finding]:
    """Phrases named in full inside a finding that joins two things of one category: onychomycosis beside tinea pedis."""
    for line in lines:
        s = line.sentence
        told = [(c.scope_start, c.scope_end) for c in line.cues if c.status != "affirmed"]
        for p in mentions.phrases(s):
            start, end = p.start - s.start, p.end - s.start
            around = [f for f in found if f.start <= p.start and p.end <= f.end and " and " in f.text]
            within = [f for f in found if f.start < p.end and p.start < f.end and f not in around]
            told_of = any(a < end and start < b for a, b in told)
            if around and not within and not told_of and p.hits[0].score >= NAMED_IN_FULL and " and " not in p.text:
                codes = tuple((h.code, h.score) for h in p.hits)
                yield Finding(p.text, p.start, p.end, Span(s.start, s.end), s.section_kind, "affirmed", codes)


def _meet(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


def _over(sure: Finding, other: Finding) -> bool:
    """True where two findings read the same words as members of one category, and the first is sure."""
    return _meet(sure, other) and sure.codes[0][0][:3] == other.codes[0][0][:3]


def _either(finding: Finding, text: str) -> Finding:
    """One of two diagnoses joined by "versus" at discharge is coded as if confirmed (II.D)."""
    beside_it = _VERSUS.match(text, finding.end) or _VERSUS_BEFORE.search(text[: finding.start])
    return replace(finding, label="affirmed") if beside_it and finding.label == "uncertain" else finding


def _clause(text: str) -> str:
    return re.split(r"[;.:?]", text, maxsplit=1)[0]


@dataclass(frozen=True)
class _Words:
    """The words of one release."""

    coverage: Coverage
    narrowest: Narrowest


class Reader:
    """Reads questions over one index. Holds the cues, the tables and the words of each release."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._context: Context = read_context(ROOT / "guidelines" / "terms" / "context.tsv")
        locators = {e.passage.locator for e in index.entries.values()} | set(index.entries)
        self.tables: EditTables = read_edit_tables(ROOT / "guidelines" / "edits", locators)
        self._habits = Habits(self.tables.long_term)
        self._drugs = read_drugs(ROOT / "guidelines" / "terms" / "drugs.tsv")
        self._causes = read_causes(ROOT / "guidelines" / "terms" / "causes.tsv")
        self._words: dict[str, _Words] = {}

    def words(self, code_set: CodeSet) -> _Words:
        """The words of a release, read when first asked for."""
        found = self._words.get(code_set.release.id)
        if found is None:
            coverage = Coverage(code_set, self._index.terms)
            found = self._words[code_set.release.id] = _Words(coverage, Narrowest(code_set, coverage))
        return found

    def read(self, question: Question, code_set: CodeSet) -> Described:
        """The findings of the statements of a question."""
        words = self.words(code_set)
        lines = self.lines(statements(question.text))
        mentions = Mentions(self._index, self._context, words.coverage, question.date_of_service, self._habits)
        plain = self._drugs.without(_PROPOSED.sub(lambda m: " " * len(m[0]), question.text))
        narrowed = self.conditions(plain, lines, lines, mentions, code_set)
        if question.setting == "inpatient" and _AT_DISCHARGE.search(question.text):
            narrowed = [_either(f, question.text) for f in narrowed]
        if asked_openly(question):
            narrowed = combined(narrowed, self.tables.combinations, question.text, code_set)
        narrowed = self.alike([f for f in narrowed if not _NO_CONDITION.fullmatch(f.text)], code_set)
        fitting = tuple(f for f in narrowed if fits(f.codes[0][0], question.text))
        affirmed, denied = told(plain, lines)
        drugs, cause = self._drugs.at_fault(question.text), self._causes.found(affirmed)
        harm = self._drugs.harm(question.text)
        reason = self._drugs.reason(affirmed) if harm == "6" else ""
        return Described(fitting, drugs, harm, reason, cause, affirmed, denied, words.narrowest)

    def lines(self, sentences: Sequence[Sentence], spoken: bool = True) -> list[Line]:
        """The sentences cut into pieces; where a coder speaks of a patient, with the words around conditions as commas."""
        pieces = [p for s in sentences for p in self._pieces(s)]
        return [Line(bare(p) if spoken else p, frozenset(), self._context.cues(p.text)) for p in pieces]

    def cause(self, text: str) -> str:
        """The external cause that a text tells of, without its seventh character; '' for none."""
        return self._causes.found(text)

    def without_drugs(self, text: str) -> str:
        """The text with its drugs as blanks: they name no condition."""
        return self._drugs.without(text)

    def conditions(
        self,
        text: str,
        lines: Sequence[Line],
        around: Sequence[Line],
        mentions: Mentions,
        code_set: CodeSet,
        tell: Tell | None = None,
    ) -> list[Finding]:
        """The conditions that the lines state, each as the narrowest member of its category that `around` says.

        `text` is the whole text, what names no condition blanked out; `around` are the lines whose words may tell more.
        """
        words = self.words(code_set)
        found = [self._plain(f, words.coverage, code_set) for f in (mentions.findings(lines) if lines else ())]
        found = [*found, *_inner(mentions, lines, found)]
        if tell is None or len(lines) <= HEADED:
            found += self._by_head(lines, found, mentions.date)
            told_beside = list(beside(text, lines, code_set))
            sited = list(self._by_place(lines, found, mentions.date))
            found = [f for f in found if not any(_over(b, f) for b in told_beside)]
            found = [f for f in found if f.codes[0][1] >= FULLY or not any(_meet(p, f) for p in sited)]
            found += [*sited, *told_beside]
        if tell is not None:
            found = [f for f in found if max(s for _, s in f.codes) >= LIKELY]
        return stated(text, around, found, words.narrowest, code_set, tell)

    def alike(self, found: Sequence[Finding], code_set: CodeSet) -> list[Finding]:
        """Without those whose phrase and code share a few letters or an abbreviation only: "left release", cytokine release."""
        asked = [f for f in found if f.label == "affirmed" and f.codes[0][1] < FULLY]
        if not asked:
            return list(found)
        texts = [t for f in asked for t in (self._index.terms.expand(f.text), code_set.descriptor(f.codes[0][0]))]
        read = self._index.passage_vectors(texts)
        unlike = {id(f) for n, f in enumerate(asked) if float(read[2 * n] @ read[2 * n + 1]) < UNLIKE}
        return [f for f in found if id(f) not in unlike]

    def _by_head(self, lines: Sequence[Line], found: Sequence[Finding], date: dt.date) -> list[Finding]:
        """Findings of phrases whose place hides what they name: "gout" of "acute gout of the left great toe"."""
        named = heads(lines, found)
        texts = list(dict.fromkeys(h.head for h in named))
        hits = dict(zip(texts, self._index.find_codes_of(texts, 4, date, HEAD_WORDS), strict=True)) if texts else {}
        return [f for h in named if (f := h.finding([(c.code, c.score) for c in worded(tuple(hits[h.head]), h.text)]))]

    def _by_place(self, lines: Sequence[Line], found: Sequence[Finding], date: dt.date) -> Iterator[Finding]:
        """One finding for each place of a condition that is said of several."""
        for p in placed(lines):
            hits = worded(tuple(self._index.find_codes_of([p.text], 8, date, HEAD_WORDS)[0]), p.text)
            named = [h for h in hits if p.side in h.descriptor.lower() and needed(h.code, p.text)]
            kinds = {f.codes[0][0][:3] for f in found if f.text.lower().startswith(p.condition.lower())}
            kinds = {k for k in kinds if k[0] not in "ST"}  # injuries go by their place
            named.sort(key=lambda h: -h.score - ALIKE * (h.code[:3] in kinds))
            if named and named[0].score >= SIDED_PLACE:
                s = p.line.sentence
                codes = ((named[0].code, CERTAIN),)
                yield Finding(p.text, p.start, p.end, Span(s.start, s.end), s.section_kind, "affirmed", codes)

    def _pieces(self, sentence: Sentence) -> Iterator[Sentence]:
        """The sentence cut before each word that denies what follows, and where the denial is over.

        "Gastritis," and "no bleeding" are two pieces, and so is "and hypokalemia" of "no coma, and hypokalemia".
        """
        cues = self._context.cues(sentence.text)
        cuts = {c.start for c in cues if c.status == "negated" and c.scope_start >= c.end and c.start > 0}
        for cue in cues:
            over = (
                _OVER.search(sentence.text, cue.end) if cue.status == "negated" and cue.scope_start >= cue.end else None
            )
            first, _, rest = _clause(sentence.text[cue.end :]).partition(",")
            if cue.words.lower() in ("without", "w/o") and rest and not re.search(r"\b(?:or|nor)\b", rest):
                cuts.add(cue.end + len(first) + 1)  # "without angina, mixed hyperlipidemia" is no list
            if over and "," not in sentence.text[cue.end : over.start()]:
                cuts.add(over.end())
        cuts |= {m.end() for m in _TWO.finditer(sentence.text)}
        for start, end in pairwise([0, *sorted(cuts), len(sentence.text)]):
            yield replace(
                sentence, text=sentence.text[start:end], start=sentence.start + start, end=sentence.start + end
            )

    def _plain(self, finding: Finding, coverage: Coverage, code_set: CodeSet) -> Finding:
        """The code first whose words are just those said ("rheumatoid arthritis" is M06.9), else the one of the best score."""
        said = {coverage.content(t) for t in (finding.text, self._index.terms.expand(finding.text))}
        top = max(s for _, s in finding.codes)
        near = [
            (c, s)
            for c, s in finding.codes
            if s > top - NEARLY and "other" not in code_set.descriptor(c).lower().split()
        ]
        exact = [(c, s) for c, s in near if coverage.content(code_set.descriptor(c)) in said]
        read = finding.codes[0]
        if not exact and "other" in code_set.descriptor(read[0]).lower().split():  # "other" needs a detail (I.A.9.a)
            exact = [(c, s) for c, s in near if c[:3] == read[0][:3] and c.endswith("9") and s > read[1] - 1]
        if not exact:
            exact = [read if read[1] > top - NEARLY else max(finding.codes, key=lambda x: x[1])]
        first = max(exact, key=lambda x: x[1])
        return replace(finding, codes=(first, *(x for x in finding.codes if x != first)))
