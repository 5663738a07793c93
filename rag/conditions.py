"""What a note states of its patient: the sentences that decide, read as a question's statements are read.

Offered are conditions of the assessment and of what else decides; a plan names them only behind "for" ("continue X for Y").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.code_set import CodeSet
from rag.combined import combined
from rag.coverage import SIDES, Coverage
from rag.described import fits
from rag.in_words import Line
from rag.mentions import Mentions
from rag.narrowest import Narrowest
from rag.reader import Reader
from rag.sentences import Sentence
from rag.stated import LIKELY, Tell, around, told
from rag.types import Finding, Note

# sections whose affirmed findings are coded
DECIDING = frozenset(["assessment", "plan", "hospital course", "procedure", "pathology", "indication", "addendum"])
CORE = frozenset(["assessment", "hospital course", "pathology"])  # one of these, else the note is taken whole
ASIDE = frozenset(["ros", "family", "allergies", "instructions", "signature", "exam", "vitals", "labs", "imaging"])
PAST = frozenset(["pmh", "psh", "social", "medications"])
# sections whose words say more of a condition that is stated elsewhere: its side, its stage, its type
_AROUND = DECIDING | {"hpi", "chief complaint", "other", "imaging", "exam", "problem list", "admission", "pmh"}
_KEY = 4.0  # weight (idf) of a word by which two sentences speak of one condition
_SENTENCES = 3  # of those that speak of a condition, the ones read for what they say of it
MOST = 25  # pieces up to which all are read a second time
_AGAIN = 4  # rounds of combination: hypertension with heart failure, and that with kidney disease
_LISTED = re.compile(r"^\W*(?:\d{1,2}[.)]\s*)?(?:plan|recs?|recommendations?)?\W*", re.IGNORECASE)
_TREAT = re.compile(
    r"(?:(?:will|we|to|plan|pt|patient|also|then|and|now|can|may|should|agree[sd]?|ok|please)\s+){0,3}"
    r"(?:continu\w*|cont|start\w*|restart\w*|resum\w*|stay\w*|remain\w*|keep|increas\w*|decreas\w*|reduc\w*|taper\w*|switch\w*|chang\w*|add\w*|tak\w+|treat\w*|giv\w+|gave|prescri\w*|rx|refill\w*"
    r"|admit\w*|stop\w*|hold|held|finish\w*|complet\w+|on|inject\w*|apply|administer\w*)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"(?:(?:will|we|to|plan|pt|patient|also|then|and|now|can|may|should|please|no|strict|she|he)\s+){0,3}"
    r"(?:order\w*|refer\w*|re-?check\w*|check\w*|repeat\w*|schedul\w*|call\w*|return\w*|rtc|r/?t/?c|rto|f/?u|fu|follow\w*|discuss\w*|counsel\w*|offer\w*|recommend\w*|advis\w*|consider\w*"
    r"|monitor\w*|watch\w*|if|send|sent|obtain\w*|plan\w*|due|needs?|avoid\w*|educat\w*|encourag\w*|review\w*|trial of|labs?|cbc|bmp|cmp|tsh|a1c|lipids?|echo|ct|mri|xr|cxr|us|ekg|ecg|eeg|emg|dexa|screen\w*"
    r"|ice|rest|diet|low|work note|note for|time|er|ed|precautions|consent\w*|r/b/a|risks?|went over|explain\w*|declin\w*|refus\w*|want\w*|prn|dispo\w*|will|outpt|outpatient|home health|nutrition|pt/ot|influenza vaccine|flu shot|flu vaccine|vaccin\w*"
    r"|shingrix|tdap|prevnar|immuniz\w*)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:for|due to|because of|given|treating)\s+(?:(?:her|his|the|known|chronic)\s+)?", re.IGNORECASE
)
# a clause of these tells what may come, what is ruled out by a test, or what is given against
_NOT_HERE = re.compile(
    r"\b(?:vaccin\w*|immuniz\w*|precautions?|warning signs?|if (?:any|worse|not|he|she|fever|pain|symptoms?)|risk (?:of|for|factors?)|prevent\w*|prophyla\w*|ppx|screen\w* for|monitor\w* for|watch\w* for|rule out|to exclude"
    r"|evaluat\w* for|test\w* for|er if|ed if|educat\w*|handout|sheet|not done|not needed|not indicated|n/a|side effects?)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r";\s+|\s[-–]\s|(?<=[a-z)]{2})\.\s+(?=[A-Z])|\n(?=\s*[-*])")


@dataclass(frozen=True)
class Conditions:
    """What a note states: findings in its order, each led by the narrowest code said; and the words around any of them."""

    findings: tuple[Finding, ...] = ()
    narrowest: Narrowest | None = None
    text: str = field(default="", repr=False)
    lines: tuple[Line, ...] = field(default=(), repr=False)
    tell: Tell | None = None
    cause: str = ""  # the external cause told, without its seventh character

    def among(self, finding: Finding, family: Collection[str]) -> str:
        """The member of a family that the words around a finding say best; '' where they choose none."""
        if self.narrowest is None or self.tell is None or not family:
            return ""
        near, side = around(self.text, finding, self.lines, self.findings)
        said = self.narrowest.said(near, *self.tell(finding), side)
        return max(family, key=lambda c: self.narrowest.fit(c, said) if self.narrowest else 0.0)


def pieces_of(lines: Sequence[Line], reader: Reader) -> list[Line]:
    """The deciding sentences of a note, without what is planned, cut where a denial begins."""
    deciding = _deciding(lines)
    sentences = [line.sentence for line in lines if line.sentence.section_kind in deciding]
    return reader.lines([p for s in sentences for p in _parts(s)], spoken=False)


def speaking(pieces: Sequence[Line], findings: Sequence[Finding]) -> list[Line]:
    """Of many pieces those in which the first reading finds a condition that is not denied."""
    if len(pieces) <= MOST:
        return list(pieces)
    told = [f for f in findings if f.label != "negated" and max(s for _, s in f.codes) >= LIKELY]
    return [p for p in pieces if any(f.start < p.sentence.end and p.sentence.start < f.end for f in told)]


def _deciding(lines: Sequence[Line]) -> Collection[str]:
    kinds = {line.sentence.section_kind for line in lines}
    return DECIDING & kinds if CORE & kinds else kinds - ASIDE - PAST or kinds - ASIDE


def conditions(
    note: Note, lines: Sequence[Line], pieces: Sequence[Line], reader: Reader, mentions: Mentions, code_set: CodeSet
) -> Conditions:
    """The conditions of a note, narrowed and combined; `lines` are its sentences, `pieces` those that state conditions."""
    deciding = _deciding(lines)
    more = [line for line in lines if line.sentence.section_kind in _AROUND | set(deciding)]
    plain = reader.without_drugs(_only(note.text, more, () if note.setting == "inpatient" else ("uncertain",)))
    words = reader.words(code_set)
    tell = _telling(plain, more, words.coverage)
    found = reader.conditions(plain, pieces, [*pieces, *more], mentions, code_set, tell)
    for _ in range(_AGAIN):
        whole = combined(found, reader.tables.combinations, plain, code_set)
        if whole == found:
            break
        found = whole
    found = [g for f in _in_disease(found, code_set) for g in _both_gases(f)]
    fitting = tuple(f for f in found if fits(f.codes[0][0], note.text))
    return Conditions(fitting, words.narrowest, plain, (*pieces, *more), tell, reader.cause(told(plain, more)[0]))


_NAMED = (
    ("G30.1", r"late[- ]onset.{0,30}alzheimer|alzheimer.{0,30}late[- ]onset"),
    ("G30.0", r"early[- ]onset.{0,30}alzheimer|alzheimer.{0,30}early[- ]onset"),
    ("G30.9", "alzheimer"),
    ("G20.A1", "parkinson"),
    ("G31.83", "lewy"),
)
_DISEASES = re.compile(r"G(?:10|20|30|31\.[08]|35|40)|B20|E75|M32|F10")  # diseases that dementia is coded in


def _in_disease(found: Sequence[Finding], code_set: CodeSet) -> list[Finding]:
    """Dementia beside a disease that it comes with: F02, of the severity and behavior that F03 has (I.A.13, I.A.15)."""
    named = [f for f in found if _DISEASES.match(f.codes[0][0]) and f.label == "affirmed"]
    out = []
    for f in found:
        of = next((c for c, words in _NAMED if re.search(words, f.text, re.IGNORECASE)), "")
        if of and not named and f.codes[0][0].startswith("F03") and f.label == "affirmed":
            named = [replace(f, codes=((of, f.codes[0][1]),))]
            out += named
        code, score = f.codes[0]
        other = f"F02.{code[4:].replace('9', '8', 1) if code[4:5] == '9' else code[4:]}"
        moved = named and f.label == "affirmed" and code.startswith("F03") and code_set.is_billable(other)
        out.append(replace(f, codes=((other, score), *f.codes)) if moved else f)
    return out


def _both_gases(finding: Finding) -> Iterator[Finding]:
    """Respiratory failure with hypoxia and hypercapnia has a code for each."""
    yield finding
    code, score = finding.codes[0]
    if re.fullmatch(r"J96\.[012][12]", code) and re.search(r"hypox.*hyperc|hyperc.*hypox", finding.text, re.IGNORECASE):
        other = f"{code[:-1]}{'2' if code[-1] == '1' else '1'}"
        yield replace(finding, codes=((other, score), *finding.codes))


def _only(text: str, lines: Sequence[Line], without: Collection[str] = ()) -> str:
    """The text with all but the lines blank, and what cues `without` speak of; every character in its place."""
    out = [" "] * len(text)
    for line in lines:
        start = line.sentence.start
        out[start : line.sentence.end] = line.sentence.text
        for cue in line.cues:
            if cue.status in without:
                out[start + cue.scope_start : start + cue.scope_end] = " " * (cue.scope_end - cue.scope_start)
    return "".join(out)


def _telling(text: str, lines: Sequence[Line], coverage: Coverage) -> Tell:
    """What the sentences that speak of a finding, and the one behind it, affirm and deny."""

    def tell(finding: Finding) -> tuple[str, str]:
        keys = {w for w in coverage.words(finding.text) - SIDES if coverage.weight([w]) >= _KEY}
        same = [n for n, line in enumerate(lines) if keys & line.words]
        own = next((n for n, line in enumerate(lines) if line.sentence.start <= finding.start < line.sentence.end), -2)
        near = sorted(same, key=lambda n: abs(n - own))[:_SENTENCES]
        chosen = sorted({*near, own, own + 1} & set(range(len(lines))))
        return told(text, [lines[n] for n in chosen])

    return tell


def _parts(sentence: Sentence) -> Iterator[Sentence]:
    """The parts of a sentence that state a condition: not what is planned, advised or guarded against."""
    at = 0
    for end in [*(m.end() for m in _CLAUSE.finditer(sentence.text)), len(sentence.text)]:
        part = sentence.text[at:end]
        begin = _LISTED.match(part)
        skip = begin.end() if begin else 0
        if _NOT_HERE.search(part) or _PLANNED.match(part, skip):
            at = end
            continue
        if _TREAT.match(part, skip):
            reason = _REASON.search(part, skip)
            if reason is None:
                at = end
                continue
            at += reason.end()
        yield replace(sentence, text=sentence.text[at:end], start=sentence.start + at, end=sentence.start + end)
        at = end
