"""The texts of one release laid out for scoring: rows of tokens and vectors, and what is known of each code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.axes import AxisReader, billable_defaults
from index.code_set import CodeSet
from index.code_texts import DESCRIPTOR, INCLUSION, INDEX, NOTE, CodeText
from index.embed import Embedder, Vectors

KINDS = (DESCRIPTOR, INCLUSION, NOTE, INDEX)
Ints = NDArray[np.int64]


class TokenEmbedder(Embedder, Protocol):
    """An embedder that also shows its tokens."""

    def known_words(self) -> list[str]: ...

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]: ...

    def token_vectors(self, ids: Sequence[int] | Ints) -> Vectors: ...


@dataclass(frozen=True)
class Corpus:
    """Rows (texts) and columns (codes to return), n rows over m codes.

    `resolved[i]` is the place in `codes` of the code row i is an answer for: a category's text answers for its default.
    """

    texts: Sequence[CodeText]
    vectors: Vectors
    embedder: TokenEmbedder
    tokens: Ints
    offsets: Ints
    codes: tuple[str, ...]
    resolved: Ints
    descriptor_row: Ints
    kind: NDArray[np.int64]
    own: NDArray[np.bool_]
    kin: Ints
    family: Ints
    traits: Vectors
    axes: Ints
    code_axes: Ints


def lay_out(code_set: CodeSet, texts: Sequence[CodeText], vectors: Vectors, embedder: TokenEmbedder) -> Corpus:
    """Everything that can be known before a query is asked."""
    every = billable_defaults(code_set)
    defaults = {code: every[code] for code in dict.fromkeys(t.code for t in texts)}
    codes = tuple(dict.fromkeys(defaults.values()))
    place = {code: i for i, code in enumerate(codes)}
    families = {c[:3]: i for i, c in enumerate(sorted({c[:3] for c in codes}))}
    rows = embedder.token_ids([t.text for t in texts])
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    reader = AxisReader()
    own = np.array([defaults[t.code] == t.code for t in texts])
    described = {t.code: i for i, t in enumerate(texts) if t.kind == DESCRIPTOR}
    return Corpus(
        texts=texts,
        vectors=vectors,
        embedder=embedder,
        tokens=np.fromiter((i for row in rows for i in row), np.int64, int(lengths.sum())),
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        codes=codes,
        resolved=np.array([place[defaults[t.code]] for t in texts], np.int64),
        descriptor_row=np.array([described.get(c, -1) for c in codes], np.int64),
        kind=np.array([KINDS.index(t.kind) for t in texts], np.int64),
        own=own,
        kin=np.array([[described.get(k, -1) for k in _kin(code_set, c, defaults)] for c in codes], np.int64),
        family=np.array([families[c[:3]] for c in codes], np.int64),
        traits=np.array([_traits(code_set, c, every) for c in codes], np.float32),
        axes=np.array([reader.read(t.text) for t in texts], np.int64),
        code_axes=np.array([reader.read(code_set.codes[c].descriptor) for c in codes], np.int64),
    )


def _kin(code_set: CodeSet, code: str, defaults: dict[str, str]) -> tuple[str, str, str, str]:
    """The defaults and the "other specified" members of the parent and of the category, "" where there is none."""
    parent, category = code_set.codes[code].parent or code, code[:3]
    return (
        defaults.get(parent, ""),
        defaults.get(category, ""),
        _residual(code_set, parent, defaults),
        _residual(code_set, category, defaults),
    )


def _residual(code_set: CodeSet, code: str, defaults: dict[str, str]) -> str:
    if code not in defaults:
        return ""
    others = [c for c in code_set.codes[code].children if code_set.codes[c].descriptor.lower().startswith("other ")]
    return defaults.get(others[-1], "") if others else ""


TRAITS = (
    *(
        "unspecified",
        "unspecified more",
        "other",
        "elsewhere",
        "pregnancy",
        "newborn",
        "congenital",
        "factor",
        "injury",
    ),
    *("external", "drug", "neoplasm", "symptom", "depth", "family default", "parent default", "leaf", "has nos"),
)


def _traits(code_set: CodeSet, code: str, defaults: Mapping[str, str]) -> list[float]:
    """What the code is, whatever is asked; in the order of TRAITS."""
    at = code_set.codes[code]
    said, chapter = at.descriptor.lower(), code[0]
    count = said.count("unspecified")
    category = code[:3]
    parent = at.parent if at.parent and "-" not in at.parent else code
    return [
        float(count > 0),
        float(count > 1),
        float(said.startswith("other ") or "other specified" in said or "not elsewhere classified" in said),
        float("classified elsewhere" in said),
        float(chapter == "O"),
        float(chapter == "P"),
        float(chapter == "Q"),
        float(chapter == "Z"),
        float(chapter in "ST"),
        float(chapter in "VWXY"),
        float("T36" <= category <= "T65"),
        float("C00" <= category <= "D49"),
        float(chapter == "R"),
        (len(code) - 3) / 4,
        float(category in code_set.codes and defaults[category] == code),
        float(defaults[parent] == code),
        float(not at.children),
        float(any("NOS" in term for term in at.inclusion_terms)),
    ]
