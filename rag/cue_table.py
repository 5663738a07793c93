"""The cues of guidelines/terms/context.tsv as a value: which phrases stand in a sentence, the longest at each place.

phrase, status, direction, scope, note
status      negated, uncertain, historical, resolved, hypothetical, family, affirmed (takes doubt and history back);
            pseudo (looks like a cue and is none), end (where cues stop), onset (a time after it is a beginning);
            class (the words of `note`, "/" between, for which <phrase> stands in other rows)
direction   forward, backward, either, answer; empty for pseudo, end, onset
scope       piece, list, sentence or a number of words; for "end": clause, finding, piece, weak, family, link
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.passage import Malformed
from index.terms import tsv_rows

STATUSES = ("hypothetical", "negated", "resolved", "uncertain", "historical")  # the stronger first
_SCOPES = {
    **dict.fromkeys((*STATUSES, "family", "affirmed"), ("piece", "list", "sentence")),
    "end": ("clause", "finding", "piece", "weak", "family", "link"),
    "pseudo": ("",),
    "onset": ("piece",),
}
_DIRECTIONS = ("forward", "backward", "either", "answer")
_TOKEN = re.compile(
    r"\[[ xX✓]?\]|\([+-]\)|['’]s\b|(?<![\w+.)-])[+-](?=[a-z])|[^\W_]+(?:['’](?!s\b)[^\W_]+|[./&-][^\W_]+)*|[^\s\w]|_",
    re.I,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPAN = re.compile(r"(?:\d+|one|two|three|four|five|six|seven|several|many)-(?:hour|hr|day|week|wk|month|mo|year|yr)s?")
_ROWS = ""  # the key under which a node of the tree keeps the rows of the phrase that ends there


@dataclass(frozen=True)
class Token:
    """A word or mark in lower case, with its place in the sentence."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    status: str
    direction: str
    scope: str


@dataclass(frozen=True)
class Match:
    """A phrase of the table at tokens [first, last), with its rows."""

    first: int
    last: int
    rows: tuple[Row, ...]


class CueTable:
    """The phrases as a tree of words."""

    def __init__(self, phrases: dict[tuple[str, ...], tuple[Row, ...]], classes: dict[str, str]) -> None:
        self._classes = classes
        self._tree: dict[str, Any] = {}
        for words, rows in phrases.items():
            node = self._tree
            for word in words:
                node = node.setdefault(word, {})
            node[_ROWS] = rows

    def matches(self, tokens: tuple[Token, ...]) -> Iterator[Match]:
        """The longest phrase at each place, in order; none overlaps another."""
        at = 0
        while at < len(tokens):
            last, rows = self._longest(self._tree, tokens, at)
            if rows:
                yield Match(at, last, rows)
            at = max(last, at + 1)

    def _longest(self, node: dict[str, Any], tokens: tuple[Token, ...], at: int) -> tuple[int, tuple[Row, ...]]:
        best: tuple[int, tuple[Row, ...]] = (at, node.get(_ROWS, ())) if _ROWS in node else (0, ())
        if at < len(tokens):
            word = tokens[at].text
            for key in (word, self._class_of(word)):
                if key and key in node:
                    found = self._longest(node[key], tokens, at + 1)
                    if found[1] and found[0] > best[0]:
                        best = found
        return best

    def _class_of(self, word: str) -> str:
        if word[0].isdigit():
            return (
                "<year>"
                if _YEAR.fullmatch(word)
                else "<age>"
                if word.isdigit()
                else "<span>"
                if _SPAN.fullmatch(word)
                else ""
            )
        return "<span>" if "-" in word and _SPAN.fullmatch(word) else self._classes.get(word, "")


def tokens_of(sentence: str) -> tuple[Token, ...]:
    """Words and marks. "+cough" and "-fever" begin with the marks (+) and (-), where there is more than one of them."""
    found = [Token(m[0].lower().replace("’", "'"), *m.span()) for m in _TOKEN.finditer(sentence)]
    marks = [i for i, t in enumerate(found[:-1]) if t.text in "+-" and found[i + 1].start == t.end and found[i + 1].text[0].isalpha()
             and (t.start == 0 or sentence[t.start - 1] in " ,;\t\n(")]  # fmt: skip
    if len(marks) > 1:
        for i in marks:
            found[i] = Token(f"({found[i].text})", found[i].start, found[i].end)
    return tuple(found)


def read_cues(path: Path) -> CueTable:
    """The table. Raises Malformed with file:line for a row that is not in form, or when there is none."""
    phrases: dict[tuple[str, ...], list[Row]] = {}
    classes: dict[str, str] = {}
    for where, phrase, status, direction, scope, note in tsv_rows(
        path, ("phrase", "status", "direction", "scope", "note")
    ):
        if status == "class":
            classes |= dict.fromkeys(note.split("/"), phrase)
            continue
        row = Row(status, direction, scope)
        _check(row, where)
        key = tuple(phrase.lower().split()) if "<" in phrase else tuple(t.text for t in tokens_of(phrase))
        rows = phrases.setdefault(key, [])
        if any(r.direction == direction and (r == row or direction) for r in rows):
            raise Malformed(where, f"'{phrase}' stands twice")
        rows.append(row)
    if not phrases:
        raise Malformed(f"{path}:1", "the list of cues is missing or empty")
    return CueTable({words: tuple(rows) for words, rows in phrases.items()}, classes)


def _check(row: Row, where: str) -> None:
    if row.status not in _SCOPES:
        raise Malformed(where, f"the status is one of {', '.join(_SCOPES)}, class")
    directed = row.status not in ("end", "pseudo", "onset")
    if directed and row.direction not in _DIRECTIONS:
        raise Malformed(where, f"the direction is one of {', '.join(_DIRECTIONS)}")
    if not directed and row.direction:
        raise Malformed(where, f"'{row.status}' has no direction")
    if row.scope not in _SCOPES[row.status] and not (directed and row.scope.isdigit()):
        raise Malformed(where, f"the scope is one of {', '.join(filter(None, _SCOPES[row.status]))}")
