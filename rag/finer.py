"""A finer code of the same category whose further words the note gives where it names the condition.

"Acute respiratory failure, unspecified" beside "acute hypoxic respiratory failure": J96.01 says what J96.00 leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.code_set import CodeSet
from rag.coverage import SIDES
from rag.reading import Reading
from rag.support import Support

WIDE = 160  # codes of a category above which only the codes beside the proposed one are compared
# what a descriptor says it does not say: "unspecified site of", "unspecified whether with hypoxia or hypercapnia"
_OPEN = re.compile(
    r",?\s*\bunspecified\b(?:\s+(?:whether|as to)\b.*|\s+(?:site|parts?|side|severity|control|quadrant|degree|stage|type|cause|location|organism)\b(?:\s+of\b)?)?",
    re.I,
)
_VAGUE = re.compile(r"\b(?:other(?! diseases classified)|unspecified)\b", re.I)
_PERIOD = re.compile(r"\b(?:in (?:the )?(?:pregnancy|childbirth|puerperium|first|second|third)|trimester)\b", re.I)


def finer(reading: Reading, found: Support) -> str:
    """The sibling that says most of what the note's sentences on this condition say beyond the code; "" if none."""
    code_set, coverage = reading.tabular.code_set, reading.coverage
    stem = code_set.stem(found.code) or found.code
    here = coverage.content(open_left(code_set.descriptor(stem)))
    told = reading.supports.words_of(found.findings) & reading.words
    beside = {c for c in reading.note.proposed if c[:3] == stem[:3] and c != found.code}
    if beside and stem[0] not in "ST":
        return ""  # the other code of the category may say it
    best, most = "", 0.0
    for other in _family(reading, stem):
        if _PERIOD.findall(code_set.descriptor(other)) != _PERIOD.findall(code_set.descriptor(stem)):
            continue
        there = coverage.content(code_set.descriptor(other))
        more = there - here - SIDES
        if not here - SIDES <= there or not more or not more <= told or _side_of(there) - told - _side_of(here):
            continue
        if any(reading.supports.only_denied(w) for w in more):
            continue
        weight = coverage.weight(more)
        if weight > most:
            best, most = other, weight
    return best or _other_part(reading, found, stem)


# parts of the face that have no code of their own in most categories: "other parts of face"
_FACE = re.compile(r"\b(?:cheek|chin|forehead|temple|jaw(?:line)?|glabella|brow|mandib\w+|malar|nasolabial)\b", re.I)


def _other_part(reading: Reading, found: Support, stem: str) -> str:
    """ "Unspecified parts of face" where the note names a part that the category has no code for: other parts of face."""
    told = " . ".join(reading.note.text[f.sentence.start : f.sentence.end] for f in found.findings)
    return part_of_face(reading.tabular.code_set, stem, told)


def part_of_face(code_set: CodeSet, code: str, text: str) -> str:
    """The code for other parts of the face, where the text names one that has no code of its own; "" otherwise."""
    said = code_set.descriptor(code)
    wanted = re.sub(r"\bunspecified (parts? of face)", r"other \1", said)
    if wanted == said or not _FACE.search(text):
        return ""
    return next((c for c in code_set.billable_below(code[:3]) if code_set.descriptor(c) == wanted), "")


def open_left(descriptor: str) -> str:
    """The descriptor without what it says it leaves open."""
    return _OPEN.sub(" ", descriptor)


def _side_of(words: frozenset[str]) -> frozenset[str]:
    return words & SIDES


def _family(reading: Reading, stem: str) -> Iterator[str]:
    """Codes of the category, or of the same parent in a wide one, other than those proposed."""
    code_set = reading.tabular.code_set
    proposed = {code_set.stem(c) or c for c in reading.note.proposed}
    entry = code_set.find(stem)
    leaves = code_set.billable_below(stem[:3])
    if entry and entry.parent and len(leaves) > WIDE:
        leaves = code_set.billable_below(entry.parent)
    for leaf in leaves:
        if leaf not in proposed and leaf != stem and not _VAGUE.search(code_set.descriptor(leaf)):
            yield leaf
