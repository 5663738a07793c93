"""Marks on proposed codes that the note earns: negated, uncertain, past, unsupported.

Kinds are those of rag.types.MARK_KINDS. Authorities: IV.H and II.H (uncertain diagnoses), IV.J and III.A (past ones).
Side, type and seventh character are marked in marks_detail.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.implied import UNNAMED, denied_state, not_as_named, unsaid
from rag.marks_detail import detail_marks
from rag.marks_further import additional, outcome, underlying
from rag.marks_kin import as_stated, beyond, contradicted, stated_kin
from rag.past import dated, history_of_site, past_form, treated_cancer
from rag.reading import Reading, evidence, mark_of
from rag.support import Support
from rag.types import Mark, Span

CONFIRMED_ONLY = {
    "B20": "I.C.1.a.1",
    "U07.1": "I.C.1.g.1.a",
    "A92.5": "I.C.1.f.1",
    "J09": "I.C.10.c",
    "J10": "I.C.10.c",
}
_PAST = re.compile(
    r"Z(?:8[0-9]|9[0-9]|0[389]|1[123]|2[0-9]|5[5-9]|6[0-5]|7[79])|I69|B9[0-4]|O94|O34\.2|O09"
)  # codes of the past and of the family
_LIFELONG = re.compile(r"E(?:0[89]|1[013]|78)|I1[0-6]|I25\.1|J44|N18|G(?:20|30|35)|B20|M0[56]|K7[04]")
_STATE = re.compile(r"Z(?:79|8[0-7]|9[0-9])")  # of these, states and histories that a note can deny


def note_marks(reading: Reading) -> Iterator[Mark]:
    """Marks on every proposed code that the release has."""
    codes = [c for c in dict.fromkeys(reading.note.proposed) if reading.tabular.code_set.find(c)]
    for code in codes:
        found = reading.supports.of(code)
        mark = _by_label(reading, found)
        if not mark and _stands(reading, found.label) and not UNNAMED.match(code):
            mark = detail_marks(reading, found) or contradicted(reading, found) or beyond(reading, found)
        if mark and (mended := as_stated(reading, mark)):
            yield mended
    yield from underlying(reading, codes)
    yield from additional(reading, codes)
    yield from outcome(reading, codes)


def _stands(reading: Reading, label: str) -> bool:
    """True for a condition that is coded: affirmed, or in a hospital stay treated until resolved, or in doubt (II.H)."""
    return label == "affirmed" or (reading.note.setting == "inpatient" and label in ("resolved", "uncertain"))


def _by_label(reading: Reading, found: Support) -> Mark | None:
    """The mark that the label of a code earns, first what is told in other words than the code's."""
    code, label = found.code, found.label
    inpatient = reading.note.setting == "inpatient"
    spans = evidence(found.findings)
    sure_only = next((r for c, r in CONFIRMED_ONLY.items() if code.startswith(c)), "")
    if sure_only and (doubted := [f for f in found.exact if f.label == "uncertain"]):
        label, spans = "uncertain", evidence(doubted)
    if inpatient and label == "resolved":
        return None  # treated during the stay: coded (III)
    if label == "hypothetical" and not found.exact:
        label = ""
    return _in_other_words(reading, found, label) or _as_told(reading, found, label, sure_only, spans)


