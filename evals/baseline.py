"""evals/baseline.json: what passed at the last accepted run, and what each case was answered then.

A case that passed then and fails now is newly broken; one that fails on other counts than then is still failing.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.outcome import Outcome
from evals.run import Result, Run
from index.passage import Malformed

BASELINE = Path(__file__).parent / "baseline.json"


@dataclass(frozen=True)
class Before:
    """One case at the accepted run."""

    passed: bool
    failed: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True)
class Comparison:
    """This run beside the accepted one. `broken` gates; quarantined cases are kept apart."""

    broken: tuple[Result, ...]
    fixed: tuple[Result, ...]
    same: int
    new: tuple[Result, ...]
    quarantined: tuple[Result, ...]

    def __str__(self) -> str:
        parts = [f"{len(self.broken)} newly broken", f"{len(self.fixed)} fixed", f"{self.same} same"]
        if self.new:
            parts.append(f"{len(self.new)} new")
        if self.quarantined:
            parts.append(f"{len(self.quarantined)} broken in quarantine")
        return ", ".join(parts)


def read_baseline(path: Path) -> dict[str, Before]:
    """Empty when there is none yet. Raises Malformed when the file is damaged."""
    if not path.exists():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["cases"]
        return {
            id_: Before(row["passed"], tuple(row["failed"]), Outcome.of_json(row["outcome"]))
            for id_, row in rows.items()
        }
    except (ValueError, KeyError, TypeError) as reason:
        raise Malformed(
            f"{path}:1", f"this is no baseline ({type(reason).__name__}); write it anew with --accept"
        ) from None


def as_rows(run: Run) -> dict[str, Any]:
    """The run as a JSON value: its stamp and every case with its scores and what was said."""
    return {
        "stamp": run.stamp,
        "cases": {
            r.case.id: {"passed": r.passed, "failed": list(r.failed), "outcome": r.outcome.as_json()}
            for r in run.results
        },
    }


def write_baseline(path: Path, run: Run, kept: dict[str, Before]) -> None:
    """Accepts a run. Cases not run this time (`--tag`) keep what they had."""
    value = as_rows(run)
    for id_, before in kept.items():
        row = {"passed": before.passed, "failed": list(before.failed), "outcome": before.outcome.as_json()}
        value["cases"].setdefault(id_, row)
    value["cases"] = dict(sorted(value["cases"].items()))
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def compare(run: Run, before: dict[str, Before], today: dt.date) -> Comparison:
    broken: list[Result] = []
    fixed: list[Result] = []
    new: list[Result] = []
    quarantined: list[Result] = []
    same = 0
    for result in run.results:
        was = before.get(result.case.id)
        if was is None:
            new.append(result)
        elif was.passed and not result.passed:
            (quarantined if result.case.quarantined(today) else broken).append(result)
        elif result.passed and not was.passed:
            fixed.append(result)
        else:
            same += 1
    return Comparison(tuple(broken), tuple(fixed), same, tuple(new), tuple(quarantined))
