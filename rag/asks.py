"""What a question asks for: which of two, in which order, whether a number is valid; and what is not ours to answer."""

from __future__ import annotations

import re

MONEY, TREATMENT, NOT_HELD, OTHER_SYSTEM = "pays more", "treatment", "not held", "other code system"
ORDERS = "orders to software"

_PAY = (
    r"(?:pay(?:s|ing|ments?|out|off|back)?|paid|reimburs\w*|revenue|rvus?|money|dollars?|drgs?|cash|income|profit\w*)"
)
_GAIN = r"(?:m?ccs?|hccs?|rafs?|raf scores?|risk scores?|risk adjust\w*|cmi|case[- ]mix\w*|severity of illness|soi|drgs?|apcs?)"
_RAISE = r"(?:maximi[sz]\w*|optimi[sz]\w*|increas\w*|rais\w*|boost\w*|bump\w*|inflat\w*|pad|padding|juic\w*|improv\w*|jack|push up|drive up|beef up|pump up|lift)"
_REACH = r"(?:get|gets|pick up|picks up|land|hit|hits|capture|grab|secure|gain|earn|score|snag|trigger|qualify for|bring in|reach|have|keep|count as)"
_MONEY = (
    r"\b(?:pays?|paid|paying|reimburse[sd]?|reimburses|worth)\s+(?:\w+\s+){0,2}?(?:more|better|most|best|higher|highest|max\w*)\b(?!\s+(?:than\s+)?(?:one|once|two|twice|\d|often|likely|of))",
    rf"\b{_RAISE}\b.{{0,40}}?\b(?:{_PAY}|(?!ccs?\b){_GAIN})\b",
    r"\b(?:higher|highest|heavier|heaviest|better|best|most|more)[- ]weighted\b.{0,20}\b(?:drgs?|dx|diagnos\w+|principal|pdx|options?|one)\b|\b(?:higher|highest|heavier|heaviest|more) (?:drg )?weight\b.{0,60}\bdrgs?\b|\bdrg\b.{0,30}\b(?:weighs more|heavier)\b",
    rf"\b(?:best|most|highest|higher|more|better|bigger|biggest|extra|larger|max\w*)[- ]+(?:\w+[- ]+)?{_PAY}\b(?! (?:attention|for more than))",
    rf"\b(?:so|so that|so as to|in order to|just to|to|in order for|trying to|need to|want to|wants to|help (?:us|me)|make sure)\b[^.?!]{{0,18}}?\b{_REACH}\b\s+(?:\w+\s+){{0,3}}?{_GAIN}\b(?! (?:right|correct))",
    rf"\b(?:tack|slap|throw|stick|sneak|squeeze|toss)\w*\b.{{0,40}}\b(?:{_GAIN}|{_PAY})\b",
    rf"\bcan (?:we|i|you)\b[^.?!]{{0,18}}?\b{_REACH}\b\s+(?:\w+\s+){{0,3}}?(?:m?ccs?|drgs?)\b",
    r"\b(?:need|needs|want|wants|missing|short of|lacks?|without)\b\s+(?:\w+\s+){0,2}?an?(?:other)? (?:m?cc|hcc)\b",
    r"\b(?:rafs?|raf scores?|risk scores?|cmi|case[- ]mix\w*|drgs?|reimbursement|payment)\b.{0,12}\b(?:goes|go|going|gets?|comes?|moves?) (?:up|higher)\b",
    r"\b(?:wants?|change|make|add|code|use|list|swap|switch|call|write|put)\b.{0,60}\b(?:because|since|as|for) (?:(?:it|that|this)(?:'?s| is| counts as) )?(?:an?|the|our) (?:m?cc|hcc)\b",
    r"\b(?:lost|losing|lose|missed|missing|make up|recoup|recover)\b.{0,20}\b(?:revenue|money|income)\b",
    r"\b(?:next|higher|top|better) (?:payment |payer |pay )?(?:tier|bracket)\b|\bmoney on the table\b|\bbang for (?:the|our|my) buck\b|\bmost lucrative\b",
    r"\b(?:can|could|should|how|let'?s|want\w*|help|going|ok|okay|asked|told|pressur\w*)\b.{0,40}\bup-?cod(?:e|ing)\b|^\W*up-?code\b",
)  # fmt: skip
# a denial or an audit speaks of money without asking for more of it
_DEFENDS = re.compile(
    r"\b(?:den(?:y|ies|ied|ials?)|appeal\w*|downgrad\w*|clawback|recoup\w*|auditors?|rac\b|payer (?:says|said|removed|took)"
    r"|(?:is|isn'?t|was|would|wouldn'?t|considered) (?:this|that|it|not|be)?\s*up-?coding)",
    re.IGNORECASE,
)
# II.B and II.C leave the choice free: whether they do is a question of rules
_EQUAL = re.compile(
    r"\b(?:equally|both (?:meet|qualify|met)|ii\.[bc])\b.*\b(?:can (?:i|we) (?:pick|choose|select|use)|may (?:i|we)|allowed|compliant|permitted|is it (?:ok|okay|wrong|fine))\b"
)
_DRUG = r"(?:dos(?:e|es|age|ing)|mg|mcg|medications?|medicines?|meds?|antibiotics?|drugs?|treatments?|therapy|insulin|vitamin \w|fluids?|statins?|antivirals?|anticoagulants?|opioids?|steroids?|units of insulin)"
_CODING = r"(?:codes?|modifiers?|dx|icd\S*|cpt|hcpcs|diagnos[ei]s|level|units? of (?:the )?\w*\d|z79\S*|guideline|section|rule)"
_TREATMENT = (
    rf"\b(?:what|which|how much|how many)\b(?:\s+(?!{_CODING}\b)\S+){{0,4}}?\s*\b{_DRUG}\b(?!\s+(?:{_CODING}|management|monitoring|level|administration))(?:\s+(?!{_CODING}\b)\S+){{0,5}}?\s+(?:(?:should|shall|do|can|would)\b[^.?!]{{0,30}}\b(?:give|given|prescribe\w*|start\w*|recommend\w*|take|inject\w*|administer\w*|order|put (?:him|her|them|in)|use for (?:him|her|them|this patient))|(?:is|are|works?|would be)\b[^.?!]{{0,20}}\b(?:best|safe|safest|better|recommended|indicated|preferred))\b",
    r"\bshould (?:i|we|he|she|they|the (?:patient|doctor|provider|nurse)|my \w+|(?:the |this )?pt)\b\s+(?:\w+\s+){0,2}?(?:prescribe|operate|transfuse|intubate|increase the dose|raise the dose|lower the dose|(?:take|taking|start|stop|give|hold|treat|continue|discontinue|resume|restart|switch)(?!\s+(?:with|cod\w*|bill\w*|us\w*|the (?:clock|claim|code|time|count\w*|account|chart|modifier|bill|25|visit)|time|count\w*|from|at|report\w*|over|credit|off|out|a new|new|it as|this as|that as|them as|to (?:code|report|bill|use|assign)|modifier|assign\w*|add\w*|list\w*|the claim|claim|z|i\d|e\d)))\b",
    r"\bhow (?:do|should|would|can) (?:i|we|you|they) (?:treat|manage|lower|bring down|dose|wean|taper)\b(?! (?:this|it|that) as)|\bbest (?:treatment|therapy|antibiotic|drug|medication) (?:for|in|to)\b|\bfirst[- ]line (?:treatment|therapy|antibiotic|drug|agent)\b",
    r"\bis \w+ or \w+ (?:better|safer|preferred|stronger) (?:for (?:him|her|them|this|the|my|a)|in)\b"
    rf"|\b(?:is|are|would|which is)\b[^.?!]{{0,40}}\b(?:a |the )?(?:better|best|safer|safest|stronger|preferred|right|recommended)\s+(?:\w+ )?{_DRUG}\b(?!\s+{_CODING})"
    r"|\b(?:would|will|does|do|should) (?!modifier|code|the |a )[a-z-]+(?: [a-z-]+)? or [a-z-]+(?: [a-z-]+)? (?:work|help) (?:better|best|more)\b"
    rf"|\b(?:recommend|suggest|advise)\b[^.?!]{{0,30}}\b{_DRUG}\b(?!\s+{_CODING})(?! (?:management|administration|monitoring|level))"
    r"|\bshould (?:he|she|they|the patient|(?:the |this )?pt|my \w+) be (?:on|taking|given|started on)\b.{0,12}\b(?:statin|beta blocker|ace inhibitor|anticoag\w*|antibiotic\w*|insulin|steroids?|aspirin|oxygen|dialysis|metformin|heparin|warfarin|eliquis|opioids?|blood thinner)\b",
    r"\bis it (?:safe|ok|okay|dangerous|all right|fine) (?:for (?:her|him|them|the patient|my \w+) to (?:take|stop|start|drive|fly)|to (?:give|stop|start|prescribe|combine|restart|take))\b",
    r"\bcan (?:she|he|they|the patient|my \w+|i) (?:safely )?(?:take|combine|stop taking|start taking|keep taking)\b(?!\s+(?:the code|this code|credit))",
)  # fmt: skip
_VERBATIM = r"\b(?:quote|recite|verbatim|word[- ]for[- ]word|exact (?:text|wording|words|descriptor\w*|description|language|nomenclature)|(?:full|official|long|complete)\s+(?:\w+\s+){0,2}?(?:text|descriptor\w*|descriptions?|nomenclature)|copy (?:and paste )?the|print|reproduce|paste)\b|\bexact\b.{0,20}\b(?:text|wording|descriptor\w*|description|nomenclature)\b"
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


