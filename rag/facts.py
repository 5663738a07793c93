"""Whether the facts of a branch hold in a question: its cues are looked for in the words (rag/said.py), with negation."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, replace

import Stemmer

from index.decision import Branch, Cue
from index.patterns import find_patterns
from rag.said import NEGATORS, Found, Words, match, stem_of
from rag.types import INPATIENT, Question
from rag.weeks import says_weeks

_NUMBERS = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"])}  # fmt: skip
_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_SILENCE = NEGATORS | {"silent", "silence", "unclear", "unspecified", "unstated", "whether", "nothing", "missing", "blank", "unknown", "undocumented"}  # fmt: skip
_SETTING = "setting:"
_CODE = "code:"


@dataclass(frozen=True)
class Held:
    """How far a branch holds: facts met, facts it has, the words that met them, and which cues failed."""

    branch: Branch
    met: int
    words: frozenset[str]
    failed: tuple[Cue, ...]

    @property
    def holds(self) -> bool:
        return self.met > 0 and not self.failed


@dataclass(frozen=True)
class Standing:
    """How a row stands to a question in full: facts met and unmet, the words that met them.

    `barred` where an `unless` is said, `unsaid` where a fact stands only in what somebody is said not to say, `denied`
    where a fact that is not met is said to be absent.
    """

    met: int
    unmet: tuple[Cue, ...]
    words: frozenset[str]
    barred: bool
    unsaid: bool
    denied: bool

    @property
    def holds(self) -> bool:
        return self.met > 0 and not (self.unmet or self.barred or self.unsaid)


@dataclass(frozen=True)
class Keys:
    """Wordings of cues as they are looked up: the words of each, and the word that it begins with ('' for no words)."""

    phrases: dict[str, tuple[str, ...]]
    starts: dict[str, str]


def phrase(wording: str, keys: Keys) -> tuple[str, ...]:
    """The words of a wording as they are looked up."""
    if wording not in keys.phrases:
        words = re.findall(r"[a-z0-9]+(?:\.[a-z0-9]+)*\*?", wording[3 * wording.startswith("no ") :])
        stemmer = Stemmer.Stemmer("english")
        keys.phrases[wording] = tuple(stem_of(w, stemmer) for w in words)
    return keys.phrases[wording]


def beginning(wording: str, keys: Keys) -> str:
    """The word that a wording begins with, as it is looked up; '' for settings, codes and counts."""
    if wording.startswith((_SETTING, _CODE)) or wording[0] in "<>":
        return ""
    words = phrase(wording, keys)
    return words[0] if words else ""


class Facts:
    """Looks the cues of branches up in one question. `keys` keeps the wordings of cues for the next one."""

    def __init__(self, question: Question, keys: Keys | None = None) -> None:
        self.question = question
        keys = keys or Keys({}, {})
        self._keys, self._starts = keys, keys.starts
        pregnant = "pregnant, weeks of gestation" if says_weeks(question.text) else ""
        self.words = Words([question.text, question.expanded, question.clinical, pregnant])
        self._seen: dict[str, Found | None] = {}
        self._facts: dict[tuple[str, ...], Found | None] = {}

    def check(self, branch: Branch) -> Held:
        met: set[str] = set()
        failed: list[Cue] = []
        unsaid = silent = False
        for cue in branch.cues:
            found = self._met(cue)
            if cue.unless:
                if found and not found.unsaid:
                    return Held(branch, 0, frozenset(), (cue, cue))
            elif found is None:
                failed.append(cue)
                if len(failed) > 1:  # neither held nor one fact short: the rest decides nothing
                    break
            else:
                met |= found.words
                unsaid = unsaid or found.unsaid
                silent = silent or found.silent
        facts = sum(not c.unless for c in branch.cues)
        if len(failed) > 1 or (unsaid and not silent):
            return Held(branch, 0, frozenset(met), tuple(failed))
        return Held(branch, facts - len(failed), frozenset(met), tuple(failed))

    def standing(self, branch: Branch) -> Standing:
        """Every fact of the row looked up; `check` stops at the second one that is missing."""
        met, barred, unsaid, silent = 0, False, False, False
        unmet: list[Cue] = []
        words: set[str] = set()
        for cue in branch.cues:
            found = self._met(cue)
            if cue.unless:
                barred = barred or bool(found and not found.unsaid)
            elif found is None:
                unmet.append(cue)
            else:
                met, unsaid, silent = met + 1, unsaid or found.unsaid, silent or found.silent
                words |= found.words
        denied = any(self._denied(w) for cue in unmet for w in cue.wordings)
        return Standing(met, tuple(unmet), frozenset(words), barred, unsaid and not silent, denied)

    def _denied(self, wording: str) -> bool:
        if wording.startswith((_SETTING, _CODE, "no ")) or wording[0] in "<>":
            return False
        words = self._phrase(wording)
        return bool(words) and words[0] in self.words.starts and self.words.find(words, negated=True) is not None

    def _met(self, cue: Cue) -> Found | None:
        """The first wording that is plainly said, else the first that is found at all. Rows share many facts."""
        if cue.wordings in self._facts:
            return self._facts[cue.wordings]
        first = None
        starts = self.words.starts
        for wording in cue.wordings:
            begin = self._starts.get(wording)
            if begin is None:
                begin = self._starts[wording] = beginning(wording, self._keys)
            if begin and begin not in starts:
                continue  # most wordings go here: no word of the question begins them
            found = self._holds(wording)
            if found is not None and not found.unsaid:
                first = found
                break
            first = first or found
        self._facts[cue.wordings] = first
        return first

    def _phrase(self, wording: str) -> tuple[str, ...]:
        return phrase(wording, self._keys)

    def _holds(self, wording: str) -> Found | None:
        if wording not in self._seen:
            self._seen[wording] = self._look(wording)
        return self._seen[wording]

    def _look(self, wording: str) -> Found | None:
        if wording.startswith(_SETTING):
            return Found(frozenset({wording})) if in_setting(self.question.setting, wording[8:].strip()) else None
        if wording.startswith(_CODE):
            patterns = find_patterns(wording[5:].upper())
            named = [c for c in self.question.icd_codes if any(p.matches(c) for p in patterns)]
            return Found(frozenset(named)) if named else None
        if wording[0] in "<>" and (m := re.match(r"(>=|<=|>|<)\s*(\d+)\s+(.+)", wording)):
            return self._count(m[1], int(m[2]), m[3])
        negated = wording.startswith("no ")
        words = self._phrase(wording)
        found = self.words.find(words, negated) if words else None
        return replace(found, silent=True) if found and (negated or not _SILENCE.isdisjoint(wording.split())) else found

    def _count(self, sign: str, limit: int, words: str) -> Found | None:
        """A number that stands at most two words before `words` and is as large as asked."""
        keys = self._phrase(words)
        for tokens, stems in self.words.lines:
            for at, token in enumerate(tokens):
                number = int(token) if token.isdigit() else _NUMBERS.get(token)
                if number is None or not _COMPARE[sign](number, limit):
                    continue
                if any(next_ < len(tokens) and match(tokens, stems, next_, keys) for next_ in (at + 1, at + 2, at + 3)):
                    return Found(frozenset({token, *(k for k in keys if not k.endswith("*"))}))
        return None


def in_setting(setting: str, asked: str) -> bool:
    """Sections II and III govern inpatient stays; emergency, office and outpatient facility visits are outpatient."""
    if asked == "outpatient":
        return setting not in INPATIENT
    return setting == asked
