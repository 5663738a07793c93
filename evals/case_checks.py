"""Cases against the release in force on their date and against the guidelines: `python -m evals.case_checks`.

An expected code exists and is billable where it is written in full, a section cited exists.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from evals.cases import CASES, Case, read_cases
from evals.expected import alternatives, is_code, ranges
from index.build import ROOT
from index.code_set import CodeSet
from index.guidelines import Guidelines, read_guidelines
from index.passage import Malformed, NoRelease
from index.releases import in_force, releases_in


def check(cases: Sequence[Case], releases: Sequence[CodeSet], guidelines: Guidelines) -> None:
    """Raises Malformed with file:line for the first case that names a code or section that does not exist."""
    for case in cases:
        check_codes(case, releases)
        check_sections(case, guidelines, releases)


def check_codes(case: Case, releases: Sequence[CodeSet]) -> None:
    """Codes expected exist on the date; one written in full to be assigned is billable. Traps may name false codes."""
    try:
        code_set = in_force(releases, case.date)
    except NoRelease:
        if "no release in force" in case.abstain:
            return
        raise Malformed(case.where, f"{case.id}: no release loaded is in force on {case.date}") from None
    for name in ("must", "accept", "must_not", "order"):
        for option in (o for written in getattr(case, name) for o in alternatives(written) if is_code(o)):
            for first in ranges(option):
                found = code_set.find(first)
                if found is None and not (name == "must_not" and case.kind == "trap"):
                    raise Malformed(case.where, f"{case.id}: {name} names {option}, not in {code_set.release}")
                if found and name in ("must", "accept") and not option.endswith("-") and not found.billable:
                    raise Malformed(case.where, f"{case.id}: {name} names {option}, not billable; write {option}-")


def check_sections(case: Case, guidelines: Guidelines, releases: Sequence[CodeSet]) -> None:
    known = {e.passage.locator.removeprefix("note ") for e in guidelines.entries()}
    for cited in case.cite:
        is_known = cited in known or any(k.startswith((cited + ".", cited + "/")) for k in known)
        if not is_known and not any(r.find(cited) for r in releases) and not cited.startswith("Chapter"):
            raise Malformed(case.where, f"{case.id}: cite names {cited}, which is no section, note or code")


def main() -> int:
    """Loads every case and counts them; exit 2 with file:line when one is malformed."""
    try:
        cases = read_cases(CASES)
        check(cases, releases_in(None), read_guidelines(ROOT / "guidelines"))
    except Malformed as reason:
        print(reason, file=sys.stderr)
        return 2
    gray = sum(c.gray for c in cases)
    print(f"{len(cases)} cases, {gray} gray, {sum(bool(c.twin_of) for c in cases)} with a twin, ", end="")
    print(f"{sum(c.held for c in cases)} held, {sum(c.kind == 'note' for c in cases)} notes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