def _in_other_words(reading: Reading, found: Support, label: str) -> Mark | None:
    """Past by another code's words, denied in part, of a growth not named so, or not said at all."""
    code, denying = found.code, (_rule(reading), "I.A.19")
    rule = "III.A" if reading.note.setting == "inpatient" else "IV.J"
    said = f"{code} {reading.tabular.code_set.descriptor(code)}"
    if past := past_form(reading, found):
        first = past.codes[0][0]
        if first == "Z85.9" and (site := history_of_site(reading, code)):
            first = site
        text = f"The note gives {said} as past: it leads to {first}."
        return mark_of(reading, "history_not_active", code, text, (rule, "I.C.21.c.4"), (past.span,), (first,))
    if event := dated(reading, found):
        text = f"The note dates {said} to an earlier year: {event[1]}."
        return mark_of(reading, "history_not_active", code, text, (rule, "I.C.21.c.4"), (event[0].span,), (event[1],))
    if not label and code[0] < "U" and (denied := reading.supports.denied(code)):
        return mark_of(reading, "negated", code, f"The note denies what {said} needs.", denying, (denied,))
    if treated := treated_cancer(reading, found):
        text = f"The note tells of {said} as treated, with no evidence of disease: a history of it."
        return mark_of(
            reading, "history_not_active", code, text, ("I.C.2.m", "I.C.21.c.4"), evidence(found.findings), treated
        )
    if not_as_named(reading, code):
        text = f"{said} is for a growth that a pathologist calls of uncertain behavior; the note does not."
        spans = evidence(found.findings)
        return mark_of(reading, "unsupported_by_note", code, text, ("I.C.2", "I.A.19"), spans, _unnamed_growth(code))
    if not label and (kin := stated_kin(reading, found)):
        return kin
    if not label and denied_state(reading, code):
        return mark_of(reading, "negated", code, f"The note denies what {said} says.", denying)
    if not label and unsaid(reading, code) and not UNNAMED.match(code) and (told := reading.supports.past(code)):
        text = f"The note gives {said} as past, not as a current condition of the patient."
        return mark_of(reading, "history_not_active", code, text, (rule, "I.C.21.c.4"), (told.span,))
    if not label and unsaid(reading, code):
        text = f"Nothing in the note says {said}. Code only what the provider documents."
        return mark_of(reading, "unsupported_by_note", code, text, denying)
    return None


def _as_told(reading: Reading, found: Support, label: str, sure_only: str, spans: tuple[Span, ...]) -> Mark | None:
    """Denied, in doubt, past, or only possible, as the note asserts the code itself."""
    code, inpatient = found.code, reading.note.setting == "inpatient"
    said = f"{code} {reading.tabular.code_set.descriptor(code)}"
    deniable = label == "negated" and _STATE.match(code) and found.exact
    if label in ("", "affirmed") or (_PAST.match(code) and not deniable):
        return None
    if label == "negated":
        text = f"The note denies or rules out what {said} stands for."
        return mark_of(reading, "negated", code, text, (_rule(reading), "I.A.19"), spans)
    if label == "uncertain":
        text = f"The note names {said} as uncertain only; it is not coded as established here."
        mended = _clinical_influenza(reading, code) if inpatient else ()
        stands = inpatient and not sure_only
        return None if stands else mark_of(reading, "uncertain_dx", code, text, (sure_only or "IV.H",), spans, mended)
    if label == "historical" and _LIFELONG.match(code):
        return None  # "PMH diabetes": it does not pass
    if label in ("historical", "resolved", "family"):
        whose = "a relative's" if label == "family" else "past"
        text = f"The note gives {said} as {whose}, not as a current condition of the patient."
        rule = "I.C.21.c.4" if label == "family" else "III.A" if inpatient else "IV.J"
        return mark_of(reading, "history_not_active", code, text, (rule, "I.C.21.c.4"), spans)
    text = f"The note speaks of {said} only as something that may come; nothing says that the patient has it."
    return mark_of(reading, "unsupported_by_note", code, text, (_rule(reading),), spans)


def _rule(reading: Reading) -> str:
    """The guideline by which only what is documented is coded."""
    return "III" if reading.note.setting == "inpatient" else "IV.J"


def _unnamed_growth(code: str) -> tuple[str, ...]:
    """Of a growth of uncertain behavior the code of unspecified nature at its site, where one goes by its category."""
    if code[:3] in _SITES:
        return (f"D49.{_SITES[code[:3]]}",)
    return ("D49.2",) if code.startswith(("D48.1", "D48.5")) else ()


_SITES = {"D37": "0", "D38": "1", "D40": "5"}  # growths of uncertain behavior -> unspecified nature at the same organs


def _clinical_influenza(reading: Reading, code: str) -> tuple[str, ...]:
    """Influenza in doubt at an inpatient discharge is that of an unidentified virus (I.C.10.c)."""
    same = f"J11{code[3:]}"
    if code[:3] not in ("J09", "J10"):
        return ()
    return (same,) if reading.tabular.code_set.is_billable(same) else ("J11.1",)
