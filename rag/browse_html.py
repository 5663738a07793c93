"""The code browser as HTML, escaped: lines of codes, the tree, one code with its notes, the seventh-character builder.

Every code is a link "#code-<code>", reachable by keyboard; app.py carries the click to Python.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from index.browse import Line, View
from index.changes import Change, Changes
from index.code_set import NOTE_KINDS, Code, Instruction
from index.patterns import CODE

_CODES = re.compile(rf"(?<![A-Z0-9.]){CODE}(?![0-9A-Z])")
ONE_RELEASE = "One release is loaded, so nothing can be compared."
NONE_BEFORE = "No release before this one is loaded, so nothing can be compared."


def code_link(code: str, shown: str = "") -> str:
    return f'<a href="#code-{_(code)}" class="code">{_(shown or code)}</a>'


def linked(text: str) -> str:
    """Text escaped, with the code numbers in it as links."""
    parts, at = [], 0
    for m in _CODES.finditer(text):
        parts += [_(text[at : m.start()]), code_link(m[0])]
        at = m.end()
    return "".join(parts) + _(text[at:])


def results_html(lines: Sequence[Line], typed: str) -> str:
    """What a search found, best first."""
    if not typed.strip():
        return "<p>Type words, or the start of a code.</p>"
    if not lines:
        return "<p>No code is found for this. Try other words, or open a chapter in the tree.</p>"
    return f'<p role="status">{len(lines)} found</p><ul class="lines">{"".join(map(_item, lines))}</ul>'


def tree_html(chapters: Sequence[Line], view: View | None) -> str:
    """The chapters; or the path from the chapter down to the code with its children, or its siblings where it has none."""
    if view is None:
        return _tree(f'<ul class="lines">{"".join(map(_item, chapters))}</ul>')
    top = '<p><a href="#code-" class="code">All chapters</a></p>'
    here = view.code.code
    path = [line for line in view.path if line.code not in {b.code for b in view.beside}]
    below = view.children or view.beside
    inner = "".join(_item(line, line.code in (here, view.path[-1].code if view.path else "")) for line in below)
    nested = f'<ul class="lines">{inner}</ul>' if inner else ""
    if view.children:
        nested = f'<ul class="lines"><li aria-current="true"><b>{_line(view.code)}</b>{nested}</li></ul>'
    for line in reversed(path):
        nested = f'<ul class="lines"><li>{code_link(line.code)} {_(line.descriptor)}{nested}</li></ul>'
    return _tree(top + nested)


def _tree(inner: str) -> str:
    return f'<nav class="tree" aria-label="tree of codes">{inner}</nav>'


def _line(code: Code) -> str:
    return f"{_(code.code)} {_(code.descriptor)}"


def _item(line: Line, current: bool = False) -> str:
    mark = "billable" if line.billable else "7th character" if line.needs_seventh else ""
    tag = f' <span class="tag">{mark}</span>' if mark else ""
    here = ' aria-current="true"' if current else ""
    return f"<li{here}>{code_link(line.code)} {_(line.descriptor)}{tag}</li>"


def code_html(view: View, paths: Sequence[str], changed: Changes | None, releases: int = 1, notice: str = "") -> str:
    """Everything of one code. `changed` compares with the release before, None when there is none among `releases`.

    `notice` says what the release cannot show (one read from an order file has no notes).
    """
    code = view.code
    parts = [
        f'<h3 id="code-shown" tabindex="-1">{_line(code)}</h3>',
        f"<p>{_standing(view)} {_copy(code.code) if not code.is_heading else ''}</p>",
        f"<p><small>{_(view.release)}</small></p>",
        f'<p class="notice">{_(notice)}</p>' if notice else "",
        _sevenths(view),
        _list("Inclusion terms", map(linked, code.inclusion_terms)),
        _list("Includes", map(linked, code.includes)),
        _notes("Notes at this code", view.own, False),
        _notes("Inherited notes", view.inherited, True),
        _list("Remarks", (f"{linked(text)} <small>at {code_link(at)}</small>" for at, text in view.remarks)),
        _list("Paths in the Alphabetic Index", map(_, paths)),
    ]
    if not paths and not code.is_heading:
        parts.append(
            "<h4>Paths in the Alphabetic Index</h4><p>None: no Alphabetic Index is loaded, or none leads here.</p>"
        )
    if not code.is_heading:
        parts.append(_changes(code.code, changed, releases))
    return f'<section class="one-code" aria-labelledby="code-shown">{"".join(parts)}</section>'


def unknown_html(code: str, near: Sequence[Line], release: str) -> str:
    """Said of a code that the release does not have."""
    offered = f'<p>Near it:</p><ul class="lines">{"".join(map(_item, near))}</ul>' if near else ""
    return f"<section><p><b>{_(code)}</b> is not in {_(release)}.</p>{offered}</section>"


def _standing(view: View) -> str:
    code = view.code
    if code.billable:
        return '<b class="ok">Billable</b>'
    if view.sevenths:
        return "<b>Not billable yet</b>: a seventh character is required."
    kind = "A heading, not a code" if code.is_heading else "Not billable"
    return f"<b>{kind}</b>: {view.below} codes below it."


def _copy(code: str) -> str:
    return (
        f'<button type="button" class="copy" data-copy="{_(code)}" aria-label="copy {_(code)}">Copy {_(code)}</button>'
    )


def _sevenths(view: View) -> str:
    if not view.sevenths:
        return ""
    rows = "".join(
        f"<li{' aria-current=true' if s.full == view.code.code else ''}>"
        f'<a href="#code-{_(s.full)}" class="code"><b>{_(s.char)}</b></a> {_(s.meaning)} <small>{_(s.full)}</small></li>'
        for s in view.sevenths
    )
    return f'<h4>Seventh character</h4><ul class="lines sevenths">{rows}</ul>'


def _notes(title: str, notes: Sequence[Instruction], inherited: bool) -> str:
    parts = []
    for kind in NOTE_KINDS:
        lines = [
            linked(note.text) + (f" <small>at {code_link(note.at)}</small>" if inherited else "")
            for note in notes
            if note.kind == kind
        ]
        parts.append(_list(kind, lines, "h5"))
    inner = "".join(parts)
    return f"<h4>{title}</h4>{inner}" if inner else ""


def _list(title: str, items: Iterable[str], level: str = "h4") -> str:
    inner = "".join(f"<li>{item}</li>" for item in items)
    return f"<{level}>{_(title)}</{level}><ul>{inner}</ul>" if inner else ""


def _changes(code: str, changed: Changes | None, releases: int) -> str:
    if changed is None:
        return f"<h4>Changed from the last release</h4><p>{NONE_BEFORE if releases > 1 else ONE_RELEASE}</p>"
    title = f"Changed from {changed.old.id} to {changed.new.id}"
    found = changed.at(code)
    if not found:
        return f"<h4>{_(title)}</h4><p>Nothing at this code or below it.</p>"
    more = f"<p>and {len(found) - 30} more</p>" if len(found) > 30 else ""
    return _list(title, map(_change, found[:30])) + more


def _change(change: Change) -> str:
    words = " → ".join(dict.fromkeys(_(w) for w in (change.before, change.after) if w))
    related = f" (conversion table: {linked(', '.join(change.related))})" if change.related else ""
    return f"<b>{_(change.code)}</b> {_(change.kind)}: {words}{related}"


def _(text: str) -> str:
    return html.escape(text)
