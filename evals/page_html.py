"""Runs as HTML for the Evals tab, escaped: progress, measures and tags, what fails, the history as a plot.

Of held cases that fail only the id is shown, so that nobody tunes on them.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from typing import Any

from evals.baseline import Comparison
from evals.report import bars, way
from evals.run import Result, Run

WAYS = ("passed", "wrong", "abstained", "unscorable")


def progress_html(done: int, of: int, comparison: Comparison | None = None, failing: int = 0) -> str:
    """A progress bar with what fails so far, then the comparison with the accepted run."""
    if not of:
        return f'<p role="status">{"No case has this tag." if comparison else "Reading the cases …"}</p>'
    said = f"{comparison}." if comparison else f"{failing} failing so far."
    bar = f'<progress max="{of}" value="{done}" aria-label="cases run">{done}</progress>'
    return f'<p role="status">{bar} {done} of {of} cases. <b>{said}</b></p>'


def tables_html(run: Run) -> str:
    """The measures over all cases run, then cases by tag, the worst first."""
    measures = "".join(f"<tr><td>{_(name)}</td><td>{_(value)}</td></tr>" for name, value in bars(run, run.results))
    tags: dict[str, list[str]] = {}
    for result in run.results:
        for tag in result.case.tags:
            tags.setdefault(tag, []).append(way(result))
    rows = sorted(tags.items(), key=lambda t: (t[1].count("passed") / len(t[1]), t[0]))
    by_tag = "".join(
        f"<tr><td>{_(tag)}</td><td>{len(ways)}</td>{''.join(f'<td>{ways.count(w)}</td>' for w in WAYS)}</tr>"
        for tag, ways in rows
    )
    names = "".join(f'<th scope="col">{w}</th>' for w in ("tag", "cases", *WAYS))
    return (
        f'<h4>Measures</h4><div class="wide"><table><tbody>{measures}</tbody></table></div><h4>By tag</h4><div class="wide long">'
        f"<table><thead><tr>{names}</tr></thead><tbody>{by_tag}</tbody></table></div>"
    )


def failures_html(results: Sequence[Result], broken: Collection[str], title: str = "Failing cases") -> str:
    """Failing cases, the newly broken first; expected against got, except for held ones."""
    failing = sorted((r for r in results if not r.passed), key=lambda r: (r.case.id not in broken, r.case.held))
    if not failing:
        return f"<h4>{title}</h4><p>None.</p>" if results else ""
    listed = "".join(_failure(r, r.case.id in broken) for r in failing)
    return f'<h4>{title}: {len(failing)}</h4><div class="long">{listed}</div>'


def _failure(result: Result, broken: bool) -> str:
    case = result.case
    new = " <b>newly broken</b>" if broken else ""
    if case.held:
        return f'<p class="failure"><b>{_(case.id)}</b>{new} (held: only the id is shown)</p>'
    why = "".join(
        f"<li><b>{_(n)}</b> ({_(s.state)}): {_(s.said)}</li>" for n, s in result.scores.items() if not s.right
    )
    where = case.where.rsplit("/", 1)[-1]
    return (
        f'<details class="failure"><summary><b>{_(case.id)}</b>{new}: {_(", ".join(result.failed))}</summary>'
        f"<p>{_(case.question or case.note)}</p><p><small>{_(case.setting)}, {case.date}, {_(where)}</small></p>"
        f"<ul>{why}</ul></details>"
    )


def history_html(rows: Sequence[dict[str, Any]]) -> str:
    """The share of cases passed, run by run, as a plot and as a table of the last ones. A hollow dot is a run of some cases."""
    kept = [r for r in rows if isinstance(r.get("cases"), int) and r["cases"] and isinstance(r.get("passed"), int)][
        -60:
    ]
    if not kept:
        return "<h4>Runs</h4><p>No run yet.</p>"
    most = max(r["cases"] for r in kept)
    step = 560 / max(1, len(kept) - 1)
    dots, line = [], []
    for n, row in enumerate(kept):
        x, y, whole = 40 + n * step, 130 - 110 * row["passed"] / row["cases"], row["cases"] >= 0.9 * most
        line += [f"{x:.1f},{y:.1f}"] if whole else []
        fill = "currentColor" if whole else "none"
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="currentColor"><title>{_(_told(row))}</title></circle>')  # fmt: skip
    grid = "".join(
        f'<line x1="40" x2="600" y1="{y}" y2="{y}" stroke="currentColor" opacity=".25"/>'
        f'<text x="34" y="{y + 4}" text-anchor="end" font-size="11" fill="currentColor">{share} %</text>'
        for share, y in ((0, 130), (50, 75), (100, 20))
    )
    last = "".join(f"<li>{_(_told(row))}</li>" for row in reversed(kept[-8:]))
    return (
        '<h4>Share of cases passed, run by run</h4><svg viewBox="0 0 620 150" role="img" aria-label="share of cases passed, run by run" class="history">'
        f'{grid}<polyline points="{" ".join(line)}" fill="none" stroke="currentColor" stroke-width="2"/>{"".join(dots)}</svg>'
        f"<details><summary>Last runs</summary><ul>{last}</ul></details>"
    )


def _told(row: dict[str, Any]) -> str:
    at = str(row.get("at", "")).replace("T", " ")[:16]
    return f"{at}: {row['passed']} of {row['cases']} passed, {row.get('broken', 0)} newly broken"


def _(text: str) -> str:
    return html.escape(text)
