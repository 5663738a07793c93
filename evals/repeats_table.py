"""`python -m evals --llm record|replay FILE`: opens the replies, asks the cases again and prints a table of its own.

Whatever happens here is printed and never changes the exit status: the deterministic run alone gates.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from evals.cases import Case
from evals.repeats import Repeats, ask_again
from evals.replies import Recorded, Replayed, Replies
from index.passage import IndexProblem
from rag.answer import Advisor
from rag.llm import ModelProblem, open_model

MODES = ("record", "replay")
Progress = Callable[[Sequence[Case]], Iterable[Case]]


def open_replies(given: Sequence[str] | None, environ: Mapping[str, str]) -> Replies | None:
    """The replies that `--llm MODE FILE` names; None, with the reason on standard error, where they cannot be had."""
    if not given:
        return None
    mode, path = given[0], Path(given[1])
    try:
        if mode == "replay":
            return Replayed(path)
        if mode != "record":
            raise ValueError(f"'{mode}' is not one of {', '.join(MODES)}")
        if model := open_model(environ):
            return Recorded(path, model)
        raise ValueError("no model is configured: set CURBSIDE_LLM_URL and CURBSIDE_LLM_MODEL")
    except (IndexProblem, ModelProblem, OSError, ValueError) as reason:
        print(f"--llm: {reason}", file=sys.stderr)
        return None


def print_repeats(cases: Sequence[Case], advisor: Advisor, replies: Replies, repeats: int, progress: Progress) -> None:
    """The table on standard output; what stops it on standard error."""
    try:
        print("\n" + table(ask_again(cases, advisor, replies, repeats, progress), len(cases), replies.name))
    except (ModelProblem, OSError) as reason:
        print(f"--llm: {reason}", file=sys.stderr)
    except Exception as error:  # a fault of this tier must not turn a good run red either
        print(f"--llm: stopped by a fault ({type(error).__name__}: {error})", file=sys.stderr)


def table(asked: Sequence[Repeats], of: int, model: str) -> str:
    """Per case the plain answer, the share of repeats that are right and their agreement; then all of them together."""
    lines = [f"With the language model {model} (gates nothing)", ""]
    lines += [f"{'case':48} {'plain':6} {'right':>6} {'agree':>6} {'dropped':>8} {'failed':>7}"]
    lines += [_row(r) for r in asked]
    return "\n".join([*lines, "", *_summary(asked, of)])


def _row(r: Repeats) -> str:
    plain = "right" if r.plain.passed else "wrong"
    if not r.repeats:
        return f"{r.case.id:48} {plain:6} unscorable: not recorded"
    right = f"{sum(x.passed for x in r.repeats)}/{len(r.repeats)}"
    agreement = "-" if r.agreement is None else f"{r.agreement:.2f}"
    short = f"  ({r.not_recorded} not recorded)" if r.not_recorded else ""
    return f"{r.case.id:48} {plain:6} {right:>6} {agreement:>6} {r.dropped:8} {r.failed:7}{short}"


def _summary(asked: Sequence[Repeats], of: int) -> list[str]:
    scored = [r for r in asked if r.repeats]
    known = [r.agreement for r in scored if r.agreement is not None]
    better = [r.case.id for r in scored if not r.plain.passed and r.share > 0.5]
    worse = [r.case.id for r in scored if r.plain.passed and r.share < 0.5]
    n = max(1, len(scored))
    return [
        f"scored {len(scored)} of {of} cases; not asked (notes, abstentions): {of - len(asked)}; "
        f"unscorable, not recorded: {len(asked) - len(scored)}",
        f"right, plain:      {sum(r.plain.passed for r in scored) / n:.3f}",
        f"right, with model: {sum(r.share for r in scored) / n:.3f} (mean share of repeats)",
        f"agreement between repeats: {sum(known) / max(1, len(known)):.3f} over {len(known)} cases",
        f"picks dropped: {sum(r.dropped for r in scored)}; calls without a reply: {sum(r.failed for r in scored)}",
        f"mended by most repeats: {len(better)} {' '.join(better)}".rstrip(),
        f"spoilt by most repeats: {len(worse)} {' '.join(worse)}".rstrip(),
    ]
