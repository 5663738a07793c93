"""Marks on seventh characters of injuries: the encounter that the note tells of against the one coded (I.C.19.a)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.reading import Reading, evidence, mark_of, sentence_of
from rag.support import Support
from rag.types import Mark, Span

_LATER = re.compile(
    r"\b(?:follow[- ]?up (?:visit|of|for|after|on)|f/u (?:visit|of|for|after)|recheck|healing (?:well|fracture|wound|nicely)|is healing|cast (?:removal|removed|off|change)"
    r"|suture removal|sutures? (?:out|removed)|post[- ]?op(?:erative)? (?:visit|check|week)|(?:\d+|two|three|four|five|six|eight|ten|twelve) (?:weeks?|wks?|months?) (?:ago|out|s/p|post|after|status|since)"
    r"|(?:week|month) \d+|aftercare|physical therapy visit|rehab visit|callus)\b",
    re.I,
)
# said of a visit that only looks after what was treated before, in any setting
_RETURNED = re.compile(
    r"\b(?:(?:suture|staple|stitch|cast|splint|pin|k-?wire) removal|(?:sutures?|staples?|stitches|cast|pins?) (?:out|off|removed|taken out|came out)|wound (?:re)?check|returns? for (?:stitches|sutures?|staples?|recheck|wound|dressing|follow))\b",
    re.I,
)
_FRESH = re.compile(r"\b(?:new injur|re-?injur|fell again|second fall)", re.I)
_NOW = re.compile(
    r"\b(?:this (?:morning|afternoon|evening)|yesterday|last night|(?:\d+|an?|two|three) ?(?:hours?|hrs?|h|minutes?|mins?) (?:ago|pta|prior)|brought in|arrives?"
    r"|ems|op note|operative note|preop|pre-op dx|splinted|sutured|today (?:fell|after|when)|(?:fell|injured|twisted|rolled|cut|slipped) [^.]{0,40}\btoday"
    r"|hospital day [01]|day of injury|reduction (?:performed|under|done)|closed reduction (?:r|l|of|and)\b(?![^.;\n]{0,60}\b(?:ago|last (?:week|month)|previous)))",
    re.I,
)
_TREATED = re.compile(
    r"\b(?:orif|closed reduction|open reduction|fixation|nail|laceration repair|repaired|reduced|surgery today)\b", re.I
)
_AFTER = re.compile(
    r"\b(?:sequela\w*|late effects?|residual\w*(?! (?:swelling|tenderness|stiffness|edema|bruising|pain|ecchymosis))|(?:due to|from) (?:an? )?old)\b",
    re.I,
)
_OPEN = re.compile(
    r"(?<!no )(?<!not )(?<!without )\b(?:open|compound)\b(?! (?:reduction|treatment))[^.;\n]{0,50}\b(?:fractures?|fx)\b|\bgustilo\b|\b(?:fractures?|fx)\b[ ,-]{1,3}open\b(?! reduction)",
    re.I,
)
_GUSTILO = re.compile(
    r"\b(?:gustilo(?:[- ]anderson)?|type|grade)[ :-]{1,2}(?:type |grade )?(?P<n>iii|ii|i|[123])[abc]?\b", re.I
)
_FETUS = re.compile(r"\b(?:twin|baby|fetus|triplet)\s*(?:#\s*)?(?P<n>[abc]|[123])\b", re.I)


def seventh(reading: Reading, found: Support) -> Mark | None:
    """An initial-encounter character on a visit of healing, or the other way round (I.C.19.a)."""
    code_set = reading.tabular.code_set
    entry = code_set.find(found.code)
    stem = code_set.stem(found.code)
    needs = code_set.find(stem) if stem else None
    if entry is None or needs is None or not needs.seventh or not stem or stem == found.code:
        return None
    meaning = needs.seventh.get(found.code[-1], "")
    if other := _open_fracture(reading, found, meaning, needs.seventh) or _fetus(
        reading, found, meaning, needs.seventh
    ):
        instead = code_set.with_seventh(stem, other)
        text = f"{found.code} is for {meaning}, but the note tells of {needs.seventh[other]}: {instead}."
        rule = "I.C.15.a.6" if "fetus" in needs.seventh[other] else "I.C.19.c"
        return mark_of(reading, "seventh_character", found.code, text, (rule,), evidence(found.findings), (instead,))
    should, returned, after, now = _told(reading)
    if should == "subsequent" and not returned and reading.note.setting in ("inpatient", "ed"):
        return None  # a stay or an emergency visit for an injury is active treatment until the note says otherwise
    if after and not now and not returned:
        return None
    coded = next((w for w in ("initial", "subsequent", "sequela") if w in meaning), "")
    if not should or not coded or coded == should or (coded == "sequela" and should == "subsequent"):
        return None
    chars = [(c, m) for c, m in needs.seventh.items() if should in m]
    # an open fracture stays one; of the ways of healing the routine one
    chars.sort(
        key=lambda x: (("open" in meaning) != ("open" in x[1]), "routine" not in x[1] and should == "subsequent")
    )
    char = chars[0][0] if chars else ""
    instead = code_set.with_seventh(stem, char) if char else ""
    why = "the injury is healing and this is a later visit" if should == "subsequent" else "this is active treatment"
    text = f"{found.code} is for the {coded} encounter ({meaning}), but {why}: {instead}."
    span = tuple(
        Span(m.start(), m.end()) for m in [(_LATER if should == "subsequent" else _NOW).search(reading.note.text)] if m
    )
    return mark_of(reading, "seventh_character", found.code, text, ("I.C.19.a",), span, (instead,) if instead else ())


def _open_fracture(reading: Reading, found: Support, meaning: str, chars: Mapping[str, str]) -> str:
    """The character of the open fracture that the note tells of, where the one coded is of a closed one; '' otherwise."""
    said = " ".join(sentence_of(reading, f) for f in found.findings)
    if "closed fracture" not in meaning or not _OPEN.search(said):
        return ""
    grade = _GUSTILO.search(reading.note.text)
    kind = "type III" if grade and grade["n"].lower() in ("iii", "3") else "type I or II"
    wanted = re.sub(r"closed fracture", f"open fracture {kind}", meaning)
    return next((c for c, m in chars.items() if m.startswith(wanted) or m == re.sub(f" {kind}", "", wanted)), "")


def _fetus(reading: Reading, found: Support, meaning: str, chars: Mapping[str, str]) -> str:
    """The character of the one fetus of several that the sentence of the condition names; '' otherwise (I.C.15.a.6)."""
    if "not applicable" not in meaning or not any("fetus 2" in m for m in chars.values()):
        return ""
    named = {m["n"].lower() for f in found.findings for m in _FETUS.finditer(sentence_of(reading, f))}
    number = {"a": "1", "b": "2", "c": "3"}
    wanted = {f"fetus {number.get(n, n)}" for n in named}
    return next((c for c, m in chars.items() if m in wanted), "") if len(wanted) == 1 else ""


def encounter(reading: Reading) -> str:
    """The encounter that the note tells of: "initial", "subsequent" or "sequela"."""
    should, returned, after, now = _told(reading)
    if after and not now:
        return "sequela"
    if should == "subsequent" and not returned and reading.note.setting in ("inpatient", "ed"):
        return "initial"
    return should or "initial"


def _told(reading: Reading) -> tuple[str, bool, bool, bool]:
    """(the encounter by its words, whether the patient returned to be looked after, late effects named, an injury of now)."""
    later, now, treated, after = (bool(p.search(reading.note.text)) for p in (_LATER, _NOW, _TREATED, _AFTER))
    should = "subsequent" if later and not now else "initial" if not later and (now or treated) else ""
    if not should and not later and reading.note.setting == "ed":
        should = "initial"
    returned = bool(_RETURNED.search(reading.note.text)) and not now and not _FRESH.search(reading.note.text)
    return "subsequent" if returned else should, returned, after, now
