"""What a question states of its patient: the conditions of its statements, read as a note is read, with their assertion.

"Prediabetes, takes metformin. Z79.84?" states prediabetes and asks about Z79.84: what stands in a yes-or-no question is
proposed, not stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.code_set import CodeSet
from rag.narrowest import Narrowest
from rag.sections import Section
from rag.sentences import Sentence, read_sentences
from rag.types import Finding, Question

SURE = 5.0  # score from which words of a statement are taken to name the condition
SIDE = 1.0  # what a side costs the score of a code that knows none ("left kidney stone")
_SIDED = re.compile(r"\b(?:left|right|bilateral)\b", re.IGNORECASE)
_ASKED = re.compile(
    r"^\W*(?:so |and |but |then |ok(?:ay)?,? |now )*(?:can|could|should|shall|do|does|did|is|are|was|isn'?t|may|must|would|will|or|am)\b",
    re.IGNORECASE,
)
_CODES_PLEASE = re.compile(r"[,;:.)-]\s*(?:icd\S*\s|dx\s|diagnosis\s)?codes?(?: please| pls)?\s*\?*\s*$", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:what|which|how)\b", re.IGNORECASE)
# what colleagues, payers and software say is no documentation
_OTHERS = re.compile(
    r"^\W*(?:the |our |my |some |half |an? |new |outside |health |trauma )*(?:biller|coders?|auditor|payer|insurer|insurance|carrier|plan|coworker|colleagues?"
    r"|quality|cdi|encoder|ehr|vendor|reviewer|registrar|team|boss|supervisor|manager)(?:'s)?\b(?!:)",
    re.IGNORECASE,
)
# diseases, injuries, and abnormal tests; a sign comes with the disease as a rule
_NAMED = re.compile(r"[A-QS-T]|U07|R(?:03|7[03-9]|8|9[0-7])")
_DRUG = re.compile(
    r"T(?:14|3[6-9]|[4-6]|8)"
)  # drugs and other poisons, "injury", complications: rows and cues decide these
_NEWBORN = re.compile(
    r"\b(?:newborn|neonat\w*|nicu|baby|babies|infants?|perinatal|premature|preterm|birth)\b", re.IGNORECASE
)
_PREGNANT = re.compile(
    r"\b(?:pregnan\w*|gestation\w*|gravid\w*|trimester|prenatal|antepartum|postpartum|labou?r|deliver\w*|(?:after|since) (?:the |a |her |normal |vaginal )*birth|baby blues|gave birth|peripartum|obstetric\w*|ob|gdm|maternal|mother|childbirth|puerper\w*|miscarr\w*|abortion|iup|c-section|cesarean|ectopic|lactat\w*|breast ?feeding|preeclampsia|eclampsia)\b",
    re.IGNORECASE,
)


_SCREEN = re.compile(r"\bscreen\w*|\bantenatal (?:scan|test)", re.IGNORECASE)
# what a coder writes around the condition; each is read as a comma
_AROUND = re.compile(
    r"[\"“”]|\b(?:(?:the )?(?:attending|provider|physician|doctor|surgeon|nephrologist|cardiologist|hospitalist|oncologist|pcp|cdi|np|md|doc|dr|er|ed"
    r"|patient|pt|note|radiologist|consult\w*)(?:'s)?(?: (?:note|impression|assessment|visit|chart))?"
    r"|document(?:s|ed)|diagnos(?:ed|es)|dx'?d?|final diagnosis|lists|listed|says|said|wrote|writes|charts|charted|calls|called|calls it|impression"
    r"|came in(?: with)?|admitted(?: with| for| because of)?|went into|(?:visit|seen|here|inpatient|outpatient) for|rehab of|discharged|visit"
    r"|known|newly|stable|well[- ]controlled|at goal|long[- ]?standing|today|in the er|in the ed|last week|first)\b",
    re.IGNORECASE,
)
# what the coder did or looks for: "I can't find it under Cystitis in the Index"
_CODER = re.compile(
    r"^\W*(?:so |and |but )?(?:i|we)(?:'d| would)?\s+(?:can'?t|cannot|could ?n[o']t|don'?t|do not|see no|find no|found no|looked|want|like|think|was taught|were taught|checked|doubled|billed|coded|picked|used)\b",
    re.IGNORECASE,
)
_OPENLY = re.compile(
    r"\b(?:what|which|how)\b[^.?!]*\b(?:cod\w*|dx|diagnos\w+|claim)\b|\bcod(?:es?|ing)\b[^.?!]{0,24}(?:\?|$)|\bwhat (?:do|should|can) (?:i|we) report\b|\blist (?:and order|them|all)\b[^.?!]{0,20}\b(?:please|pls)\b|\bcodes? (?:please|pls)\b|^\W*codes? (?:this|for)\b",
    re.IGNORECASE,
)

_ASKING = re.compile(
    r"\?|\b(?:which|what|how|who|when|why|whether|should|can|could|may|must|do (?:i|we)|does|code[ds]?|coding|coders?|first|order|sequenc\w*|query|bill\w*|wants?|says to|insists|modifier)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Described:
    """Findings of the statements of a question, in their order, and what else they tell.

    `drugs` are the classes of the drugs at fault ("T42.4X"), `harm` the character of what they did, `reason` the code of why less was taken, `cause` is the external cause, `told` and `denies` are the words
    affirmed and denied.
    """

    findings: tuple[Finding, ...] = ()
    drugs: tuple[str, ...] = ()
    harm: str = ""
    reason: str = ""
    cause: str = ""
    told: str = ""
    denies: str = ""
    narrowest: Narrowest | None = None

    def affirmed(self, code_set: CodeSet) -> Iterator[tuple[str, float]]:
        """(code without its seventh character, score) of each condition stated of the patient, once each."""
        seen: set[str] = set()
        for finding in self.findings:
            code, score = finding.codes[0]
            entry = code_set.find(code)
            if finding.label != "affirmed" or code in seen or entry is None or entry.children:
                continue
            if score < (SURE - SIDE if _SIDED.search(finding.text) and not _SIDED.search(entry.descriptor) else SURE):
                continue
            seen.add(code)
            yield code, score

    def denied_codes(self) -> frozenset[str]:
        """Codes of what is denied, and nowhere affirmed."""
        affirmed = {f.codes[0][0] for f in self.findings if f.label == "affirmed"}
        surely = (f.codes[0] for f in self.findings if f.label == "negated")
        return frozenset(c for c, score in surely if score >= SURE) - affirmed

    def denied(self) -> frozenset[str]:
        """Words of the findings that are denied, lower case."""
        return frozenset(f.text.lower() for f in self.findings if f.label == "negated")


def statements(text: str) -> list[Sentence]:
    """The sentences that state something of the patient: yes-or-no questions, choices, and what others say are left out."""
    found = read_sentences(text, (Section("other", "", 0, len(text), 0),))
    return [s for s in found if not _asks(s.text)]


def bare(sentence: Sentence) -> Sentence:
    """The sentence with the words around its conditions as commas, every character in its place."""
    return replace(sentence, text=_AROUND.sub(lambda m: ",".ljust(len(m[0])), sentence.text))


def _asks(sentence: str) -> bool:
    asked = sentence.rstrip().endswith("?")
    open_end = _OPEN.search(sentence) or _CODES_PLEASE.search(sentence)
    return any(r.match(sentence) for r in (_ASKED, _OTHERS, _CODER)) or (asked and not open_end)


def fits(code: str, text: str) -> bool:
    """False for a code of pregnancy or of the newborn where the words speak of neither (I.C.15.a, I.C.16.a)."""
    if code.startswith("O"):
        return bool(_PREGNANT.search(text))
    if code.startswith("Z36"):
        return bool(_SCREEN.search(text))
    return not code.startswith("P") or bool(_NEWBORN.search(text))


def codable(codes: Sequence[tuple[str, float]]) -> list[str]:
    """Of codes affirmed, those that a coder reports by themselves: diseases, injuries and abnormal findings."""
    return [c for c, _ in codes if _NAMED.match(c) and not _DRUG.match(c)]


def asked_openly(question: Question) -> bool:
    """True where a patient is described and the codes are asked for, no number being named."""
    if question.codes_named:
        return False
    told = not _ASKING.search(question.text)  # a line of the note by itself asks for its codes
    return told or (bool(_OPENLY.search(question.text)) and "versus" not in question.asks)
