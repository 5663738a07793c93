"""What the Codes tab does: search as you type, the tree, everything of one code."""

from __future__ import annotations

import datetime as dt

from index.browse import before, chapters, find, line, view
from index.changes import Changes, changes, conversions_of
from index.code_set import CodeSet
from index.search import Index
from rag.browse_html import code_html, results_html, tree_html, unknown_html
from rag.page import NO_DATE, Desk, fault, paragraph, read_date


class CodesPage:
    """Callbacks of the Codes tab."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._changes: dict[tuple[str, str], Changes] = {}

    def search(self, text: str, date: str) -> str:
        """What is found for the text typed, on the date of service."""
        day = read_date(date)
        if day is None:
            return paragraph(NO_DATE)
        try:
            return results_html(find(self.desk.index, text or "", day), text or "")
        except Exception as error:
            return paragraph(fault(error))

    def show(self, code: str, date: str) -> tuple[str, str]:
        """(the tree opened at the code, everything of the code); the chapters alone for no code."""
        day = read_date(date)
        if day is None:
            return "", paragraph(NO_DATE)
        try:
            return self._shown(code.strip().rstrip("-").rstrip("."), day)  # a family is written "E11.-"
        except Exception as error:
            return "", paragraph(fault(error))

    def _shown(self, code: str, day: dt.date) -> tuple[str, str]:
        index, code_set = self.desk.index, self.desk.index.code_set(day)
        found = view(code_set, code) if code else None
        top = chapters(code_set)
        if found is None:
            near = [line(code_set, c) for c in code_set.neighbours(code)] if code else []
            return tree_html(top, None), unknown_html(code, near, str(code_set.release)) if code else ""
        paths = () if found.code.is_heading else index.paths_to(found.code.code, day)
        changed, notice = self._changed(index, code_set), index.notice(day)
        return tree_html(top, found), code_html(found, paths, changed, len(index.releases), notice)

    def _changed(self, index: Index, code_set: CodeSet) -> Changes | None:
        """Compared once for each pair of releases: it takes a second or two."""
        old = before(index, code_set)
        if old is None:
            return None
        pair = (old.content_hash, code_set.content_hash)
        if pair not in self._changes:
            self._changes[pair] = changes(old, code_set, conversions_of(index.stored))
        return self._changes[pair]
