"""Tables of a run, as text: the bars on open and held cases apart, every tag, and what fails with expected against got."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evals.baseline import Comparison
from evals.bench.term_retrieval import wilson
from evals.ranking import ranking_measures
from evals.run import Result, Run
from evals.scorers import abstention as abstaining
from evals.scorers import citation, codes, false_certainty, findings, order, section, verdict
from evals.scorers.score import ABSTAINED, UNSCORABLE

Rows = Sequence[Result]


def rate(right: int, n: int) -> str:
    """'0.85 (0.76-0.91) 68/80', the interval after Wilson 1927; '-' when there is nothing to count."""
    if not n:
        return "-"
    low, high = (abs(x) for x in wilson(right, n))  # rounding may leave -0.00
    return f"{right / n:.3f} ({low:.2f}-{high:.2f}) {right}/{n}"


def of(rows: Rows, names: Sequence[str]) -> tuple[int, int]:
    """(right, asked): cases that ask for one of the scores, and those right in all of them they ask for."""
    asked = [r for r in rows if any(n in r.scores for n in names)]
    return sum(all(r.scores[n].right for n in names if n in r.scores) for r in asked), len(asked)


def bars(run: Run, rows: Rows) -> Iterator[tuple[str, str]]:
    """The measures of the issue, over `rows`."""
    told = [r for r in rows if r.case.marks is None and r.case.kind == "question"]
    traps = [r for r in rows if r.case.kind == "trap"]
    yield "cases passed in everything", rate(sum(r.passed for r in rows), len(rows))
    yield "codes right (must, must-not, order)", rate(*of(told, (codes.NAME, order.NAME)))
    yield "right section cited", rate(*of(told, (section.NAME,)))
    for name, value in ranking_measures(told).items():
        yield f"sections cited, {name}", f"{value:.3f}"
    yield "verdict right", rate(*of(told, (verdict.NAME,)))
    sure, gray = of(rows, (false_certainty.NAME,))
    yield "false certainty on gray", rate(gray - sure, gray)
    ids = {r.case.id for r in rows}
    twins = [ok for a, b, ok in run.twins if a.case.id in ids and b.case.id in ids]
    yield "twins consistent", rate(sum(twins), len(twins))
    yield "traps right", rate(sum(r.passed for r in traps), len(traps))
    yield (
        "answered where an answer was asked for",
        rate(*of([r for r in rows if not r.case.abstain], (abstaining.NAME,))),
    )
    yield "invalid codes assigned", str(sum(len(r.outcome.false_codes) for r in rows))
    false = sum(not c.stands for r in rows for c in r.outcome.cited)
    yield "false citations", f"{false} of {sum(len(r.outcome.cited) for r in rows)}"
    answered = [r.outcome for r in rows if r.outcome.cited]
    for name, measure in (("citation precision", citation.precision), ("citation recall", citation.recall)):
        yield name, f"{sum(map(measure, answered)) / max(1, len(answered)):.3f} over {len(answered)} answers"
    for name in ("exact", "precision", "recall"):
        values = [s.value for r in told for s in r.shown if s.name == name]
        yield f"code set {name}", f"{sum(values) / max(1, len(values)):.3f} over {len(values)}"
    yield from note_bars([r for r in rows if r.case.marks is not None])


def note_bars(notes: Rows) -> Iterator[tuple[str, str]]:
    """Recall and precision of marks, and clean bills on notes that are entirely right."""
    if not notes:
        return
    found = [findings.match(r.case, r.outcome) for r in notes]
    made, missed = sum(len(m.made) for m in found), sum(len(m.missed) for m in found)
    extra = sum(len(m.extra) for m in found)
    right = [m for r, m in zip(notes, found, strict=True) if not r.case.marks]
    yield "note findings recall", rate(made, made + missed)
    yield "note findings precision", rate(made, made + extra)
    yield "right notes without a false alarm", rate(sum(not m.extra for m in right), len(right))
    yield "note codes right", rate(*of(notes, (codes.NAME, order.NAME)))


def table(run: Run) -> str:
    """Every measure for open, held and all cases."""
    groups: list[tuple[str, Callable[[Result], bool]]] = [
        ("open", lambda r: not r.case.held),
        ("held", lambda r: r.case.held),
        ("all", lambda r: True),
    ]
    columns = {name: dict(bars(run, [r for r in run.results if keep(r)])) for name, keep in groups}
    names = list(dict.fromkeys(n for c in columns.values() for n in c))
    lines = [f"{'':40} " + " ".join(f"{g:30}" for g in columns)]
    lines += [f"{n:40} " + " ".join(f"{c.get(n, '-'):30}" for c in columns.values()) for n in names]
    return "\n".join(lines)


def by_tag(run: Run) -> str:
    """Cases, passed, and the three ways not to be right, by tag; the worst first."""
    tags: dict[str, list[Result]] = {}
    for r in run.results:
        for tag in r.case.tags:
            tags.setdefault(tag, []).append(r)
    rows = sorted(tags.items(), key=lambda t: (sum(r.passed for r in t[1]) / len(t[1]), t[0]))
    lines = [f"{'tag':28} {'n':>4} {'passed':>7} {'wrong':>6} {'abstained':>10} {'unscorable':>11}"]
    for tag, found in rows:
        states = [way(r) for r in found]
        counts = [states.count(w) for w in ("passed", "wrong", ABSTAINED, UNSCORABLE)]
        lines.append(f"{tag:28} {len(found):4} {counts[0]:7} {counts[1]:6} {counts[2]:10} {counts[3]:11}")
    return "\n".join(lines)


def way(result: Result) -> str:
    """passed, wrong, abstained or unscorable."""
    states = {s.state for s in result.scores.values()}
    if UNSCORABLE in states:
        return UNSCORABLE
    if ABSTAINED in states and not result.case.abstain:
        return ABSTAINED
    return "passed" if result.passed else "wrong"


def kinds(rows: Rows) -> str:
    """Confusion of the marks by kind."""
    found = findings.confusion([findings.match(r.case, r.outcome) for r in rows if r.case.marks is not None])
    lines = [f"{'finding':26} {'made':>5} {'missed':>7} {'false alarm':>12}"]
    lines += [f"{k:26} {a:5} {b:7} {c:12}" for k, (a, b, c) in found.items()]
    return "\n".join(lines)


def failures(rows: Rows, held_too: bool) -> str:
    """Each failing case with what was expected and got; of held cases only the id, so that nobody tunes on them."""
    lines = []
    for r in rows:
        if r.passed:
            continue
        lines.append(f"{r.case.id} [{', '.join(r.failed)}]{' (held)' if r.case.held else ''} {r.case.where}")
        if not r.case.held or held_too:
            lines += [f"    {n}: {s.said}" for n, s in r.scores.items() if not s.right]
    return "\n".join(lines)


def summary(run: Run, comparison: Comparison) -> str:
    stamp = ", ".join(f"{k} {v}" for k, v in run.stamp.items())
    return f"{comparison}\n{stamp}"