def asks(text: str) -> frozenset[str]:
    """What the question asks for, as names; several may hold, none need to."""
    lower = " ".join(text.lower().split())
    found = {name for name, words in _ASKS.items() if re.search(words, lower)}
    if _wants_money(lower):
        found.add(MONEY)
    if any(re.search(words, lower) for words in _TREATMENT):
        found.add(TREATMENT)
    quoted = re.search(_VERBATIM, lower)
    if (quoted and re.search(_OTHERS_TEXT, lower)) or (
        (quoted or _SAYS.search(lower)) and re.search(_NO_SECTION, lower)
    ):
        found.add(NOT_HELD)
    if re.search(f"{_PCS}|{_TERMINOLOGY}", lower):
        found.add(OTHER_SYSTEM)
    if _bare(lower) or _CODE_PLEASE.search(lower):
        found.add("lookup")
    return frozenset(found)


def _wants_money(lower: str) -> bool:
    """A wish for a better paid code, plain or by its proxies: CC, MCC, HCC, RAF, case mix."""
    plain, *disguised = _MONEY
    if _EQUAL.search(lower):
        return False
    if re.search(plain, lower):
        return True
    return not _DEFENDS.search(lower) and any(re.search(words, lower) for words in disguised)


def _bare(lower: str) -> bool:
    """A bare term or statement of a few words, with no question in it, looks a code up."""
    asked = re.search(r"\?|\b(?:can|should|do|does|is|are|which|what|how|when|why|who|or|first|code[ds]?)\b", lower)
    return not asked and len(lower.split()) <= 10
