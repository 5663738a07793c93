"""The paths of the Alphabetic Index that lead to a code, as coders verify it: "Colles' fracture", "Fracture > radius"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index.alphabetic import IndexEntry
from index.code_set import CodeSet
from index.spelling import words

_UNTELLING = frozenset(
    {"of", "the", "in", "to", "with", "due", "and", "or", "by", "a", "an", "nec", "nos", "for", "see"}
)


class IndexPaths:
    """Paths of one release by code; only those whose code the release has."""

    def __init__(self, entries: Iterable[IndexEntry], code_set: CodeSet) -> None:
        found: dict[str, dict[str, None]] = {}
        for entry in entries:
            stem = code_set.stem(entry.code) or code_set.stem(entry.code.rstrip("X").rstrip("."))
            if stem:
                bracket = f" [{entry.manifestation}]" if entry.manifestation else ""
                found.setdefault(stem, {})[entry.text + bracket] = None
        self._paths: Mapping[str, tuple[str, ...]] = {code: tuple(paths) for code, paths in found.items()}
        self._code_set = code_set

    def __len__(self) -> int:
        return sum(map(len, self._paths.values()))

    def to(self, code: str) -> tuple[str, ...]:
        """Paths that end at the code, or else at the nearest code above it (the index prints "S52.53-"); in print order.

        Empty for a code that the release does not have or the index does not lead to.
        """
        if self._code_set.find(code) is None:
            return ()
        for entry in self._code_set.lineage(code):
            if entry.is_heading:
                break
            if paths := self._paths.get(entry.code):
                return paths
        return ()

    def best(self, code: str, query: str) -> str | None:
        """The path to `code` that shares most words with `query`, the shorter one of two alike; None where none leads."""
        asked = _telling(query)

        def fit(path: str) -> tuple[float, int]:
            said = _telling(path)
            shared = len(asked & said)
            return (2 * shared / (len(asked) + len(said)) if shared else 0.0, -len(path))

        return max(self.to(code), key=fit, default=None)


def _telling(text: str) -> frozenset[str]:
    return frozenset(w.removesuffix("s") for w in words(text) if w not in _UNTELLING)
