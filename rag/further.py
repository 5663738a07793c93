"""Conditions that a question states and no row speaks of: coded too, for all that is documented is reported (IV.J, III)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.edit_tables import EditTables
from index.search import Index
from rag.attributes import laterality
from rag.compose import Draft
from rag.described import Described, codable
from rag.edits import Tabular
from rag.ground import supported
from rag.integral import integral_signs
from rag.marks_table import covers
from rag.propose import led
from rag.resolve import Resolver
from rag.types import CandidateCode, Question

_SIDED = re.compile(r"\b(?:left|right)\b", re.IGNORECASE)


def add_further(
    draft: Draft, described: Described, question: Question, resolver: Resolver, tables: EditTables, index: Index
) -> None:
    """Assigns the conditions stated that nothing speaks against; each is said with the line of the tabular."""
    tabular = resolver.tabular
    for code in codable(list(described.affirmed(tabular.code_set))):
        assigned = [c.code for c in draft.candidates if c.role == "assign" and c.system == "ICD-10-CM"]
        if (
            _side_open(code, question, tabular)
            or _spoken_of(draft, question, code)
            or any(_against(code, assigned, tabular, tables, index))
        ):
            continue
        top = resolver.complete(code)
        cited = tabular.cite_code(tabular.code_set.stem(top.codes[0]) or top.codes[0])
        why = "stated in the question; no rule found here speaks against it"
        draft.candidates.append(CandidateCode(top.codes[0], "", "assign", why, citations=(cited,)))
        text = f"{top.codes[0]} {tabular.code_set.descriptor(top.codes[0])} is stated in the question."
        draft.statements.append(supported(text, [(cited.passage, cited.quote)]))
        draft.missing += [f"The note must state {m}" for m in top.missing]


def _spoken_of(draft: Draft, question: Question, code: str) -> bool:
    """True when the category is already in the answer or in the question: then the rule or the tabular decides."""
    named = (*question.icd_codes, *(c.code for c in draft.candidates if c.system == "ICD-10-CM"))
    return draft.is_out(code) or any(c[:3] == code[:3] for c in named)


def _side_open(code: str, question: Question, tabular: Tabular) -> bool:
    """True for a code of one side where the question names both: which one is meant is asked, not guessed."""
    sides = {s for s, *_ in laterality(question.expanded)}
    return {"left", "right"} <= sides and bool(_SIDED.search(tabular.code_set.descriptor(code)))


def _against(code: str, assigned: Sequence[str], tabular: Tabular, tables: EditTables, index: Index) -> Iterator[str]:
    """Assigned codes beside which `code` does not stand: Excludes1, a combination code, a disease of which it is a sign."""
    for other in assigned:
        if code.startswith("C") and other.startswith(("Z08", "Z85")):  # gone, or still there (I.C.2.m)
            yield other
        if tabular.code_set.conflicts(code, other):
            yield other
        for row in tables.combinations:
            pair = (covers(row.first, code) and covers(row.second, other)) or (
                covers(row.first, other) and covers(row.second, code)
            )
            if pair and not covers(row.becomes, code):
                yield other
    for edit in integral_signs(index, [code, *assigned]):
        if edit.codes[0] == code:
            yield edit.codes[1]


def in_order(draft: Draft, tables: EditTables) -> None:
    """Codes of several sources in the order of the sequence tables; those of one row stay as the row has them."""
    mine = [c for c in draft.candidates if c.role == "assign" and c.system == "ICD-10-CM"]
    order = led(tables, list(dict.fromkeys(c.code for c in mine))) if mine else []
    placed = sorted(mine, key=lambda c: order.index(c.code))
    rows = {why: iter([c for c in mine if c.why == why]) for why in dict.fromkeys(c.why for c in mine)}
    ranked = iter([next(rows[c.why]) for c in placed])
    draft.candidates = [next(ranked) if c in mine else c for c in draft.candidates]
