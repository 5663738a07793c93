"""What a row and a question speak of beside the disease (silence, doubt, order, payers ...), and where they contradict."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.said import Words, is_negated

# what a row and a question may both speak of, whatever the disease
TOPICS = {
    "silence": r"\b(?:silent|silence|unclear|unstated|not (?:stated|documented|said|written|named|mentioned|specified|linked|tied)|nobody|nothing|nowhere|never (?:says|writes|states)|no (?:one|word|mention)|doesn'?t say|without (?:saying|a word)|only)\b",
    "hedge": r"\b(?:probabl[ey]|possibl[ey]|likely|suspected|suspicion|rule[sd]? out|r/o|cannot (?:be )?(?:exclude|rule)\w*|concern\w*|appears|evidence of|consistent with|compatible with|versus|vs|may be|impending)\b",
    "order": r"\b(?:order|first|sequenc\w*|principal|pdx|lead\w*|before)\b",
    "payer": r"\b(?:payer|insur\w*|denie[sd]|denial|audit\w*|medicare|medicaid|commercial|plan|carrier|policy|edit)\b",
    "past": r"\b(?:history|past|former\w*|old|prior|previous\w*|resolved|healed|years? ago|s/p|status post|no longer|cured|remission)\b",
    "stay": r"\b(?:inpatient|stay|discharge\w*|admi(?:t|ss)\w*|d/c)\b",
    "visit": r"\b(?:office|visit|clinic|outpatient|encounter|follow[- ]?up|f/u)\b",
    "conflict": r"\b(?:conflict\w*|disagree\w*|consult\w*|attending|radiolog\w*|nurse\w*|dietit\w*|two (?:providers|doctors|notes))\b",
    "due": r"\b(?:due to|from|caused|because|secondary|related|linked|associated|complication)\b",
}
_TOPICS = tuple(re.compile(words, re.IGNORECASE) for words in TOPICS.values())


def polarity(text: str) -> dict[str, bool]:
    """stem -> True where it stands somewhere without a denial, False where it is only denied."""
    found: dict[str, bool] = {}
    for tokens, stems in Words([text]).lines:
        for at, stem in enumerate(stems):
            if len(stem) > 2:
                found[stem] = found.get(stem, False) or not is_negated(tokens, at)
    return found


def contradicted(row: Mapping[str, bool], question: Mapping[str, bool]) -> list[str]:
    """Stems that the one affirms and the other only denies."""
    return [s for s, said in row.items() if s in question and question[s] != said]


def topics(text: str) -> tuple[bool, ...]:
    """Which of TOPICS a text speaks of, in their order."""
    return tuple(bool(words.search(text)) for words in _TOPICS)
