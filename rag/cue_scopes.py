"""What each cue of a sentence speaks of: how far it reaches, forward or backward."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.cue_table import Match, Row, Token

_PIECE, _PART, _CLAUSE = 1, 2, 3  # how much a mark parts
_MARKS = {",": _PIECE, "(": _PIECE, ")": _PIECE, "[": _PIECE, "]": _PIECE, '"': _PIECE, "“": _PIECE, "”": _PIECE, ":": _PART, "=": _PART, "|": _CLAUSE,
          "•": _CLAUSE}  # fmt: skip
_DASHES = frozenset("-–—")
_CLOSERS = frozenset(["and", "or", "nor", "and/or", "&"])
_CONDITIONS = ("if", "unless", "should")
_AUXILIARY = frozenset(["has", "have", "had", "was", "were", "is", "are", "been", "be", "now", "also", "then", "since", "still", "as", "to"])  # fmt: skip
# After these a cue closes its piece: "resolved with fluids", "unlikely given two negative troponins".
_FOLLOW = frozenset(["with", "by", "on", "at", "given", "after", "in", "and", "per", "since", "as", "when", "because", "due", "from", "based", "pending", "again", "now", "today", "but", "or", "this", "during", "without", "upon", "following", "will", "currently", "however", "to", "status", "is", "are"])  # fmt: skip
_REACH = 80  # words: no cue reaches further, so that the time grows with the words only
_FEW = 3  # words between semicolons that make a list
_ITEM_WORDS = 8  # a listed thing is shorter than a clause


@dataclass(frozen=True)
class Cue:
    """A cue at [start, end) that speaks of what stands in [scope_start, scope_end) of the sentence."""

    status: str
    start: int
    end: int
    scope_start: int
    scope_end: int
    words: str


class Scopes:
    """What the cues of one sentence speak of."""

    def __init__(self, sentence: str, tokens: tuple[Token, ...], matches: tuple[Match, ...]) -> None:
        self.sentence, self.tokens, self.matches = sentence, tokens, matches
        self.parts = [self._part(i) for i in range(len(tokens))] + [_CLAUSE]
        self.starts = {m.first: m.rows for m in matches}
        self.ends: dict[int, set[str]] = {m.first: {r.scope for r in m.rows if r.status == "end"} for m in matches}
        self.walls = {i for m in matches if self._is_wall(m) for i in range(m.first, m.last)}
        self.cued = {
            i for m in matches if any(r.direction == "backward" for r in m.rows) for i in range(m.first, m.last)
        }
        for m in matches:
            for i in range(m.first, m.last):
                self.parts[i] = 0  # a mark inside a phrase parts nothing

    def cues(self) -> tuple[Cue, ...]:
        return tuple(cue for m in self.matches for cue in self._of(m))

    def _of(self, m: Match) -> list[Cue]:
        answers = [r for r in m.rows if r.direction == "answer"]
        if answers and self._answers(m):
            return [self._cue(answers[0], m, self._back_to(m.first - 2), m.first - 1)]
        found = []
        for row in m.rows:
            back = row.direction == "backward" or (row.direction == "either" and self._closes(m.last))
            if back:
                first, last = self._before(m, row)
                onset = any(r.status == "onset" for i in range(first, m.first) for r in self.starts.get(i, ()))
                if not (row.status == "historical" and onset):
                    found.append(self._cue(row, m, first, last))
            elif row.direction in ("forward", "either"):
                found.append(self._cue(row, m, m.last, self._after(m, row)))
        return found

    def _cue(self, row: Row, m: Match, first: int, last: int) -> Cue:
        t = self.tokens
        start, end = t[m.first].start, t[m.last - 1].end
        reach = (t[first].start, t[last - 1].end) if first < last else (start, start)
        return Cue(row.status, start, end, *reach, self.sentence[start:end])

    def _part(self, i: int) -> int:
        """How much the token parts: a comma pieces, a colon or a dash between spaces parts, a full stop clauses."""
        text, start, end = self.tokens[i].text, self.tokens[i].start, self.tokens[i].end
        if text == ";":  # "fever; chills; cough" is a list
            following = re.split(r"[;.]", self.sentence[end : end + 60], maxsplit=1)[0]
            return _PIECE if len(following.split()) <= _FEW else _CLAUSE
        if text in _MARKS:
            return _MARKS[text]
        spaced = end >= len(self.sentence) or self.sentence[end].isspace()
        if text in _DASHES:
            return _PART if spaced or text != "-" else 0
        after_word = start > 0 and not self.sentence[start - 1].isspace()
        return _CLAUSE if text in {".", "!", "?"} and spaced and after_word else 0

    @staticmethod
    def _is_wall(m: Match) -> bool:
        """True where a scope that runs backward stops."""
        return any(
            r.direction in ("backward", "either") or (r.status == "end" and r.scope in ("clause", "finding"))
            for r in m.rows
        )

    def _closes(self, i: int) -> bool:
        return self.parts[i] > 0 or self.tokens[i].text in _FOLLOW

    def _answers(self, m: Match) -> bool:
        before = m.first - 1
        asked = before > 0 and (self.parts[before] == _PART or self.tokens[before].text == "?")
        return asked and self.parts[m.last] > 0

    def _back_to(self, i: int, links: bool = False) -> int:
        """First token of the piece that ends at token i."""
        furthest = max(i - _REACH, -1)
        while i > furthest and not self.parts[i] and i not in self.walls:
            if links and "link" in self.ends.get(i, ()):
                break
            i -= 1
        return i + 1

    def _before(self, m: Match, row: Row) -> tuple[int, int]:
        last = m.first
        while last > max(0, m.first - _REACH) and self.tokens[last - 1].text in _AUXILIARY:
            last -= 1
        if last > 0 and self.parts[last - 1] in (_PIECE, _PART) and self._closes(m.last):
            last -= 1
        while last - 1 in self.cued and last > m.first - _REACH:  # "ulcer 2020 - healed"
            last -= 1
        first = self._back_to(last - 1, links=row.status == "historical")
        return (max(first, last - int(row.scope)) if row.scope.isdigit() else first), last

    def _main_clause(self, i: int) -> bool:
        """True at the comma after which a sentence that began with "If" says what is done."""
        return self.parts[i] == _PIECE and self._is_own(i + 1, self._piece_end(i + 1), closed=False)

    def _after(self, m: Match, row: Row) -> int:
        """The token before which a scope that runs forward stops."""
        i, leads = m.last, m.first == 0 and self.tokens[0].text in _CONDITIONS
        if self.parts[i] == _PART:
            i += 1
        if row.scope == "sentence":
            stop = {"clause", "family"} if row.status == "family" else {"clause"}
            furthest = min(i + _REACH, len(self.tokens))
            while (
                i < furthest
                and not (leads and self._main_clause(i))
                and self.parts[i] < _CLAUSE
                and not self.ends.get(i, set()) & stop
            ):
                i += 1
            return i
        end = self._piece_end(i)
        if row.scope.isdigit():
            return min(end, i + int(row.scope))
        return self._list_end(end) if row.scope == "list" else end

    def _piece_end(self, i: int) -> int:
        furthest = min(i + _REACH, len(self.tokens))
        while i < furthest and not self.parts[i] and not self.ends.get(i, set()) & {"clause", "finding"}:
            i += 1
        return i

    def _list_end(self, end: int) -> int:
        furthest = end + _REACH
        closed = self._is_closed(end)
        while self.parts[end] == _PIECE and end < furthest:
            first, last = end + 1, self._piece_end(end + 1)
            closing = first < last and self.tokens[first].text in _CLOSERS
            either = closing and self.tokens[first].text in ("or", "nor")
            if (not either and self._is_own(first, last, closed)) or (last - first > _ITEM_WORDS and not closing):
                break
            end = last
            if closing:
                break
        return end

    def _is_closed(self, end: int) -> bool:
        """True when a later piece of the list begins with "and" or "or"."""
        furthest = end + _REACH
        while self.parts[end] == _PIECE and end < furthest:
            if end + 1 < len(self.tokens) and self.tokens[end + 1].text in _CLOSERS:
                return True
            end = self._piece_end(end + 1)
        return False

    def _is_own(self, first: int, last: int, closed: bool) -> bool:
        """True when a piece says something of its own, so that it is no thing of the list."""
        if "finding" in self.ends.get(last, ()):
            return True
        breaks = {"piece"} if closed else {"piece", "weak"}
        for i in range(first, last):
            directions = {r.direction for r in self.starts.get(i, ())}
            opens = "forward" in directions and i == first
            if self.ends.get(i, set()) & breaks or directions & {"backward", "either"} or opens:
                return True
        return False
