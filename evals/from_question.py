"""A question just asked, as the draft of a case in `<CURBSIDE_HOME>/evals/drafts.yaml`, for the coding lead to review.

What was answered stands as the expectation. A question's text is taken along, a note's is not: text that is longer than
MOST_CHARACTERS or MOST_LINES counts as a note, and only a question that opens it is kept, unless the person says that
the note is synthetic.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock

from rag.types import Abstention, Answer

DRAFTS = "drafts.yaml"
MOST_CHARACTERS, MOST_LINES = 400, 3
RATIONALE = "drafted from a question; review before use"
LEFT_OUT = "(a note was left out; write the question, and a synthetic note if the case needs one)"
_OPENING = re.compile(r"[^.!?\n]{3,300}\?(?=\s|$)")


def question_of(text: str, synthetic: bool) -> tuple[str, bool]:
    """(text to keep, whether something was left out)."""
    whole = text.strip()
    if synthetic or (len(whole) <= MOST_CHARACTERS and len(whole.splitlines()) <= MOST_LINES):
        return whole, False
    opening = _OPENING.match(whole)
    return (opening[0] if opening else LEFT_OUT), True


def draft(result: Answer | Abstention, synthetic: bool, now: dt.datetime) -> dict[str, Any]:
    """The case, in the form of evals/cases.py. Its id is the moment; tags, twin and rationale are the lead's to write."""
    question = result.question
    kept, _ = question_of(question.text, synthetic)
    row: dict[str, Any] = {
        "id": f"draft-{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03}",
        "kind": "question",
        "tags": ["draft"],
        "question": kept,
        "setting": question.setting,
        "date": question.date_of_service,
    }
    if isinstance(result, Abstention):
        return row | {"abstain": result.kind, "held": False, "rationale": RATIONALE}
    return row | _answered(result) | {"held": False, "rationale": RATIONALE, "checked": result.release}


def _answered(answer: Answer) -> dict[str, Any]:
    must = list(dict.fromkeys(c.code for c in answer.assign))
    cited = (c.passage for s in answer.statements for c in s.citations)
    row = {
        "must": must,
        "order": must if len(must) > 1 else [],
        "cite": list(dict.fromkeys(p.locator.removeprefix("note ").split(" ")[0] for p in cited))[:3],
        "verdict": answer.verdict,
    }
    return {key: value for key, value in row.items() if value}


def append(home: Path, row: dict[str, Any]) -> Path:
    """Adds the draft at the end of the file, under a lock. Raises OSError where it cannot be written."""
    path = home / "evals" / DRAFTS
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"), path.open("a", encoding="utf-8") as file:
        file.write(as_yaml([row]) + "\n")
    return path


def as_yaml(rows: Sequence[dict[str, Any]]) -> str:
    """A list of cases, keys in the order given."""
    return str(yaml.dump(list(rows), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=118))


class _Plain(yaml.SafeDumper):
    """Writes a list twice over rather than as an anchor, which a coding lead need not know."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
