"""A run as one self-contained page: what was said before and now side by side, what changed marked, filtered by a word or state.

It holds the cases' questions and notes, which are synthetic; a case made from a question holds that question.
"""

from __future__ import annotations

import html
from collections.abc import Mapping

from evals.baseline import Before, Comparison
from evals.outcome import Outcome
from evals.report import bars, rate, way
from evals.run import Result, Run

_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:1.2rem auto;max-width:76rem;padding:0 1rem;color:#1b1b1b;background:#fff}
table{border-collapse:collapse;margin:.8rem 0}td,th{border:1px solid #bbb;padding:.2rem .5rem;text-align:left;vertical-align:top}
details{border:1px solid #bbb;border-radius:4px;margin:.4rem 0;padding:.3rem .6rem}summary{cursor:pointer}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.sides>div{border-left:3px solid #bbb;padding-left:.6rem}
.new{background:#fff3c4}ins{text-decoration:none;font-weight:bold;border-bottom:2px solid}.why{color:#7a1f1f}
input,select{font:inherit;padding:.2rem .4rem}
"""
_SCRIPT = """
const word=document.getElementById("word"),state=document.getElementById("state"),seen=document.getElementById("seen");
function show(){let n=0;for(const d of document.querySelectorAll("details")){
const ok=(!state.value||d.dataset.state.split(" ").includes(state.value))&&d.textContent.toLowerCase().includes(word.value.toLowerCase());
d.hidden=!ok;n+=ok}seen.textContent=n+" cases"}
word.oninput=show;state.onchange=show;show();
"""


def as_html(run: Run, comparison: Comparison, before: Mapping[str, Before]) -> str:
    """The page as text; loads nothing from anywhere."""
    broken = {r.case.id for r in comparison.broken}
    fixed = {r.case.id for r in comparison.fixed}
    ordered = sorted(run.results, key=lambda r: (r.case.id not in broken, r.passed, r.case.id))
    states = ("newly-broken", "fixed", "changed", "passed", "wrong", "abstained", "unscorable", "held")
    options = "".join(f"<option>{s}</option>" for s in states)
    measures = "".join(f"<tr><td>{_(n)}</td><td>{_(v)}</td></tr>" for n, v in bars(run, run.results))
    stamp = " · ".join(f"{k} {v}" for k, v in run.stamp.items())
    rows = "".join(_case(r, before.get(r.case.id), broken, fixed) for r in ordered)
    passed = rate(sum(r.passed for r in run.results), len(run.results))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Curbside evals</title><style>{_STYLE}</style>'
        f"<h1>Curbside evals</h1><p><b>{_(str(comparison))}</b>; passed {_(passed)}</p><p>{_(stamp)}</p>"
        f"<table>{measures}</table><p><label>Filter <input id=word></label> "
        f'<label>State <select id=state><option value="">all</option>{options}</select></label> <span id=seen></span></p>'
        f"{rows}<script>{_SCRIPT}</script></html>"
    )


def _(text: str) -> str:
    return html.escape(text)


def _case(result: Result, before: Before | None, broken: set[str], fixed: set[str]) -> str:
    case, now = result.case, result.outcome
    changed = before is not None and before.outcome.as_json() != now.as_json()
    states = [way(result), *(["newly-broken"] if case.id in broken else []), *(["fixed"] if case.id in fixed else [])]
    states += [*(["changed"] if changed else []), *(["held"] if case.held else [])]
    failed = [
        (n, "" if case.held else s.said) for n, s in result.scores.items() if not s.right
    ]  # nobody tunes on held cases
    why = "".join(f'<li class="why">{_(n)}{_(": " + said if said else "")}</li>' for n, said in failed)
    asked = _(case.question or case.note).replace("\n", "<br>")
    was = _side("accepted run", before.outcome, None) if before else "<div><h4>accepted run</h4>new case</div>"
    return (
        f'<details data-state="{" ".join(states)}"><summary><b>{_(case.id)}</b> — {_(", ".join(states))}</summary>'
        f"<p>{asked}</p><p>{_(case.setting)}, {case.date} · {_(case.rationale)}</p><ul>{why}</ul>"
        f'<div class="sides">{was}{_side("this run", now, before.outcome if before else None)}</div></details>'
    )


def _side(title: str, outcome: Outcome, other: Outcome | None) -> str:
    def shown(values: tuple[str, ...], others: tuple[str, ...]) -> str:
        fresh = [f"<ins>{_(v)}</ins>" if other and v not in others else _(v) for v in values]
        return ", ".join(fresh) or "none"

    said = dict.fromkeys(c.statement for c in outcome.cited)
    old = {c.statement for c in other.cited} if other else set()
    lines = "".join(f"<li>{f'<ins>{_(s)}</ins>' if other and s not in old else _(s)}</li>" for s in said)
    marks = tuple(f"{k} {c}" for k, c in outcome.marks)
    was = tuple(f"{k} {c}" for k, c in other.marks) if other else ()
    head = outcome.verdict or outcome.abstain or outcome.kind
    return (
        f"<div><h4>{title}: {_(head)}</h4><p>assign: {shown(outcome.assign, other.assign if other else ())}</p>"
        f"<p>considered: {shown(outcome.considered, other.considered if other else ())}</p>"
        + (f"<p>findings: {shown(marks, was)}</p>" if marks or was else "")
        + f"<ul>{lines}</ul><p>{_(outcome.reason)}</p></div>"
    )
