"""What the members of a category say: the words of their descriptors and inclusion terms, read for comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.code_set import Code, CodeSet
from rag.coverage import PLAIN, Coverage

_SIDE = re.compile(r"\b(right|left|bilateral)\b")
_WITHOUT = re.compile(
    r"\b(?:without|not) (?P<what>(?:(?! of | in remission|, (?!psychotic |mood |and |or )).)*)(?P<of> of (?:(?! without )[^,;])*)?"
)
_EITHER = re.compile(r"\b(?:and|or)\s+([^,;]*)")
_LIST = re.compile(r"((?:\w+ )?\w+(?:, (?:\w+ )?\w+)+), (?:and|or) ")  # "bone, soft tissue, and skin"
_EITHER_NAME = re.compile(r"\b(\w+) and unspecified\b")  # "suppurative and unspecified otitis media": one of two
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_OPEN = re.compile(r"\bunspecified(?: as to [^,;]*| (?:depth|degree|severity|origin)\b)?|\bnot specified as [^,;]*")
_KIDNEY = re.compile(r"\b(ckd|chronic kidney disease)[\s,(]+(?=[1-5][ab]?\b)", re.IGNORECASE)
_GRADED = re.compile(
    r"\b(type|grade/stage|stage|class|grade|fetus|level|group)\s*(\d|iv|v|i{1,3})([a-d]?)\b", re.IGNORECASE
)
_ORDINALS = ("first", "second", "third", "fourth")
_DEGREE = re.compile(rf"\b({'|'.join(_ORDINALS)})[- ]degree\b", re.IGNORECASE)
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_BARE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


def joined(text: str) -> str:
    """ "Type 2" as one word, and no other bare number: the 2 of "day 2" is no type."""

    def one(m: re.Match[str]) -> str:
        number = _NUMERALS.get(m[2].lower()) or int(m[2])
        kind = "stage" if m[1].lower() in ("grade", "grade/stage") else m[1].lower()
        return f"{kind}{'zabcdefghj'[number]}q{m[3].lower()}"

    text = _DEGREE.sub(lambda m: f"stage {_ORDINALS.index(m[1].lower()) + 1}", text)
    return _BARE.sub(" ", _GRADED.sub(one, _KIDNEY.sub(r"\1 stage ", text)))


@dataclass(frozen=True)
class Wording:
    """What a member of a category says: its words and what it says is absent, as stems; its side."""

    words: frozenset[str]
    absent: frozenset[str]
    header: frozenset[str]  # words of the category's own name
    free: frozenset[
        str
    ]  # words that need not be said: these, what holds unless said otherwise, the place of what is absent
    either: frozenset[str]  # words behind "and" or "or": another name, or another place
    side: str
    other: bool
    of_men: bool


class Wordings:
    """Wordings of the codes of one release, each read once."""

    def __init__(self, code_set: CodeSet, coverage: Coverage) -> None:
        self._code_set, self._coverage = code_set, coverage
        self._cancer = frozenset(coverage.stems("cancer carcinoma tumor malignant"))
        self._default = frozenset(coverage.stems("displaced closed"))  # I.C.19.c
        self.small = frozenset(coverage.stems("or and with the of in to a an unspecified mention current"))
        self.of = lru_cache(maxsize=8192)(self._of)
        self.aliases = lru_cache(maxsize=2048)(self._aliases)

    def _of(self, code: str) -> tuple[Wording, ...]:
        """The wordings of a code, its descriptor first; () for an unknown one."""
        entry = self._code_set.find(self._code_set.stem(code) or code)
        if entry is None:
            return ()
        side = _SIDE.search(entry.descriptor.lower())
        name = joined(self._code_set.descriptor(code[:3]).lower())
        header = (self._stems(name) - self._stems(" ".join(_EITHER_NAME.findall(name)))) | self.aliases(code[:3])
        header |= self._cancer if "neoplasm" in header else frozenset()
        texts = (entry.descriptor, *entry.inclusion_terms)
        own = [self._wording(t, side[1] if side else "", header) for t in texts]
        return (*own, *self._of_parent(entry, own[0]))

    def _aliases(self, category: str) -> frozenset[str]:
        """Other words for those of a category's name: renal for kidney."""
        name = self._code_set.descriptor(category)
        return self._coverage.words(name) - self.small - self._stems(joined(name))

    def _of_parent(self, entry: Code, own: Wording) -> Iterator[Wording]:
        """Inclusion terms of the subcategory, with what the member adds to it: "granulomatous gastritis" of K29.6."""
        parent = (
            self._code_set.find(entry.parent)
            if entry.parent and len(entry.parent) > 3 and "-" not in entry.parent
            else None
        )
        if parent is not None:
            added = own.words - self._stems(joined(parent.descriptor.lower()))
            for term in parent.inclusion_terms:
                said = self._wording(term, own.side, own.header)
                yield replace(
                    said, words=said.words | added, absent=said.absent | own.absent, free=said.free | own.free
                )

    def _wording(self, text: str, side: str, header: frozenset[str]) -> Wording:
        lower = joined(_ASIDE.sub(" ", text.lower()))
        without = list(_WITHOUT.finditer(lower))
        words = self._stems(_WITHOUT.sub(" ", lower))
        of_absent = self._stems(" ".join(m["of"] or "" for m in without))
        return Wording(
            words | of_absent,
            frozenset(self._coverage.stems(" ".join(m["what"] for m in without))) - self.small,
            header,
            header | of_absent | self._default,
            self._stems(" ".join(m[1] for r in (_EITHER, _LIST) for m in r.finditer(_WITHOUT.sub(" ", lower)))),
            side,
            bool({"other", "specified"} & set(lower.split())),
            "male" in lower.split(),
        )

    def _stems(self, text: str) -> frozenset[str]:
        said = re.findall(r"[a-z0-9.-]+", _SIDE.sub(" ", _OPEN.sub(" ", text.lower())))
        return frozenset(
            self._coverage.stems(" ".join(w for w in said if w not in PLAIN or w in ("primary", "uncomplicated")))
        )
