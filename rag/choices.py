"""Of codes that a row offers as "A or B", the one that the question's words say leads: F33.9 where it says recurrent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import Stemmer

from index.code_set import CodeSet
from index.decision import Item
from rag.said import Words, is_negated, stem_of

_WITHOUT = re.compile(r"\bwithout\b(?:(?!\bwith\b).)*")  # what a code says it lacks is no word of it
_PLAIN = frozenset(
    [
        "when",
        "where",
        "if",
        "for",
        "with",
        "before",
        "after",
        "due",
        "to",
        "in",
        "at",
        "without",
        "by",
        "the",
        "a",
        "an",
        "of",
        "is",
        "are",
        "was",
        "and",
        "or",
        "documented",
    ]
)


def by_words(items: Sequence[Item], said: Words, code_set: CodeSet) -> list[Item]:
    """The items with each "A or B" in the order in which the words say them; as written where they say none or all."""
    groups: list[list[Item]] = []
    for item in items:
        if item.choice and groups:
            groups[-1].append(item)
        else:
            groups.append([item])
    return [item for group in groups for item in _ordered(group, said, code_set)]


def _ordered(group: Sequence[Item], said: Words, code_set: CodeSet) -> Sequence[Item]:
    codes = [i.pattern.first if i.pattern and i.pattern.single else "" for i in group]
    if len(group) < 2 or not all(code and code_set.is_billable(code) for code in codes):
        return group
    stemmer = Stemmer.Stemmer("english")
    names = [f"{_WITHOUT.sub('', code_set.descriptor(c).lower())} {i.when}" for c, i in zip(codes, group, strict=True)]
    words = [{stem_of(w, stemmer) for w in re.findall(r"[a-z]+", name) if w not in _PLAIN} for name in names]
    shared = set.intersection(*words)
    told = {s for tokens, stems in said.lines for at, s in enumerate(stems) if not is_negated(tokens, at)}
    fit = [len((own - shared) & told) for own in words]
    order = sorted(range(len(group)), key=lambda n: -fit[n])
    return [replace(group[n], choice=at > 0 or group[0].choice) for at, n in enumerate(order)]
