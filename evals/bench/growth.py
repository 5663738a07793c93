"""Cost as the passages grow: 1x, 4x and 16x the guideline views, the copies synthetic and noisy.

    python -m evals.bench.growth [--factors 1 4 16] [--plot growth.svg]

A copy has one word in ten left out and Gaussian noise on its vector (so that it is near its original, not on it). Every
factor runs in a process of its own: seconds to write the vectors and to build BM25, query p50 and p95 over both fused
(milliseconds), resident memory, disk, and recall@10 of the approximate dense search against exact search. Embedding is
not done for the copies; its rate is measured on the originals and its seconds are said for the size.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from evals.section_rank import QUESTIONS, read_section_questions
from index.build import ROOT, home
from index.embed import Vectors
from index.guidelines import read_guidelines
from index.lexical import Lexical
from index.passage_model import PassageModel
from index.search import DEEP, reciprocal_rank_fusion
from index.store import Store

NOISE = 0.35  # length of the noise beside a vector of length 1: a copy has cosine about .94 with its original
K = 10
NAMES = ("factor", "views", "embed_s", "write_s", "bm25_s", "p50_ms", "p95_ms", "rss_mib", "disk_mib", "recall_at_10")


def views() -> list[str]:
    entries = read_guidelines(ROOT / "guidelines").entries()
    return [v for e in entries for v in dict.fromkeys((*e.passage.views, e.passage.text))]


def copies(texts: list[str], vectors: Vectors, factor: int, seed: int) -> tuple[list[str], Vectors]:
    """The originals and factor - 1 noisy copies of each."""
    rng = np.random.default_rng(seed)
    out_texts, out_vectors = list(texts), [vectors]
    for _ in range(factor - 1):
        noise = rng.standard_normal(vectors.shape).astype(np.float32)
        moved = vectors + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        out_vectors.append((moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32))
        out_texts += [" ".join(w for w in t.split() if rng.random() > 0.1) for t in texts]
    return out_texts, np.concatenate(out_vectors)


def measure(factor: int, folder: Path) -> dict[str, float]:
    """One size, in this process."""
    texts, model = views(), PassageModel(home())
    began = time.perf_counter()
    vectors = model.encode(texts)
    rate = (time.perf_counter() - began) / len(texts)
    asked = [q.question for q in read_section_questions(QUESTIONS)]
    queries = model.encode(asked)
    texts, vectors = copies(texts, vectors, factor, seed=factor)
    store = Store(folder)
    began = time.perf_counter()
    store.write_vectors("growth", vectors, lambda *_: None)
    written = time.perf_counter() - began
    began = time.perf_counter()
    lexical = Lexical([str(i) for i in range(len(texts))], texts)
    indexed = time.perf_counter() - began
    milliseconds, found = [], 0
    store.nearest_rows("growth", queries[0], K)
    for text, vector in zip(asked, queries, strict=True):
        began = time.perf_counter()
        near = store.nearest_rows("growth", vector, DEEP)
        reciprocal_rank_fusion([[str(i) for i in near], [i for i, _ in lexical.search(text, DEEP)]])
        milliseconds.append((time.perf_counter() - began) * 1000)
        exact = np.argpartition(-(vectors @ vector), K)[:K]
        found += len(set(near[:K]) & set(exact.tolist()))
    disk = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    p50, p95 = np.percentile(milliseconds, [50, 95])
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = (
        factor,
        len(texts),
        rate * len(texts),
        written,
        indexed,
        p50,
        p95,
        rss,
        disk / 2**20,
        found / (K * len(asked)),
    )
    return {n: float(v) for n, v in zip(NAMES, row, strict=True)}


def plot(rows: list[dict[str, float]]) -> str:
    """Each measure over the number of views, both axes logarithmic, as a self-contained SVG."""
    shown = ("write_s", "bm25_s", "p95_ms", "rss_mib", "disk_mib")
    colours = ("#0b5394", "#38761d", "#990000", "#7f6000", "#444444")
    high = np.log10(max(max(r[n] for n in shown) for r in rows))
    low = np.log10(max(0.01, min(min(r[n] for n in shown) for r in rows)))
    first, last = np.log10(rows[0]["views"]), np.log10(rows[-1]["views"])
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="380" font-family="sans-serif" font-size="12">'
    ]
    for n, (name, colour) in enumerate(zip(shown, colours, strict=True)):
        xy = [
            (
                70 + 400 * (np.log10(r["views"]) - first) / max(0.1, last - first),
                330 - 290 * (np.log10(max(0.01, r[name])) - low) / max(0.1, high - low),
            )
            for r in rows
        ]
        parts.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{x:.0f},{y:.0f}" for x, y in xy)}"/>'
        )
        parts += [
            f'<text x="{x + 4:.0f}" y="{y - 5:.0f}" fill="{colour}">{r[name]:.3g}</text>'
            for (x, y), r in zip(xy, rows, strict=True)
        ]
        parts.append(f'<text x="500" y="{60 + 20 * n}" fill="{colour}">{name}</text>')
    parts += [
        f'<text x="{70 + 400 * (np.log10(r["views"]) - first) / max(0.1, last - first):.0f}" y="355">{int(r["views"]):,}</text>'
        for r in rows
    ]
    return "".join([*parts, '<text x="200" y="375">views (log scale)</text></svg>'])


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench.growth", description=__doc__)
    parser.add_argument("--factors", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.one:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measure(args.one, Path(folder))))
        return 0
    rows = []
    for factor in args.factors:
        command = [sys.executable, "-m", "evals.bench.growth", "--one", str(factor)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
    print(" | ".join(NAMES))
    for row in rows:
        print(" | ".join(f"{row[n]:.3g}" if n != "views" else f"{int(row[n]):,}" for n in NAMES))
    if args.plot:
        args.plot.write_text(plot(rows), encoding="utf-8")
        print(f"plot: {args.plot}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
