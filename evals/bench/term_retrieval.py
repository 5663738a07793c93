"""Terms to codes beside plain alternatives in one run: `python -m evals.bench.term_retrieval [--data FOLDER]`.

hit@1 and hit@10 with Wilson intervals (Wilson 1927) on the development terms, the same terms in seeded shorthand, time per
search and texts per second. A hit is the gold code, or any code below it where the gold is a category; the seventh character
is left out.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.alphabetic import read_index
from index.code_search import CodeSearch
from index.code_set import CodeSet
from index.code_texts import NOTE, CodeText, index_texts, tabular_texts
from index.embed import Embedder, PassageEmbedder, TermEmbedder, Vectors
from index.spelling import words
from index.term_bm25 import TermBM25
from index.training_pairs import packaged_code_set
from index.wording import Wordings

FILES = {"problem list": "terms_problem_list_dev.tsv", "ontology": "terms_ontology_dev.tsv"}
DEPTH = 10
Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Term:
    """A query and the codes that answer it, as tabular entries (no seventh character)."""

    query: str
    gold: frozenset[str]


@dataclass(frozen=True)
class Hits:
    """How many of n terms had a gold code first, and among the first ten; seconds each search took."""

    first: int
    ten: int
    n: int
    seconds: tuple[float, ...]

    def __str__(self) -> str:
        p50, p95 = np.percentile(self.seconds, [50, 95]) * 1000
        return f"{_share(self.first, self.n)} | {_share(self.ten, self.n)} | {self.n:,} | {p50:.1f} / {p95:.1f}"


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of hits / n."""
    if n == 0:
        return 0.0, 1.0
    p, square = hits / n, z * z
    middle, half = p + square / (2 * n), z * math.sqrt(p * (1 - p) / n + square / (4 * n * n))
    return (middle - half) / (1 + square / n), (middle + half) / (1 + square / n)


def _share(hits: int, n: int) -> str:
    low, high = wilson(hits, n)
    return f"{hits / max(n, 1):.3f} ({low:.3f}-{high:.3f})"


