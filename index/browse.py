"""The code browser as values: search by a code's start or by words, one code with everything that stands at it, the tree.

No HTML here; rag/browse_html.py shows what this returns.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.code_set import NOTE_KINDS, Code, CodeSet, Instruction
from index.patterns import normalise_code
from index.search import Index

LIMIT = 25
_START = re.compile(r"[A-Za-z]\d[0-9A-Za-z]?(?:\.?[0-9A-Za-z]{1,4})?\.?-?")


@dataclass(frozen=True)
class Line:
    """A chapter, block, category or code as one line of a list."""

    code: str
    descriptor: str
    billable: bool
    needs_seventh: bool = False


@dataclass(frozen=True)
class Seventh:
    """One choice of the seventh-character builder: the character, its meaning, the full code with placeholders."""

    char: str
    meaning: str
    full: str


@dataclass(frozen=True)
class View:
    """Everything that stands at one code. `path` runs from the chapter to the parent, `children` are one level down.

    `own` and `inherited` are notes, the inherited ones by kind and nearest first; each knows the code at which it stands.
    `beside` are the parent's children where the code has none of its own, so that a leaf is seen among its siblings.
    `below` counts the leaves under a code that has children.
    """

    code: Code
    release: str
    path: tuple[Line, ...]
    children: tuple[Line, ...]
    beside: tuple[Line, ...]
    own: tuple[Instruction, ...]
    inherited: tuple[Instruction, ...]
    remarks: tuple[tuple[str, str], ...]
    sevenths: tuple[Seventh, ...]
    below: int


def looks_like_a_code(text: str) -> bool:
    """True for the start of a code number: "E11", "e112", "S52.501A"; False for words."""
    return bool(_START.fullmatch(text.strip()))


def by_start(code_set: CodeSet, text: str, limit: int = LIMIT) -> tuple[Line, ...]:
    """Codes that begin with `text`, in tabular order; a full seventh-character code comes first. () when none does."""
    wanted = normalise_code(text)
    found = code_set.find(wanted) if wanted else None
    first = [line(code_set, found.code)] if found and found.code not in code_set.codes else []
    starts = (c for c in code_set.codes if c.startswith(wanted) and not code_set.codes[c].is_heading)
    lines = [line(code_set, c) for c, _ in zip(starts, range(limit), strict=False)] if wanted else []
    return (*first, *lines)[:limit]


def find(index: Index, text: str, date: dt.date, limit: int = LIMIT) -> tuple[Line, ...]:
    """Codes for what is typed: by the start of a code number, otherwise by words. Raises NoRelease."""
    code_set = index.code_set(date)
    if looks_like_a_code(text) and (lines := by_start(code_set, text, limit)):
        return lines
    if len(text.strip()) < 2:
        return ()
    return tuple(line(code_set, hit.code) for hit in index.find_codes(text, limit, date))


def line(code_set: CodeSet, code: str) -> Line:
    """One line for a code, block or chapter. Raises KeyError for an unknown one."""
    found = code_set.find(code)
    if found is None:
        raise KeyError(code)
    return Line(found.code, found.descriptor, found.billable, bool(found.seventh) and not found.children)


def chapters(code_set: CodeSet) -> tuple[Line, ...]:
    """The top of the tree, in order."""
    return tuple(line(code_set, c.code) for c in code_set.codes.values() if c.parent is None)


def view(code_set: CodeSet, code: str) -> View | None:
    """Everything of one code, block or chapter; None when the release does not have it."""
    found = code_set.find(code)
    if found is None:
        return None
    stem, *above = code_set.lineage(found.code)
    if found.code != stem.code:  # a full code: it stands below its stem
        above = [stem, *above]
    inherited = tuple(i for kind in NOTE_KINDS for i in code_set.inherited(stem.code, kind) if i.at != stem.code)
    parent = code_set.codes[stem.parent] if stem.parent else None
    return View(
        code=found,
        release=str(code_set.release),
        path=tuple(line(code_set, c.code) for c in reversed(above)),
        children=tuple(line(code_set, c) for c in found.children),
        beside=tuple(line(code_set, c) for c in parent.children) if parent and not found.children else (),
        own=stem.instructions,
        inherited=inherited,
        remarks=tuple((c.code, remark) for c in (stem, *above) for remark in dict.fromkeys(c.remarks)),
        sevenths=tuple(sevenths(code_set, stem)),
        below=len(code_set.billable_below(found.code)) if found.children else 0,
    )


def sevenths(code_set: CodeSet, stem: Code) -> Iterator[Seventh]:
    """The full code for each seventh character of a leaf, placeholder X filled in (I.A.4, I.A.5)."""
    if stem.children:
        return
    for char, meaning in (stem.seventh or {}).items():
        yield Seventh(char, meaning, code_set.with_seventh(stem.code, char))


def before(index: Index, code_set: CodeSet) -> CodeSet | None:
    """The newest loaded release that came into force before this one; None when there is none."""
    older = [s for s in index.releases if s.release.effective < code_set.release.effective]
    return max(older, key=lambda s: s.release.effective, default=None)
