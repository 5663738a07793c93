"""Words as the search reads them, and the nearest known word to one that is misspelt, shortened or stripped of its vowels."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

_WORD = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*")
_FOLDS = ((re.compile(r"['’]s\b"), ""), (re.compile(r"(?<=[a-z])our\b"), "or"), (re.compile(r"[ao]e(?=[a-z]{2})"), "e"))
_VOWELS = re.compile(r"[aeiouy]")
SHORT, LONG = 6, 10


def words(text: str) -> list[str]:
    """Lower-case words without accents or possessives, American spelling; dots inside stay ("e11.22")."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    plain = text.lower()
    for pattern, replacement in _FOLDS:
        plain = pattern.sub(replacement, plain)
    return _WORD.findall(plain)


def _deletions(word: str) -> Iterator[str]:
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def _skeleton(word: str) -> str:
    """First letter and the consonants after it, doubles once: hypertension -> hprtnsn."""
    kept = word[0] + _VOWELS.sub("", word[1:])
    return re.sub(r"(.)\1+", r"\1", kept)


class Speller:
    """Corrects against the words of the release, commonest first (symmetric deletes, Garbe 2012)."""

    def __init__(self, counts: Mapping[str, int], also_known: Iterable[str] = (), least: int = 5) -> None:
        self._known = {*counts, *also_known}
        self._counts = counts
        self._words = [w for w in sorted(counts, key=lambda w: -counts[w]) if len(w) >= least and w.isalpha()]
        self._near = _Places([list(_deletions(w)) for w in self._words])
        self._bare = _Places([[_skeleton(w)] for w in self._words])

    def correct(self, word: str) -> str:
        """The word itself when known, short or numbered; else the likeliest known word; else itself."""
        if word in self._known or len(word) < 4 or not word.isalpha():
            return word
        found = self._sharing(word, _deletions(word))
        if len(word) <= SHORT:  # one letter for another makes too many other words
            found = {w for w in found if len(w) != len(word) or sorted(w) == sorted(word)}
        if found:
            return min(found, key=lambda w: (w[0] != word[0], _distance(w, word), -self._counts[w], w))
        if len(_VOWELS.findall(word[1:])) * 4 <= len(word):
            bare = _skeleton(word)
            full = [self._words[i] for i in self._bare.find([bare]) if _skeleton(self._words[i]) == bare]
            if full:
                return full[0]
        if len(word) >= LONG:
            found = self._sharing(word, (k for key in _deletions(word) for k in _deletions(key)))
            near = [w for w in found if w[0] == word[0]]
            return min(near, key=lambda w: (_distance(w, word), -self._counts[w], w), default=word)
        return word

    def _sharing(self, word: str, keys: Iterable[str]) -> set[str]:
        """Words with a deletion among the keys, at most two edits from the word (so that a hash met by chance drops out)."""
        return {w for i in self._near.find(keys) if _distance(w := self._words[i], word) <= 2}


class _Places:
    """Which rows hold a key: hashes in order and the row of each, a twentieth of what a dict of lists takes."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        hashes = np.fromiter((_hash(key) for row in rows for key in row), np.uint32)
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._rows = np.repeat(np.arange(len(rows), dtype=np.uint32), [len(row) for row in rows])[order]

    def find(self, keys: Iterable[str]) -> list[int]:
        """Rows that hold a key, or one of the same hash; first rows first."""
        wanted = np.fromiter({_hash(key) for key in keys}, np.uint32)
        starts, ends = (np.searchsorted(self._hashes, wanted, side) for side in ("left", "right"))
        return sorted({int(r) for a, b in zip(starts, ends, strict=True) for r in self._rows[a:b]})


def _hash(key: str) -> int:
    return zlib.crc32(key.encode())


def _distance(a: str, b: str) -> int:
    """Edits and neighbour swaps between two words (Damerau 1964, restricted)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, row = row, current
    return row[-1]
