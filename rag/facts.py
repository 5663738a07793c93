"""Whether the facts of a branch hold in a question: its cues are looked for in the words, with negation.

Negation is read close by ("no", "not", "denies", ... directly before the words, or before a list of them), after Chapman 2001
(NegEx). What somebody is said not to say ("never writes whether it is in remission") is neither affirmed nor denied: only
a row that speaks of the silence holds by it.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import Stemmer

from index.decision import Branch, Cue
from index.patterns import find_patterns
from rag.types import INPATIENT, Question

_TOKEN = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*")
_NEGATORS = frozenset(["no", "not", "without", "denies", "denied", "deny", "never", "non", "absent", "negative", "nor", "neither", "cannot", "isn", "wasn", "doesn", "didn", "hasn", "haven", "don", "aren", "weren", "couldn", "won", "doesnt", "didnt", "isnt", "wasnt", "dont", "cant", "hasnt", "havent", "arent", "werent", "couldnt", "wont", "nobody"])  # fmt: skip
_BETWEEN = frozenset(["a", "an", "any", "the", "of", "for", "on", "current", "evidence", "t", "yet", "been", "is", "was", "be", "being", "documented", "stated", "had", "has", "have", "having", "known", "prior", "previous", "past", "sign", "signs", "symptom", "symptoms", "wrote", "called", "said", "mentioned", "ever"])  # fmt: skip
_NUMBERS = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"])}  # fmt: skip
_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_UNSTEMMED = frozenset({"likely", "severity", "nursing"})  # "glucagon-like" is not likely, a nursing home no nurse
_SAYING = frozenset(["say", "says", "said", "saying", "state", "states", "stated", "document", "documents", "documented", "mention", "mentions", "mentioned", "write", "writes", "wrote", "written", "call", "calls", "called", "name", "names", "named", "tie", "ties", "tied", "link", "links", "linked", "specify", "specifies", "specified", "record", "records", "recorded", "describe", "describes", "described", "tell", "tells", "told", "comment", "comments", "address", "addresses", "addressed", "clarify", "clarifies", "indicate", "indicates", "word", "words", "clear"])  # fmt: skip
_LINKING = frozenset(["that", "if", "whether", "it", "its", "is", "was", "are", "were", "be", "she", "he", "they", "this", "the", "a", "an", "any", "about", "of", "in", "on", "as", "to", "her", "his", "their", "or", "patient", "pt", "anything", "explicitly", "actually"])  # fmt: skip
_SILENCE = _NEGATORS | {"silent", "silence", "unclear", "unspecified", "unstated", "whether", "nothing", "missing", "blank", "unknown", "undocumented"}  # fmt: skip
_LIST_ENDS = frozenset(["is", "are", "was", "were", "has", "have", "had", "but", "with", "on", "for", "because", "due", "since", "from", "after", "so", "takes", "says", "still", "just", "only", "now", "today", "came", "and"])  # fmt: skip
_WEEKS = re.compile(r"\b\d{1,2}\s?w(?:k|ks)?\s?\d\s?d\b|\b\d{1,2} [0-6]/7\b", re.IGNORECASE)  # of gestation
_SETTING = "setting:"
_CODE = "code:"


@lru_cache(maxsize=65_536)
def stem_of(word: str) -> str:
    """How a word is looked up: its stem; a cue's word with an asterisk as it stands."""
    return word if word.endswith("*") or word in _UNSTEMMED else Stemmer.Stemmer("english").stemWord(word)


@dataclass(frozen=True)
class Found:
    """The words that meet a fact.

    `unsaid` where they stand only in what somebody is said not to say; `silent` where the wording speaks of that silence.
    """

    words: frozenset[str]
    unsaid: bool = False
    silent: bool = False


