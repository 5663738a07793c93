"""Where a citation is verified: quotes must occur in their passage, codes must exist and be billable where assigned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.code_set import CodeSet
from index.passage import Passage
from rag.types import CandidateCode, Citation, Statement


def cite(passage: Passage, quote: str) -> Citation | None:
    """The quote at its place in the passage; None when it does not occur there."""
    start = passage.text.find(quote) if quote else -1
    return Citation(passage, quote, start, start + len(quote)) if start >= 0 else None


def supported(text: str, quotes: Iterable[tuple[Passage, str]]) -> Statement | None:
    """The statement with every quote verified; None, so that it is not shown, when one fails or none is given."""
    citations = [cite(passage, quote) for passage, quote in quotes]
    if not citations or any(c is None for c in citations) or not text.strip():
        return None
    return Statement(text.strip(), tuple(c for c in citations if c))


def verified_statements(statements: Sequence[Statement | None]) -> tuple[tuple[Statement, ...], int]:
    """Statements that stand, once each, and how many were dropped."""
    kept = [s for s in statements if s is not None]
    once: dict[str, Statement] = {}
    for statement in kept:
        once.setdefault(statement.text, statement)
    return tuple(once.values()), len(statements) - len(kept)


def verified_codes(
    candidates: Iterable[CandidateCode], code_set: CodeSet, gists: Mapping[str, str]
) -> tuple[tuple[CandidateCode, ...], int]:
    """Candidates whose code exists, with the tabular's descriptor; one to assign that is not billable is demoted.

    Procedure codes are for the user's licensed files to verify: they pass with our own gist. Returns (candidates, how
    many dropped).
    """
    kept: dict[str, CandidateCode] = {}
    dropped = 0
    for candidate in candidates:
        if candidate.system != "ICD-10-CM":
            gist = gists.get(candidate.code, "") if candidate.system == "CPT/HCPCS" else ""
            kept.setdefault(candidate.code, replace(candidate, descriptor=gist))
            continue
        found = code_set.find(candidate.code)
        if found is None:
            dropped += 1
            continue
        if candidate.role == "assign" and not found.billable:
            why = f"{candidate.why} (not billable as it stands: more characters are required)"
            candidate = replace(candidate, role="considered", why=why)
        candidate = replace(candidate, code=found.code, descriptor=found.descriptor)
        if found.code not in kept or (kept[found.code].role == "considered" and candidate.role == "assign"):
            kept[found.code] = candidate
    return tuple(kept.values()), dropped
