"""Organisms that a note names as the cause of an infection, as the codes that identify them (B95-B97)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

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
    ("B96.20", r"e\.? ?coli|escherichia coli|ecoli"),
    ("B96.1", r"klebsiella|k\.? ?pneumoniae"),
    ("B96.4", r"proteus|p\.? ?mirabilis"),
    ("B96.5", r"pseudomonas|p\.? ?aeruginosa"),
    ("B96.3", r"h(?:aemophilus|emophilus|\.) ?influenzae"),
    ("B96.81", r"h(?:elicobacter|\.)? ?pylori"),
    ("B96.0", r"mycoplasma"),
    ("B96.6", r"bacteroides|b\.? ?fragilis"),
    ("B96.83", r"acinetobacter"),
    ("B97.4", r"rsv|respiratory syncytial virus"),
)
# the same organism as the codes of the infection name it: sepsis (A40-A41) and pneumonia (J13-J15)
_INFECTION = {
    "B95.62": ("A41.02", "J15.212"), "B95.61": ("A41.01", "J15.211"), "B95.7": ("A41.1", "J15.29"), "B95.1": ("A40.1", "J15.3"),
    "B95.0": ("A40.0", "J15.4"), "B95.2": ("A41.81",), "B95.3": ("A40.3", "J13"), "B96.20": ("A41.51", "J15.5"),
    "B96.1": ("A41.59", "J15.0"), "B96.4": ("A41.59", "J15.69"), "B96.5": ("A41.52", "J15.1"), "B96.3": ("A41.3", "J14"),
    "B96.0": ("J15.7",), "B96.6": ("A41.4",), "B96.83": ("A41.54", "J15.61"),
}  # fmt: skip
_WORDS = tuple((code, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for code, words in _NAMES)
_CLAUSE = re.compile(r"(?<!\b[A-Za-z])[.;?!](?=\s|$)|\n")
_DENIED = re.compile(r"\b(?:no|not|without|neg\w*(?: for)?|denies|rule[sd]? out|r/o)\W+(?:\w+\W+)?$", re.IGNORECASE)
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


def of_organism(family: Collection[str], text: str) -> str:
    """The member of a family of infections or organisms for the one organism that a question names; '' for none or several."""
    clauses = [c for c in _CLAUSE.split(text) if not _CARRIED.search(c)]
    named = [
        code
        for code, words in _WORDS
        for c in clauses
        if any(not _DENIED.search(c[: m.start()]) for m in words.finditer(c))
    ]
    found = {c for code in named for c in (code, *_INFECTION.get(code, ())) if c in family}
    return found.pop() if len(found) == 1 else ""


def names_organism(text: str) -> bool:
    """True for words that name an organism and no infection."""
    bare = text.strip(" .,:;()-").lower().removeprefix("due to ")
    return any(words.fullmatch(bare) for _, words in _WORDS)
