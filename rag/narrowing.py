"""What a question says closer than the rule that fits it: the site of a skin growth, the number named, sizes, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.code_set import CodeSet
from index.patterns import find_patterns
from rag.arithmetic import work_out
from rag.compose import Draft
from rag.edits import Tabular
from rag.numbers_named import numbered, spoken
from rag.types import CandidateCode, Question

_SKIN = ("C43", "C44", "D03", "D04", "D22", "D23")
_HEAD = r"(?:hand|neck|knee|leg|thigh|arm|head|ear|scalp|calf|foot|heel)"
# words of a place, what the descriptor of its code says, most telling first
_SITES = (
    (r"eye ?lids?|canthus", "eyelid"),
    (r"ears?|auric\w+|earlobe|pinna", r"\bear\b"),
    (r"lips?", r"\blip\b"),
    (r"nose|nasal|nostril|ala", r"\bnose\b"),
    (r"cheeks?|forehead|chin|temples?|brow|eyebrow|face(?! to face)|facial|jaw\w*", "other parts? of face"),
    (r"scalp|neck|nape", "scalp and neck"),
    (
        rf"chest|abdom\w+|trunk|waist\w*|flanks?|buttocks?|torso|belly|shoulder blade|scapula\w*|groin|sternum|mole back|back mole"
        rf"|(?:upper|lower|mid|middle|his|her|their|the|of|on|from|left|right|pt'?s|patient'?s|mole|nevus|lesion|growth|bcc|scc),? back(?! of (?:the |his |her )?{_HEAD})",
        "trunk",
    ),
    (r"arms?|forearms?|elbows?|wrists?|hands?|fingers?|thumbs?|shoulders?(?! blade)", "upper limb"),
    (r"legs?|thighs?|calf|calves|shins?|knees?|ankles?|foot|feet|toes?|hips?|heels?", "lower limb"),
)
_SIDE = r"(?:(left|right|lt?|rt?)\W+(?:\w+\W+)?)?"
_SEVERAL = re.compile(r"\b(?:both|two|different|another|second|other|also|and)\b", re.IGNORECASE)


_GROWTHS = (
    (r"basal cell|bcc", "C44.91"),
    (r"(?:squamous cell (?:carcinoma|ca|cancer)|scc) in[- ]situ|bowen\w*|sccis", "D04.9"),
    (r"melanoma in[- ]situ|lentigo maligna(?! melanoma)", "D03.9"),
    (r"squamous cell (?:carcinoma|ca|cancer)|scc", "C44.92"),
    (r"melanoma", "C43.9"),
    (r"(?:benign |pigmented |melanocytic )?(?:moles?|nev[iu]s?|naev[iu]s?)", "D22.9"),
)
_IN_SITU = ("D03", "D04")
_UNSURE = re.compile(
    r"\b(?:suspicious|suspected|suspicion|worrisome|concern\w*|rule[sd]? out|r/o|possible|possibly|probabl[ey]|likely|favou?r\w*|questionable"
    r"|looks like|consistent with|compatible with|atypical|pending|not back|awaiting|no (?:path\w*|report|result)|vs\.?)\b|\?\s?(?:bcc|scc|melanoma)",
    re.IGNORECASE,
)
_OPEN_PLACE = re.compile(r"(.*?)(?: of skin)?(?:, unspecified| of unspecified parts? of face)$")
_CONDITION = "the code of the condition"


def narrow(draft: Draft, question: Question, tabular: Tabular) -> None:
    """Puts the code of the place for an unspecified skin growth, and the number named for the range it lies in."""
    found: list[CandidateCode] = []
    for candidate in _grown(draft, question, tabular):
        found += _placed(candidate, question, tabular)
    draft.candidates = [*spoken(draft, question), *numbered(found, question)]
    work_out(draft, question)


def _grown(draft: Draft, question: Question, tabular: Tabular) -> Sequence[CandidateCode]:
    """The cancer or mole named, where a row on skin growths asks for "the code of the condition" and the words led elsewhere."""
    lesion = [s.citations[0].passage.locator for s in draft.statements if s and _CONDITION in s.text]
    rows = tuple(f"{locator}:" for locator in lesion if locator.startswith("lesion-") or "margin" in locator)
    kind = next((code for words, code in _GROWTHS if re.search(rf"\b(?:{words})\b", question.text.lower())), "")
    if not rows or not kind or _UNSURE.search(question.text):
        return draft.candidates
    others = [
        c for c in draft.candidates if not (c.why.startswith(rows) and c.system == "ICD-10-CM" and c.role == "assign")
    ]
    skin = [c.code for c in draft.candidates if c.role == "assign" and c.code.startswith(_SKIN)]
    if kind.startswith(_IN_SITU) and any(c.startswith(("C43", "C44")) for c in skin):  # "in situ" was not heard
        others = [c for c in others if not (c.role == "assign" and c.code.startswith(("C43", "C44")))]
        draft.ruled_out += find_patterns("C43.-, C44.-")
    elif skin:
        return draft.candidates
    cited = tabular.cite_code(kind)
    return [*others, CandidateCode(kind, "", "assign", "the growth that the question names", citations=(cited,))]


def _placed(candidate: CandidateCode, question: Question, tabular: Tabular) -> Sequence[CandidateCode]:
    if candidate.role != "assign" or not candidate.code.startswith(_SKIN):
        return [candidate]
    codes = at_sites(tabular.code_set, candidate.code, question.text)
    return [replace(candidate, code=c, citations=(*candidate.citations, tabular.cite_code(c))) for c in codes] or [
        candidate
    ]


def at_sites(code_set: CodeSet, code: str, text: str) -> tuple[str, ...]:
    """Codes of the places that the text names, for the code of a skin growth of unspecified place; () where unsure."""
    growth, found = _OPEN_PLACE.match(code_set.descriptor(code)), code_set.find(code)
    if growth is None or found is None:
        return ()
    leaves = [c for c in code_set.billable_below(code[:3]) if code_set.descriptor(c).startswith(growth[1])]
    places = dict(_places(text.lower()))
    if not places or len(places) > 2 or (len(places) == 2 and not _SEVERAL.search(text)):
        return ()
    codes = [_leaf(code_set, leaves, said, side) for said, side in places.items()]
    return tuple(dict.fromkeys(c for c in codes if c)) if all(codes) else ()


def _places(lower: str) -> Iterator[tuple[str, str]]:
    """(words of the descriptor, side or '') of every place named."""
    for words, said in _SITES:
        for m in re.finditer(rf"\b{_SIDE}(?:{words})\b", lower):
            side = {"l": "left", "lt": "left", "r": "right", "rt": "right"}.get(m[1] or "", m[1] or "")
            yield said, side


def _leaf(code_set: CodeSet, leaves: Sequence[str], said: str, side: str) -> str:
    here = [c for c in leaves if re.search(said, code_set.descriptor(c))]
    if not here and said in (r"\bnose\b", "eyelid", r"\bear\b"):
        here = [c for c in leaves if "other parts of face" in code_set.descriptor(c)]
    sided = [c for c in here if re.search(r"\b(?:left|right)\b", code_set.descriptor(c))]
    if sided:
        here = [c for c in here if re.search(rf"\b{side or 'unspecified'}\b", code_set.descriptor(c))]
    return here[-1] if here and (len(here) == 1 or said == "trunk") else ""  # the last of trunk is "other part"
