"""The texts by which a code is found: descriptor, inclusion terms, notes elsewhere that name it, index paths when loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.alphabetic import IndexEntry
from index.code_set import Code, CodeSet

DESCRIPTOR, INCLUSION, NOTE, INDEX = "descriptor", "inclusion", "note", "index"
_NAMED_AT_END = re.compile(r"\s*\([A-Z]\d[^()]*\)\s*$")
_BARE = re.compile(r"(other|unspecified|nos|nec|right|left|bilateral|[^a-z]|\b(of|the|in)\b)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CodeText:
    """One text that says what `code` is; `kind` is descriptor, inclusion, note or index."""

    code: str
    text: str
    kind: str


def tabular_texts(code_set: CodeSet) -> list[CodeText]:
    """Descriptors, inclusion terms and the terms by which instructional notes name another code, in tabular order."""
    found: list[CodeText] = []
    for code in code_set.codes.values():
        if not code.is_heading:
            found.append(CodeText(code.code, code.descriptor, DESCRIPTOR))
            terms = (*code.inclusion_terms, *code.includes)
            found += [CodeText(code.code, t, INCLUSION) for t in terms if not _BARE.fullmatch(t)]
        found += _named(code, code_set)
    return list(dict.fromkeys(found))


def _named(code: Code, code_set: CodeSet) -> Iterator[CodeText]:
    """'Excludes1 gestational diabetes (O24.4-)' says what O24.4 is."""
    for note in code.instructions:
        if len(note.patterns) == 1 and note.patterns[0].single and (m := _NAMED_AT_END.search(note.text)):
            target, term = note.patterns[0].first, note.text[: m.start()]
            standing = target in code_set.codes and target[0] not in "OPVWXYZ"  # there a term leans on its chapter
            if standing and not _BARE.fullmatch(term) and not term.startswith("code "):
                yield CodeText(target, term, NOTE)


def index_texts(entries: Iterable[IndexEntry], code_set: CodeSet) -> list[CodeText]:
    """Index paths whose code the release has."""
    found = (CodeText(e.code, e.text, INDEX) for e in entries if code_set.stem(e.code))
    return list(dict.fromkeys(found))
