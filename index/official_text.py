"""The official guidelines text (the user's own PDF, or its text) cut into its numbered sections.

Numbers are not printed whole in the official text: "a." under "9." under "C." of Section I is I.C.9.a. The
headings of Appendix I bear no number: their locator is "App.I/" and the heading. A line is taken
for a heading only where its label is the next one due at an open level, so that a list inside a paragraph is none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from index.passage import Malformed

_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
# label styles by depth below a section: "A." "1." "a." "1)" "(a)" "(i)"
_STYLES = (r"([A-Z])\. ?(.*)", r"(\d+)\. ?(.*)", r"([a-z])\. ?(.*)", r"(\d+)\) ?(.*)", r"\(([a-z])\) ?(.*)",
           r"\(([ivx]+)\) ?(.*)")  # fmt: skip
_SECTION = re.compile(r"Section (I|II|III|IV)\. +(?!.*\.{5})(\S.*)")


@dataclass(frozen=True)
class Section:
    """One numbered section: its locator, the title as printed, and its own text without deeper sections'."""

    locator: str
    title: str
    text: str


def read_official(path: Path) -> dict[str, Section]:
    """Sections by locator. Raises Malformed when the file holds none."""
    if path.suffix.lower() == ".pdf":
        from pypdf import PdfReader

        text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    else:
        text = path.read_text(encoding="utf-8", errors="replace")
    lines = [_clean(line) for line in unicodedata.normalize("NFKC", text).splitlines()]
    sections = _cut([line for line in lines if not _running(line)])
    if len(sections) < 50:
        raise Malformed(f"{path}:1", "this does not read as the ICD-10-CM Official Guidelines (fewer than 50 sections)")
    return sections


def _clean(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip()


def _running(line: str) -> bool:
    """Page headings that stand between the lines of a section."""
    return bool(
        re.fullmatch(r"\[\[page \d+\]\]|Page \d+ of \d+|FY 20\d\d|ICD-10-CM Official Guidelines for Coding.*", line)
    )


def _due(style: int, last: str | None) -> str:
    """The label due next at a level after `last` (None: the first)."""
    if style == 5:
        return _ROMAN[0 if last is None else _ROMAN.index(last) + 1]
    if style in (1, 3):
        return "1" if last is None else str(int(last) + 1)
    first = "A" if style == 0 else "a"
    return first if last is None else chr(ord(last) + 1)


def _cut(lines: list[str]) -> dict[str, Section]:
    found: dict[str, Section] = {}
    path: list[str] = []
    locator, title = "", ""
    body: list[str] = []

    def close() -> None:
        if locator and locator not in found:
            found[locator] = Section(locator, title, " ".join(b for b in body if b))

    for i, line in enumerate(lines):
        if m := _SECTION.fullmatch(line):
            if m[1] == "I" and found:
                continue  # a cross-reference that starts a line
            close()
            path, (locator, title), body = [m[1]], m.groups(), []
            if _contents_ahead(lines, i):
                path, locator = [], ""
            continue
        if line == "Appendix I" and path:
            close()
            path, locator, title, body = ["App.I"], "App.I", "Present on Admission Reporting Guidelines", []
            continue
        if path == ["App.I"] and not lines[i - 1] and re.fullmatch(r"[A-Z][A-Za-z ]{8,58}", line) and line != title:
            close()
            locator, title, body = f"App.I/{line.lower().replace(' ', '-')}", line, []
            continue
        if path and path[0] != "App.I" and (step := _heading(line, path)):
            close()
            path, title, body = step[0], step[1], []
            locator = ".".join(path)
            continue
        body.append(line)
    close()
    return found


def _contents_ahead(lines: list[str], at: int) -> bool:
    return sum("....." in line for line in lines[at : at + 12]) > 3


def _heading(line: str, path: list[str]) -> tuple[list[str], str] | None:
    """The path and title of the heading that `line` is, deepest level first; None for running text."""
    depths = list(range(min(len(path), len(_STYLES)), 0, -1))
    if len(path) == 6 and path[5] == "h":  # after (h), "(i)" is the ninth letter and no Roman one
        depths.remove(6)
    for depth in depths:
        style = depth - 1
        m = re.fullmatch(_STYLES[style], line)
        if not m or not re.match(r"[A-Z“\"']|7th ", m[2]):
            continue
        last = path[depth] if len(path) > depth else None
        if m[1] == _due(style, last):
            return [*path[:depth], m[1]], m[2]
    return None
