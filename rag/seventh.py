"""Which seventh character the words of a question decide (I.C.19.a, I.C.19.c, I.C.7.a, I.C.15.a.6)."""

from __future__ import annotations

import re

from rag.types import Question

_SUBSEQUENT = re.compile(
    r"\b(?:subsequent|follow[- ]?up|after ?care|healing|recheck|cast (?:change|removal)|physical therapy|rehab\w*|routine heal\w*|delayed heal\w*|nonunion|malunion|suture removal|home pt|clear(?:s|ed|ance) (?:\w+ )?for (?:school|work|play|sports?|duty)|(?:\d+|two|three|four|five|six|eight|ten|twelve) ?(?:weeks?|wks?|months?|mos?) (?:after|out|post|s/p|following|since) (?!the (?:injury|accident|fall|fracture))\w+)\b",
    re.I,
)
_ACTIVE = re.compile(r"\b(?:initial|active treatment|acute|new|today)\b", re.I)
_SEQUELA = re.compile(
    r"\b(?:sequelae?|late effects?|residuals?|years? ago|old (?:injury|fracture|burn)|scar\w* (?:from|due to))\b", re.I
)


_GRAVE = re.compile(r"\b(?:type|grade|gustilo\S*)[\s:-]*(?:type\s*|grade\s*)?(?:iii|3)[abc]?\b")
# open surgery is no open fracture: "ORIF" is spelled out as "open reduction ..."
_OPEN_SURGERY = re.compile(r"\bopen (?=(?:reduction|treatment|repair|surg\w*|procedure|fixation|approach)\b)")


# "a wound nearby, nobody calls it open"
_NOT_OPEN = re.compile(r"\b(?:not|never|no(?:body|where)?|isn'?t|wasn'?t|without|doesn'?t)\b[^.?!;,]{0,30}?\bopen\b")


def choose_seventh(meanings: dict[str, str], question: Question, kind: str = "") -> tuple[str, bool]:
    """The character whose meaning the question's words fit best, and whether they decide it (I.C.19.a).

    `kind`: "initial", "subsequent" or "sequela" where it is known otherwise.
    """
    given = kind
    text = question.expanded.lower()
    kind = kind or ("sequela" if _SEQUELA.search(text) else "subsequent" if _SUBSEQUENT.search(text) else "initial")
    words = set(re.findall(r"[a-z]+", _NOT_OPEN.sub(" ", _OPEN_SURGERY.sub(" ", text))))
    if _GRAVE.search(text):
        words.add("iii")
    if not any(kind in m for m in meanings.values()):
        plain = [c for c, m in meanings.items() if "unspecified" in m or "not applicable" in m]
        scored = {
            c: len(words & set(m.split()) - {"stage", "fetus", "eye"}) for c, m in meanings.items() if c not in plain
        }
        best = max(scored, key=lambda c: scored[c], default=next(iter(meanings)))
        return (best, True) if scored.get(best) else ((plain or list(meanings))[0], False)
    fitting = [c for c, m in meanings.items() if kind in m]
    told = bool(given) or kind != "initial" or question.setting == "ed" or bool(_ACTIVE.search(text))
    return max(fitting, key=lambda c: _fit(meanings[c], words)), told


def _fit(meaning: str, words: set[str]) -> int:
    """How many deciding words of a fracture's seventh character are as said; closed and routine hold when unsaid (I.C.19.c)."""
    says = set(re.findall(r"[a-z]+", meaning))
    score = 0
    for choice, default in (
        (("open", "closed"), "closed"),
        (("routine", "delayed", "nonunion", "malunion"), "routine"),
    ):
        named = [w for w in choice if w in words]
        said = named[0] if len(named) == 1 else default  # "open or closed not stated" says neither
        score += (said in says) - any(w in says for w in choice if w != said)
    if "open" in says:  # the Gustilo type said, else the milder ones with those of no type said
        score += ("iiia" in says) == ("iii" in words)
    return score
