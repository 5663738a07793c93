"""Organisms that a note names as the cause of an infection, as the codes that identify them (B95-B97)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.reading import Reading
from rag.types import Span

_NAMES = (
    ("B95.62", r"mrsa|methicillin[- ]resistant staph\w*(?: aureus)?"),
    ("B95.61", r"mssa|methicillin[- ](?:sensitive|susceptible) staph\w*(?: aureus)?|s(?:taph\w*|\.)? aureus"),
    ("B95.7", r"coag\w*[- ]neg\w* staph\w*|cons|staph\w* (?:epi\w*|saprophyticus|lugdunensis)"),
    ("B95.1", r"group b strep\w*|strep\w* agalactiae|gbs (?:uti|bacteriuria|pos\w*)"),
    ("B95.0", r"group a strep\w*|strep\w* pyogenes"),
    ("B95.2", r"enterococc\w*|e\. ?f(?:aecalis|aecium)|vre"),
    ("B95.3", r"strep\w* pneumo\w*|pneumococc\w*"),
    ("B96.20", r"e\. ?coli|escherichia coli|ecoli"),
    ("B96.1", r"klebsiella|k\. ?pneumoniae"),
    ("B96.4", r"proteus|p\. ?mirabilis"),
    ("B96.5", r"pseudomonas|p\. ?aeruginosa"),
    ("B96.3", r"h(?:aemophilus|emophilus|\.) ?influenzae"),
    ("B96.81", r"h(?:elicobacter|\.) ?pylori"),
    ("B96.0", r"mycoplasma"),
    ("B96.6", r"bacteroides|b\. ?fragilis"),
    ("B96.83", r"acinetobacter"),
    ("B97.4", r"rsv|respiratory syncytial virus"),
)
_WORDS = tuple((code, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for code, words in _NAMES)
_ASIDE = frozenset(["pmh", "psh", "family", "social", "allergies", "instructions", "signature", "medications"])
# a swab of the nose, a screen, a colony: carried, not the cause
_CARRIED = re.compile(
    r"\b(?:swabs?|screen\w*|coloni\w*|carrier|nares|prior|history|hx|h/o|previous|last year)\b", re.IGNORECASE
)


def organisms(reading: Reading) -> Iterator[tuple[str, Span]]:
    """(code, where) of each organism that the note affirms of this illness, once each."""
    for code, words in _WORDS:
        for span in reading.supports.shown(words, ("affirmed",)):
            line = reading.supports.sentence_at(span)
            if line.section_kind not in _ASIDE and not _CARRIED.search(line.text):
                yield code, span
                break


def names_organism(text: str) -> bool:
    """True for words that name an organism and no infection."""
    bare = text.strip(" .,:;()-").lower().removeprefix("due to ")
    return any(words.fullmatch(bare) for _, words in _WORDS)
