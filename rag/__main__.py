"""Ask from the command line.

    python -m rag "question" --setting outpatient --date 2026-08-01 [--json]
    python -m rag --jsonl       lines {"id", "question", "setting", "date"} on standard input, an answer a line

Exit status: 0 answered or abstained, 1 the index or a file is at fault, 2 the question cannot be read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys

from index.passage import IndexProblem
from index.releases import default_date
from index.search import open_index
from rag.answer import Advisor
from rag.render import as_json, as_text
from rag.types import SETTINGS, BadQuestion


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m rag", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("question", nargs="?")
    parser.add_argument("--setting", choices=SETTINGS, default="outpatient")
    parser.add_argument("--date", type=dt.date.fromisoformat, help="date of service, e.g. 2026-08-01 (default: today)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--jsonl", action="store_true", help="read questions from standard input, a JSON object a line")
    args = parser.parse_args(argv)
    if not args.jsonl and args.question is None:
        parser.error("ask a question, or use --jsonl")
    try:
        advisor = Advisor(open_index())
    except IndexProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    date = args.date or default_date(advisor.index.releases, dt.date.today())
    if args.jsonl:
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                print(json.dumps(_reply(advisor, line, number, args.setting, date), ensure_ascii=False), flush=True)
        return 0
    try:
        result = advisor.ask(args.question, setting=args.setting, date_of_service=date)
    except BadQuestion as bad:
        print(bad, file=sys.stderr)
        return 2
    print(json.dumps(as_json(result, None), ensure_ascii=False, indent=1) if args.json else as_text(result))
    return 0


def _reply(advisor: Advisor, line: str, number: int, setting: str, date: dt.date) -> dict[str, object]:
    """One line's answer; a line that cannot be read gets an abstention whose reason says why."""
    id_ = None
    try:
        row = json.loads(line)
        id_ = row.get("id")
        day = dt.date.fromisoformat(row["date"]) if row.get("date") else date
        result = advisor.ask(str(row["question"]), setting=row.get("setting") or setting, date_of_service=day)
    except BadQuestion as bad:
        return {"id": id_, "kind": "abstention", "verdict": "", "assign": [], "considered": [], "statements": [],
                "missing": [], "reason": str(bad)}  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f'standard input:{number}: expected {{"id", "question", "setting", "date"}} ({type(error).__name__}: {error})'
        return {"id": id_, "kind": "abstention", "verdict": "", "assign": [], "considered": [], "statements": [],
                "missing": [], "reason": what}  # fmt: skip
    return as_json(result, id_)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
