"""A code as a note completes it: the trimester of its weeks, the seventh character of its encounter (I.C.15.a, I.C.19.a)."""

from __future__ import annotations

import re

from rag.attributes import laterality, laterality_of
from rag.finer import part_of_face
from rag.marks_seventh import encounter
from rag.numbers import birth_weight_code
from rag.reading import Reading
from rag.seventh import choose_seventh
from rag.stages import in_trimester
from rag.types import Finding, Question

_HANDED = re.compile(
    r"\b(?:(?P<left>left[- ]hand(?:ed|\b(?= dominant))|lhd)|(?P<right>right[- ]hand(?:ed|\b(?= dominant))|rhd))\b", re.I
)


def of_dominance(reading: Reading, finding: Finding, code: str) -> str:
    """A palsy whose side is said: the right side is the dominant one where the note does not tell (I.C.6.a)."""
    code_set = reading.tabular.code_set
    if not re.match(r"G8[13]|I69\.\d[3-5]", code) or "unspecified side" not in code_set.descriptor(code):
        return code
    start = finding.sentence.start
    side = laterality_of(reading.note.text[start : finding.sentence.end], finding.start - start, finding.end - start)
    handed = _HANDED.search(reading.note.text)
    dominant = "left" if handed and handed["left"] else "right"
    wanted = f"{side} {'dominant' if side == dominant else 'nondominant'} side"
    kin = [c for c in code_set.billable_below(code[:-1]) if wanted in code_set.descriptor(c)]
    return kin[0] if len(kin) == 1 else code


_CIGARETTES = re.compile(r"\b(?:cigar(?:ette)?s?|ppd|packs?)\b", re.IGNORECASE)


def smoked(reading: Reading, code: str) -> str:
    """Nicotine dependence of cigarettes where the note speaks of them."""
    if code.startswith("F17.20") and _CIGARETTES.search(reading.note.text):
        return f"F17.21{code[6:]}"
    return code


def completed(reading: Reading, finding: Finding, code: str) -> str:
    """The code in full, by what the sentence of the finding and the note say."""
    code_set, note = reading.tabular.code_set, reading.note
    code = smoked(reading, of_dominance(reading, finding, in_trimester(code, note.text, code_set)))
    sentence = note.text[finding.sentence.start : finding.sentence.end]
    code = part_of_face(code_set, code, sentence) or code
    if code.startswith(("P07.0", "P07.1")):
        code = birth_weight_code(code_set, note.text) or code
    found = code_set.find(code)
    if found is None or not found.seventh:
        return code
    said = f"{reading.coverage.spelled(sentence)} {' '.join(s for s, *_ in laterality(sentence))}"
    question = Question(said, note.date_of_service, note.setting, said, said)
    kind = "initial" if code.startswith("T8") else encounter(reading)
    char, _ = choose_seventh(dict(found.seventh), question, kind)
    return code_set.with_seventh(code, char)
