"""The words of a text as facts are looked up in it: stems, places, and what is denied or left unsaid.

Negation is read close by ("no", "not", "denies", ... directly before the words, or before a list of them), after Chapman 2001
(NegEx). What somebody is said not to say ("never writes whether it is in remission") is neither affirmed nor denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import Stemmer

_TOKEN = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*")
NEGATORS = frozenset(["no", "not", "without", "denies", "denied", "deny", "never", "non", "absent", "negative", "nor", "neither", "cannot", "isn", "wasn", "doesn", "didn", "hasn", "haven", "don", "aren", "weren", "couldn", "won", "doesnt", "didnt", "isnt", "wasnt", "dont", "cant", "hasnt", "havent", "arent", "werent", "couldnt", "wont", "nobody"])  # fmt: skip
_SLASH = re.compile(r"(?<=[a-z]{2})/(?=[a-z]{2})")  # "no HTN/DM" denies both
_MARKS = str.maketrans({"'": " ", "’": " ", "%": " percent "})
_BETWEEN = frozenset(["a", "an", "any", "the", "of", "for", "on", "current", "evidence", "t", "yet", "been", "is", "was", "be", "being", "documented", "stated", "had", "has", "have", "having", "known", "prior", "previous", "past", "sign", "signs", "symptom", "symptoms", "wrote", "called", "said", "mentioned", "ever"])  # fmt: skip
_UNSTEMMED = frozenset({"likely", "severity", "nursing"})  # "glucagon-like" is not likely, a nursing home no nurse
_SAYING = frozenset(["say", "says", "said", "saying", "state", "states", "stated", "document", "documents", "documented", "mention", "mentions", "mentioned", "write", "writes", "wrote", "written", "call", "calls", "called", "name", "names", "named", "tie", "ties", "tied", "link", "links", "linked", "specify", "specifies", "specified", "record", "records", "recorded", "describe", "describes", "described", "tell", "tells", "told", "comment", "comments", "address", "addresses", "addressed", "clarify", "clarifies", "indicate", "indicates", "word", "words", "clear"])  # fmt: skip
_LINKING = frozenset(["that", "if", "whether", "it", "its", "is", "was", "are", "were", "be", "she", "he", "they", "this", "the", "a", "an", "any", "about", "of", "in", "on", "as", "to", "her", "his", "their", "or", "patient", "pt", "anything", "explicitly", "actually"])  # fmt: skip
_LIST_ENDS = frozenset(["is", "are", "was", "were", "has", "have", "had", "but", "with", "on", "for", "because", "due", "since", "from", "after", "so", "takes", "says", "still", "just", "only", "now", "today", "came", "and"])  # fmt: skip


def stem_of(word: str, stemmer: Stemmer.Stemmer) -> str:
    """How a word is looked up: its stem; a cue's word with an asterisk as it stands."""
    return word if word.endswith("*") or word in _UNSTEMMED else stemmer.stemWord(word)


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
        stemmer = Stemmer.Stemmer("english")
        self.lines: list[tuple[list[str], list[str]]] = []
        self._places: list[dict[str, list[int]]] = []  # of each line: where its stems and beginnings of words stand
        self.starts: set[str] = set()
        for text in dict.fromkeys(t.lower() for t in texts):
            tokens = _TOKEN.findall(_SLASH.sub(" or ", text).translate(_MARKS))
            stems = [stem_of(t, stemmer) for t in tokens]
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
                end = match(tokens, stems, at, phrase)
                if not end:
                    continue
                if phrase[0] in NEGATORS:
                    return Found(frozenset(stems[at:end]))
                if is_negated(tokens, at) == negated:
                    if negated or not _is_unsaid(tokens, at):
                        return Found(frozenset(stems[at:end]))
                    unsaid = unsaid or Found(frozenset(stems[at:end]), unsaid=True)
        return unsaid


def _same(token: str, stem: str, word: str) -> bool:
    return token.startswith(word[:-1]) if word.endswith("*") else stem == word


def match(tokens: list[str], stems: list[str], at: int, phrase: Sequence[str]) -> int:
    """End of the phrase when it stands at `at` with at most one other word between its words; 0 when not."""
    if not _same(tokens[at], stems[at], phrase[0]):
        return 0
    for word in phrase[1:]:
        for step in (at + 1, at + 2):
            if step < len(tokens) and _same(tokens[step], stems[step], word):
                at = step
                break
            if step < len(tokens) and tokens[step] in NEGATORS:  # "was confirmed" is not "was not confirmed"
                return 0
        else:
            return 0
    return at + 1


def is_negated(tokens: list[str], at: int) -> bool:
    """A negator directly before, or before a list that an "or" or "nor" ties to the words ("no fever, rash or cough")."""
    for back in range(at - 1, max(-1, at - 4), -1):
        if tokens[back] in NEGATORS:
            return True
        if tokens[back] not in _BETWEEN:
            break
    listed = not {"or", "nor"}.isdisjoint(tokens[at + 1 : at + 4])
    for back in range(at - 1, max(-1, at - 8), -1):
        listed = listed or tokens[back] in ("or", "nor")
        if tokens[back] in NEGATORS:
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
    return any(t in NEGATORS for t in tokens[max(0, back - 3) : back])
