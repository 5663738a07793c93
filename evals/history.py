"""The runs made here, a line each, in `<CURBSIDE_HOME>/evals/history.jsonl`: when, which corpus, how many passed. No texts."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from evals.baseline import Comparison
from evals.run import Run


def remember(home: Path, run: Run, comparison: Comparison) -> None:
    """Appends this run. A folder that cannot be written costs the history, not the run."""
    row = {
        "at": dt.datetime.now().isoformat(timespec="seconds"),
        "cases": len(run.results),
        "passed": sum(r.passed for r in run.results),
        "broken": len(comparison.broken),
        **run.stamp,
    }
    path = home / "evals" / "history.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
    except OSError:
        return


def read_history(home: Path) -> list[dict[str, Any]]:
    """Runs, oldest first; lines that cannot be read are left out."""
    path = home / "evals" / "history.jsonl"
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            rows.append(json.loads(line))
        except ValueError:
            continue
    return rows
