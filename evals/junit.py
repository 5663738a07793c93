"""A run as JUnit XML, as CI servers read it: newly broken cases are failures, quarantined ones skipped."""

from __future__ import annotations

import datetime as dt
from xml.etree.ElementTree import Element, SubElement, tostring

from evals.baseline import Comparison
from evals.run import Run


def as_junit(run: Run, comparison: Comparison, today: dt.date) -> str:
    broken = {r.case.id for r in comparison.broken}
    suite = Element("testsuite", name="curbside evals", tests=str(len(run.results)), failures=str(len(broken)))
    for r in run.results:
        row = SubElement(suite, "testcase", name=r.case.id, classname=r.case.tags[0], time=f"{r.outcome.seconds:.3f}")
        said = "; ".join(f"{n}: {s.said}" for n, s in r.scores.items() if not s.right)
        if r.case.id in broken:
            SubElement(row, "failure", message=f"{r.case.where}: {said}")
        elif r.case.quarantined(today) and not r.passed and r.case.quarantine:
            SubElement(row, "skipped", message=f"quarantined until {r.case.quarantine.until}: {r.case.quarantine.why}")
        elif not r.passed:
            SubElement(row, "system-out").text = f"failed before as well: {said}"
    return tostring(suite, encoding="unicode", xml_declaration=True)
