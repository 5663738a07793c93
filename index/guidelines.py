"""The guidelines folder as one value: official rules, procedure rules, forum-style notes and terms, read and refused whole."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.examples import Example, read_examples
from index.forum import ForumNote, read_notes
from index.official import Rule, read_folder
from index.passage import Malformed, Passage, Source, Tier
from index.patterns import CodePattern, find_patterns
from index.terms import tsv_rows


@dataclass(frozen=True)
class IntegralSign:
    """Signs (codes) that come with a disease as a rule, so that they are not coded beside it (I.B.5)."""

    signs: tuple[CodePattern, ...]
    diseases: tuple[CodePattern, ...]
    words: str

    def holds(self, sign: str, disease: str) -> bool:
        return any(p.matches(sign) for p in self.signs) and any(p.matches(disease) for p in self.diseases)


@dataclass(frozen=True)
class Guidelines:
    """Everything a coding lead wrote. Locators and ids are unique within each kind."""

    sources: dict[str, Source]
    rules: tuple[Rule, ...]
    procedures: tuple[Rule, ...]
    notes: tuple[ForumNote, ...]
    gists: dict[str, str]  # procedure code -> what it stands for, in our own words
    integral: tuple[IntegralSign, ...]  # guidelines/terms/integral.tsv
    examples: tuple[Example, ...] = ()  # guidelines/examples

    def entries(self) -> Iterator[Rule | ForumNote]:
        yield from self.rules
        yield from self.procedures
        yield from self.notes

    def passages(self) -> Iterator[Passage]:
        for entry in self.entries():
            yield entry.passage


def read_guidelines(folder: Path) -> Guidelines:
    """Reads the whole folder. Raises Malformed with file:line for anything that is not in form."""
    sources = read_sources(folder / "sources.toml")
    read = Guidelines(
        sources=sources,
        rules=tuple(read_folder(folder / "official", sources["official"], Tier.GUIDELINE)),
        procedures=tuple(read_folder(folder / "procedures", sources["procedures"], Tier.POLICY)),
        notes=tuple(read_notes(folder / "forum", sources["forum"])),
        integral=tuple(_integral(folder / "terms" / "integral.tsv")),
        gists={
            code: gist for _, code, gist, _ in tsv_rows(folder / "procedures" / "codes.tsv", ("code", "gist", "note"))
        },
    )
    return replace(read, examples=read_examples(folder / "examples", {e.passage.id for e in read.entries()}))


def _integral(path: Path) -> Iterator[IntegralSign]:
    for where, signs, diseases, words in tsv_rows(path, ("symptom", "disease", "note")):
        row = IntegralSign(find_patterns(signs), find_patterns(diseases), words)
        if not row.signs or not row.diseases:
            raise Malformed(where, "expected codes of the sign and codes of the disease")
        yield row


def read_sources(path: Path) -> dict[str, Source]:
    """Sources by id. Raises Malformed when the file is missing or not TOML."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Malformed(f"{path}:1", "the list of sources is missing") from None
    except tomllib.TOMLDecodeError as error:
        raise Malformed(f"{path}:1", f"not TOML: {error}") from None
    if missing := {"official", "procedures", "forum", "tabular"} - table.keys():
        raise Malformed(f"{path}:1", f"no source named {', '.join(sorted(missing))}")
    return {
        name: Source(name, str(row.get("title", name)), str(row.get("release", "")), str(row.get("licence", "")),
                     str(row.get("url", "")))
        for name, row in table.items()
    }  # fmt: skip
