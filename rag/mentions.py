"""Sentences of a note -> findings: the words that name a condition, what they lead to, and how the note asserts them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.edit_tables import LongTerm
from index.patterns import CodePattern
from index.search import CodeHit, Index
from rag.attributes import measures
from rag.chunks import chunks
from rag.context import Context
from rag.coverage import Coverage
from rag.habits import CERTAIN, Habits
from rag.in_words import Line
from rag.numbers import bmi_code, gestation_code
from rag.plainest import plainest_first
from rag.sentences import Sentence
from rag.types import Finding, Span
from rag.weeks import gestation_of

NAMED = 3.0  # score (log-odds) from which a phrase is taken to name the condition of its first code
COVERED = 0.68  # share of the code's own wording that the phrase must say
NEAR = 0.55  # cosine of the nearest text below which a phrase is not looked at
LEAD, BEHIND = 2.5, 3.0  # score from which a phrase leads to a proposed code, and how far behind its best code
DEEP = 12  # codes kept for each finding
PLAIN_NAME = 10.5  # score from which one word names "disease of ..." without saying disease ("Parkinson's")
CERTAINLY, SHORT = 12.0, 5  # score from which a phrase longer than an abbreviation names a code whatever its words
FAR_AHEAD = 4.0  # what a code must score more than the one whose words are said to be meant all the same
HEADS = frozenset(["diseas", "disord", "neoplasm", "complic", "infect", "condit", "injuri", "syndrom"])  # as stems
_SCREENING = re.compile(r"Z(?:1[123]|36)")  # named only where a screening is
_DRUG = re.compile(r"T(?:3[6-9]|4|50|88\.7)")  # a drug named is no poisoning
_HARM = re.compile(
    r"poison|overdos|adverse|toxic|underdos|reaction|allerg|ingest|too much|too many|side effect|interaction"
)
_RESOLVED = re.compile(r"[^.;]{0,60},\s*(?:now |since |has |fully |all )?resolved\s*(?:[,.;)]|$)", re.IGNORECASE)
# told of the last thing named: "RDS was considered; it is ruled out"
_IT_IS_NOT = re.compile(
    r"[^.;,]{0,60}[.;,]\s*(?:but |and |later )?(?:it|this|that|which|the diagnosis) (?:is|was|has been) (?:now |since |then |later |subsequently )?"
    r"(?:ruled out|excluded|not confirmed|not present|not supported|disproved|refuted|not felt)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^)]{0,40}\)")


@dataclass(frozen=True)
class Phrase:
    """A phrase of a sentence, at [start, end) of the note, and the codes it leads to, best first."""

    text: str
    start: int
    end: int
    hits: tuple[CodeHit, ...]
    words: frozenset[str]  # of the first code's wording that the phrase says


class Mentions:
    """Looks the phrases of one note up, each wording once."""

    def __init__(
        self,
        index: Index,
        context: Context,
        coverage: Coverage,
        date: dt.date,
        habits: Habits | Sequence[LongTerm] = (),
    ) -> None:
        self._index, self._context, self._coverage, self.date = index, context, coverage, date
        self._habits = habits if isinstance(habits, Habits) else Habits(habits)
        self._code_set = index.code_set(date)
        self._found: dict[str, tuple[tuple[CodeHit, ...], frozenset[str]]] = {}
        self._near: dict[str, dict[str, float]] = {}  # phrase -> every code near it, whether it names it or not
        self._spans: dict[str, list[Span]] = {}

    def phrases(self, sentence: Sentence) -> list[Phrase]:
        """The phrases of a sentence that name a condition, longest first."""
        found = []
        for span in self._chunks(sentence.text):
            text = sentence.text[span.start : span.end]
            hits, words = self._look(text)
            if hits:
                found.append(Phrase(text, sentence.start + span.start, sentence.start + span.end, hits, words))
        return found

    def findings(self, lines: Sequence[Line]) -> list[Finding]:
        """Findings in the order of the note. A phrase inside a longer one that reads as well does not count."""
        found: list[Finding] = []
        self.look_up(lines)
        for line, after in zip(lines, [*(n.sentence.text for n in lines[1:]), ""], strict=False):
            sentence = line.sentence
            habits = [*self._habits.found(sentence.text), *self._numbers(sentence.text)]
            named = [p for p in self.phrases(sentence) if not self._turns(line, p.start, p.end)]
            read = [(p.start - sentence.start, p.text, p.hits) for p in best_readings(named)]
            taken = {i for start, text, _ in habits for i in range(start, start + len(text))}
            read = [r for r in read if not taken.issuperset(range(r[0], r[0] + len(r[1])))]
            for at, text, hits in sorted([*habits, *read], key=lambda r: r[0]):
                label = self._label(line, at, at + len(text))
                if label in ("affirmed", "uncertain") and _IT_IS_NOT.match(
                    sentence.text[at + len(text) :] + "; " + after
                ):
                    label = "negated"
                start, whole = sentence.start + at, Span(sentence.start, sentence.end)
                codes = tuple((h.code, h.score) for h in hits)
                finding = Finding(text, start, start + len(text), whole, sentence.section_kind, label, codes)
                found += [finding, *self._past(finding)]
        return found

    def _turns(self, line: Line, start: int, end: int) -> bool:
        """True where a phrase turns to what is denied or in doubt ("no hydro, no stone"): its parts are read instead."""
        first, last = start - line.sentence.start, end - line.sentence.start
        inside = [c for c in line.cues if first < c.start and c.end < last and c.status in ("negated", "uncertain")]
        ahead = [c for c in inside if c.scope_start >= c.end and c.words.lower() != "without"]
        behind = [c for c in inside if c.scope_end <= c.start]  # "rotavirus neg, norovirus pos"
        text = line.sentence.text
        return any(text[first : c.start].strip(" ,;:-") for c in ahead) or any(
            text[c.end : last].strip(" ,;:-.)") for c in behind
        )

    def _label(self, line: Line, start: int, end: int) -> str:
        """The assertion of [start, end); a cue at either end of it ("probable pneumonia") speaks of the rest."""
        inside = sorted((c for c in line.cues if start <= c.start and c.end <= end), key=lambda c: c.start)
        # a cue that shares its last word with the phrase ("not on insulin"): it speaks of the rest
        first = max((c.end for c in line.cues if c.start < start < c.end < end), default=start)
        for cue in inside:
            if cue.end < end and not line.sentence.text[first : cue.start].strip():
                first = cue.end  # "probable pneumonia"; not the "without" of "severe without psychosis"
        last = min((c.start for c in inside if c.end == end and c.start > first), default=end)
        while first < end - 1 and not line.sentence.text[first].isalnum():
            first += 1
        label = self._context.assertion_of(line.cues, first, last, line.sentence.section_kind).label
        # "speech delay, therapy to age 4, resolved": told of the thing at some distance
        if label == "affirmed" and line.sentence.text[end : end + 1] == "?":
            return "uncertain"  # "hypersplenism? - follow"
        return "resolved" if label == "affirmed" and _RESOLVED.match(line.sentence.text, end) else label

    def _past(self, finding: Finding) -> list[Finding]:
        """What is told of a relative, or as past, is itself a code: family history Z80-Z84, personal history Z85-Z87."""
        words = {"family": ("family history of ", "Z80", "Z84"), "historical": ("personal history of ", "Z85", "Z87")}
        if finding.label not in words or finding.codes[0][0] in self._habits.codes:
            return []
        lead, low, high = words[finding.label]
        within = self._code_set.matching(CodePattern(low, high, lead))
        hits = self._index.find_codes(lead + finding.text, 2, self.date, within=within)
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

    def look_up(self, lines: Sequence[Line]) -> None:
        """Every wording of the note at once."""
        asked = {_key(n.sentence.text[c.start : c.end]): None for n in lines for c in self._chunks(n.sentence.text)}
        keys = [k for k in asked if len(k) > 1 and k not in self._found]
        if not keys:
            return
        for key, hits in zip(keys, self._index.find_codes_of(keys, DEEP, self.date, NEAR), strict=True):
            self._found[key] = self._named(key, hits)
            self._near[key] = {h.code: h.score for h in hits}

    def _chunks(self, sentence: str) -> list[Span]:
        if sentence not in self._spans:
            self._spans[sentence] = chunks(sentence)
        return self._spans[sentence]

    def leading_to(
        self, lines: Sequence[Line], stem: str, least: float = LEAD, behind: float = BEHIND
    ) -> Iterator[Finding]:
        """Phrases near the code although they do not say its words ("right hemiparesis": hemiplegia), longest first."""
        for line in lines:
            sentence = line.sentence
            for span in self._chunks(sentence.text):
                if self._turns(line, sentence.start + span.start, sentence.start + span.end):
                    continue
                text = sentence.text[span.start : span.end]
                near = self._near.get(_key(text), {})
                score = near.get(stem, 0.0)
                if score >= least and score >= max(near.values()) - behind:
                    label = self._label(line, span.start, span.end)
                    start, end = sentence.start + span.start, sentence.start + span.end
                    whole = Span(sentence.start, sentence.end)
                    yield Finding(text, start, end, whole, sentence.section_kind, label, ((stem, score),))

    def _look(self, text: str) -> tuple[tuple[CodeHit, ...], frozenset[str]]:
        """Codes that the phrase names, plainest first, with the words that it shares with the first one's wording."""
        return self._found.get(_key(text), ((), frozenset()))

    def _named(self, text: str, found: Sequence[CodeHit]) -> tuple[tuple[CodeHit, ...], frozenset[str]]:
        hits = tuple(plainest_first(found, text))
        if not hits or max(h.score for h in hits) < NAMED:
            return (), frozenset()
        words = self._coverage.words(text)
        looked_for = tuple(h for h in hits if not _SCREENING.match(h.code) or "screen" in text.lower())
        hits = worded(tuple(h for h in looked_for if not _DRUG.match(h.code) or _HARM.search(text)), text)
        if not hits:
            return (), frozenset()
        said = {h: self._coverage.best_text(words, h.code, h.text) for h in hits}
        kept = [h for h in hits if self._names(h, words, said[h])]
        sure = max(hits, key=lambda h: h.score, default=None)
        if not kept and sure and sure.score >= CERTAINLY and len(text) > SHORT:
            kept = [sure]  # another name for it: "tubular adenoma"
        if not kept:
            return (), frozenset()
        first = max(kept, key=lambda h: h.score + self._coverage.balance(words, said[h]) / 2)
        best = max(hits, key=lambda h: h.score)
        if best.score >= PLAIN_NAME and best.score > first.score + FAR_AHEAD:
            first = best  # "pseudomonal pneumonia": the words of its code in another form
        return (first, *(h for h in hits if h is not first)), words & said[first]

    def _names(self, hit: CodeHit, words: frozenset[str], said: frozenset[str]) -> bool:
        """True when the words say the code: enough of its wording, and its head word where little else is left."""
        if hit.score < NAMED or self._coverage.of(words, said) < COVERED:
            return False
        heads = HEADS & frozenset(self._coverage.stems(f"{hit.descriptor} {hit.text}"))
        return len(said & words) > 1 or not heads or bool(heads & words) or hit.score >= PLAIN_NAME


