"""One release of ICD-10-CM as a value: every code with its notes, what it inherits, and whether it is billable.

Read from the official tabular XML (NCHS); conventions as in Official Guidelines I.A.1-I.A.18.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from index.patterns import CodePattern, normalise_code

EXCLUDES1, EXCLUDES2, CODE_FIRST, USE_ADDITIONAL, CODE_ALSO = (
    "Excludes1",
    "Excludes2",
    "Code first",
    "Use additional code",
    "Code also",
)
NOTE_KINDS = (EXCLUDES1, EXCLUDES2, CODE_FIRST, USE_ADDITIONAL, CODE_ALSO)


@dataclass(frozen=True, slots=True)
class Release:
    """One edition of a code system and the dates of service it is in force on (both ends included)."""

    system: str
    name: str
    effective: dt.date
    until: dt.date

    @property
    def id(self) -> str:
        return f"{self.system} {self.name}"

    def covers(self, date: dt.date) -> bool:
        return self.effective <= date <= self.until

    def __str__(self) -> str:
        return f"{self.id} ({self.effective} to {self.until})"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One line of an instructional note: its kind, the code or block at which it stands, and the codes it names.

    `heading` is the line it is listed under ("code, if applicable, to identify:"), empty where it stands alone.
    """

    kind: str
    at: str
    text: str
    heading: str = ""
    patterns: tuple[CodePattern, ...] = ()

    @property
    def locator(self) -> str:
        return f"{self.at} {self.kind}"

    def names(self, code: str) -> bool:
        """True when one of its patterns covers `code`."""
        return any(p.matches(code) for p in self.patterns)


@dataclass(frozen=True, slots=True)
class Code:
    """A chapter ("Chapter 9"), block ("I20-I25"), category or code of the tabular, with the notes that stand at it.

    `seventh` maps each seventh character required of a leaf to its meaning (own or inherited), None where none is.
    """

    code: str
    descriptor: str
    parent: str | None
    children: tuple[str, ...] = ()
    inclusion_terms: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    seventh: Mapping[str, str] | None = None
    placeholder: bool = False

    @property
    def is_heading(self) -> bool:
        """True for chapters and blocks, which are no codes."""
        return self.code.startswith("Chapter") or ("-" in self.code)

    @property
    def billable(self) -> bool:
        """Valid for reporting: not subdivided further and no seventh character missing (I.A.2, I.B.2)."""
        return not self.children and not self.seventh and not self.is_heading


class CodeSet:
    """All codes of one release. Lookups take a code with or without dot, in any case."""

    def __init__(self, release: Release, codes: Mapping[str, Code], content_hash: str) -> None:
        self.release = release
        self.codes: Mapping[str, Code] = MappingProxyType(dict(codes))
        self.content_hash = content_hash
        self._matching: dict[CodePattern, tuple[str, ...]] = {}

    def find(self, code: str) -> Code | None:
        """The code, with its seventh character resolved, or None when the release has no such code."""
        wanted = normalise_code(code) if "-" not in code and not code.startswith("Chapter") else code
        if (found := self.codes.get(wanted)) or "-" in wanted:
            return found
        stem = self.stem(wanted)
        if stem is None or stem == wanted:
            return None
        at, char = self.codes[stem], wanted[-1]
        assert at.seventh is not None
        return replace(at, code=wanted, descriptor=f"{at.descriptor}, {at.seventh[char]}", seventh=None)

    def stem(self, code: str) -> str | None:
        """The tabular entry that `code` is, or is a seventh-character extension of; None when there is none."""
        wanted = normalise_code(code)
        if wanted in self.codes:
            return wanted
        if len(wanted) != 8:
            return None
        body = wanted[:-1]
        while body and body not in self.codes and body.endswith("X"):
            body = body[:-1].rstrip(".")
        at = self.codes.get(body)
        if at is None or at.children or not at.seventh or wanted[-1] not in at.seventh:
            return None
        return body if self.with_seventh(body, wanted[-1]) == wanted else None

    def is_billable(self, code: str) -> bool:
        found = self.find(code)
        return found is not None and found.billable

    def descriptor(self, code: str) -> str:
        """The tabular's descriptor, seventh character included. Raises KeyError for an unknown code."""
        found = self.find(code)
        if found is None:
            raise KeyError(code)
        return found.descriptor

    def with_seventh(self, code: str, char: str) -> str:
        """The full code: placeholder X up to six characters, then `char` (I.A.4, I.A.5)."""
        plain = code.replace(".", "").ljust(6, "X") + char
        return f"{plain[:3]}.{plain[3:]}"

    def lineage(self, code: str) -> Iterator[Code]:
        """The code itself (its stem), its parents, block and chapter, nearest first."""
        at: str | None = self.stem(code) if "-" not in code and not code.startswith("Chapter") else code
        while at is not None:
            yield self.codes[at]
            at = self.codes[at].parent

    def inherited(self, code: str, kind: str) -> tuple[Instruction, ...]:
        """Every instruction of `kind` at the code or above it, nearest first."""
        return tuple(i for c in self.lineage(code) for i in c.instructions if i.kind == kind)

    def named(self, a: str, kind: str, b: str) -> tuple[Instruction, ...]:
        """The instructions of `kind` that `a` carries or inherits and that name `b` but not `a` itself."""
        return tuple(i for i in self.inherited(a, kind) if i.names(b) and not i.names(a))

    def conflicts(self, a: str, b: str) -> tuple[Instruction, ...]:
        """Excludes1 notes between two codes, read from both sides (I.A.12.a)."""
        return self.named(a, EXCLUDES1, b) + self.named(b, EXCLUDES1, a)

    def billable_below(self, code: str) -> tuple[str, ...]:
        """Leaves at or below a code in tabular order; where a seventh character is required, the stem without it."""
        found = self.find(code)
        if found is None:
            return ()
        if not found.children:
            return (found.code,)
        return tuple(leaf for child in found.children for leaf in self.billable_below(child))

    def matching(self, pattern: CodePattern) -> tuple[str, ...]:
        """Leaves that a pattern covers, in tabular order; kept, as rules name the same ranges again and again."""
        if pattern not in self._matching:
            leaves = (c.code for c in self.codes.values() if not c.children and not c.is_heading)
            self._matching[pattern] = tuple(c for c in leaves if pattern.matches(c))
        return self._matching[pattern]

    def neighbours(self, code: str, limit: int = 6) -> tuple[str, ...]:
        """Valid codes nearest to one that does not exist: those below its longest prefix that the release has."""
        plain = normalise_code(code).replace(".", "")
        for size in range(len(plain), 2, -1):
            stem = normalise_code(plain[:size])
            if stem in self.codes:
                return self.billable_below(stem)[:limit]
        same = [c for c in self.codes if len(c) == 3 and c[:2] == plain[:2]]
        return tuple(same[:limit])
