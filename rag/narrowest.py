"""The member of a category that the words around a condition say: site, side, cause, severity (I.A.18, I.B.2, I.B.18).

A member gains by each word of its wording that is said, and loses by each one that is not; what it is "without" costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.code_set import CodeSet
from rag.coverage import Coverage
from rag.wordings import Wording, Wordings, joined

HEAVY = 6.0  # a rare word counts no more than this (idf)
FAR = 0.5  # worth of a word said elsewhere in the question
UNSAID = 0.8  # cost of a word that is not said
OTHER, SIDED, WRONG_SIDE, DENIED, WIDE_SITE, AS_DENIED, EITHER = 5.0, 6.0, 12.0, 12.0, 0.6, 3.0, 0.2
MORE_DENIED = 0.5  # a further word that is as denied
GUESSED = 2.5  # the same for a member of which words are not said
BETTER = 0.8  # by how much another member must fit better than the one that the words led to
MOST = 700  # members; a larger family is not read through
_ABSENT = re.compile(
    r"\b([\w-]+(?: [\w-]+)?),? (?:is |was |were |are )?(?:not present|absent|ruled out)\b", re.IGNORECASE
)
_DENIAL = re.compile(
    r"\b(?:no|not|non|without|w/o|never|denies|denied|negative for|free of)\s+(?:any |a |an )?((?:[a-z-]+(?:[ /]|\b)){1,3})",
    re.IGNORECASE,
)
# "severity and behavior not mentioned": neither said nor denied
_UNSAID = re.compile(
    r"\bseverity\b|['\x22\w/-]+ (?:is ?n'?t|was ?n'?t|is not|was not)\s*(?=\.|$)|['\x22\w /-]*\b(?:not|never|isn'?t|wasn'?t|nowhere) (?:\w+ )?(?:mentioned|documented|stated|specified|described|given|noted|named|known|said|recorded|used|written|in the (?:note|chart|record|documentation))\b",
    re.IGNORECASE,
)
# words of more or less, of place and of course: they speak of the condition they stand beside, not of another one
QUALIFIERS = frozenset(
    """acute chronic subacute mild moderate severe recurrent persistent intermittent permanent paroxysmal first second third
    fourth single multiple major minor total partial complete incomplete superficial deep open closed displaced nondisplaced
    upper lower anterior posterior medial lateral proximal distal inner outer primary secondary initial left right bilateral
    unilateral both early late onset stage type grade degree mass size small large simple complex continuous unstable stable
    lumbar cervical thoracic sacral hemorrhage bleeding without with not new old hand foot arm leg limb finger toe face head
    neck eye ear hip knee ankle wrist elbow shoulder skin one two three four five""".split()  # noqa: SIM905 - read as prose
)
# a place named more closely than descriptors name it
_PLACES = (
    (r"hands?|wrists?|forearms?|elbows?|arms?|shoulders?|fingers?|thumbs?|axilla", "upper limb"),
    (r"hips?|thighs?|knees?|legs?|calf|calves|shins?|ankles?|foot|feet|toes?|heels?", "lower limb"),
    (r"ankles?|foot|feet|toes?|heels?", "ankle and foot"),
    (r"toes?|hallux|heels?", "foot"),
    (r"l[1-5](?:[-/](?:l?[2-5]|s1))?", "lumbar"),
    (r"c[1-7](?:[-/]c?[1-7])?", "cervical"),
    (r"t(?:[1-9]|1[0-2])(?:[-/]t?\d{1,2})?", "thoracic"),
    (r"thumbs?", "finger hand"),
    (r"fingers?", "hand"),
    (r"hips?|thighs?", "hip thigh"),
    (r"shoulders?|upper arms?", "shoulder upper arm"),
    (r"shins?|calf|calves", "lower leg"),
    (r"cheeks?|chin|forehead|jaw", "face head"),
    (r"distal", "lower end"),
    (r"proximal", "upper end"),
    (r"buttocks?|flanks?|groin|abdom\w+|chest|back", "trunk"),
)


_GRADE = re.compile(r"\b(?:type|stage|class|grade|fetus|level|group)[a-hjz]q[a-d]?\b")
_MEN = frozenset(["male", "man", "men", "gentleman", "boy"])


@dataclass(frozen=True)
class Said:
    """What a question says around one condition, as stems: beside it, elsewhere, as absent; its side ('' if not said).

    `wide` are the wider places of those named: a hand is part of an upper limb.
    """

    near: frozenset[str]
    far: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    side: str = ""
    wide: frozenset[str] = frozenset()


class Narrowest:
    """Members of categories read once, over one release."""

    def __init__(self, code_set: CodeSet, coverage: Coverage) -> None:
        self._code_set, self._coverage = code_set, coverage
        self._qualifiers = frozenset(coverage.stems(" ".join(QUALIFIERS)))
        self._grades = frozenset(coverage.stems("type stage class grade fetus level group"))
        self._default = frozenset(coverage.stems("displaced closed"))  # I.C.19.c
        self._read = Wordings(code_set, coverage)
        self.wordings = self._read.of

    def said(self, near: str, far: str = "", denied: str = "", side: str = "") -> Said:
        """Words beside a condition, elsewhere and denied -> Said. Qualifiers of other conditions say nothing of this one."""
        near, far = _UNSAID.sub(" ", near), _UNSAID.sub(" ", far)
        denied = " . ".join([denied, *(m[1] for m in _DENIAL.finditer(f"{near} . {far}"))])
        denied = " . ".join([denied, *(m[1] for m in _ABSENT.finditer(f"{near} . {far}"))])
        near, far = (_ABSENT.sub(" ", _DENIAL.sub(" ", t)) for t in (near, far))
        close = self._words(near)
        wide = " ".join(wider for place, wider in _PLACES if re.search(rf"\b(?:{place})\b", near.lower()))
        return Said(
            close,
            self._words(far) - self._qualifiers - close,
            self._words(denied) - close - self._default,
            side,
            frozenset(self._coverage.stems(wide)) - close,
        )

    def _words(self, text: str) -> frozenset[str]:
        """Stems of a text with its abbreviations and lay words spelled out; a grade is one word, other numbers are none."""
        text = re.sub(r"\b(embol)ism\b", r"\1ism \1us", text, flags=re.IGNORECASE)
        spelled = joined(self._coverage.spelled(text))
        kept = {w for w in self._coverage.words(text) if not re.search(r"\d", w)} - self._grades
        return frozenset({*kept, *self._coverage.stems(" ".join(_GRADE.findall(spelled)))})

    def best(self, code: str, said: Said, among: Collection[str] | None = None, better: float = BETTER) -> str:
        """The member of the code's category (or of `among`) that is said best; the code itself where none is better."""
        members: Sequence[str] = tuple(among) if among is not None else self._code_set.billable_below(code[:3])
        if len(members) > MOST:
            members = [m for m in members if m[:5] == code[:5]]
        mine = self._lasting(code, said)
        scores = {m: self.fit(m, said, own_words=True) - self._weight(mine - self._claims(m)) for m in members}
        own = scores.get(code, self.fit(code, said, own_words=True))
        top = max(scores, key=lambda m: scores[m], default=code)
        if self._on_wide(top, said) and self._own_said(code, said):
            return code  # "pain in the hand" is said; a hand is part of an upper limb, but nobody says that
        margin = max(better, 0.0 if self._whole(top, said) else GUESSED)
        return top if scores.get(top, own) >= own + margin else code

    def _own_said(self, code: str, said: Said) -> bool:
        """True where every word of the code, and one of its own, is said beside the condition."""
        return any(
            (w.words - w.header) & said.near
            and w.words <= said.near | w.free
            and w.side in ("", said.side)
            and not w.other
            for w in self.wordings(code)
        )

    def _on_wide(self, code: str, said: Said) -> bool:
        """True where no wording of the code is said but by the wider place of one named."""
        told = said.near | said.far
        return bool(said.wide) and not any(w.words <= told | w.free | w.either for w in self.wordings(code))

    def _whole(self, code: str, said: Said) -> bool:
        """True where a wording of the code is said in full, in the place where it counts."""
        told = said.near | said.far | said.wide
        return any(w.words <= told | w.free | w.either for w in self.wordings(code))

    def _lasting(self, code: str, said: Said) -> frozenset[str]:
        """What `code` says beside the condition, which another member loses where it does not say it."""
        return (self._claims(code) & said.near) - self._qualifiers - self._read.aliases(code[:3])

    def says(self, code: str, text: str) -> bool:
        """True where the wordings of `code` say most of a text as it is written."""
        told = frozenset(self._coverage.stems(text)) - self._read.small
        return bool(told) and self._weight(told & self._claims(code)) >= 0.6 * self._weight(told)

    def _claims(self, code: str) -> frozenset[str]:
        return frozenset().union(*(w.words for w in self.wordings(code)))

    def lacks(self, code: str, denied: str) -> bool:
        """True where a wording of the code says that it is without something denied."""
        words = self._words(denied)
        return any(w.absent & words for w in self.wordings(code))

    def is_said(self, code: str, said: Said) -> bool:
        """True where every word of one of its wordings, of two or more, and its side are said beside the condition."""
        near = said.near | said.wide
        return any(
            len(w.words) > 1
            and w.words <= near | w.free
            and len(w.words & near) > 1
            and w.side in ("", said.side)
            and not w.other
            for w in self.wordings(code)
        )

    def fit(self, code: str, said: Said, own_words: bool = False) -> float:
        """How well the best of the code's wordings fits what is said; `own_words`: without those of its category's name."""
        return max((self._gain(w, said, own_words) - self._cost(w, said) for w in self.wordings(code)), default=-99.0)

    def _gain(self, wording: Wording, said: Said, own_words: bool) -> float:
        claimed = wording.words - wording.header if own_words else wording.words
        near = claimed & said.near
        wide, far = (claimed & said.wide) - near, (claimed & said.far) - near
        return self._weight(near) + WIDE_SITE * self._weight(wide) + FAR * self._weight(far)

    def _cost(self, wording: Wording, said: Said) -> float:
        unsaid = wording.words - said.near - said.far - said.wide - wording.free
        cost = (
            UNSAID * self._weight(unsaid - wording.either)
            + EITHER * self._weight(unsaid & wording.either)
            + OTHER * wording.other
        )
        cost += DENIED * bool((wording.words & said.denied) - said.near) + DENIED / 2 * bool(wording.absent & said.near)
        absent = len(wording.absent & said.denied)
        cost -= (AS_DENIED + MORE_DENIED * (absent - 1)) * bool(absent)
        cost += DENIED * (wording.of_men and not (said.near | said.far) & _MEN)
        if wording.side:
            cost -= SIDED if wording.side == said.side else -WRONG_SIDE if said.side else -SIDED
        return cost

    def _weight(self, stems: Collection[str]) -> float:
        return sum(min(HEAVY, self._coverage.weight([s])) for s in stems)


def vaguer(code: str, other: str, code_set: CodeSet) -> bool:
    """True where `other`, of the same category, says what `code` leaves open: an unspecified form, or one without complications."""
    if code == other or code[:3] != other[:3] or code_set.find(code) is None or code_set.find(other) is None:
        return False
    mine, its = code_set.descriptor(code).lower(), code_set.descriptor(other).lower()
    if code[4:5] == "9":  # of the whole category, and no more is said of it: E11.9, L03.90, I50.9
        return other[4:5] != "9" and ("unspecified" in mine or "without" in mine)
    return code[:5] == other[:5] and mine.count("unspecified") > its.count("unspecified")
