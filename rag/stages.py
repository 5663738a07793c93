"""Members of a family by what a question says of time and degree: trimester, stage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.code_set import CodeSet
from rag.weeks import gestations, trimester_of

_TRIMESTERS = re.compile(r"\b(first|second|third|unspecified) trimester")
_BIRTH = re.compile(
    r"\b(?:postpartum|(?<!not )(?<!no )(?<!not yet )deliver(?:ed|y)|childbirth|puerper\w*|in labou?r|born)\b", re.I
)
_ENDS = re.compile(r"\b(childbirth|puerperium)$")  # "Anemia complicating childbirth"; one for all three is no choice
_AFTER = re.compile(
    r"\b(?:post ?partum|puerper\w*|(?:days?|weeks?|wks?|months?|mos?|d|w) (?:after|post|since|pp)\b|pp day|ppd|(?:day|week) \w+ (?:after|post)|after (?:the |a |her |normal |vaginal )*(?:birth|delivery))",
    re.I,
)
_STAGE = re.compile(r"\bstage ([1-5]|iv|i{1,3}|v)\b")
_ORDINALS = ("first", "second", "third")


def of_trimester(family: list[str], said: str, code_set: CodeSet) -> list[str]:
    """The members of the trimester that the weeks make it, where some are named by trimester (I.C.15.a.3)."""
    ends = {c: m[1] for c in family if c[0] == "O" and (m := _ENDS.search(code_set.descriptor(c)))}
    if ends and is_over(said) and not _TRIMESTERS.search(said.lower()):
        wanted = "puerperium" if _AFTER.search(said) else "childbirth"
        return [c for c, end in ends.items() if end == wanted] or family
    undelivered = any("without delivery" in code_set.descriptor(c) for c in family)
    of_birth = is_over(said) and not _AFTER.search(said) and not undelivered  # the weeks are those of the birth
    found = _trimester(
        "" if not any(c.startswith(("O", "Z34")) for c in family) else _BIRTH.sub(" ", said) if of_birth else said
    )
    if found is None:
        return family
    fitting = [c for c in family if _TRIMESTERS.findall(code_set.descriptor(c)) == [_ORDINALS[found - 1]]]
    return fitting or family


def _trimester(said: str) -> int | None:
    """As the words or the weeks make it; None where neither is said, where two differ, or where the birth is over."""
    if is_over(said):
        return None
    weeks = {g.trimester for g in gestations(said, pregnant=True)}
    return trimester_of(said) if not weeks else weeks.pop() if len(weeks) == 1 else None


def is_over(said: str) -> bool:
    """True where the birth has been, or is now."""
    return bool(_BIRTH.search(said))


def in_trimester(code: str, said: str, code_set: CodeSet) -> str:
    """The sibling of the trimester that the weeks make it, for a code of chapter 15 that leaves it open."""
    if not code.startswith(("O", "Z34")) or "unspecified trimester" not in code_set.descriptor(code):
        return code
    kin = of_trimester(list(code_set.billable_below(code[:-1])), said, code_set)
    return kin[0] if len(kin) == 1 else code


def of_stage(family: Sequence[str], said: str, code_set: CodeSet, taken: int, alone: bool) -> list[str]:
    """The members of the stage said; of several, each item of the row takes its own, and the last is what it came to."""
    told = {c: m[1] for c in family if (m := _STAGE.search(code_set.descriptor(c).lower()))}
    named = [s for m in _STAGE.finditer(said.lower()) if (s := m[1]) in told.values()]
    if not named:
        return list(family)
    stage = named[-1] if alone else named[min(taken, len(named) - 1)]
    return [c for c in family if told.get(c) == stage]
