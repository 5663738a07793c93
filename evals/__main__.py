"""Runs the cases: `python -m evals [--tag T] [--case ID] [--json F] [--junit F] [--html F] [--accept]`, `python -m evals bench`.

With `--llm record|replay FILE` a second table says how the cases fare with a language model; it never changes the status.

Exit status: 0 nothing that passed before fails, 1 a regression (or an invalid code, or a false citation), 2 a case, option
or file is malformed, 3 the index is at fault.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from evals.baseline import BASELINE, Before, Comparison, as_rows, compare, read_baseline, write_baseline
from evals.case_checks import check
from evals.cases import CASES, Case, read_cases
from evals.history import remember
from evals.html import as_html
from evals.junit import as_junit
from evals.repeats_table import open_replies, print_repeats
from evals.report import by_tag, failures, kinds, summary, table
from evals.run import Run, run
from index.build import ROOT, home
from index.guidelines import read_guidelines
from index.passage import IndexProblem, Malformed
from index.search import open_index
from rag.answer import Advisor
from rag.second_opinion import SecondOpinion
from rag.types import Note, Opinion

PASS, REGRESSION, BAD_CONFIG, FAULT = 0, 1, 2, 3


def chosen(cases: Sequence[Case], tags: Sequence[str], ids: Sequence[str]) -> list[Case]:
    """Cases with any of the tags (also a kind, a setting, "gray", "held" or "open") or ids; all when none is given.

    Raises ValueError for a tag or id that no case has.
    """
    if not tags and not ids:
        return list(cases)
    found = [c for c in cases if c.id in ids or c.labels & set(tags)]
    known = {label for c in cases for label in c.labels} | {c.id for c in cases}
    if unknown := [t for t in (*tags, *ids) if t not in known]:
        raise ValueError(f"no case has {', '.join(unknown)}")
    return found


def status(done: Run, comparison: Comparison) -> int:
    """A regression gates, and so do an invalid code and a false citation whatever the baseline says."""
    false = any(r.outcome.false_codes or any(not c.stands for c in r.outcome.cited) for r in done.results)
    return REGRESSION if comparison.broken or false else PASS


MANY = 60  # cases from which several processes pay


def parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evals", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--tag", action="append", default=[], help="only cases with this tag (repeatable)")
    parser.add_argument("--case", action="append", default=[], help="only this case (repeatable)")
    parser.add_argument("--cases", type=Path, default=CASES, help="folder of the cases")
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    for form in ("json", "junit", "html"):
        parser.add_argument(f"--{form}", type=Path, metavar="FILE", help=f"write the run as {form}")
    parser.add_argument("--accept", action="store_true", help="write this run as the baseline")
    parser.add_argument(
        "--show-held", action="store_true", help="say why held cases fail, too (to report, not to tune)"
    )
    parser.add_argument(
        "--llm",
        nargs=2,
        metavar=("record|replay", "FILE"),
        help="ask the cases through the configured model too and keep its replies in FILE, or read them from there",
    )
    parser.add_argument("--repeats", type=int, default=3, help="how often each case is asked with --llm (default 3)")
    parser.add_argument(
        "--workers", type=int, default=min(8, os.cpu_count() or 1), help="processes (default: one a core)"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar, no table by tag")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    if argv and argv[0] == "bench":
        from evals.bench.__main__ import main as bench  # loads torch and the plain engines: only when asked for

        return bench(argv[1:])
    args = parse(argv)
    try:
        index = open_index()
        cases = read_cases(args.cases)
        check(cases, index.releases, read_guidelines(ROOT / "guidelines"))
        before = read_baseline(args.baseline)
        asked = chosen(cases, args.tag, args.case)
    except (Malformed, ValueError) as reason:
        print(reason, file=sys.stderr)
        return BAD_CONFIG
    except IndexProblem as problem:
        print(problem, file=sys.stderr)
        return FAULT
    replies = open_replies(args.llm, os.environ)
    advisor, opinion = Advisor(index), SecondOpinion(index)

    def review(case: Case) -> Opinion:
        return opinion.review(Note(case.note, case.setting, case.date, case.proposed))

    def progress(cases: Sequence[Case]) -> Iterable[Case]:
        return tqdm(cases, unit="case", disable=args.quiet)

    ended = report(run(asked, advisor, review, progress, args.workers if len(asked) >= MANY else 1), before, args)
    if replies:
        print_repeats(asked, advisor, replies, max(1, args.repeats), progress)
    return ended


def report(done: Run, before: dict[str, Before], args: argparse.Namespace) -> int:
    today = dt.date.today()
    comparison = compare(done, before, today)
    print(table(done))
    if not args.quiet:
        print("\n" + by_tag(done))
        print("\n" + kinds(done.results))
    print(
        "\n" + failures([*comparison.broken, *(r for r in done.results if r not in comparison.broken)], args.show_held)
    )
    print("\n" + summary(done, comparison))
    if args.json:
        args.json.write_text(json.dumps(as_rows(done), indent=1, ensure_ascii=False), encoding="utf-8")
    if args.junit:
        args.junit.write_text(as_junit(done, comparison, today), encoding="utf-8")
    if args.html:
        args.html.write_text(as_html(done, comparison, before), encoding="utf-8")
    if args.accept:
        write_baseline(args.baseline, done, before)
        print(f"accepted as {args.baseline}")
    remember(home(), done, comparison)
    return status(done, comparison)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
