"""Notes: recall of the codes of real cases beside plain retrieval, and how long a second opinion takes.

    python -m evals.bench.notes [--data FOLDER] [--notes N] [--skip-minilm]

Recall: 3-character categories of the gold diagnosis codes among the first 20 codes each system ranks, and among its first
20 categories, which is kinder to systems that rank twenty codes of one category (CodiEsp,
Miranda-Escalada et al. 2020; machine-translated, 2018 codes, every mention coded), macro-averaged over notes, with a
bootstrap interval (95 %, 1,000 resamples). Plain systems rank the tabular's descriptors and inclusion terms: BM25 and MiniLM
by the whole note, MiniLM by each sentence (best sentence counts). Latency: notes of 600 and 5,000 words made of the cases.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.code_texts import NOTE, CodeText, tabular_texts
from index.embed import PassageEmbedder
from index.search import Index, open_index
from index.spelling import words
from index.term_bm25 import TermBM25
from rag.candidates import ranked_codes
from rag.second_opinion import SecondOpinion
from rag.sections import read_sections
from rag.sentences import read_sentences
from rag.types import Note

K = 20
DATE = dt.date(2026, 8, 1)
Rank = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Case:
    """A real case and the categories coded in it."""

    text: str
    gold: frozenset[str]


def read_cases(path: Path, limit: int) -> list[Case]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Case(r["text"], frozenset(c[:3].upper() for c in r["codes"])) for r in rows[:limit] if r["codes"]]


def categories(codes: Iterable[str]) -> list[str]:
    """The first K categories of a ranking of codes."""
    found: dict[str, None] = {}
    for code in codes:
        found.setdefault(code[:3])
        if len(found) == K:
            break
    return list(found)


def recalls(rank: Rank, cases: Sequence[Case]) -> tuple[np.ndarray, np.ndarray]:
    """Recall of each case among the first K codes, and among the first K categories."""
    of_codes, of_categories = [], []
    for case in cases:
        codes = list(dict.fromkeys(rank(case.text)))
        of_codes.append(len({c[:3] for c in codes[:K]} & case.gold) / len(case.gold))
        of_categories.append(len(set(categories(codes)) & case.gold) / len(case.gold))
    return np.array(of_codes), np.array(of_categories)


def interval(values: np.ndarray, seed: int = 7) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    means = [rng.choice(values, len(values)).mean() for _ in range(1_000)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def bm25(texts: Sequence[CodeText]) -> Rank:
    engine = TermBM25(words(t.text) for t in texts)

    def rank(note: str) -> Iterator[str]:
        scores, _ = engine.scores(note)
        yield from (texts[i].code for i in np.argsort(-scores)[:2_000])

    return rank


def minilm(texts: Sequence[CodeText]) -> tuple[Rank, Rank]:
    """(by the whole note, by each sentence)."""
    model = PassageEmbedder()
    vectors = model.encode([t.text for t in texts])

    def whole(note: str) -> Iterator[str]:
        scores = vectors @ model.encode([note])[0]
        yield from (texts[i].code for i in np.argsort(-scores)[:2_000])

    def sentences(note: str) -> Iterator[str]:
        parts = [s.text for s in read_sentences(note, read_sections(note))]
        scores = (vectors @ model.encode(parts).T).max(axis=1)
        yield from (texts[i].code for i in np.argsort(-scores)[:2_000])

    return whole, sentences


def latency(opinion: SecondOpinion, cases: Sequence[Case], size: int, repeat: int) -> list[float]:
    """Milliseconds of each review of a note of `size` words with five proposed codes."""
    stream = " ".join(c.text for c in cases).split(" ")
    out = []
    for n in range(repeat):
        start = (n * 997) % max(1, len(stream) - size)
        note = Note(
            " ".join(stream[start : start + size]), "outpatient", DATE, ("I10", "E11.9", "N18.30", "R05.9", "J18.9")
        )
        began = time.perf_counter()
        opinion.review(note)
        out.append((time.perf_counter() - began) * 1000)
    return out


def together(opinion: SecondOpinion, cases: Sequence[Case], n: int = 20) -> tuple[int, float]:
    """(answered, seconds) of n notes reviewed at once in threads, as the page serves them."""
    began = time.perf_counter()
    with ThreadPoolExecutor(n) as pool:
        done = list(pool.map(lambda c: opinion.review(Note(c.text, "inpatient", DATE)), cases[:n]))
    return len(done), time.perf_counter() - began


def systems(index: Index, opinion: SecondOpinion, skip: bool) -> Iterator[tuple[str, Rank]]:
    texts = [t for t in tabular_texts(index.code_set(DATE)) if t.kind != NOTE]
    yield "BM25, whole note", bm25(texts)
    if not skip:
        whole, sentences = minilm(texts)
        yield "MiniLM, whole note", whole
        yield "MiniLM, sentence by sentence", sentences
    yield "second opinion", lambda note: ranked_codes(opinion.review(Note(note, "inpatient", DATE)).findings)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evals.bench.notes", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--notes", type=int, default=250)
    parser.add_argument("--skip-minilm", action="store_true")
    args = parser.parse_args(argv)
    cases = read_cases(args.data / "notes_codiesp_dev.jsonl", args.notes)
    index = open_index()
    opinion = SecondOpinion(index)
    print(f"3-character recall among the first {K}, n = {len(cases)} notes")
    means: dict[str, tuple[float, float]] = {}
    for name, rank in systems(index, opinion, args.skip_minilm):
        values = recalls(rank, cases)
        means[name] = (float(values[0].mean()), float(values[1].mean()))
        shown = "  ".join(f"{v.mean():.3f} ({low:.3f}-{high:.3f})" for v in values for low, high in [interval(v)])
        print(f"{name:30} first {K} codes, first {K} categories: {shown}", flush=True)
    ours = means.pop("second opinion")
    ratios = [ours[i] / max(m[i] for m in means.values()) for i in (0, 1)]
    print(f"second opinion / best plain: {ratios[0]:.2f} over codes, {ratios[1]:.2f} over categories")
    for size, repeat in ((600, 40), (5_000, 5)):
        ms = latency(opinion, cases, size, repeat)
        print(f"{size} words: p50 {np.percentile(ms, 50):.0f} ms, p95 {np.percentile(ms, 95):.0f} ms, n = {repeat}")
    answered, seconds = together(opinion, cases)
    print(f"20 notes at once: {answered} answered in {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
