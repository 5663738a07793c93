"""`python -m evals.train_declines`: learns what is declined from evals/declines/*.tsv, the open cases and examples of the rules.

A row is: label, writer, text. Labels: coding, premise, injection (all three are answered), pays, treatment, scope. Writers work
blind to each other; the lines of one are left out in turn and of `UNSEEN` always, so that the figures are of unseen voices.
Writes index/weights/declines.npz.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.cases import CASES, read_cases
from evals.fit_text import fit
from index.build import ROOT, home
from index.embed import Embedder, Vectors
from index.guidelines import read_guidelines
from index.passage import Malformed
from index.passage_model import PassageModel
from index.terms import tsv_rows
from rag.declines import FILE, KINDS, Declines
from rag.text_classes import short

LINES = ROOT / "evals" / "declines"
LABELS = {"coding": 0, "premise": 0, "injection": 0, "pays": 1, "treatment": 2, "scope": 3}
ABSTAINS = {"which pays more": 1, "treatment advice": 2, "not a coding question": 3}
UNSEEN = "w2"  # lines never learned from: a second voice of the writer of w1
EXAMPLES = 8_000  # questions of guidelines/examples, all of coding
OURS, MUST_HOLD = "w0", 3.0  # the writer of evals/declines/must_hold, and the weight of these lines

Line = tuple[str, int, str]  # text, place of its kind in KINDS, writer


def read_lines(folder: Path = LINES) -> Iterator[Line]:
    """Raises Malformed with file:line for an unknown label or an empty text."""
    for path in sorted(folder.rglob("*.tsv")):
        for where, label, writer, text in tsv_rows(path, ("label", "writer", "text")):
            if label not in LABELS or not text:
                raise Malformed(where, f"a line is label, writer, text; labels are {', '.join(LABELS)}")
            yield text, LABELS[label], writer


def others() -> Iterator[Line]:
    """Questions of the open cases and of the examples."""
    for folder in (CASES, ROOT / "evals" / "further"):
        for case in read_cases(folder):
            if not case.held and case.question:
                yield case.question, next((ABSTAINS[a] for a in case.abstain if a in ABSTAINS), 0), "cases"
    examples = read_guidelines(ROOT / "guidelines").examples
    order = np.random.default_rng(0).permutation(len(examples))[:EXAMPLES]
    yield from ((examples[n].question, 0, "examples") for n in order)


def fitted(lines: Sequence[Line], vectors: Vectors) -> Declines:
    weight = [MUST_HOLD if writer == OURS else 1.0 for _, _, writer in lines]
    return fit(Declines, [text for text, _, _ in lines], [kind for _, kind, _ in lines], vectors, weight)


def figures(reader: Declines, lines: Sequence[Line], vectors: Vectors) -> str:
    """Share declined for the right reason, declined at all, and of coding questions declined wrongly."""
    said = [KINDS.index(reader.kind(text, v)) for (text, _, _), v in zip(lines, vectors, strict=True)]
    found: NDArray[np.int64] = np.array(said)
    asked = np.array([kind for _, kind, _ in lines])
    out, stay = asked > 0, asked == 0
    return (
        f"declined {np.mean(found[out] > 0):.3f}, rightly {np.mean(found[out] == asked[out]):.3f} of {out.sum()}; "
        f"coding questions declined {np.mean(found[stay] > 0):.3f} of {stay.sum()}"
    )


def train(embedder: Embedder, write: Path) -> None:
    lines = [*read_lines(), *others()]
    vectors = embedder.encode([short(text) for text, _, _ in lines])

    def part(keep: Sequence[bool]) -> tuple[list[Line], Vectors]:
        chosen = np.flatnonzero(keep)
        return [lines[n] for n in chosen], vectors[chosen]

    writers = sorted({w for _, _, w in lines} - {OURS, "cases", "examples"})
    for writer in writers:
        reader = fitted(*part([w not in (writer, UNSEEN) for _, _, w in lines]))
        print(f"{writer} left out: {figures(reader, *part([w == writer for _, _, w in lines]))}", flush=True)
    final = fitted(*part([w != UNSEEN for _, _, w in lines]))
    final.write(write)
    print(f"{write.name}: {len(final.known)} words; all but {UNSEEN}: "
          f"{figures(final, *part([w != UNSEEN for _, _, w in lines]))}")  # fmt: skip


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.train_declines", description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    train(PassageModel(home()), parser.parse_args(argv).out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
