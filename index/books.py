"""The books of a release beside its Tabular List: Alphabetic Index, External Cause Index and the two tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.alphabetic import IndexEntry, read_index
from index.code_set import CodeSet
from index.code_texts import CodeText, index_texts
from index.embed import WEIGHTS
from index.index_paths import IndexPaths
from index.passage import Malformed
from index.release_files import Kind, recognise
from index.stored_release import StoredRelease
from index.tables import DRUGS, NEOPLASMS, TableSearch


@dataclass(frozen=True)
class Books:
    """What is loaded of one release; a table not loaded is None, an index not loaded has no paths and no texts.

    `texts` are the wordings of the Alphabetic Index for the search; external causes are paths only, not searched.
    """

    paths: IndexPaths
    texts: Sequence[CodeText] = field(default=(), repr=False)
    neoplasms: TableSearch | None = None
    drugs: TableSearch | None = None

    def best_path(self, code: str, query: str) -> str | None:
        """How a coder gets to `code`: the index path nearest to `query`, else the row of a table that the words name."""
        if path := self.paths.best(code, query):
            return path
        for table in (self.drugs, self.neoplasms):
            for answer in table.find_all(query) if table else ():
                for column, cell in answer.cells.items():
                    if code.replace(".", "").startswith(cell.replace(".", "").rstrip("-")):
                        return f"{answer.table}: {answer.path}, {column}"
        return None


def read_books(code_set: CodeSet, stored: Iterable[StoredRelease], folder: Path) -> Books:
    """The books added for this release, or an Alphabetic Index put into `folder` by hand (it serves every release).

    Raises Malformed with file:line.
    """
    files = {kind: path for s in stored if s.release.id == code_set.release.id for kind, path in s.files.items()}
    loose = [] if Kind.INDEX in files else _loose(folder)
    entries: list[IndexEntry] = []
    for path in [files[Kind.INDEX]] if Kind.INDEX in files else loose:
        entries += read_index(path)
    external = read_index(files[Kind.EXTERNAL]) if Kind.EXTERNAL in files else ()
    neoplasms, drugs = files.get(Kind.NEOPLASM), files.get(Kind.DRUGS)
    known = (WEIGHTS / "vocabulary.txt").read_text(encoding="utf-8").split() if neoplasms or drugs else ()
    return Books(
        IndexPaths([*entries, *external], code_set),
        index_texts(entries, code_set),
        TableSearch.read(NEOPLASMS, neoplasms, known) if neoplasms else None,
        TableSearch.read(DRUGS, drugs, known) if drugs else None,
    )


def _loose(folder: Path) -> list[Path]:
    """alphabetic*.tsv, and index XML that is no table and no external cause index."""
    found = sorted(folder.glob("alphabetic*.tsv"))
    for path in sorted(folder.glob("*index*.xml")):
        kind = recognise((path.name,), path.read_bytes()).kind
        if kind == Kind.INDEX:
            found.append(path)
        elif kind == Kind.OTHER:
            raise Malformed(f"{path}:1", "not an index of ICD-10-CM; remove it, or add it with index.add_release")
    return found
