"""Every benchmark, one after the other, each in a process of its own: `python -m evals bench [--only NAME] [--out FILE]`.

    ask             a question beside a plain LlamaIndex + Chroma + MiniLM engine
    term_retrieval  words to codes beside BM25 and MiniLM
    notes           codes of real notes beside BM25 and MiniLM; latency of a second opinion
    growth          1x, 4x, 16x the passages

The output of all, under one heading each, is one page of Markdown.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("ask", "term_retrieval", "notes", "growth")


def main(argv: Sequence[str]) -> int:
    """Exit status: how many benchmarks failed."""
    parser = argparse.ArgumentParser(
        prog="python -m evals bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=NAMES, help="only this one (repeatable)")
    parser.add_argument("--out", type=Path, help="write the page to this file as well")
    args = parser.parse_args(argv)
    pages, failed = [], 0
    for name in args.only or NAMES:
        print(f"## {name}\n", flush=True)
        done = subprocess.Popen([sys.executable, "-m", f"evals.bench.{name}"], stdout=subprocess.PIPE, text=True)
        lines = []
        for line in done.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
        failed += done.wait() != 0
        pages.append(f"## {name}\n\n{''.join(lines)}\n")
    if args.out:
        args.out.write_text("".join(pages), encoding="utf-8")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
