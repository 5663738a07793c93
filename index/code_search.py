"""From words to codes: a term in a coder's shorthand to the codes it may mean, best first.

The chain: wordings of the query (spelling, abbreviations, what stands in parentheses), dense and BM25 scores of every text,
the texts of a category answering for its billable default, features of the best texts, a learned order; a code counts by its
best text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from index.axes import AxisReader
from index.code_set import CodeSet
from index.code_texts import CodeText
from index.corpus import Corpus, Ints, TokenEmbedder, lay_out
from index.embed import Vectors
from index.rerank import Asked, Scorer, features
from index.spelling import Speller, words
from index.term_bm25 import TermBM25
from index.wording import Wordings

# rows taken from the dense end, the BM25 end, and nearest rows whose default kin are taken: for one query, for a note's many
ONE, MANY = (150, 50, 25), (40, 12, 8)
_LETTERS = re.compile(r"[A-Za-zÀ-ÿ]+")
BLOCK = 64  # wordings scored at once: their scores of all texts stay in memory (65,000 floats each)


@dataclass(frozen=True, slots=True)
class ScoredCode:
    """A code of the release (no seventh character), its score, and the text that found it."""

    code: str
    score: float
    text: CodeText


class CodeSearch:
    """Searches one release. `vectors` are the embedder's of the texts, (n, dim) float32."""

    def __init__(
        self,
        code_set: CodeSet,
        texts: Sequence[CodeText],
        vectors: Vectors,
        embedder: TokenEmbedder,
        wordings: Wordings | None = None,
        scorer: Scorer | None = None,
    ) -> None:
        self.corpus: Corpus = lay_out(code_set, texts, vectors, embedder)
        spelled = [words(t.text) for t in texts]
        self._bm25 = TermBM25(spelled)
        self._axes, self._code_set = AxisReader(), code_set
        self._wordings, self._scorer = wordings or Wordings(), scorer or Scorer.load()
        known = {*embedder.known_words(), *self._wordings.words}
        self._speller = Speller(Counter(w for row in spelled for w in row), known)
        self._column = {code: i for i, code in enumerate(self.corpus.codes)}
        self._rows_by_code = np.argsort(self.corpus.resolved, kind="stable")
        self._row_starts = np.searchsorted(self.corpus.resolved[self._rows_by_code], np.arange(len(self._column) + 1))

    def search(
        self, query: str, k: int = 10, within: Collection[str] | None = None, billable_only: bool = False
    ) -> list[ScoredCode]:
        """The `k` best codes; only among `within` when given; nothing for a query without words."""
        allowed = None if within is None else self._allowed(within)
        best: dict[int, tuple[float, int]] = {}
        for asked in self.ask(self._spelt(query)):
            self._score(asked, best, allowed)
        return self._ranked(best, k, billable_only)

    def search_many(self, queries: Sequence[str], k: int, least: float = 0.0) -> list[list[ScoredCode]]:
        """`search` for many queries, billable codes only; a wording no text of which is as near as `least` finds nothing.

        The texts' vectors are read once for a whole block of wordings: several times faster than one query after another.
        """
        read: dict[str, str] = {}
        wordings = [[w for w in self._wordings.of(self._spelt(q, read)) if words(w)] for q in queries]
        every = list(dict.fromkeys(w for row in wordings for w in row))
        using: dict[str, list[int]] = {}
        for place, row in enumerate(wordings):
            for wording in dict.fromkeys(row):
                using.setdefault(wording, []).append(place)
        found: list[dict[int, tuple[float, int]]] = [{} for _ in queries]
        for start in range(0, len(every), BLOCK):
            for wording, asked in zip(
                every[start : start + BLOCK], self._asked(every[start : start + BLOCK]), strict=True
            ):
                if float(asked.dense.max()) >= least:
                    best: dict[int, tuple[float, int]] = {}
                    self._score(asked, best, None, MANY)
                    for place in using[wording]:
                        for column, scored in best.items():
                            if column not in found[place] or scored[0] > found[place][column][0]:
                                found[place][column] = scored
        return [self._ranked(best, k, True) for best in found]

    def _score(
        self, asked: Asked, best: dict[int, tuple[float, int]], allowed: Ints | None, depth: tuple[int, int, int] = ONE
    ) -> None:
        """Adds what one wording finds: column -> (score, row)."""
        rows = self.candidates(asked, allowed, depth)
        if not rows.size:
            return
        scores = self._scorer.score(features(asked, rows, self.corpus, self._axes.masks))
        for row, score in zip(rows.tolist(), scores.tolist(), strict=True):
            column = int(self.corpus.resolved[row])
            if column not in best or score > best[column][0]:
                best[column] = (score, row)
        if allowed is None:
            self._specify(best, asked.axes & self._axes.last)

    def _ranked(self, best: dict[int, tuple[float, int]], k: int, billable_only: bool) -> list[ScoredCode]:
        order = sorted(best.items(), key=lambda item: -item[1][0])
        if billable_only:
            order = [item for item in order if not self._code_set.codes[self.corpus.codes[item[0]]].children]
        return [ScoredCode(self.corpus.codes[c], score, self.corpus.texts[row]) for c, (score, row) in order[:k]]

    def _specify(self, best: dict[int, tuple[float, int]], said: int) -> None:
        """Where the query says a side, trimester, severity or stage that a code found leaves open, its sibling that says it."""
        if not said:
            return
        corpus = self.corpus
        for column in sorted(best, key=lambda c: -best[c][0])[:10]:
            parent = self._code_set.codes[corpus.codes[column]].parent
            if said & ~int(corpus.code_axes[column]) == 0 or parent is None or "-" in parent:
                continue
            for sibling in self._code_set.codes[parent].children:
                at = self._column.get(sibling, column)
                named = int(corpus.code_axes[at]) & self._axes.last
                if named and named & ~said == 0 and best.get(at, (-1e9, 0))[0] < best[column][0]:
                    best[at] = (best[column][0] + 0.1, best[column][1])

    def _spelt(self, query: str, read: dict[str, str] | None = None) -> str:
        """Misspelt words replaced; the rest as typed. `read` keeps what each word of many queries became."""
        known = {} if read is None else read

        def right(m: re.Match[str]) -> str:
            if m[0] not in known:
                known[m[0]] = self._corrected(m[0])
            return known[m[0]]

        return _LETTERS.sub(right, query)

    def _corrected(self, word: str) -> str:
        read = words(word)
        if len(read) != 1 or (word.isupper() and len(word) < 6) or (read[0],) in self._wordings.shorts:
            return word
        right = self._speller.correct(read[0])
        return word if right == read[0] else right

    def ask(self, query: str) -> list[Asked]:
        """Each wording of the query, ready to be scored."""
        return self._asked([w for w in self._wordings.of(query) if words(w)])

    def _asked(self, wordings: Sequence[str]) -> list[Asked]:
        if not wordings:
            return []
        vectors = self.corpus.embedder.encode(wordings)
        dense = vectors @ self.corpus.vectors.T
        tokens = [np.array(list(dict.fromkeys(ids)), np.int64) for ids in self.corpus.embedder.token_ids(wordings)]
        found = []
        for wording, ids, row in zip(wordings, tokens, dense, strict=True):
            bm25, ceiling = self._bm25.scores(wording)
            axes = self._axes.read(" ".join(words(wording)))
            found.append(Asked(ids, self.corpus.embedder.token_vectors(ids), axes, row, bm25, ceiling))
        return found

    def candidates(self, asked: Asked, allowed: Ints | None = None, depth: tuple[int, int, int] = ONE) -> Ints:
        """Places of the text rows worth scoring: from the dense and the BM25 end, and the default kin of the best."""
        dense, bm25, near = depth
        if allowed is not None:
            rows = np.union1d(_top(asked.dense[allowed], dense), _top(asked.bm25[allowed], bm25))
            return allowed[rows]
        best = _top(asked.dense, dense)
        nearest = best[np.argsort(-asked.dense[best])[:near]]
        kin = self.corpus.kin[self.corpus.resolved[nearest]]
        return np.unique(np.concatenate([best, _top(asked.bm25, bm25), kin[kin >= 0]]))

    def _allowed(self, within: Collection[str]) -> Ints:
        columns = [self._column[c] for c in within if c in self._column]
        runs = [self._rows_by_code[self._row_starts[c] : self._row_starts[c + 1]] for c in columns]
        return np.concatenate(runs) if runs else np.zeros(0, np.int64)


def _top(scores: Vectors, depth: int) -> Ints:
    if len(scores) <= depth:
        return np.arange(len(scores))
    return np.argpartition(-scores, depth)[:depth]