def read_terms(path: Path, code_set: CodeSet) -> list[Term]:
    """The development terms; a gold code that the release no longer has stays and can only be missed."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Term(r["query"], frozenset(code_set.stem(g) or g for g in r["gold"].split("|"))) for r in rows]


def is_hit(code: str, term: Term, code_set: CodeSet) -> bool:
    """True when the code or a code above it is gold."""
    return code in term.gold or any(above.code in term.gold for above in code_set.lineage(code))


def measure(search: Search, terms: Sequence[Term], code_set: CodeSet) -> Hits:
    """Asks every term once; a term with no answer is a miss."""
    first = ten = 0
    seconds = []
    for term in terms:
        began = time.perf_counter()
        codes = list(search(term.query))[:DEPTH]
        seconds.append(time.perf_counter() - began)
        found = [is_hit(code, term, code_set) for code in codes]
        first, ten = first + any(found[:1]), ten + any(found)
    return Hits(first, ten, len(terms), tuple(seconds))


def shorthand(query: str, shorts: dict[str, str], seed: int) -> str:
    """The query as a hurried coder types it: abbreviated, vowels dropped in long words, order swapped, one typo."""
    chance = random.Random(f"{seed} {query}")
    typed = query
    for long, short in shorts.items():
        if f" {long} " in f" {typed.lower()} ":
            typed = f" {typed.lower()} ".replace(f" {long} ", f" {short} ").strip()
            break
    whole = typed.split()
    parts = [w[0] + "".join(c for c in w[1:] if c not in "aeiou") if _droppable(w, chance) else w for w in whole]
    intact = [i for i, w in enumerate(parts) if w == whole[i] and len(w) >= 5]
    if intact:
        longest = max(intact, key=lambda i: len(parts[i]))
        parts[longest] = _typo(parts[longest], chance)
    if len(parts) > 1 and chance.random() < 0.5:
        parts = parts[1:] + parts[:1]
    return " ".join(parts)


def _droppable(word: str, chance: random.Random) -> bool:
    return word.isalpha() and len(word) >= 9 and chance.random() < 0.5


def _typo(word: str, chance: random.Random) -> str:
    """One neighbour swap, one letter lost, or one doubled, never the first."""
    at = chance.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return chance.choice([swapped, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]])


def dense_search(texts: Sequence[CodeText], vectors: Vectors, embedder: Embedder) -> Search:
    """Plain nearest texts; a code counts by its best text."""

    def search(query: str) -> list[str]:
        scores = vectors @ embedder.encode([query])[0]
        best = np.argpartition(-scores, 200)[:200]
        return list(dict.fromkeys(texts[i].code for i in best[np.argsort(-scores[best])]))

    return search


def bm25_search(texts: Sequence[CodeText]) -> Search:
    """Plain BM25 over stems; rows that share no word are no answer."""
    engine = TermBM25(words(t.text) for t in texts)

    def search(query: str) -> list[str]:
        scores, _ = engine.scores(query)
        best = np.argpartition(-scores, 200)[:200]
        order = best[np.argsort(-scores[best])]
        return list(dict.fromkeys(texts[i].code for i in order if scores[i] > 0))

    return search


def chain(code_set: CodeSet, texts: Sequence[CodeText], embedder: TermEmbedder, wordings: Wordings) -> Search:
    """The whole chain of index/code_search.py."""
    built = CodeSearch(code_set, texts, embedder.encode([t.text for t in texts]), embedder, wordings)
    return lambda query: [found.code for found in built.search(query, DEPTH)]


def contenders(options: argparse.Namespace, code_set: CodeSet) -> Iterator[tuple[str, Search]]:
    """Each system by name, built when its turn comes."""
    tabular = tabular_texts(code_set)
    plain = [t for t in tabular if t.kind != NOTE]
    index = index_texts(read_index(options.data / "alphabetic_index_fy2025.tsv"), code_set)
    terms, wordings = TermEmbedder(), Wordings.read(options.terms)
    rate, vectors = timed(terms, [t.text for t in plain])
    print(f"\nterm embedder: {rate:,.0f} texts/s")
    yield "BM25 alone", bm25_search(plain)
    if not options.skip_minilm:
        slow = PassageEmbedder()
        slow.encode(["load"])
        slow_rate, slow_vectors = timed(slow, [t.text for t in plain])
        print(f"MiniLM through sentence-transformers: {slow_rate:,.0f} texts/s, {rate / slow_rate:.0f} times slower")
        yield "MiniLM alone", dense_search(plain, slow_vectors, slow)
    yield "term embedder alone", dense_search(plain, vectors, terms)
    yield "the chain", chain(code_set, tabular, terms, wordings)
    yield "BM25 alone, with the Alphabetic Index", bm25_search(plain + index)
    yield "the chain, with the Alphabetic Index", chain(code_set, tabular + index, terms, wordings)


def timed(embedder: Embedder, texts: Sequence[str]) -> tuple[float, Vectors]:
    """Texts per second, and the vectors."""
    began = time.perf_counter()
    vectors = embedder.encode(texts)
    return len(texts) / (time.perf_counter() - began), vectors


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--terms", type=Path, default=Path("guidelines/terms"))
    parser.add_argument("--skip-minilm", action="store_true", help="leave out the slow baseline (minutes)")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    code_set = packaged_code_set()
    asked = {name: read_terms(options.data / file, code_set) for name, file in FILES.items()}
    with (options.terms / "abbreviations.tsv").open(encoding="utf-8") as lines:
        listed = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        shorts = {row["long"].lower(): row["short"] for row in listed if row["context"] == "*"}
    for name in list(asked):
        hurried = [Term(shorthand(t.query, shorts, options.seed), t.gold) for t in asked[name]]
        asked[f"{name}, shorthand"] = hurried
    print("| system | terms | hit@1 (95 %) | hit@10 (95 %) | n | ms p50 / p95 |\n| --- | --- | --- | --- | --- | --- |")
    for system, search in contenders(options, code_set):
        for name, terms in asked.items():
            print(f"| {system} | {name} | {measure(search, terms, code_set)} |", flush=True)


if __name__ == "__main__":
    main()
