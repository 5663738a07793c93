"""From findings of a question to the codes that its words say in full: of the type and side said, the narrowest member."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.code_set import CodeSet
from rag.attributes import laterality, laterality_of
from rag.described import SURE
from rag.habits import CERTAIN
from rag.heads import FIRM
from rag.in_words import Line
from rag.narrowest import Narrowest, Said, vaguer
from rag.places import NOTHING, PLACED
from rag.types import Finding

LIKELY = 4.0  # score from which a phrase that says every word of a code names it
_SAME = re.compile(r"\bsame\s+(?:side|\w+)", re.IGNORECASE)
_BREAK = re.compile(r"[,;:()]|\b(?:and|with|plus|on)\b", re.IGNORECASE)
_DIABETES = re.compile(r"E(?:0[89]|1[013])")
_TYPES = (
    ("E10", r"1|\bi\b|juvenile"),
    ("E08", "underlying|due to"),
    ("E09", "drug|steroid"),
    ("E13", "other|secondary|3c"),
)
_TYPED = re.compile(
    r"\btype\s?(?:1|2|i{1,2}|3c)\b|\b(?:t[12]dm|dm\s?[12]|dm1|dm2|juvenile)\b|\b(?:drug|steroid|chemical)[- ]induced diab\w+|\bdiab\w+ due to|\bsecondary diab\w+",
    re.IGNORECASE,
)
# what a text must say before words of it are taken for these codes
_NEEDS = (
    (
        re.compile(r"S"),
        re.compile(
            r"fract|\bfx|sprain|strain|tear|torn|lac|contus|abras|wound|bite|bit\b|disloc|sublux|injur|amputat|concuss|ruptur|crush|avuls|hematoma|bruis"
            r"|\bcut|punct|foreign|brok|whiplash|scratch|blister|bleed|hemorr|trauma|tbi|loc\b|conscious|stab|gunshot|gsw|colles|sdh|jones|boxer",
            re.IGNORECASE,
        ),
    ),
    (re.compile(r"R29\.6"), re.compile(r"repeat|recurr|frequent|multiple|falls|falling", re.IGNORECASE)),
    (re.compile(r"R54"), re.compile(r"frail|senil|senescen|old age|debilit|declin", re.IGNORECASE)),
    (
        re.compile(r"I97|J95|K9[145]|L76|M96|N99|H59|H95|E89|G97|D78"),
        re.compile(
            r"post|complic|due|after|following|from|syndrome|stenosis|leak|bleed|hemorr|infect|phantom|lymphedema",
            re.IGNORECASE,
        ),
    ),
)
_UNNARROWED = re.compile(r"[V-Y]|Z(?!89|90|96\.6|97\.1)|T(?:3[6-9]|4|5|6[0-5]|8)|R40\.2|P0[57]")


def stated(
    text: str, lines: Sequence[Line], found: Sequence[Finding], narrowest: Narrowest, code_set: CodeSet
) -> list[Finding]:
    """The findings, each with the member of its category that the words around it say; doubles and vaguer ones left out."""
    kept = _apart([_history(f) for f in found if not NOTHING.fullmatch(f.text) and _worded(f, text)], narrowest)
    affirmed, denied = told(text, lines)
    read: dict[tuple[int, int], tuple[tuple[float, float], list[Finding]]] = {}
    for n, finding in enumerate(_of_type(f, affirmed, code_set) for f in kept):
        place = (finding.start, finding.end)
        listed = len(finding.codes) == 1 and finding.codes[0][1] == CERTAIN  # a table gives the code to the words
        if finding.label in ("negated", "family", "hypothetical") or listed or _UNNARROWED.match(finding.codes[0][0]):
            read[(-1 - n, n)] = ((0.0, 0.0), [finding])
            continue
        near, side = _around(text, finding, lines, kept)
        said = narrowest.said(near, affirmed, denied, side)
        members = list(_members(finding, said, narrowest))
        code, score = members[0].codes[0]
        fit = (round(narrowest.fit(code, said), 1), score)
        if place not in read or fit > read[place][0]:
            read[place] = (fit, members)
    every = sorted((f for _, fs in read.values() for f in fs), key=lambda f: (f.start, f.end))
    return _narrower(every, code_set)


def _apart(found: Sequence[Finding], narrowest: Narrowest) -> list[Finding]:
    """Of findings inside one another those that count.

    Of "hypertension and diabetes on insulin" the parts; of "Crohn's disease of the small intestine with rectal bleeding" the
    whole, whose code says the part.
    """
    dropped: set[int] = set()
    for i, whole in enumerate(found):
        inner = [j for j, g in enumerate(found) if _inside(g, whole)]
        code, score = whole.codes[0]
        explained = [j for j in inner if score >= SURE and narrowest.says(code, found[j].text)]
        main = re.split(r"\b(?:due to|secondary to|caused by)\b", whole.text, maxsplit=1)
        caused = len(main) > 1
        if caused and score >= SURE + 2:  # "pneumonia due to pseudomonas" says the pneumonia more closely
            explained += [j for j in inner if found[j].text.strip() in main[0] and found[j].codes[0][0].endswith("9")]
        rest = [
            found[j]
            for j in inner
            if j not in explained and (found[j].codes[0][1] >= score or (caused and score < SURE + 2))
        ]
        surer = any(r.codes[0][0][:3] == code[:3] for r in rest)  # of one category the closer words decide
        if rest and (surer or score < SURE + 2 or (len(rest) > 1 and score < FIRM)):
            dropped.add(i)
        else:
            dropped.update(explained)
    return sorted((f for i, f in enumerate(found) if i not in dropped), key=lambda f: (f.start, f.end))


def _worded(finding: Finding, text: str) -> bool:
    """False for an injury without a word of injury ("toddler"), a complication of care without a word of care ("mastectomy")."""
    code, sentence = finding.codes[0][0], text[finding.sentence.start : finding.sentence.end]
    told = sentence if code.startswith("S") else finding.text
    return not any(codes.match(code) and not words.search(told) for codes, words in _NEEDS)


def _history(finding: Finding) -> Finding:
    """A code of history or status ("former smoker") is affirmed by the words that tell of the past."""
    past = finding.label in ("historical", "resolved", "family") and re.match(r"Z(?:8[0-7]|9)", finding.codes[0][0])
    return replace(finding, label="affirmed") if past else finding


def _of_type(finding: Finding, text: str, code_set: CodeSet) -> Finding:
    """ "Diabetic neuropathy" is of the type that the question states, and of type 2 where it states none (I.C.4.a.2)."""
    code, score = finding.codes[0]
    if not _DIABETES.match(code) or _TYPED.search(finding.text):
        return finding
    said = _TYPED.search(text)
    category = next((c for c, words in _TYPES if said and re.search(words, said[0].lower())), "E11")
    of_type = f"{category}{code[3:]}"
    if of_type == code or code_set.find(of_type) is None:
        return finding
    return replace(finding, codes=((of_type, score), *finding.codes))


def _inside(part: Finding, whole: Finding) -> bool:
    return whole.start <= part.start and part.end <= whole.end and part.end - part.start < whole.end - whole.start


def told(words: str, lines: Sequence[Line]) -> tuple[str, str]:
    """(what the statements affirm, what they deny), as text."""
    affirmed, denied = [], []
    for line in lines:
        at, text = 0, words[line.sentence.start : line.sentence.end]
        for cue in sorted(
            (c for c in line.cues if c.status in ("negated", "family", "hypothetical")), key=lambda c: c.scope_start
        ):
            if cue.scope_start >= at:
                affirmed.append(text[at : cue.scope_start])
                denied.append(text[cue.scope_start : cue.scope_end])
                at = cue.scope_end
        affirmed.append(text[at:])
    return " . ".join(affirmed), " . ".join(denied)


def _around(text: str, finding: Finding, lines: Sequence[Line], found: Sequence[Finding]) -> tuple[str, str]:
    """(the words beside a finding up to the next ones, its side)."""
    others = [f for f in found if f.label == "affirmed" and (f.end <= finding.start or f.start >= finding.end)]
    sentence = next((n.sentence for n in lines if n.sentence.start <= finding.start < n.sentence.end), None)
    low, high = (sentence.start, sentence.end) if sentence else (finding.start, finding.end)
    before = text[max([low, *(f.end for f in others if f.end <= finding.start)]) : finding.start]
    after = text[finding.end : min([high, *(f.start for f in others if f.start >= finding.end)])]
    before = _BREAK.split(before)[-1]
    side = laterality_of(text[low:high], finding.start - low, finding.end - low) or ""
    if not side and _SAME.search(finding.text + after[:20]):
        side = next((s for s, a, _ in reversed(laterality(text[: finding.start]))), "")
    sides = {s for s, *_ in laterality(text)}
    if (
        not side and len(sides) == 1 and not PLACED.search(finding.text)
    ):  # "trimalleolar fracture" in a note on the left ankle
        side = sides.pop()
    return f"{before} {text[finding.start : finding.end]} {after}", side


def _members(finding: Finding, said: Said, narrowest: Narrowest) -> Iterator[Finding]:
    """The finding with the narrowest member first; one for each side where both are said and no code says both."""
    code, score = finding.codes[0]
    best = narrowest.best(code, said)
    codes = [best]
    if score >= LIKELY and narrowest.is_said(best, said):  # every word of it
        score = max(score, SURE + 1)
    if said.side == "bilateral" and not any(w.side == "bilateral" for w in narrowest.wordings(best)):
        pair = [narrowest.best(code, replace(said, side=s)) for s in ("right", "left")]
        if pair[0] != pair[1] and all(any(w.side for w in narrowest.wordings(c)) for c in pair):
            codes = pair
    for member in codes:
        rest = tuple(x for x in finding.codes if x[0] != member)
        yield replace(finding, codes=((member, max(score, dict(finding.codes).get(member, score))), *rest))


def _narrower(found: Sequence[Finding], code_set: CodeSet) -> list[Finding]:
    """The findings without codes that another one, as surely stated, says more closely."""
    surely = {f.codes[0][0] for f in found if f.label == "affirmed" and f.codes[0][1] >= SURE - 1}
    return [f for f in found if f.label != "affirmed" or not any(vaguer(f.codes[0][0], c, code_set) for c in surely)]
