"""The sections of a clinical note: what each part of the text was written as (history, family history, assessment ...)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.headings import in_place, is_label, is_system, is_title, kind_at, normal, opens_note, wordings

_LINE = re.compile(r"[^\n\r]+")
_PREFIX = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]*|\*\*[ \t]*|__|>[ \t]*|[-•*▪●][ \t]+|\d{1,2}[.)][ \t]+|\[\d{1,2}\][ \t]*|[IVX]{1,4}\.[ \t]+)*"
)
# A heading and what parts it from its text: a colon, a spaced dash, or the end of the line.
_HEADING = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9/&+'’.,() #\t-]{0,60}?)[ \t]*(?:(?:\*\*|__)[ \t]*)?(?:(?P<colon>:(?!\d\d))(?:\*\*|__)?|(?P<dash>[-–—]+(?=\s|$))|(?P<end>$))"
)
_CAPITALS = re.compile(r"(?P<name>[A-Z][A-Z/&' -]{2,40})[ \t]+(?=\d|[A-Z]?[a-z])")
_INLINE = re.compile(r"(?:(?<=[.;|!?,)])[ \t]{1,4}|[ \t]{2}|\t|\*\*)(?P<name>[A-Z][A-Za-z/&'’ -]{0,40}):(?!\d)")
# The head of another note of the encounter: "--- Progress note 2026-03-02 ---", "** ED triage ** 52M vomited".
_RULE = re.compile(
    r"[ \t]*(?:(?P<mark>[-=*_~])(?P=mark){2,}|\*\*(?=[ \t]))[ \t]*(?P<name>[^-=*_~\n][^=*~\n]{0,70}?)[ \t]{0,4}(?:[-=*_~]{2,}|$)"
)
_BARE = re.compile(r"[ \t]*[-=*_~#]{3,}[ \t]*$")
_SENTENCE = re.compile(r"\s*(?P<words>\S[^.;\n]*)[.;]?")
_KIN = re.compile(
    r"\b(?:mothers?|fathers?|mom|dad|parents?|brothers?|sisters?|siblings?|sons?|daughters?|aunts?|uncles?|cousins?|grand\w+|[mp]g[mf]|maternal|paternal|famil\w+|fh|fhx|relatives?|half-\w+|twin|child(?:ren)?|nieces?|nephews?)\b",
    re.I,
)
_SINGLE = frozenset(["s", "o", "a", "p", "all", "vs", "us", "ct"])  # too short to be a heading within a line
_BY_PROBLEM = ("assessment", "plan", "hospital course", "problem list")  # unknown headings are problems there
_DETAILS = ("labs", "imaging", "vitals", "medications", "exam", "procedure", "pathology")


@dataclass(frozen=True)
class Section:
    """A part of a note at [start, end); its words begin at `body`, after the heading as written ("" where none is)."""

    kind: str
    heading: str
    start: int
    end: int
    body: int


def read_sections(text: str) -> tuple[Section, ...]:
    """The sections in order; together they cover the whole text. A text with no headings is one section, "other"."""
    found: list[tuple[int, int, str, str]] = []
    for mark in _marks(text):
        kind = _settled(mark[2], normal(mark[3]), found)
        if kind:
            found.append((mark[0], mark[1], kind, mark[3]))
    if not found or text[: found[0][0]].strip():
        found.insert(0, (0, 0, "other", ""))
    else:
        found[0] = (0, *found[0][1:])
    ends = [f[0] for f in found[1:]] + [len(text)]
    sections = tuple(
        Section(kind, heading, start, end, body)
        for (start, body, kind, heading), end in zip(found, ends, strict=True)
    )  # fmt: skip
    return tuple(part for section in sections for part in _closed(text, section))


def _closed(text: str, section: Section) -> Iterator[Section]:
    """The section; what follows a one-line family history or allergy list without a heading is "other"."""
    end = _own_end(text, section) if section.kind in ("family", "allergies") else section.end
    if text[end : section.end].strip():
        yield replace(section, end=end)
        yield Section("other", "", end, section.end, end)
    else:
        yield section


def _own_end(text: str, section: Section) -> int:
    """Where a section that begins beside its heading stops: at a sentence that names no relative, or at its line's end."""
    related = False
    for count, m in enumerate(_SENTENCE.finditer(text, section.body, section.end)):
        if count == 0 and "\n" in text[section.body : m.start("words")]:
            return section.end
        named = _KIN.search(m["words"]) is not None
        new_line = count > 0 and "\n" in text[m.start() : m.start("words")]
        if section.kind == "family" and count > 0 and not named and (related or new_line) and m["words"][0].isupper():
            return m.start("words")
        if section.kind == "allergies" and new_line and m["words"][0].isupper():
            return m.start("words")
        related = related or named
    return section.end


def _settled(kind: str, name: str, found: list[tuple[int, int, str, str]]) -> str:
    """The kind in its place: findings of an operation, problems of an assessment; "" when it opens no section."""
    now = found[-1][2] if found else "other"
    if kind == "note":
        return "other"
    if now in _BY_PROBLEM and (
        kind == "unknown" or (kind == "other" and not opens_note(name)) or name == "complications"
    ):
        return ""  # "Diabetes:", "Code status:", "Complications: none" stay with the problems
    if kind == "unknown":
        return "other"
    if kind == "findings":
        return "procedure" if any(f[2] == "procedure" for f in found) else "imaging"
    if kind == "inline impression":
        return "" if now in ("imaging", "labs", "pathology") else "assessment"
    if kind.startswith("inline "):  # "2. Diabetes. Labs: A1c 8. 3. Hypertension"
        return "" if now in _BY_PROBLEM else kind.removeprefix("inline ")
    if kind == "embolism":  # "PE:" among diagnoses is no physical examination
        return "" if now in _BY_PROBLEM or now == "imaging" else "exam"
    return kind


def _marks(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, kind, heading) of each heading in the text."""
    for line in _LINE.finditer(text):
        at = line.start()
        words = line[0]
        rule = _RULE.match(words)
        if rule:
            yield at, at + rule.end(), kind_at(rule["name"]) or "note", rule["name"]
        if rule or _BARE.match(words):
            continue
        skip = _PREFIX.match(words)
        begin = skip.end() if skip else 0
        first = _at_line_start(words, begin, bool(skip and "#" in skip[0]))
        after = 0
        if first:
            kind, after = first
            yield at, at + after, kind, words[begin:after].strip(" \t:*_-–—")
        for m in _INLINE.finditer(words, after):
            name = normal(m["name"])
            kind = wordings().get(name, "")
            if kind and name not in _SINGLE and kind != "other":
                kind = f"inline {kind}" if kind in _DETAILS else kind
                yield at + m.start("name"), at + m.end(), in_place(name, kind, inline=True), m["name"]


def _at_line_start(words: str, begin: int, marked: bool) -> tuple[str, int] | None:
    """(kind, end) of a heading at the start of a line."""
    m = _HEADING.match(words, begin)
    if m:
        kind = kind_at(m["name"])
        alone = m.end() == len(words)
        if kind and (m["colon"] or (words[begin].isupper() and normal(m["name"]) not in _SINGLE) or marked):
            return kind, m.end()
        if is_title(m["name"]) and alone:
            return "other", m.end()
        if (marked and alone) or (m["colon"] and is_label(m["name"])):
            return None if is_system(m["name"]) else ("unknown", m.end())
    capitals = _CAPITALS.match(words, begin)
    if capitals and (kind := kind_at(capitals["name"])):
        return kind, capitals.end("name")
    return None
