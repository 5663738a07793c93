"""Section hit: one of the sections of `cite`, or one below it, is cited.

Definition: success@k over the citations in the order shown (a hit anywhere counts; the place is kept in `value` as the
reciprocal rank, Voorhees 1999). "I.C.9.a" is met by "I.C.9.a.2"; a code by its own passage, or one below it.
"""

from __future__ import annotations

from evals.cases import Case
from evals.outcome import Outcome
from evals.scorers.score import Score, judged

NAME = "section"


def score(case: Case, outcome: Outcome) -> Score | None:
    if not case.cite or case.abstain or case.marks is not None:
        return None
    cited = list(dict.fromkeys(c.locator for c in outcome.cited))
    place = next((n for n, at in enumerate(cited, 1) if any(opens(at, c) for c in case.cite)), None)
    said = f"expected one of {', '.join(case.cite)}, cited {', '.join(cited[:6]) or 'nothing'}"
    return judged(NAME, place is not None, said, outcome, 1 / place if place else 0.0)


def opens(locator: str, section: str) -> bool:
    """True when the locator is the section, a part of it, or a note at a code of it."""
    at = locator.removeprefix("note ").split(" ")[0]
    return at == section or at.startswith((section + ".", section + "/")) or _below(at, section)


def _below(at: str, code: str) -> bool:
    return len(code) >= 3 and code[1].isdigit() and at.startswith(code)
