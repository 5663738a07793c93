"""The codes that a question names: what the tabular says of them, and the role each comes out with."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from rag import edits
from rag.asks import NOT_HELD, NUMBER, ORDERS, OTHER_SYSTEM
from rag.compose import Draft
from rag.edits import Tabular
from rag.ground import supported
from rag.integral import SYMPTOM_INTEGRAL
from rag.narrowest import vaguer
from rag.narrowing import narrow
from rag.plainest import NEUTRAL
from rag.types import Abstention, CandidateCode, Edit, Question, Statement

FEW = 4  # words from which a question tells of a patient
BELOW = "valid code below"
# said after the rules: they forbid and order nothing
SOFT = (edits.NO_CONFLICT, edits.MAY_COEXIST, edits.ALSO, edits.BILLABLE)


def out_of_scope(question: Question) -> Abstention | None:
    """Another code system, a text that Curbside does not hold, or nothing but orders to software."""
    if ORDERS in question.asks:
        return Abstention(question, "not a coding question", "This speaks to software; it asks no coding question.")
    if OTHER_SYSTEM in question.asks and not question.icd_codes:
        reason = "Curbside covers ICD-10-CM diagnoses and our notes on CPT and HCPCS, and no other code system."
        return Abstention(question, "no rule found", reason)
    if NOT_HELD in question.asks:
        reason = "Curbside does not hold that text, so it cannot quote it."
        return Abstention(question, "no rule found", reason)
    return None


def unknown_codes(
    question: Question, tabular: Tabular, known: Callable[[str], bool] | None = None
) -> Abstention | None:
    """What no release answers: see out_of_scope. A named code that the release lacks: its valid neighbours.

    `known` says of a procedure number whether a rule or a loaded file knows it; without it none is doubted.
    """
    if outside := out_of_scope(question) or (known and unknown_number(question, known)):
        return outside
    absent = [c.code for c in question.codes_named if c.system == "ICD-10-CM" and not c.exists]
    if not absent:
        return None
    near = [n for code in absent for n in tabular.code_set.neighbours(code)]
    offered = tuple(
        CandidateCode(
            n, tabular.code_set.descriptor(n), "considered", "valid neighbour", citations=(tabular.cite_code(n),)
        )
        for n in dict.fromkeys(near)
    )
    names = " and ".join(absent)
    verb = "does" if len(absent) == 1 else "do"
    reason = f"{names} {verb} not exist in {tabular.code_set.release}."
    if offered:
        reason += " Valid codes nearby: " + "; ".join(f"{c.code} {c.descriptor}" for c in offered[:6]) + "."
    return Abstention(question, "unknown code", reason, offered)


def unknown_number(question: Question, known: Callable[[str], bool]) -> Abstention | None:
    """A question of what a procedure number stands for, where neither a rule nor a loaded file knows it.

    Our list of numbers is not complete, so it is not said that the number does not exist.
    """
    numbers = [c.code for c in question.codes_named if c.system == "CPT/HCPCS"]
    if NUMBER not in question.asks or not numbers or question.icd_codes or any(known(n) for n in numbers):
        return None
    reason = (
        f"No rule of Curbside and no file loaded knows {' or '.join(numbers)}. Curbside's list of procedure numbers is "
        "not complete: look the number up in the code book for the date of service."
    )
    return Abstention(question, "unknown code", reason)


def code_edits(question: Question, tabular: Tabular) -> Iterator[Edit]:
    """What the tabular says of the codes named, alone and together."""
    codes = list(question.icd_codes)
    for code in codes:
        found = edits.single(tabular, code)
        if found.kind != edits.BILLABLE or question.asks & {"billable", "seventh", "versus"} or len(codes) == 1:
            yield found
    if "versus" not in question.asks or question.asks & {"together", "order"}:
        yield from edits.pairs(tabular, codes)
    yield from edits.missing_first(tabular, [c for c in codes if len(codes) > 1 or "order" in question.asks])


def in_sequence(candidates: list[CandidateCode], tabular: Tabular) -> list[CandidateCode]:
    """Codes that several branches assign, in the order that the notes of the tabular ask for; the rest after them."""
    mine = [c for c in candidates if c.role == "assign" and c.system == "ICD-10-CM" and tabular.code_set.find(c.code)]
    order = edits.sequence(tabular, [c.code for c in mine])
    ranked = iter(sorted(mine, key=lambda c: order.index(c.code)))
    return [next(ranked) if c in mine else c for c in candidates]


_DOUBTED = re.compile(
    r"\b(?:can|should|may|do|must|could) (?:i|we|it|they)\b|\bcan do\b|\b(?:ok|okay|allowed|legit|correct|right|true|needed|obvious)\b[^.?]{0,12}\?",
    re.IGNORECASE,
)
_UNSAID = re.compile(
    r"\b(?:not|isn'?t|wasn'?t|never|nothing|nowhere|without|no)\b.{0,30}?\b(?:document\w*|describ\w*|stat(?:e|es|ed|ing)|specif\w+|chart\w*|record\w*"
    r"|given|mention\w*|noted|known|sa(?:y|ys|id)|listed)\b|\bnothing (?:about|on) (?:the )?(?:side|site|location)\b|\bunspecified\b|\bnos\b|\bunknown\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"\b(?:right|correct)\s*\?")  # "..., right?" names no side
_MAN = re.compile(r"\b(?:male|man|gentleman|boy)\b(?! (?:nurse|provider|doctor|physician|partner))", re.IGNORECASE)
_WOMAN = re.compile(r"\b(?:female|woman|lady|girl|mother|mom|she|her|wife)\b", re.IGNORECASE)
_FEMALE = re.compile(r"O|Z3[34679A]|N[789]\d(?<!N99)|C5[1-8]")
_MALE = re.compile(r"N4\d|N5[013]|C6[0-3]|D29|D40")
# of one code with no rule that holds: "can I add Z60.2?" is no ground to assign it; "is it billable?" asks for the number
_DOUBTS = re.compile(
    r"\b(?:should|do (?:i|we) need|can (?:i|we)|may (?:i|we)|okay|ok|wants|insists|swears|every time|always|automatically|just)\b",
    re.IGNORECASE,
)
_PLAINLY = frozenset(["billable", "together", "order", "seventh", "lookup"])
_PLAIN = frozenset(["unspecified", "side"])
_SMALL = frozenset(["a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "with", "without"])


def narrowed(question: Question, tabular: Tabular, code: str) -> str | None:
    """The one billable code below a header that the words name; its unspecified one where they say that no more is known.

    None where neither holds: then the documentation decides.
    """
    code_set = tabular.code_set
    unsaid = bool(_UNSAID.search(question.text))
    said = _tokens(_TAG.sub(" ", question.expanded)) | ({"unspecified"} if unsaid else frozenset())
    header = _tokens(code_set.descriptor(code))
    own = {leaf: _tokens(code_set.descriptor(leaf)) - header - _SMALL for leaf in code_set.billable_below(code)}
    own = {leaf: words for leaf, words in own.items() if "other" not in words}
    named = [leaf for leaf, words in own.items() if words - _PLAIN and words <= said]
    if len(named) == 1:
        return named[0]
    if named or not unsaid or any((words - _PLAIN) & said for words in own.values()):
        return None
    plain = [leaf for leaf, words in own.items() if "unspecified" in words and words <= _PLAIN]
    return plain[0] if len(plain) == 1 else None


def _tokens(text: str) -> frozenset[str]:
    return frozenset(w.rstrip("s") if len(w) > 3 else w for w in re.findall(r"[a-z0-9]+", text.lower()))


def _said(edit: Edit) -> Statement | None:
    return supported(edit.text, [(c.passage, c.quote) for c in edit.citations])


def add_edits(
    draft: Draft,
    found: Sequence[Edit],
    question: Question,
    tabular: Tabular,
    stated: Collection[str] | None = None,
    queried: bool = False,
) -> None:
    """Statements of the edits before all others, and the role each named code comes out with.

    `stated` are the codes of what the question states, where no row holds: a code that it only doubts ("Quality wants
    Z68.31, can I?") is then considered. `queried`: the row that leads asks the provider first, so nothing named is assigned.
    """
    doubts = (
        stated is not None
        and len(question.icd_codes) == 1
        and bool(_DOUBTED.search(question.text))
        and not question.asks & {"billable", "lookup"}
    )
    hard = [e for e in found if e.kind not in SOFT]
    soft = [e for e in found if e.kind in SOFT and (e.kind != edits.NO_CONFLICT or len(question.icd_codes) < 4)]
    draft.statements[:0] = [_said(e) for e in (hard if draft.statements else [*hard, *soft])]
    draft.statements += [_said(e) for e in (soft if draft.statements else [])]
    narrow(draft, question, tabular)
    decided = {c.code for c in draft.candidates}
    conflicts = {e.codes[0]: e for e in found if e.kind in (edits.CONFLICT, SYMPTOM_INTEGRAL)}
    billable = [c for c in question.icd_codes if tabular.code_set.is_billable(c)]
    rival = "versus" in question.asks and len(billable) > 1 and "together" not in question.asks
    for code in edits.sequence(tabular, billable):
        if code in decided:
            continue
        role, why = "assign", "named in the question; billable"
        if code in conflicts:
            role, why = "considered", conflicts[code].text
        elif queried:
            role, why = "considered", "named in the question; the provider is asked first"
        elif doubts and stated is not None and not any(c[:5] == code[:5] for c in stated):
            role, why = "considered", "asked about; nothing in the question states it"
        elif other := _said_instead(code, stated or (), tabular):
            role, why = "considered", f"the words of the question say {other}"
            cited = (tabular.cite_code(other),)
            draft.candidates.append(CandidateCode(other, "", "assign", "stated in the question", citations=cited))
        elif sex := _other_sex(question, code):
            role, why = (
                "considered",
                f"the words describe {sex}: have the record corrected or explained before {code} is used",
            )
        elif (
            (
                not decided
                and len(question.icd_codes) == 1
                and _DOUBTS.search(question.text)
                and not question.asks & _PLAINLY
            )
            or draft.is_out(code)
            or (stated is not None and not question.asks & _PLAINLY and not _spoken_of(code, question, tabular))
            or rival
            or (decided and not _joins(code, found, question, decided))
        ):
            role, why = "considered", "named in the question; the documentation decides"
        draft.candidates.append(CandidateCode(code, "", role, why, citations=(tabular.cite_code(code),)))
    for code in question.icd_codes:
        if code not in billable:
            draft.candidates.append(CandidateCode(code, "", "considered", "not billable as it stands"))
            add_narrowed(draft, code, question, tabular)
            decided_elsewhere = decided and "billable" not in question.asks
            below = () if decided_elsewhere else tabular.code_set.billable_below(code)[:6]
            draft.candidates += [CandidateCode(b, "", "considered", f"{BELOW} {code}") for b in below if b != code]


def _spoken_of(code: str, question: Question, tabular: Tabular) -> bool:
    """True where a telling word of the code's descriptor stands in the question, besides its number."""
    told = re.findall(r"\b[a-z]{3,}\b", question.text.lower())
    if len(told) < FEW:
        return True  # "N18.3 or N18.30": nothing is told that could speak of it
    named = _tokens(tabular.code_set.descriptor(code))
    return any(len(w) > 3 for w in (named - NEUTRAL - _PLAIN) & _tokens(question.expanded))


def _said_instead(code: str, stated: Collection[str], tabular: Tabular) -> str:
    """The one code of the category that the words state where it is another one, and no vaguer; else ''."""
    kin = [c for c in stated if c[:3] == code[:3]]
    stem = tabular.code_set.stem(code) or code
    if len(kin) != 1 or kin[0] == stem or stem != code or vaguer(kin[0], code, tabular.code_set):
        return ""
    return kin[0] if tabular.code_set.is_billable(kin[0]) else ""


def _other_sex(question: Question, code: str) -> str:
    """ "a man" or "a woman" where the words describe one and the code belongs to the other; else ''."""
    man, woman = _MAN.search(question.text), _WOMAN.search(question.text)
    if man and not woman and _FEMALE.match(code):
        return "a man"
    return "a woman" if woman and not man and _MALE.match(code) else ""


def _joins(code: str, found: Sequence[Edit], question: Question, decided: Collection[str]) -> bool:
    """True for a code that the question asks to report beside another one, where no note stands between the two."""
    free = any(e.kind in (edits.NO_CONFLICT, edits.MAY_COEXIST) and code in e.codes for e in found)
    return free and "together" in question.asks and not any(c[:3] == code[:3] for c in decided)


def add_narrowed(draft: Draft, code: str, question: Question, tabular: Tabular) -> None:
    """Assigns the code below a header that the words decide, unless a rule has found one there."""
    taken = [c.code for c in draft.candidates if c.role == "assign" and c.code.startswith(code)]
    rival = "versus" in question.asks and len(question.icd_codes) > 1
    leaf = None if taken or rival else narrowed(question, tabular, code)
    if leaf is None or draft.is_out(leaf):
        return
    cited = tabular.cite_code(leaf)
    draft.candidates.append(
        CandidateCode(leaf, "", "assign", f"the code below {code} that the words decide", citations=(cited,))
    )
    text = f"{leaf} {tabular.code_set.descriptor(leaf)} is the code below {code} for what the question states."
    draft.statements.append(supported(text, [(cited.passage, cited.quote)]))
