"""Whether the facts of a branch hold in a question: its cues are looked for in the words, with negation.

Negation is read close by only ("no", "not", "denies", ... directly before the words), after Chapman 2001 (NegEx).
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import Stemmer

from index.decision import Branch, Cue
from index.patterns import find_patterns
from rag.types import INPATIENT, Question

_TOKEN = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*")
_NEGATORS = frozenset(["no", "not", "without", "denies", "denied", "deny", "never", "non", "absent", "negative", "nor", "neither", "cannot", "isn", "wasn", "doesn", "didn", "hasn", "haven", "don", "aren", "weren", "couldn", "won", "doesnt", "didnt", "isnt", "wasnt", "dont", "cant", "hasnt", "havent", "arent", "werent", "couldnt", "wont", "nobody"])  # fmt: skip
_BETWEEN = frozenset(["a", "an", "any", "the", "of", "for", "on", "current", "evidence", "t", "yet", "been", "is", "was", "be", "being", "documented", "stated", "had", "has", "have", "having", "known", "prior", "previous", "past", "sign", "signs", "symptom", "symptoms", "wrote", "called", "said", "mentioned", "ever"])  # fmt: skip
_NUMBERS = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"])}  # fmt: skip
_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_UNSTEMMED = frozenset({"likely", "severity"})  # "glucagon-like" is not likely, "severity not stated" not severe
_SETTING = "setting:"
_CODE = "code:"


class Words:
    """The words of a text in several wordings at once (as typed, expanded), ready to look phrases up in."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._stem = Stemmer.Stemmer("english")
        self.lines: list[tuple[list[str], list[str]]] = []
        self.starts: set[str] = set()
        for text in dict.fromkeys(t.lower() for t in texts):
            tokens = _TOKEN.findall(text.replace("'", " ").replace("’", " "))
            stems = [self.key(t) for t in tokens]
            self.lines.append((tokens, stems))
            self.starts.update(stems)
            for token in tokens:
                self.starts.update(token[:n] + "*" for n in range(2, len(token) + 1))

    def key(self, word: str) -> str:
        """How a cue's word is looked up: its stem, or the word itself with its asterisk."""
        return word if word.endswith("*") or word in _UNSTEMMED else self._stem.stemWord(word)

    def find(self, phrase: Sequence[str], negated: bool) -> frozenset[str] | None:
        """The words of the phrase where it stands (negated or not, as asked), None where it does not."""
        if phrase[0] not in self.starts:
            return None
        for tokens, stems in self.lines:
            for at in range(len(tokens)):
                end = _match(tokens, stems, at, phrase)
                if end and (phrase[0] in _NEGATORS or _is_negated(tokens, at) == negated):
                    return frozenset(stems[at:end])
        return None


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


def _is_negated(tokens: list[str], at: int) -> bool:
    for back in range(at - 1, max(-1, at - 4), -1):
        if tokens[back] in _NEGATORS:
            return True
        if tokens[back] not in _BETWEEN:
            return False
    return False


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


class Facts:
    """Looks the cues of branches up in one question. `keys` keeps the wordings of cues as they are looked up."""

    def __init__(self, question: Question, keys: dict[str, tuple[str, ...]] | None = None) -> None:
        self.question = question
        self._keys = {} if keys is None else keys
        self.words = Words([question.text, question.expanded, question.clinical])
        self._seen: dict[str, frozenset[str] | None] = {}

    def check(self, branch: Branch) -> Held:
        met: set[str] = set()
        failed = []
        for cue in branch.cues:
            found = next((f for w in cue.wordings if (f := self._holds(w)) is not None), None)
            if found is None:
                failed.append(cue)
                if len(failed) > 1:  # neither held nor one fact short: the rest decides nothing
                    break
            else:
                met |= found
        return Held(branch, len(branch.cues) - len(failed) if len(failed) < 2 else 0, frozenset(met), tuple(failed))

    def _holds(self, wording: str) -> frozenset[str] | None:
        if wording not in self._seen:
            self._seen[wording] = self._look(wording)
        return self._seen[wording]

    def _look(self, wording: str) -> frozenset[str] | None:
        if wording.startswith(_SETTING):
            return frozenset({wording}) if in_setting(self.question.setting, wording[8:].strip()) else None
        if wording.startswith(_CODE):
            patterns = find_patterns(wording[5:].upper())
            named = [c for c in self.question.icd_codes if any(p.matches(c) for p in patterns)]
            return frozenset(named) if named else None
        if wording[0] in "<>" and (m := re.match(r"(>=|<=|>|<)\s*(\d+)\s+(.+)", wording)):
            return self._count(m[1], int(m[2]), m[3])
        negated = wording.startswith("no ")
        if wording not in self._keys:
            words = re.findall(r"[a-z0-9]+(?:\.[a-z0-9]+)*\*?", wording[3 * negated :])
            self._keys[wording] = tuple(self.words.key(w) for w in words)
        phrase = self._keys[wording]
        return self.words.find(phrase, negated) if phrase else None

    def _count(self, sign: str, limit: int, words: str) -> frozenset[str] | None:
        """A number that stands at most two words before `words` and is as large as asked."""
        keys = [self.words.key(w) for w in words.split()]
        for tokens, stems in self.words.lines:
            for at, token in enumerate(tokens):
                number = int(token) if token.isdigit() else _NUMBERS.get(token)
                if number is None or not _COMPARE[sign](number, limit):
                    continue
                if any(
                    next_ < len(tokens) and _match(tokens, stems, next_, keys) for next_ in (at + 1, at + 2, at + 3)
                ):
                    return frozenset({token, *(k for k in keys if not k.endswith("*"))})
        return None


def in_setting(setting: str, asked: str) -> bool:
    """Sections II and III govern inpatient stays; emergency, office and outpatient facility visits are outpatient."""
    if asked == "outpatient":
        return setting not in INPATIENT
    return setting == asked


def weight(words: Iterable[str], rarity: dict[str, float]) -> float:
    """How telling the words are: the sum of their rarity (idf over the passages), settings and code numbers full."""
    top = max(rarity.values(), default=1.0)
    return sum(0.3 * top if w.startswith(_SETTING) else rarity.get(w, top) for w in words)


def rarities(texts: Sequence[Sequence[str]]) -> dict[str, float]:
    """idf of each stem over texts given as stems."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(text):
            counts[word] = counts.get(word, 0) + 1
    return {w: math.log(1 + len(texts) / n) for w, n in counts.items()}
