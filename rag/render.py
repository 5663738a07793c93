"""An Answer or Abstention as JSON for lists, and as plain text for a terminal or the clipboard."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from index.passage import TIER_NAMES
from rag.types import Abstention, Answer, CandidateCode, Citation


def as_json(result: Answer | Abstention, id_: Any) -> dict[str, Any]:
    """The line that `python -m rag --jsonl` writes."""
    if isinstance(result, Abstention):
        return {
            "id": id_,
            "kind": "abstention",
            "verdict": result.verdict,
            "assign": [],
            "considered": _codes(result.neighbours),
            "statements": [],
            "missing": [],
            "reason": result.reason,
        }
    return {
        "id": id_,
        "kind": "answer",
        "verdict": result.verdict,
        "assign": _codes(result.assign),
        "considered": _codes(result.considered),
        "statements": [{"text": s.text, "citations": [_citation(c) for c in s.citations]} for s in result.statements],
        "missing": list(result.missing),
        "reason": "",
    }


def _codes(candidates: Sequence[CandidateCode]) -> list[dict[str, str]]:
    return [{"code": c.code, "why": c.why, "descriptor": c.descriptor, "system": c.system} for c in candidates]


def _shown(candidate: CandidateCode) -> str:
    return f"modifier {candidate.code}" if candidate.system == "modifier" else candidate.code


def _citation(citation: Citation) -> dict[str, Any]:
    passage = citation.passage
    return {
        "locator": passage.locator,
        "quote": citation.quote,
        "source": passage.source.title,
        "tier": int(passage.tier),
    }


def as_text(result: Answer | Abstention) -> str:
    """The answer as plain text, citations numbered."""
    head = f"[{result.question.setting}, date of service {result.question.date_of_service}]"
    if isinstance(result, Abstention):
        return f"{head}\nNo answer: {result.kind}\n{result.reason}"
    lines = [head, f"Verdict: {result.verdict}"]
    lines += [f"  ! {n}" for n in result.notices]
    for title, codes in (("Assign, in order", result.assign), ("Considered", result.considered)):
        if codes:
            lines.append(f"{title}:")
            lines += [f"  {_shown(c)} {c.descriptor} — {c.why}" for c in codes]
    cited: list[Citation] = []
    lines.append("Because:")
    for statement in result.statements:
        marks = []
        for citation in statement.citations:
            if citation not in cited:
                cited.append(citation)
            marks.append(f"[{cited.index(citation) + 1}]")
        lines.append(f"  {statement.text} {''.join(marks)}")
    if result.missing:
        lines.append("What the note must say, or whom to ask:")
        lines += [f"  - {m}" for m in result.missing]
    lines.append("Sources:")
    for n, c in enumerate(cited, 1):
        tier = TIER_NAMES[c.passage.tier]
        lines.append(f'  [{n}] {c.passage.locator} ({tier}; {c.passage.source.release}): "{c.quote}"')
    lines.append(f"Release: {result.release}")
    return "\n".join(lines)


def cited(result: Answer) -> list[Citation]:
    """Every citation once, in the order of the statements; the number shown is its place."""
    return list(dict.fromkeys(c for s in result.statements for c in s.citations))


def as_markdown(result: Answer | Abstention, turn: int) -> str:
    """The answer for the chat; citation n is a link to #cite-<turn>-<n>."""
    if isinstance(result, Abstention):
        return f"**No answer — {result.kind}.**\n\n{_plain(result.reason)}"
    numbers = {c: n for n, c in enumerate(cited(result), 1)}
    lines = [f"**Verdict: {result.verdict}**"]
    lines += [f"> {_plain(n)}" for n in result.notices]
    if result.assign:
        lines.append(
            "**Assign, in order:** " + ", ".join(f"`{_shown(c)}` {_plain(c.descriptor)}" for c in result.assign)
        )
    for statement in result.statements:
        marks = " ".join(f"[\\[{numbers[c]}\\]](#cite-{turn}-{numbers[c]})" for c in statement.citations)
        lines.append(f"- {_plain(statement.text)} {marks}")
    if result.missing:
        lines.append("**What the note must say, or whom to ask**")
        lines += [f"- {_plain(m)}" for m in result.missing]
    lines.append(f"<small>{_plain(result.question.setting)}, date of service {result.question.date_of_service}, "
                 f"{_plain(result.release)}</small>")  # fmt: skip
    return "\n".join(f"{a}\n" if not a.startswith("- ") else a for a in lines).replace("\n- ", "\n- ")


def _plain(text: str) -> str:
    """Words of a question or rule shown as they are: no Markdown, no HTML."""
    return (
        html.escape(re.sub(r"([\\`*_\[\]#|<>~])", r"\\\1", text), quote=False)
        .replace("\\&lt;", "&lt;")
        .replace("\\&gt;", "&gt;")
    )


def passage_html(citation: Citation) -> str:
    """The passage with the quote marked, its source and authority above it."""
    p = citation.passage
    before, after = p.text[: citation.start], p.text[citation.end :]
    body = f"{html.escape(before)}<mark>{html.escape(citation.quote)}</mark>{html.escape(after)}"
    return (
        f'<section class="passage" aria-label="cited passage"><h3>{html.escape(p.locator)} {html.escape(p.heading)}</h3>'
        f"<p><b>{html.escape(TIER_NAMES[p.tier])}</b> · {html.escape(p.source.title)} · {html.escape(p.source.release)}</p>"
        f'<div class="text">{body.replace(chr(10), "<br>")}</div></section>'
    )


def code_rows(result: Answer | Abstention) -> list[list[str]]:
    """Rows of the table of candidate codes: code, role, descriptor, why."""
    candidates = result.neighbours if isinstance(result, Abstention) else (*result.assign, *result.considered)
    rows, place = [], 0
    for c in candidates:
        place += c.role == "assign"
        role = f"assign {place}" if c.role == "assign" else "considered"
        rows.append([_shown(c), role, c.descriptor, c.why])
    return rows
