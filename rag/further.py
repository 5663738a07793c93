"""Conditions that a question states and no row speaks of: coded too, for all that is documented is reported (IV.J, III)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from index.code_set import CODE_ALSO, CODE_FIRST, USE_ADDITIONAL
from index.edit_tables import EditTables
from index.search import Index
from rag.code_order import led
from rag.compose import Draft
from rag.covering import covers
from rag.described import Described, asked_openly, codable
from rag.edits import Tabular
from rag.ground import supported
from rag.named_codes import BELOW
from rag.narrowest import vaguer
from rag.numbers import gestation_code
from rag.resolve import Resolver
from rag.stages import is_over
from rag.types import CandidateCode, Question
from rag.weeks import gestation_of

_SIDED = re.compile(r"\b(?:left|right)\b", re.IGNORECASE)
# status, history, drugs, devices and habits; weeks of gestation and body mass index stand beside what they describe
_STATUS = re.compile(r"Z(?:1[67]|21|22|66|68|7[4-9]|8|9[0-9])|Z3A")
_BESIDE = {
    "Z68": re.compile(r"E(?:66|4[0-6]|88\.A)|R63\.[46]|F50|E65"),
    "Z17": re.compile(r"C50"),
}
_CARRIED = re.compile(r"O(?!0[0-8])")
_OVER = re.compile(r"puerper|postpartum|lactation")
_TWO_NAMES = re.compile(r"[ABDGHKLMN]|E(?!0[89]|1[013]|66)")  # where both are named in full, both are coded
_PLAIN = re.compile(r"without complications?\b")
_BOTH = (CODE_FIRST, USE_ADDITIONAL, CODE_ALSO)
FIRM = 10.0  # score of a condition named in full
_DRUG_CODE = re.compile(r"T(?:3[6-9]|4|50)")
_INJURY = re.compile(r"S|T(?:0|1[5-9]|2|3[0-4]|6[7-9]|7[01])")
# categories of which one patient may have several codes: sites, complications, signs, status
_MANY = re.compile(
    r"E(?:0[89]|1[013])|[LMSHRZ]|T(?:[0-2]|3[0-4])|C(?:4[34]|7[789])|D(?:0[34]|2[23])|I(?:70|80|82|83)|P07|B9[5-7]|A0|N2|K4"
)


def add_further(
    draft: Draft, described: Described, question: Question, resolver: Resolver, tables: EditTables, index: Index
) -> None:
    """Assigns the conditions stated that nothing speaks against; each is said with the line of the tabular.

    Where the question asks openly for the codes of a patient: signs, status and history too, and what happened to an injured one.
    """
    tabular, openly = resolver.tabular, asked_openly(question)
    stated = list(described.affirmed(tabular.code_set))
    firm = {c for c, score in stated if score >= FIRM}
    codes = codable(stated) + [
        c
        for c, _ in stated
        if (openly and (c[0] == "R" or _STATUS.match(c))) or (c[:3] in _BESIDE and not c.startswith("Z3A"))
    ]
    for code in sorted(dict.fromkeys(codes), key=lambda c: c[0] in "RZ"):
        assigned = [c.code for c in draft.candidates if c.role == "assign" and c.system == "ICD-10-CM"]
        beside = _BESIDE.get(code[:3])
        if (
            _spoken_of(draft, question, code, tabular, firm)
            or any(against(code, assigned, tabular, tables, index))
            or any(_part_of(code, a, described, tabular) for a in assigned)
            or (beside and not any(beside.match(a) for a in assigned))
        ):
            continue
        _add(draft, code, resolver)
    poisoned = any(_DRUG_CODE.match(c.code) for c in draft.candidates)
    if openly and described.harm and not poisoned and not question.codes_named:
        for stem in described.drugs:
            code = f"{stem}{described.harm}"
            if tabular.code_set.find(code):
                _add(draft, code, resolver)
        if described.reason:
            _add(draft, described.reason, resolver)
    injured = any(_INJURY.match(c.code) for c in draft.candidates if c.role == "assign")
    if openly and described.cause and injured and not any(c.code[0] in "VWXY" for c in draft.candidates):
        _add(draft, described.cause, resolver)
    _add_weeks(draft, question, resolver)


def _add_weeks(draft: Draft, question: Question, resolver: Resolver) -> None:
    """The weeks of gestation said, beside a code of the pregnancy or of the birth (I.C.21.c.11)."""
    code_set = resolver.tabular.code_set
    assigned = [c.code for c in draft.candidates if c.role == "assign" and c.system == "ICD-10-CM"]
    weeks = gestation_of(question.text, pregnant=True)
    code = gestation_code(code_set, weeks.weeks) if weeks else ""
    after = not any(c.startswith(("O80", "O82", "Z37")) for c in assigned) and is_over(question.text)
    carried = any(_CARRIED.match(c) and not _OVER.search(code_set.descriptor(c).lower()) for c in assigned)
    if (
        code
        and carried
        and not after
        and not draft.is_out(code)
        and not any(c.code[:3] == "Z3A" for c in draft.candidates)
    ):
        _add(draft, code, resolver)


def _add(draft: Draft, code: str, resolver: Resolver) -> None:
    tabular, top = resolver.tabular, resolver.complete(code)
    cited = tabular.cite_code(tabular.code_set.stem(top.codes[0]) or top.codes[0])
    why = "stated in the question; no rule found here speaks against it"
    draft.candidates.append(CandidateCode(top.codes[0], "", "assign", why, citations=(cited,)))
    text = f"{top.codes[0]} {tabular.code_set.descriptor(top.codes[0])} is stated in the question."
    draft.statements.append(supported(text, [(cited.passage, cited.quote)]))
    draft.missing += [f"The note must state {m}" for m in top.missing]


def _spoken_of(draft: Draft, question: Question, code: str, tabular: Tabular, firm: Collection[str]) -> bool:
    """True when the category is already in the answer or in the question, and no further code of it may stand beside."""
    kin = [c for c in draft.candidates if c.system == "ICD-10-CM" and c.code[:3] == code[:3]]
    if draft.is_out(code):
        return True
    found = tabular.code_set.find(code)
    stem_named = (
        code in question.icd_codes and found is not None and bool(found.seventh)
    )  # it lacks its seventh character only
    # a category that is only named ("excluded under J44") speaks of no patient
    named = [c for c in question.icd_codes if len(c) > 3 or tabular.code_set.is_billable(c)]
    if any(c[:3] == code[:3] for c in (named if code in firm else question.icd_codes)) and not stem_named:
        return True
    shown = [c for c in kin if c.role == "considered" and not (code in firm and c.why.startswith(BELOW))]
    if not stem_named and any(c.code.startswith(code) for c in shown):
        return True
    both_named = code in firm and bool(_TWO_NAMES.match(code))
    return not all(apart(code, c.code, tabular, both_named and c.code in firm) for c in kin if c.role == "assign")


def apart(code: str, other: str, tabular: Tabular, named: bool = False) -> bool:
    """True where two codes of one category tell of two places or complications: none is a vaguer form of the other."""
    code_set, stem = tabular.code_set, tabular.code_set.stem(other) or other
    if not (named or _MANY.match(code)) or vaguer(code, stem, code_set) or vaguer(stem, code, code_set):
        return False
    mine, its = (_SIDED.findall(code_set.descriptor(c).lower()) for c in (code, stem))
    if mine and its:  # two places, or the two sides of one
        return code[:6] != stem[:6] or mine != its
    return code[:5] != stem[:5] or code[0] in "RZ"


def _part_of(code: str, other: str, described: Described, tabular: Tabular) -> bool:
    """True for what the wording of a code assigned says: agitation beside dementia with agitation, anemia beside that of a cancer.

    Not where a note asks for both ("use additional code to identify heart failure").
    """
    code_set = tabular.code_set
    sign = code[0] == "R" and other[0] not in "RVWXYZ"
    if code[0] == other[0] and code[:3] != other[:3] and "unspecified" in code_set.descriptor(code):
        asked = (code_set.named(a, kind, b) for a, b in ((code, other), (other, code)) for kind in _BOTH)
        sign = not any(asked)
    said = next((f.text for f in described.findings if f.codes[0][0] == code), "")
    return sign and described.narrowest is not None and described.narrowest.says(code_set.stem(other) or other, said)


def against(code: str, assigned: Sequence[str], tabular: Tabular, tables: EditTables, index: Index) -> Iterator[str]:
    """Assigned codes beside which `code` does not stand: Excludes1, a combination code, a disease of which it is a sign."""
    beside = code.startswith(("O", "Z3A"))  # what is told of a pregnancy stays
    rows = () if beside or not assigned else tables.combinations
    mine = [(r, covers(r.first, code), covers(r.second, code)) for r in rows]
    mine = [(r, a, b) for r, a, b in mine if (a or b) and not covers(r.becomes, code)]
    for other in assigned:
        if code.startswith("C") and other.startswith(("Z08", "Z85")):  # gone, or still there (I.C.2.m)
            yield other
        if tabular.code_set.conflicts(code, other):
            yield other
        if any((a and covers(r.second, other)) or (b and covers(r.first, other)) for r, a, b in mine):
            yield other
    signs = [r for r in index.integral if covers(r.signs, code)]
    yield from (other for other in assigned if any(r.holds(code, other) for r in signs))


def without_plain(draft: Draft, tabular: Tabular) -> None:
    """Beside a code that tells of a complication the one "without complications" of its category is only considered (E11.9)."""
    assigned = [c for c in draft.candidates if c.role == "assign" and c.system == "ICD-10-CM"]
    for n, candidate in enumerate(draft.candidates):
        plain = _PLAIN.search(tabular.code_set.descriptor(candidate.code)) if candidate in assigned else None
        if plain and any(c.code[:3] == candidate.code[:3] and c.code != candidate.code for c in assigned):
            draft.candidates[n] = replace(candidate, role="considered", why="another code of its category says more")


def in_order(draft: Draft, tables: EditTables) -> None:
    """Codes of several sources in the order of the sequence tables; those of one row stay as the row has them."""
    mine = [c for c in draft.candidates if c.role == "assign" and c.system == "ICD-10-CM"]
    order = led(tables, list(dict.fromkeys(c.code for c in mine))) if mine else []
    placed = sorted(mine, key=lambda c: order.index(c.code))
    rows = {why: iter([c for c in mine if c.why == why]) for why in dict.fromkeys(c.why for c in mine)}
    ranked = iter([next(rows[c.why]) for c in placed])
    draft.candidates = [next(ranked) if c in mine else c for c in draft.candidates]
