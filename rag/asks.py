"""What a question asks for: which of two, in which order, whether a number is valid; and texts that are not held.

What else is not ours to answer is told by rag/declines.py.
"""

from __future__ import annotations

import re

NOT_HELD, OTHER_SYSTEM, ORDERS, NUMBER = (
    "not held",
    "other code system",
    "orders to software",
    "what a number stands for",
)

_VERBATIM = r"\b(?:quote|recite|read me|as printed|printed text|article text|verbatim|word[- ]for[- ]word|exact (?:text|wording|words|descriptor\w*|description|language|nomenclature)|(?:full|official|long|complete)\s+(?:\w+\s+){0,2}?(?:text|descriptor\w*|descriptions?|nomenclature)|copy (?:and paste )?the|print|reproduce|paste)\b|\bexact\b.{0,20}\b(?:text|wording|descriptor\w*|description|nomenclature)\b"
_OTHERS_TEXT = r"\b(?:ama|cpt|cdt|ada|coding clinic|aha|cpt assistant|code ?book|copyright\w*)\b"
_NO_SECTION = (
    r"(?<!c )(?<!c-)\bsections?\s+(?:v|vi{1,3}|ix|x|xi|xii|[5-9]|1\d)\b(?:[. ]?[a-z0-9]+)*|\bi\.c\.(?:2[3-9]|[3-9]\d)\b"
)
_SAYS = re.compile(r"\bwhat (?:does|do|is|are)\b|\b(?:explain|show me|read me|summari[sz]e|give me)\b")
_PCS = r"\bicd-?\s?10-?\s?pcs\b|\bpcs (?:codes?|root|tables?|value|character|section)\b|\broot operations?\b"
_TERMINOLOGY = r"\bicd-?\s?9(?:-cm)?\b|\b(?:codes?|dx)\s+(?:of |is )?\d{3}\.\d{1,2}\b(?!\s?(?:f|c|deg\w*|mg|lbs?|kg)\b)|\b\d{3}\.\d\d on (?:the|a|our) claim\b|\bicd-?10-?(?:am|ca|gm|who)\b|\b(?:achi|opcs(?:-4)?)\b.{0,20}\b(?:cod\w+|procedure|number|interventions?)\b|\b(?:icd-?\s?11|icd-?o(?:-3)?|snomed(?:[- ]ct)?|loinc|rxnorm|dsm-?\s?(?:iv|v|5)(?:-tr)?|cdt)\b.{0,20}\b(?:codes?|concept|number|procedure|nomenclature)\b|\b(?:what|which|give|need|map\w*|convert\w*)\b.{0,40}\b(?:icd-?\s?11|snomed|loinc|rxnorm|icd-?o-3|cdt)\b"

_ASKS = {
    "together": r"\b(?:together|with each other|both|same (?:claim|encounter|visit|time|day)|and also|in addition|alongside|along with|pair\w*|conflict|excludes\s?[12])\b"
    r"|\bcan (?:i|we|you)\b.{0,40}\bwith\b|\bbill\b.{0,30}\bwith\b",
    "order": r"\b(?:first|sequenc\w*|order|principal|primary|secondary|lead\w*|comes? before)\b",
    "billable": r"\b(?:billable|valid|reportable|header|complete code|specific enough|invalid|still (?:active|good)|deleted|real code|exist\w*)\b",
    "seventh": r"\b(?:7th|seventh)\b|\bencounter character\b|\bplaceholder\b",
    "lookup": r"^\W*(?:what|which)\b.{0,30}\bcodes?\b.{0,12}\b(?:for|is|of)\b|^\W*(?:icd\S*|dx|diagnosis)?\s*codes? for\b"
    r"|\bhow (?:do|should|would) (?:i|we|you) code\b|\bhow to code\b",
    "versus": r"\b(?:or|vs\.?|versus|instead of|rather than)\b",
}  # fmt: skip
# "...confirmed by rapid test. Dx code?": a bare request at the end, not "is it a valid code?"
_CODE_PLEASE = re.compile(
    r"(?:^|[.;:,!?])\s*(?:so |and |please |the |what(?:'s| is) the |which |what )?(?:icd\S*|dx|diagnosis|right|correct)?\s*codes?(?: please| pls)?\s*[?.]*\s*$"
)


# "20613: what does it describe?"
_STANDS_FOR = re.compile(
    r"\bwhat (?:does|do|is|are|was) (?:(?:the )?(?:cpt|hcpcs|code|number) ){0,2}(?:[a-z]?\d{4}\w?|it|that|this|these|those|they)(?: (?:one|code|number))?(?: \w+){0,2} (?:describe|mean|stand for|cover|say|for)\b"
    r"|\bwhat(?:'s| is) (?:it|that|this|(?:cpt |code )?[a-z]?\d{4}\w?)(?: one| code| number)?\s*(?:[?.,]|$)|\b(?:real|valid|active|exists?|deleted|retired|still good|legit) ?(?:cpt|code|number)?\b"
)


def asks(text: str) -> frozenset[str]:
    """What the question asks for, as names; several may hold, none need to."""
    lower = " ".join(text.lower().replace("\u2019", "'").split())
    found = {name for name, words in _ASKS.items() if re.search(words, lower)}
    quoted = re.search(_VERBATIM, lower)
    if (quoted and re.search(_OTHERS_TEXT, lower)) or (
        (quoted or _SAYS.search(lower)) and re.search(_NO_SECTION, lower)
    ):
        found.add(NOT_HELD)
    if re.search(f"{_PCS}|{_TERMINOLOGY}", lower):
        found.add(OTHER_SYSTEM)
    if _STANDS_FOR.search(lower):
        found.add(NUMBER)
    if _bare(lower) or _CODE_PLEASE.search(lower):
        found.add("lookup")
    return frozenset(found)


def _bare(lower: str) -> bool:
    """A bare term or statement of a few words, with no question in it, looks a code up."""
    asked = re.search(r"\?|\b(?:can|should|do|does|is|are|which|what|how|when|why|who|or|first|code[ds]?)\b", lower)
    return not asked and len(lower.split()) <= 10
