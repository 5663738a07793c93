"""The axes on which sibling codes differ, read from words, and the billable default when nothing narrower is said."""

from __future__ import annotations

import re

from index.code_set import Code, CodeSet

_WORD = re.compile(r"[a-z0-9]+")
# what the classification takes for granted unless the note says otherwise, strongest first
_DEFAULT_MARKS = (
    (re.compile(r"\bunspecified\b|\bnot applicable\b"), 4.0),
    (re.compile(r"\bwithout\b|\buncomplicated\b|\bnot intractable\b|\bnot having achieved remission\b"), 2.0),
    (re.compile(r"\binitial\b|\bsingle\b|\bfemale\b|\bclosed\b"), 0.5),
    (re.compile(r"\bmellitus in pregnancy\b"), 1.0),
    (re.compile(r"\bwith unspecified (?:complication|\S+-induced)"), -5.0),
    (re.compile(r"^other (?!and unspecified)|\bother specified\b|\bnec\b"), -2.0),
    (re.compile(r"\bright\b|\bleft\b|\bbilateral\b"), -1.0),
)


def billable_defaults(code_set: CodeSet) -> dict[str, str]:
    """For each code the leaf at or below it to report when the note says no more than it does (I.A.9.b, I.B.18).

    A code with no unspecified or NOS member is its own default.
    """
    found: dict[str, str] = {}
    for code in reversed(list(code_set.codes)):  # children stand after their parent in the tabular
        at = code_set.codes[code]
        found[code] = code
        if at.children and not at.is_heading:
            scores = {c: _defaultness(code_set.codes[c], at) for c in at.children}
            best = max(scores, key=lambda c: scores[c])
            if scores[best] > 0:
                found[code] = found[best]
    return found


def _defaultness(child: Code, parent: Code) -> float:
    """How plainly `child` says no more than `parent`: marks it adds, less the other words it adds."""
    says, said = child.descriptor.lower(), parent.descriptor.lower()
    score = sum(w * max(len(mark.findall(says)) - len(mark.findall(said)), 0) for mark, w in _DEFAULT_MARKS)
    added = set(_WORD.findall(says)) - set(_WORD.findall(said))
    nos = any("NOS" in term for term in child.inclusion_terms)
    return score + 1.0 * nos + (0.5 if not added else -0.1 * len(added)) + (0.3 if child.code[-1] in "09" else 0.0)


# axis -> the words that name its values; one bit a value
_AXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("side", (r"right|rt", r"left|lt", r"bilateral|both")),
    ("acuity", (r"acute|acutely|short term", r"chronic|long term", r"subacute", r"recurrent|relapsing")),
    ("type", (r"type (?:1|i)\b|juvenile", r"type (?:2|ii)\b")),
    ("trimester", (r"first trimester", r"second trimester", r"third trimester", r"postpartum|puerperium|puerperal")),
    ("severity", (r"mild", r"moderate", r"severe")),
    (
        "stage",
        (
            r"stage (?:0|v0)",
            r"stage (?:1|i)\b",
            r"stage (?:2|ii)\b",
            r"(?:stage |ckd ?)(?:3|iii)[ab]?",
            r"stage (?:4|iv)\b",
            r"stage (?:5|v)\b",
            r"end stage",
        ),
    ),
    ("origin", (r"congenital|hereditary", r"acquired", r"newborn|neonatal|neonatorum|perinatal|of infant")),
    ("mother", (r"pregnan\w*|gestational|maternal|delivery|childbirth|labor|obstetric|gravid\w*|\w*natal care",)),
    (
        "time",
        (
            r"personal history|history of|h o\b|hx|s p\b|status post|resolved|old|healed",
            r"family history|fh\b",
            r"sequel\w+",
        ),
    ),
    (
        "cause",
        (
            r"traumatic|injury|fracture|burn|wound",
            r"drug induced|poisoning|overdose|toxicity",
            r"tubercul\w+|syphili\w+|gonococc\w+|diphther\w+|lepr\w+",
        ),
    ),
    ("spread", (r"secondary malignant|metasta\w+", r"in situ", r"benign", r"uncertain behavior")),
    ("lymph", (r"in remission|remission", r"in relapse")),
    ("control", (r"intractable", r"exacerbation", r"with status", r"gangrene", r"hemorrhage|bleeding", r"perforation")),
    ("place", (r"upper", r"lower", r"anterior", r"posterior", r"medial", r"lateral", r"proximal", r"distal")),
    ("cover", (r"open", r"closed", r"displaced", r"nondisplaced")),
    ("sex", (r"male|men", r"female|women")),
)
_OPENERS = "type first second third short long stage end ckd personal history h s status fh family of secondary in uncertain drug with"
_LAST = ("side", "trimester", "severity", "stage")  # what the last character of a code usually tells apart
AXIS_NAMES = tuple(axis for axis, _ in _AXES)


class AxisReader:
    """Reads the axis values named in a text as bits of one integer, word by word and pair by pair."""

    def __init__(self) -> None:
        values = [(axis, pattern) for axis, patterns in _AXES for pattern in patterns]
        self._values = [re.compile(pattern) for _, pattern in values]
        self._openers = frozenset(_OPENERS.split())
        self._bits: dict[str, int] = {}
        self.masks = tuple(sum(1 << i for i, (a, _) in enumerate(values) if a == axis) for axis, _ in _AXES)
        self.last = sum(m for m, name in zip(self.masks, AXIS_NAMES, strict=True) if name in _LAST)

    def read(self, text: str) -> int:
        """Bits of every value that a word, or two words together, of `text` name."""
        found = _WORD.findall(text.lower())
        bits = 0
        for word, following in zip(found, [*found[1:], ""], strict=True):
            bits |= self._bits_of(word)
            if word in self._openers:
                bits |= self._bits_of(f"{word} {following}")
        return bits

    def _bits_of(self, phrase: str) -> int:
        if phrase not in self._bits:
            self._bits[phrase] = sum(1 << i for i, value in enumerate(self._values) if value.fullmatch(phrase))
        return self._bits[phrase]
