"""A second opinion as JSON, as plain text, as rows and as CSV. Its HTML is in opinion_html.py.

Words of the note leave by `as_csv` only when asked for. What else an explanation quotes of the note is blanked then.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from index.passage import TIER_NAMES
from rag.types import CandidateCode, Citation, Mark, Note, Opinion, Span

CLEAN = "No doubt about the codes proposed."
NONE_PROPOSED = "No codes were given to check."
BLANK = "[words of the note]"
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|‘([^’]+)’|(?<!\w)'([^']+)'(?!\w)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("part", "code", "kind", "what", "why", "instead", "authority", "tier", "quote", "words of the note")


def opinion_json(opinion: Opinion, id_: Any) -> dict[str, Any]:
    """The line that `python -m rag.second_opinion --jsonl` writes; spans are characters of the note as given."""
    return {
        "id": id_,
        "assign": [_candidate(c) for c in opinion.assign],
        "considered": [_candidate(c) for c in opinion.considered],
        "findings": [
            {
                "kind": mark.kind,
                "code": mark.code,
                "explanation": mark.explanation,
                "authority": [_citation(c) for c in mark.authority],
                "evidence": _spans(mark.evidence),
            }
            for mark in opinion.marks
        ],
        "missing": list(opinion.missing),
    }


def _candidate(candidate: CandidateCode) -> dict[str, Any]:
    return {"code": candidate.code, "why": candidate.why, "evidence": _spans(candidate.evidence)}


def _citation(citation: Citation) -> dict[str, Any]:
    passage = citation.passage
    return {
        "locator": passage.locator,
        "quote": citation.quote,
        "source": passage.source.title,
        "tier": int(passage.tier),
    }


def _spans(spans: Sequence[Span]) -> list[dict[str, int]]:
    return [{"start": s.start, "end": s.end} for s in spans]


def head(opinion: Opinion) -> str:
    """Setting, date of service and release: what the opinion holds for."""
    note = opinion.note
    return f"{note.setting}, date of service {note.date_of_service}, {opinion.release}"


def verdict(opinion: Opinion) -> str:
    """One sentence on the codes proposed."""
    if not opinion.note.proposed:
        return NONE_PROPOSED
    if not opinion.marks:
        return CLEAN
    count = len(opinion.marks)
    return f"{count} finding{'s' * (count > 1)} on {len(opinion.note.proposed)} codes proposed."


def kind_words(kind: str) -> str:
    """'not_billable' -> 'not billable'."""
    return kind.replace("_", " ")


def words_of(note: Note, spans: Sequence[Span]) -> list[str]:
    """The words of the note at the spans, line breaks flattened."""
    return [" ".join(note.text[s.start : s.end].split()) for s in spans]


def unquoted(text: str, note: Note) -> str:
    """`text` with every quotation that stands in the note blanked."""
    lower = " ".join(note.text.lower().split())

    def blank(m: re.Match[str]) -> str:
        inner = next(g for g in m.groups() if g)
        return BLANK if " ".join(inner.lower().split()).strip(" .…") in lower else m[0]

    return _QUOTED.sub(blank, text)


def code_rows(opinion: Opinion) -> list[list[str]]:
    """Rows of the table of codes: code, role, descriptor, why."""
    roles = [f"assign {n}" for n in range(1, len(opinion.assign) + 1)] + ["considered"] * len(opinion.considered)
    candidates = (*opinion.assign, *opinion.considered)
    return [[c.code, role, c.descriptor, c.why] for c, role in zip(candidates, roles, strict=True)]


def as_csv(opinion: Opinion, with_quotes: bool = False) -> str:
    """Codes, findings and citations, a row each. Cells that a spreadsheet would run as a formula are prefixed with '."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in _rows(opinion):
        if not with_quotes:
            row = [*row[:3], *(unquoted(cell, opinion.note) for cell in row[3:5]), *row[5:-1], ""]
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def safe_cell(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _rows(opinion: Opinion) -> Iterator[list[str]]:
    note = opinion.note
    yield ["encounter", "", "", head(opinion), verdict(opinion), "", "", "", "", ""]
    if note.proposed:
        yield ["proposed", ", ".join(note.proposed), "", "", "", "", "", "", "", ""]
    for candidate, (code, role, descriptor, why) in zip(
        (*opinion.assign, *opinion.considered), code_rows(opinion), strict=True
    ):
        said = " | ".join(words_of(note, candidate.evidence))
        yield ["code", code, role, descriptor, why, "", *_authority(candidate.citations), said]
    for mark in opinion.marks:
        said = " | ".join(words_of(note, mark.evidence))
        instead = ", ".join(mark.instead)
        yield ["finding", mark.code, mark.kind, "", mark.explanation, instead, *_authority(mark.authority), said]
    for part, texts in (("missing", opinion.missing), ("notice", opinion.notices)):
        yield from ([part, "", "", text, "", "", "", "", "", ""] for text in texts)


def _authority(citations: Sequence[Citation]) -> tuple[str, str, str]:
    """(locators, tiers, quotes), each joined."""
    return (
        "; ".join(c.passage.locator for c in citations),
        "; ".join(TIER_NAMES[c.passage.tier] for c in citations),
        " | ".join(c.quote for c in citations),
    )


def as_text(opinion: Opinion) -> str:
    """For a terminal or the clipboard. It quotes no words of the note beyond what explanations do."""
    lines = [f"[{head(opinion)}]", verdict(opinion), *(f"  ! {n}" for n in opinion.notices)]
    for title, codes in (("Assign, in order", opinion.assign), ("Considered", opinion.considered)):
        if codes:
            lines.append(f"{title}:")
            lines += [f"  {c.code} {c.descriptor} — {c.why}" for c in codes]
    if opinion.marks:
        lines.append("Findings:")
        lines += [line for mark in opinion.marks for line in _mark_lines(mark)]
    if opinion.missing:
        lines.append("What to ask the provider:")
        lines += [f"  - {m}" for m in opinion.missing]
    return "\n".join(lines)


def _mark_lines(mark: Mark) -> Iterator[str]:
    yield f"  {mark.code} — {kind_words(mark.kind)}: {mark.explanation}"
    if mark.instead:
        yield f"    instead or with it: {', '.join(mark.instead)}"
    for c in mark.authority:
        yield f'    {c.passage.locator} ({TIER_NAMES[c.passage.tier]}; {c.passage.source.release}): "{c.quote}"'
