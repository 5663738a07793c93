"""Two conditions that one code says together (guidelines/edits/combinations.tsv), found in what a question states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.code_set import CodeSet
from index.edit_tables import Combination
from rag.covering import covers
from rag.described import SURE
from rag.types import Finding

_UNLINKED = re.compile(
    r"\b(?:unrelated|not (?:due|related|linked|caused|from|attributed|associated)|independent of|no relation|separate from)\b",
    re.IGNORECASE,
)


def combined(found: Sequence[Finding], rows: Sequence[Combination], text: str, code_set: CodeSet) -> list[Finding]:
    """Two conditions that one code says together become it (guidelines/edits/combinations.tsv); not where the words part them."""
    out = list(found)
    if _UNLINKED.search(text):
        return out
    firm = [f for f in out if f.label == "affirmed" and f.codes[0][1] >= SURE - 1]
    for row in rows:
        a = next((f for f in firm if covers(row.first, f.codes[0][0]) and not _full(row, f.codes[0][0])), None)
        b = next((f for f in firm if f is not a and covers(row.second, f.codes[0][0])), None)
        whole = [p.first for p in row.becomes if p.single and len(p.first) > 3]
        if (
            a is None
            or b is None
            or not all(map(code_set.is_billable, whole))
            or not whole
            or any(covers(row.unless, f.codes[0][0]) for f in firm)
        ):
            continue
        have = {f.codes[0][0] for f in firm}
        made = [replace(a, codes=((c, a.codes[0][1]), *a.codes)) for c in whole if c not in have]
        gone = [f for f in (a, b) if not covers(row.becomes, f.codes[0][0]) and not f.codes[0][0].startswith("Z3A")]
        at = out.index(a)
        out = [f for f in [*out[:at], *made, *out[at:]] if f not in gone]
        firm = [f for f in out if f.label == "affirmed" and f.codes[0][1] >= SURE - 1]
    return out


def _full(row: Combination, code: str) -> bool:
    return any(p.single and p.first == code for p in row.becomes)
