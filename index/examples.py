"""Questions that a row of a branch table answers (guidelines/examples/*.tsv): how coders put what the row says.

One line each: the rule's number (or the note's id as "note:<id>"), the row's condition as it stands in the table, the setting, a question.
A question near an example points to its row even where no word of the row's cues is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.decision import SETTINGS
from index.passage import Malformed
from index.terms import tsv_rows


@dataclass(frozen=True)
class Example:
    """A question that the row with this condition answers; `where` is its file and line."""

    where: str
    rule: str
    condition: str
    setting: str
    question: str


def read_examples(folder: Path, rules: Collection[str]) -> tuple[Example, ...]:
    """The examples of all files of the folder. Raises Malformed with file:line for a rule that is not there."""
    return tuple(e for path in sorted(folder.glob("*.tsv")) for e in _read(path, frozenset(rules)))


def _read(path: Path, rules: frozenset[str]) -> Iterator[Example]:
    for where, rule, condition, setting, question in tsv_rows(path, ("rule", "condition", "setting", "question")):
        if rule not in rules:
            raise Malformed(where, f"there is no rule or note '{rule}'")
        if setting not in SETTINGS:
            raise Malformed(where, f"unknown setting '{setting}', use one of {', '.join(SETTINGS)}")
        if not question:
            raise Malformed(where, "the line has no question")
        yield Example(where, rule, condition, setting, question)
