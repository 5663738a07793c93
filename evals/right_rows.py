"""Whether a row of a branch table is a right lead for a case, by what the case cites, must, may and must not assign."""

from __future__ import annotations

from evals.cases import Case
from index.decision import Branch
from index.forum import ForumNote
from index.official import Rule
from index.patterns import CodePattern, find_patterns
from rag.compose import asks_first
from rag.types import QUERY


def is_right(entry: Rule | ForumNote, row: Branch, case: Case) -> bool:
    """True where the row is cited, bears the verdict, assigns nothing foreign and speaks to a code that the case asks for."""
    locator = entry.passage.locator.removeprefix("note ")
    if not any(locator == x or entry.passage.id == x or locator.startswith(f"{x}.") for x in case.cite):
        return False
    verdict = QUERY if asks_first(row) else row.verdict or entry.verdict
    if case.verdict and verdict not in case.verdict:
        return False
    return _assigns_only(row, case) and _speaks_to(row, case)


def _assigns_only(row: Branch, case: Case) -> bool:
    """No code written in full that the case bars or does not know, and none of its codes ruled out."""
    allowed, barred = _patterns((*case.must, *case.accept)), _patterns(case.must_not)
    full = [i.pattern.first for i in row.assign if i.pattern and i.pattern.single]
    if any(p.matches(c) for p in barred for c in full if not any(a.matches(c) for a in allowed)):
        return False
    if allowed and any(not any(_akin(p, c) for p in allowed) for c in full):
        return False
    wanted = [c for alternatives in case.must for c in alternatives.split("|") if "-" not in c]
    return not any(i.pattern and i.pattern.matches(c) for i in row.excluded for c in wanted)


def _speaks_to(row: Branch, case: Case) -> bool:
    if not case.must or any(i.kind == "marker" for i in row.assign):
        return True
    wanted = [c.rstrip(".-") for alternatives in case.must for c in alternatives.split("|")]
    patterns = [i.pattern for i in row.assign if i.pattern]
    return any(p.matches(c) or p.first.startswith(c) for p in patterns for c in wanted)


def _akin(pattern: CodePattern, code: str) -> bool:
    return pattern.matches(code) or code.startswith(pattern.first) or pattern.first.startswith(code)


def _patterns(texts: tuple[str, ...]) -> list[CodePattern]:
    return [p for text in texts for alternative in text.split("|") for p in find_patterns(alternative)]