# an injury of what lies deeper needs its word: a laceration of a finger is one of its skin
_DEEPER = re.compile(r"\b(?:blood vessel|artery|vein|nerve|muscle|tendon|fascia|plexus)\b", re.IGNORECASE)
_DEEP = re.compile(
    r"vessel|arter|vein|nerve|neur|muscle|musc|tendon|fascia|plexus|flexor|extensor|strain|ruptur|tear|torn|avuls|achilles|rotator|cuff|biceps|quad|hamstring",
    re.IGNORECASE,
)


def worded(hits: tuple[CodeHit, ...], text: str) -> tuple[CodeHit, ...]:
    """The hits without injuries of vessels, nerves, muscles and tendons that the phrase does not speak of."""
    deep = _DEEP.search(text)
    return tuple(h for h in hits if deep or h.code[0] != "S" or not _DEEPER.search(h.descriptor))


def _key(text: str) -> str:
    return " ".join(_BRACKETS.sub(" ", text).lower().split())


def best_readings(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Of phrases inside one another, those that say something of their own; in the order of the text.

    A part that leads to the same code is the better place, and so is one that leads far more surely to the
    category and says as much of its code ("acute appendicitis" of "Inpt, acute appendicitis, lap appy tomorrow"); one whose words the longer phrase's code says as well, or that
    leads to a plainer code of its category, adds nothing.
    """
    kept: list[Phrase] = []
    for p in sorted(phrases, key=lambda p: (p.start - p.end, p.start)):
        longer = [q for q in kept if q.start <= p.start and p.end <= q.end]
        same = [q for q in longer if (q.hits[0].code == p.hits[0].code and p.words >= q.words) or _surer(p, q)]
        if same:
            kept = [q for q in kept if q not in same] + [p]
        elif not any(p.words <= q.words or p.hits[0].code[:3] == q.hits[0].code[:3] for q in longer):
            kept.append(p)
    return sorted(kept, key=lambda p: p.start)


def _surer(part: Phrase, whole: Phrase) -> bool:
    first, other = part.hits[0], whole.hits[0]
    surer = first.score >= other.score + FAR_AHEAD
    return first.code[:3] == other.code[:3] and surer and part.words >= whole.words
