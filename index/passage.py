"""The quotable unit: a Source and the Passages read from it, each with a locator that opens.

Exceptions of this package (all carry what to do about it):

    IndexProblem(Exception)
    ├── Malformed        a guideline, note, term list or release file is refused; `where` is file:line
    ├── NoRelease        no loaded release is in force on the date of service
    └── IndexUnavailable the index on disk is missing, half-built, or built from something else
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class IndexProblem(Exception):
    """Something a person must mend before Curbside can answer; never an abstention."""


class Malformed(IndexProblem):
    """A file was refused. `where` reads "path:line"."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what

    def __reduce__(self) -> tuple[type[Malformed], tuple[str, str]]:
        return type(self), (self.where, self.what)  # it may come from a process of its own (index/forked.py)


class NoRelease(IndexProblem):
    """No loaded release covers the date of service."""


class IndexUnavailable(IndexProblem):
    """The index is missing, half-built, locked or does not match the files."""


class Tier(IntEnum):
    """Authority, strongest first; a lower authority never overrules a higher one."""

    TABULAR = 1
    GUIDELINE = 2
    POLICY = 3
    LOCAL = 4
    NOTE = 5


TIER_NAMES = {
    Tier.TABULAR: "tabular and index conventions",
    Tier.GUIDELINE: "Official Guidelines",
    Tier.POLICY: "CPT / CMS / NCCI policy",
    Tier.LOCAL: "local policy",
    Tier.NOTE: "forum-style note (opinion)",
}


@dataclass(frozen=True)
class Source:
    """Where a passage comes from, as sources.toml names it."""

    id: str
    title: str
    release: str = ""
    licence: str = ""
    url: str = ""


@dataclass(frozen=True)
class Passage:
    """A quotable unit. `text` is what a quote must occur in; `views` are the phrasings it is found by."""

    id: str
    source: Source
    locator: str
    heading: str
    text: str
    tier: Tier
    codes: tuple[str, ...] = ()
    views: tuple[str, ...] = field(default=(), repr=False)
