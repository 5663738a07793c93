"""A second opinion as HTML, escaped: the note with its highlights, codes, findings, and the one-page audit sheet.

A link "#open-m0-1" lights the evidence of finding 0 and opens its second authority; "#open-c2-0" does so for code 2.
Highlights differ by border and by a label in words, not by colour alone, and can be reached by the Tab key.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.passage import TIER_NAMES
from rag.browse_html import code_link
from rag.opinion_render import code_rows, head, kind_words, unquoted, verdict, words_of
from rag.types import CandidateCode, Citation, Mark, Opinion, Span

FINDING, SUPPORT, CONTEXT, QUIET = "finding", "support", "context", "quiet"
_STRENGTH = (FINDING, SUPPORT, CONTEXT, QUIET)
_SHEET = """
@page{size:A4;margin:14mm}
body{font:12px/1.4 system-ui,sans-serif;color:#111;background:#fff;max-width:60rem;margin:1rem auto;padding:0 1rem}
h1{font-size:1.3em;margin:.2em 0}h2{font-size:1.05em;margin:1em 0 .3em}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.2em .4em;text-align:left;vertical-align:top}
"""


@dataclass(frozen=True)
class Light:
    """Words of the note to highlight: how (FINDING, SUPPORT, CONTEXT, QUIET), the label, and the row it belongs to."""

    span: Span
    how: str
    label: str
    row: str


def lights(opinion: Opinion) -> Iterator[Light]:
    """Evidence of findings and of codes; conditions that are not affirmed. QUIET shows only when its row is opened."""
    for n, mark in enumerate(opinion.marks):
        for span in mark.evidence:
            yield Light(span, FINDING, f"{kind_words(mark.kind)} {mark.code}", f"m{n}")
    for n, c in enumerate((*opinion.assign, *opinion.considered)):
        for span in c.evidence:
            yield Light(span, SUPPORT if c.role == "assign" else QUIET, c.code, f"c{n}")
    for n, found in enumerate(opinion.findings):
        if found.label != "affirmed":
            yield Light(found.span, CONTEXT, found.label, f"f{n}")


def note_html(opinion: Opinion) -> str:
    """The note as pasted, cut where highlights begin and end. The text itself is unchanged: labels are attributes."""
    text = opinion.note.text
    found = sorted((x for x in lights(opinion) if x.span.start < x.span.end), key=lambda x: x.span)
    cuts = sorted({0, len(text), *(min(e, len(text)) for x in found for e in (x.span.start, x.span.end))})
    body = []
    for start, end in pairwise(cuts):
        over = [x for x in found if x.span.start <= start and end <= x.span.end]
        body.append(_segment(text[start:end], start, over) if over else _(text[start:end]))
    return (
        f'<div class="note" role="region" aria-label="the note with its highlights" tabindex="0">{"".join(body)}</div>'
    )


def _segment(text: str, start: int, over: Sequence[Light]) -> str:
    how = min((x.how for x in over), key=_STRENGTH.index)
    rows = " ".join(dict.fromkeys(x.row for x in over))
    begins = sorted((x for x in over if x.span.start == start and x.how != QUIET), key=lambda x: _STRENGTH.index(x.how))
    reach = ""
    if begins:
        labels = list(dict.fromkeys(f"{x.how}: {x.label}" for x in begins))
        tag = " · ".join(dict.fromkeys(x.label for x in begins))
        said = _("; ".join([*labels, " ".join(text.split())]))
        reach = f' tabindex="0" role="button" data-tag="{_(tag)}" aria-label="{said}"'
    return f'<mark class="light {how}" data-rows="{rows}"{reach}>{_(text)}</mark>'


LEGEND = (
    '<p class="legend"><mark class="light finding" data-tag="finding">doubt about a code</mark> '
    '<mark class="light support" data-tag="code">supports a code</mark> '
    '<mark class="light context" data-tag="negated">said, but not as present</mark></p>'
)


def head_html(opinion: Opinion) -> str:
    """What it holds for, what is said of the codes, and notices."""
    notices = "".join(f'<p class="notice">{_(n)}</p>' for n in opinion.notices)
    return f'<div role="status"><p><b>{_(verdict(opinion))}</b></p><p>{_(head(opinion))}</p>{notices}</div>'


def codes_html(opinion: Opinion) -> str:
    """The table of codes; each "shown in the note" lights what supports the code."""
    candidates = (*opinion.assign, *opinion.considered)
    rows = []
    for n, (c, (code, role, descriptor, why)) in enumerate(zip(candidates, code_rows(opinion), strict=True)):
        shown = f'<a href="#open-c{n}-0">in the note</a>' if c.evidence else ""
        rows.append(
            f'<tr data-row="c{n}" tabindex="-1"><td>{code_link(code) if c.system == "ICD-10-CM" else _(code)}</td>'
            f"<td>{_(role)}</td><td>{_(descriptor)}</td><td>{_(why)} {shown} {_cites(f'c{n}', c.citations)}</td></tr>"
        )
    if not rows:
        return "<p>No code is proposed from this note.</p>"
    names = "".join(f'<th scope="col">{h}</th>' for h in ("Code", "Role", "Descriptor", "Why"))
    return f'<div class="wide"><table class="codes-table"><thead><tr>{names}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def findings_html(opinion: Opinion) -> str:
    """Findings on the codes proposed, then what to ask the provider."""
    items = "".join(_finding(n, mark, opinion) for n, mark in enumerate(opinion.marks))
    listed = f'<ol class="findings">{items}</ol>' if items else f"<p>{_(verdict(opinion))}</p>"
    asked = "".join(f"<li>{_(m)}</li>" for m in opinion.missing)
    more = f"<h4>What to ask the provider</h4><ul>{asked}</ul>" if asked else ""
    return f'<h4>Findings</h4><div class="findings-box">{listed}{more}</div>'


def _finding(n: int, mark: Mark, opinion: Opinion) -> str:
    said = " … ".join(f"“{_(w)}”" for w in words_of(opinion.note, mark.evidence[:3]))
    instead = ", ".join(map(code_link, mark.instead))
    return (
        f'<li data-row="m{n}" tabindex="-1"><a href="#open-m{n}-0" class="title">{_(kind_words(mark.kind))}: {_(mark.code)}</a>'
        f"<br>{_(mark.explanation)} {_cites(f'm{n}', mark.authority)}"
        + (f"<br>Instead or with it: {instead}" if instead else "")
        + (f'<br><span class="said">The note: {said}</span>' if said else "")
        + "</li>"
    )


def _cites(row: str, citations: Sequence[Citation]) -> str:
    return " ".join(f'<a href="#open-{row}-{n}">[{_(c.passage.locator)}]</a>' for n, c in enumerate(citations))


def audit_sheet(opinion: Opinion, with_quotes: bool, made: dt.date | None = None) -> str:
    """One page that stands alone: codes, findings, citations; the words of the note only `with_quotes`."""

    def out(text: str) -> str:
        return _(text if with_quotes else unquoted(text, opinion.note))

    columns = ["Code", "Role", "Descriptor", "Why", *(["The note"] if with_quotes else [])]
    candidates: Sequence[CandidateCode] = (*opinion.assign, *opinion.considered)
    codes = [
        [*map(out, row), *([_said(opinion, c.evidence)] if with_quotes else [])]
        for c, row in zip(candidates, code_rows(opinion), strict=True)
    ]
    marks = [
        [_(m.code), _(kind_words(m.kind)), out(m.explanation), _(", ".join(m.instead)), _authority(m.authority)]
        + ([_said(opinion, m.evidence)] if with_quotes else [])
        for m in opinion.marks
    ]
    found = ["Code", "Finding", "Why", "Instead or with it", "Authority", *(["The note"] if with_quotes else [])]
    lists = "".join(
        f"<h2>{title}</h2><ul>{''.join(f'<li>{out(t)}</li>' for t in texts)}</ul>"
        for title, texts in (("What to ask the provider", opinion.missing), ("Notices", opinion.notices))
        if texts
    )
    kept = "with" if with_quotes else "without"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Curbside audit sheet</title><style>{_SHEET}</style>'
        f"<h1>Curbside: second opinion</h1><p>{_(head(opinion))}{f'; made on {made}' if made else ''}; {kept} words of the "
        f"note</p><p>Proposed: {_(', '.join(opinion.note.proposed)) or 'none'}. <b>{_(verdict(opinion))}</b></p>"
        f"<h2>Codes</h2>{_table(columns, codes)}<h2>Findings</h2>{_table(found, marks)}{lists}</html>"
    )


def _said(opinion: Opinion, spans: Sequence[Span]) -> str:
    return "<br>".join(f"“{_(w)}”" for w in words_of(opinion.note, spans))


def _authority(citations: Sequence[Citation]) -> str:
    return "<br>".join(
        f"<b>{_(c.passage.locator)}</b> ({_(TIER_NAMES[c.passage.tier])}; {_(c.passage.source.title)}): “{_(c.quote)}”"
        for c in citations
    )


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """`rows` are HTML already."""
    if not rows:
        return "<p>None.</p>"
    head_ = "".join(f"<th>{_(n)}</th>" for n in names)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{head_}</tr>{body}</table>"


def _(text: str) -> str:
    return html.escape(text)
