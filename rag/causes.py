"""What happened to an injured patient -> its external cause (I.C.20, guidelines/terms/causes.tsv)."""

from __future__ import annotations

import re
from pathlib import Path

from index.terms import tsv_rows

_PLAIN = (
    (r"fell|falls|falling|fallen", "fall"),
    (r"slipped|slipping|slips", "slip"),
    (r"tripped|tripping|trips", "trip"),
    (r"stabbed|stabbing", "stab"),
    (r"punched", "punch"),
    (r"missed|missing", "miss"),
    (r"slammed", "slam"),
    (r"bumped", "bump"),
    (r"walked|walking", "walk"),
    (r"rolled", "roll"),
    (r"scratched", "scratch"),
    (r"lifted|lifting", "lift"),
    (r"spilled|spilling|spilt", "spill"),
    (r"stepped|stepping", "step"),
    (r"scalded", "scald"),
    (r"bites", "bite"),
    (r"off of", "off"),
    (r"onto|into", "on"),
)
_ARTICLES = re.compile(r"\b(?:the|a|an|his|her|their|some|icy|of)\b")
_NO_CAUSE = re.compile(
    r"\b(?:history|risk|fear|hx|prevent\w*|recurrent|frequent|repeated) (?:of |for )?fall\b|\bfall (?:risk|precaution\w*)\b|\bno falls?\b"
)


class Causes:
    """The causes of a table, found by their wordings."""

    def __init__(self, codes: dict[str, str]) -> None:
        self._codes = {plain(words): code for words, code in codes.items()}
        self.codes = frozenset(codes.values())
        spelled = sorted(map(re.escape, self._codes), key=len, reverse=True)
        self._words = re.compile(rf"\b(?:{'|'.join(spelled)})\b") if spelled else None

    def found(self, text: str) -> str:
        """The code of the longest wording that stands in the text, without its seventh character; '' for none."""
        said = _NO_CAUSE.sub(" ", plain(text))
        found = [m[0] for m in self._words.finditer(said)] if self._words else []
        return self._codes[max(found, key=len)] if found else ""


def plain(text: str) -> str:
    """Lower case, verbs in one form, without articles."""
    lower = text.lower()
    for words, one in _PLAIN:
        lower = re.sub(rf"\b(?:{words})\b", one, lower)
    return " ".join(_ARTICLES.sub(" ", lower).split())


def read_causes(path: Path) -> Causes:
    """The causes of a file with the columns code and words. Raises Malformed with file:line."""
    return Causes({w: code for _, code, words in tsv_rows(path, ("code", "words")) for w in words.lower().split(" / ")})