class Words:
    """The words of a text in several wordings at once (as typed, expanded), ready to look phrases up in."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.lines: list[tuple[list[str], list[str]]] = []
        self._places: list[dict[str, list[int]]] = []  # of each line: where its stems and beginnings of words stand
        self.starts: set[str] = set()
        for text in dict.fromkeys(t.lower() for t in texts):
            tokens = _TOKEN.findall(text.replace("'", " ").replace("’", " "))
            stems = [stem_of(t) for t in tokens]
            self.lines.append((tokens, stems))
            places: dict[str, list[int]] = {}
            for at, (token, stem) in enumerate(zip(tokens, stems, strict=True)):
                for key in (stem, *(token[:n] + "*" for n in range(2, len(token) + 1))):
                    places.setdefault(key, []).append(at)
            self._places.append(places)
            self.starts.update(places)

    def find(self, phrase: Sequence[str], negated: bool) -> Found | None:
        """Where the phrase stands (negated or not, as asked), best where it is plainly said; None where it does not."""
        if phrase[0] not in self.starts:
            return None
        unsaid = None
        for (tokens, stems), places in zip(self.lines, self._places, strict=True):
            for at in places.get(phrase[0], ()):
                end = _match(tokens, stems, at, phrase)
                if not end:
                    continue
                if phrase[0] in _NEGATORS:
                    return Found(frozenset(stems[at:end]))
                if is_negated(tokens, at) == negated:
                    if negated or not _is_unsaid(tokens, at):
                        return Found(frozenset(stems[at:end]))
                    unsaid = unsaid or Found(frozenset(stems[at:end]), unsaid=True)
        return unsaid


def _same(token: str, stem: str, word: str) -> bool:
    return token.startswith(word[:-1]) if word.endswith("*") else stem == word


def _match(tokens: list[str], stems: list[str], at: int, phrase: Sequence[str]) -> int:
    """End of the phrase when it stands at `at` with at most one other word between its words; 0 when not."""
    if not _same(tokens[at], stems[at], phrase[0]):
        return 0
    for word in phrase[1:]:
        for step in (at + 1, at + 2):
            if step < len(tokens) and _same(tokens[step], stems[step], word):
                at = step
                break
            if step < len(tokens) and tokens[step] in _NEGATORS:  # "was confirmed" is not "was not confirmed"
                return 0
        else:
            return 0
    return at + 1


def is_negated(tokens: list[str], at: int) -> bool:
    """A negator directly before, or before a list that an "or" or "nor" ties to the words ("no fever, rash or cough")."""
    for back in range(at - 1, max(-1, at - 4), -1):
        if tokens[back] in _NEGATORS:
            return True
        if tokens[back] not in _BETWEEN:
            break
    listed = False
    for back in range(at - 1, max(-1, at - 8), -1):
        listed = listed or tokens[back] in ("or", "nor")
        if tokens[back] in _NEGATORS:
            return listed
        if tokens[back] in _LIST_ENDS or (not listed and back < at - 2):
            return False
    return False


def _is_unsaid(tokens: list[str], at: int) -> bool:
    """True behind "never says whether", "nobody documents that", "no mention of", "doesn't state if it is"."""
    back = at - 1
    while back >= 0 and at - back <= 6 and tokens[back] in _LINKING:
        back -= 1
    if back < 1 or tokens[back] not in _SAYING:
        return False
    return any(t in _NEGATORS for t in tokens[max(0, back - 3) : back])


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
        keys.phrases[wording] = tuple(stem_of(w) for w in words)
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
        pregnant = "pregnant, weeks of gestation" if _WEEKS.search(question.text) else ""
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
        keys = [stem_of(w) for w in words.split()]
        for tokens, stems in self.words.lines:
            for at, token in enumerate(tokens):
                number = int(token) if token.isdigit() else _NUMBERS.get(token)
                if number is None or not _COMPARE[sign](number, limit):
                    continue
                if any(
                    next_ < len(tokens) and _match(tokens, stems, next_, keys) for next_ in (at + 1, at + 2, at + 3)
                ):
                    return Found(frozenset({token, *(k for k in keys if not k.endswith("*"))}))
        return None


def in_setting(setting: str, asked: str) -> bool:
    """Sections II and III govern inpatient stays; emergency, office and outpatient facility visits are outpatient."""
    if asked == "outpatient":
        return setting not in INPATIENT
    return setting == asked


@dataclass(frozen=True)
class Rarity:
    """idf of each stem over some texts, and the largest: that of a word that stands in none of them."""

    idf: dict[str, float]
    top: float

    def weight(self, words: Iterable[str]) -> float:
        """How telling the words are: the sum of their rarity, code numbers in full, settings a third."""
        return sum(0.3 * self.top if w.startswith(_SETTING) else self.idf.get(w, self.top) for w in words)


def rarities(texts: Sequence[Sequence[str]]) -> Rarity:
    """Over texts given as stems."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(text):
            counts[word] = counts.get(word, 0) + 1
    idf = {w: math.log(1 + len(texts) / n) for w, n in counts.items()}
    return Rarity(idf, max(idf.values(), default=1.0))
