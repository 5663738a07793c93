"""Reads the official tabular XML into a CodeSet, and a CodeSet into Passages."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from index.code_set import (
    CODE_ALSO,
    CODE_FIRST,
    EXCLUDES1,
    EXCLUDES2,
    USE_ADDITIONAL,
    Code,
    CodeSet,
    Instruction,
    Release,
)
from index.passage import Malformed, Passage, Source, Tier
from index.patterns import CODE, CodePattern, find_patterns

_KINDS = {
    "excludes1": EXCLUDES1,
    "excludes2": EXCLUDES2,
    "codeFirst": CODE_FIRST,
    "useAdditionalCode": USE_ADDITIONAL,
    "codeAlso": CODE_ALSO,
}


def read_tabular(path: Path, release: Release) -> CodeSet:
    """All codes of the XML at `path`.

    Raises Malformed with file:line when the XML is cut off or is not the tabular.
    """
    data = path.read_bytes()
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        raise Malformed(f"{path}:{error.position[0]}", f"not well-formed XML ({error}); fetch the file again") from None
    if root.tag != "ICD10CM.tabular" or root.find("chapter/section/diag") is None:
        raise Malformed(f"{path}:1", f"root element is <{root.tag}>, expected the tabular list <ICD10CM.tabular>")
    codes: dict[str, Code] = {}
    for chapter in root.iter("chapter"):
        _read_chapter(chapter, codes)
    return CodeSet(release, _inherit_seventh(codes), hashlib.sha256(data).hexdigest())


def _read_chapter(chapter: ET.Element, codes: dict[str, Code]) -> None:
    name = f"Chapter {_text(chapter.find('name'))}"
    codes[name] = _entry(chapter, name, None, ())
    blocks = []
    for section in chapter.findall("section"):
        block = section.get("id") or ""
        if re.fullmatch(r"[A-Z]\w\w", block):  # a block of one category: keep block and category apart
            block = f"{block}-{block}"
        blocks.append(block)
        top = section.findall("diag")
        codes[block] = _entry(section, block, name, tuple(_text(d.find("name")) for d in top))
        for diag in top:
            _read_diag(diag, block, codes)
    codes[name] = replace(codes[name], children=tuple(blocks))


def _read_diag(diag: ET.Element, parent: str, codes: dict[str, Code]) -> None:
    code = _text(diag.find("name"))
    below = diag.findall("diag")
    entry = _entry(diag, code, parent, tuple(_text(d.find("name")) for d in below))
    codes[code] = replace(entry, placeholder=diag.get("placeholder") == "true")
    for child in below:
        _read_diag(child, code, codes)


def _entry(element: ET.Element, code: str, parent: str | None, children: tuple[str, ...]) -> Code:
    return Code(
        code=code,
        descriptor=_text(element.find("desc")),
        parent=parent,
        children=children,
        inclusion_terms=_notes(element, "inclusionTerm"),
        includes=_notes(element, "includes"),
        remarks=_notes(element, "notes") + _notes(element, "sevenChrNote"),
        instructions=tuple(i for tag, kind in _KINDS.items() for i in _instructions(element, tag, kind, code)),
        seventh={e.get("char", ""): _text(e) for e in element.findall("sevenChrDef/extension")} or None,
    )


def _text(element: ET.Element | None) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip() if element is not None else ""


def _notes(element: ET.Element, tag: str) -> tuple[str, ...]:
    return tuple(_text(n) for n in element.findall(f"{tag}/note"))


def _instructions(element: ET.Element, tag: str, kind: str, at: str) -> Iterator[Instruction]:
    """Lines of one note; a line ending in a colon heads the lines after it."""
    for group in element.findall(tag):
        heading = ""
        for text in map(_text, group.findall("note")):
            yield Instruction(kind, at, text, heading, _named(text))
            if text.endswith(":"):
                heading = text


def _named(text: str) -> tuple[CodePattern, ...]:
    """Codes a note line names: those in parentheses, or anywhere when none stands in parentheses."""
    inside = " ; ".join(p for p in re.findall(r"\(([^()]*)\)?", text) if re.search(CODE, p))
    return find_patterns(inside or text)


def _inherit_seventh(codes: dict[str, Code]) -> Mapping[str, Code]:
    """Gives each leaf the seventh characters of the nearest entry above that defines them for it, and no one else."""
    return {code: replace(entry, seventh=_seventh(codes, entry)) for code, entry in codes.items()}


def _seventh(codes: Mapping[str, Code], leaf: Code) -> Mapping[str, str] | None:
    above: Code | None = leaf
    while above is not None and not leaf.children and not leaf.is_heading:
        if above.seventh:
            barred = {c for remark in above.remarks for c in _barred(remark, leaf.code)}
            return {c: m for c, m in above.seventh.items() if c not in barred} if _applies(above, leaf.code) else None
        above = codes[above.parent] if above.parent else None
    return None


def _applies(above: Code, code: str) -> bool:
    """False when the note limits the characters to subcategories that `code` is not in (S49.0 and S49.1)."""
    note = next((r for r in above.remarks if "7th character is to be" in r or "7th characters is to be" in r), "")
    scope = find_patterns(note.split("7th character 0")[0])
    return not scope or any(p.matches(code) for p in scope)


def _barred(remark: str, code: str) -> set[str]:
    """'7th characters D and S do not apply to codes in category S06 with 6th character 7 - ..., or 8 - ...'."""
    m = re.match(r"7th characters? ([A-Z](?:(?:, | and )[A-Z])*) do(?:es)? not apply to codes in category", remark)
    sixth = re.findall(r"(?:6th character|or) (\d) -", remark)
    plain = code.replace(".", "")
    return set(re.findall(r"\b[A-Z]\b", m[1])) if m and len(plain) >= 6 and plain[5] in sixth else set()


def passages(code_set: CodeSet, source: Source) -> Iterator[Passage]:
    """One passage for each code, holding everything that stands at it: descriptor, terms and notes, one a line."""
    for entry in code_set.codes.values():
        yield code_passage(code_set, entry.code, source)


def code_passage(code_set: CodeSet, code: str, source: Source) -> Passage:
    """What the tabular prints at `code` (a seventh-character code gets its stem's notes and its own descriptor)."""
    entry = code_set.find(code)
    if entry is None:
        raise KeyError(code)
    lines = [f"{entry.code} {entry.descriptor}"]
    lines += entry.inclusion_terms
    lines += [f"Includes: {text}" for text in entry.includes]
    lines += [f"Note: {text}" for text in entry.remarks]
    lines += map(note_line, entry.instructions)
    lines += [f"7th character {char}: {meaning}" for char, meaning in (entry.seventh or {}).items()]
    return Passage(
        id=f"{code_set.release.id}:{entry.code}",
        source=source,
        locator=entry.code,
        heading=entry.descriptor,
        text="\n".join(lines),
        tier=Tier.TABULAR,
        codes=(entry.code,),
        views=(entry.descriptor, *entry.inclusion_terms),
    )


def note_line(note: Instruction) -> str:
    """An instruction as its line in the passage of the code at which it stands."""
    under = f"{note.heading} " if note.heading else ""
    return f"{note.kind}: {under}{note.text}"
