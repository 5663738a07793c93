"""Index: dense + lexical + exact code over guideline passages, fused by reciprocal rank; words to codes of a release.

    python -m index.search --jsonl      lines {"id", "query", "k"} in, {"id", "hits": [{"code", "descriptor", "score"}]} out

RRF: Cormack, Clarke & Buettcher 2009, score = sum of weight / (60 + rank).
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import sys
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.books import Books
from index.build import ROOT, Inputs, bar, build, check, expected, home, read_inputs
from index.code_search import CodeSearch
from index.code_set import CodeSet
from index.embed import Embedder, TermEmbedder, Vectors
from index.forum import ForumNote
from index.lexical import Lexical
from index.official import Rule
from index.order_file import notice_of
from index.passage import IndexProblem, IndexUnavailable, Passage
from index.passage_model import PassageModel
from index.procedure_files import ProcedureFiles, read_procedure_files
from index.releases import default_date, in_force
from index.rows import FILE as ROWS
from index.rows import RowVectors, row_texts
from index.shipped import Shipped
from index.store import Progress, Store, collection_name
from index.terms import Terms, read_terms
from index.wording import Wordings

RRF = 60
DEEP = 100  # views taken from each ranking before fusion


@dataclass(frozen=True)
class Hit:
    """A passage found, its fused score and its place (1 is best). `similarity` is the cosine of its best view."""

    passage: Passage
    score: float
    rank: int
    similarity: float = 0.0


@dataclass(frozen=True)
class CodeHit:
    """A code found by words; `score` is comparable within one query only. `text` is the wording that found it."""

    code: str
    descriptor: str
    score: float
    text: str = ""


Entry = Rule | ForumNote


@dataclass(frozen=True)
class Near:
    """Rankings of passage ids, the best cosine of each, and the vectors of the wordings, (n, dim)."""

    rankings: tuple[list[str], ...]
    similarity: dict[str, float]
    vectors: Vectors


class Index:
    """A built index, open for reading."""

    def __init__(
        self,
        inputs: Inputs,
        store: Store,
        passages: Embedder,
        terms: TermEmbedder,
        words: Terms,
        wordings: Wordings,
        procedures: ProcedureFiles,
        row_vectors: RowVectors,
    ) -> None:
        self.releases = inputs.releases
        self.terms = words
        self.entries: Mapping[str, Entry] = {e.passage.id: e for e in inputs.guidelines.entries()}
        self.sources = inputs.guidelines.sources
        self.procedures = procedures
        self.gists = inputs.guidelines.gists
        self.integral = inputs.guidelines.integral
        self.corpus = inputs.corpus
        self.rows, self.row_vectors = row_texts(inputs.guidelines), row_vectors
        self._store, self._embedder = store, passages
        self._views = store.read_views()
        texts = [(e.passage.id, v) for e in self.entries.values() for v in (*e.passage.views, e.passage.text)]
        self.lexical = Lexical([i for i, _ in texts], [t for _, t in texts])
        self.stored = inputs.stored
        self._books, self._texts = inputs.books, inputs.texts
        self._embedded, self._wordings = terms, wordings
        self._codes: dict[str, CodeSearch] = {}
        self._opening = threading.Lock()
        self._search_of(self.code_set(default_date(self.releases, dt.date.today())))

    def code_set(self, date: dt.date) -> CodeSet:
        """The release in force. Raises NoRelease."""
        return in_force(self.releases, date)

    def notice(self, date: dt.date) -> str:
        """What the release in force cannot say, to be shown beside an answer; empty when nothing is missing."""
        return notice_of(self.code_set(date))

    def books(self, date: dt.date) -> Books:
        """Alphabetic Index paths and the two tables of the release in force, as far as loaded. Raises NoRelease."""
        return self._books[self.code_set(date).release.id]

    def paths_to(self, code: str, date: dt.date) -> tuple[str, ...]:
        """Index paths that lead to the code ("Colles' fracture"); empty where no Alphabetic Index is loaded."""
        return self.books(date).paths.to(code)

    def best_path(self, code: str, query: str, date: dt.date) -> str | None:
        """Of the paths to the code the one nearest to the words of `query`; a row of a table where no path leads to it."""
        return self.books(date).best_path(code, query)

    def _search_of(self, code_set: CodeSet) -> CodeSearch:
        """Opened when a date first asks for it: one release takes seconds and about 200 MB."""
        release = code_set.release.id
        if release in self._codes:
            return self._codes[release]
        with self._opening:
            if release not in self._codes:
                vectors = self._store.read_vectors(collection_name(release))
                self._codes[release] = CodeSearch(
                    code_set, self._texts[release], vectors, self._embedded, self._wordings
                )
            return self._codes[release]

    def near(self, queries: Sequence[str], codes: Collection[str] = ()) -> Near:
        """Rankings of passages for one question in several wordings; `codes` named in it are looked up exactly."""
        rankings: list[list[str]] = []
        similarity: dict[str, float] = {}
        vectors = self._embedder.encode(list(queries))
        for vector in vectors:
            near = self._nearest_passages(vector)
            rankings.append([i for i, _ in near])
            for id_, cosine in near:
                similarity[id_] = max(cosine, similarity.get(id_, 0.0))
        rankings += [[i for i, _ in self.lexical.search(q, DEEP)] for q in queries]
        if codes:
            rankings.append(self._naming(codes))
        return Near(tuple(rankings), similarity, vectors)

    def _nearest_passages(self, vector: Vectors) -> list[tuple[str, float]]:
        """(passage id, cosine) of the nearest views, best view of each passage, best first. Exact: a few thousand rows."""
        passages, vectors = self._views
        cosines = vectors @ vector
        best: dict[str, float] = {}
        for n in np.argsort(-cosines, kind="stable")[:DEEP]:
            best.setdefault(passages[n], float(cosines[n]))
        return list(best.items())

    def fused(self, near: Near, k: int, others: Sequence[Sequence[str]] = ()) -> list[Hit]:
        """The k passages that the rankings and `others` (further rankings of passage ids) put first together."""
        known = [(i, s) for i, s in reciprocal_rank_fusion([*near.rankings, *others]) if i in self.entries][:k]
        return [Hit(self.entries[i].passage, s, n, near.similarity.get(i, 0.0)) for n, (i, s) in enumerate(known, 1)]

    def search(self, queries: Sequence[str], k: int, codes: Collection[str] = ()) -> list[Hit]:
        """Passages for one question in several wordings, best first."""
        return self.fused(self.near(queries, codes), k)

    def term_vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of the term embedder, (n, dim) float32: how alike two short texts read, in microseconds."""
        return self._embedded.encode(list(texts))

    def passage_vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of the passage model, (n, dim) float32; some milliseconds for a few short texts."""
        return self._embedder.encode(list(texts))

    def _naming(self, codes: Collection[str]) -> list[str]:
        """Entries whose patterns cover the codes, narrowest first."""
        found = []
        for id_, entry in self.entries.items():
            covered = sum(any(p.matches(c) for p in entry.patterns) for c in codes)
            if covered:
                found.append((-covered, len(entry.patterns) + any(p.first != p.last for p in entry.patterns) * 5, id_))
        return [id_ for _, _, id_ in sorted(found)]

    def find_codes(
        self, query: str, k: int, date: dt.date, within: Collection[str] | None = None, billable_only: bool = False
    ) -> list[CodeHit]:
        """Codes of the release in force for a term, best first; `within` restricts to these codes."""
        code_set = self.code_set(date)
        found = self._search_of(code_set).search(query, k, within=within, billable_only=billable_only)
        return [CodeHit(f.code, code_set.descriptor(f.code), f.score, f.text.text) for f in found]

    def find_codes_of(self, queries: Sequence[str], k: int, date: dt.date, least: float = 0.0) -> list[list[CodeHit]]:
        """Billable codes for each of many terms at once, best first; nothing for a term that no text is near (cosine)."""
        code_set = self.code_set(date)
        many = self._search_of(code_set).search_many(queries, k, least)
        return [[CodeHit(f.code, code_set.descriptor(f.code), f.score, f.text.text) for f in found] for found in many]


def reciprocal_rank_fusion(rankings: Iterable[Sequence[str]]) -> list[tuple[str, float]]:
    """(id, score) best first; ties by id, so that the same input gives the same order."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, 1):
            scores[id_] = scores.get(id_, 0.0) + 1.0 / (RRF + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def open_index(folder: Path | None = None, guidelines: Path | None = None, progress: Progress | None = None) -> Index:
    """The index of `folder`, built or brought up to date first where it is missing, half-built or out of date.

    Raises Malformed for a refused file, IndexUnavailable when the folder cannot be used.
    """
    folder = folder or home()
    inputs = read_inputs(folder, guidelines or ROOT / "guidelines")
    passages, terms = PassageModel(folder), TermEmbedder()
    built = inputs.current.index
    store = Store(built)
    want = expected(inputs, passages, terms)
    try:
        check(built, want, store)
    except IndexUnavailable as reason:
        print(f"{reason} — building it now", file=sys.stderr)
        build(built, inputs, passages, terms, progress or bar())
        store = Store(built)
        check(built, want, store)
    folder_of_terms = (guidelines or ROOT / "guidelines") / "terms"
    procedures = read_procedure_files(folder / "procedures")
    rows = RowVectors.of(row_texts(inputs.guidelines), Shipped(Shipped(passages), built / ROWS))
    words, wordings = read_terms(folder_of_terms), Wordings.read(folder_of_terms)
    opened = Index(inputs, store, passages, terms, words, wordings, procedures, rows)
    gc.freeze()  # millions of lasting objects: a full collection over them stops an answer for half a second
    return opened


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m index.search", description=__doc__)
    parser.add_argument("query", nargs="?")
    parser.add_argument("--jsonl", action="store_true", help="read questions from standard input, a JSON object a line")
    parser.add_argument("-k", type=int, default=10)
    parser.add_argument("--date", type=dt.date.fromisoformat, help="date of service (default: today, if covered)")
    args = parser.parse_args(argv)
    try:
        index = open_index()
    except IndexProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    date = args.date or default_date(index.releases, dt.date.today())
    if not args.jsonl:
        for hit in index.find_codes(args.query or "", args.k, date):
            print(f"{hit.score:6.3f}  {hit.code:9} {hit.descriptor}")
        return 0
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            print(json.dumps(_reply(index, line, number, date), ensure_ascii=False), flush=True)
    return 0


def _reply(index: Index, line: str, number: int, date: dt.date) -> dict[str, object]:
    try:
        row = json.loads(line)
        hits = index.find_codes(str(row["query"]), int(row.get("k", 10)), date)
    except (ValueError, KeyError, TypeError) as error:
        return {"id": None, "error": f'standard input:{number}: expected {{"id", "query", "k"}} ({error})'}
    return {"id": row.get("id"), "hits": [{"code": h.code, "descriptor": h.descriptor, "score": h.score} for h in hits]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
