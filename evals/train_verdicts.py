"""`python -m evals.train_verdicts`: learns which wording is that of a question which is not settled, from the open cases.

A case with several right verdicts counts in part for each. The files of one writer are left out in turn, so that the figures are
of unseen ones. Writes index/weights/verdicts.npz.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evals.cases import CASES, read_cases
from evals.fit_text import fit
from index.build import ROOT, home
from index.embed import Embedder, Vectors
from index.passage_model import PassageModel
from rag.text_classes import short
from rag.verdicts import FILE, KINDS, Verdicts

FOLDS = ("fresh", "later", "wide", "blind", "more")  # beginnings of the files that are left out in turn

Told = tuple[str, tuple[str, ...], str]  # text, right verdicts, file


def told() -> Iterator[Told]:
    """The open cases that ask a question and have a verdict."""
    for folder in (CASES, ROOT / "evals" / "further"):
        for case in read_cases(folder):
            if not case.held and case.question and case.verdict:
                yield case.question, case.verdict, Path(case.where.rsplit(":", 1)[0]).stem


def fitted(cases: Sequence[Told], vectors: Vectors) -> Verdicts:
    rows = [(n, verdict) for n, (_, verdicts, _) in enumerate(cases) for verdict in verdicts if verdict in KINDS]
    texts = [cases[n][0] for n, _ in rows]
    weight = [1 / len(cases[n][1]) for n, _ in rows]
    return fit(Verdicts, texts, [KINDS.index(v) for _, v in rows], vectors[[n for n, _ in rows]], weight)


def figures(reader: Verdicts, cases: Sequence[Told], vectors: Vectors) -> str:
    """Share of open and of settled questions taken to be open, at a probability of a half."""
    found = np.array([reader.unsettled(text, v)[0] >= 0.5 for (text, _, _), v in zip(cases, vectors, strict=True)])
    open_ = np.array([KINDS[0] not in verdicts for _, verdicts, _ in cases])
    plain = np.array([verdicts == (KINDS[0],) for _, verdicts, _ in cases])
    return f"open {np.mean(found[open_]):.3f} of {open_.sum()}, settled {np.mean(found[plain]):.3f} of {plain.sum()}"


def train(embedder: Embedder, write: Path) -> None:
    cases = list(told())
    vectors = embedder.encode([short(text) for text, _, _ in cases])

    def part(keep: Sequence[bool]) -> tuple[list[Told], Vectors]:
        chosen = np.flatnonzero(keep)
        return [cases[n] for n in chosen], vectors[chosen]

    for fold in FOLDS:
        out = [file.startswith(fold) for _, _, file in cases]
        reader = fitted(*part([not o for o in out]))
        print(f"{fold} left out, taken to be open: {figures(reader, *part(out))}", flush=True)
    fitted(cases, vectors).write(write)
    print(f"{write.name}: {len(cases)} cases")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.train_verdicts", description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    train(PassageModel(home()), parser.parse_args(argv).out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
