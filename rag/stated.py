"""From findings of a question to the codes that its words say in full: heads of phrases, sides, the narrowest member."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.code_set import CodeSet
from index.edit_tables import Combination
from index.patterns import CodePattern
from rag.attributes import laterality, laterality_of
from rag.chunks import chunks
from rag.described import SURE
from rag.in_words import Line
from rag.narrowest import Narrowest, Said, vaguer
from rag.types import Finding, Span

CERTAIN = 12.0  # as in mentions.py, which imports from here
FIRM = 8.0  # score from which a phrase with a place in it needs no second look by its head
LIKELY = 4.0  # score from which a phrase that says every word of a code names it
LEAST = 5.0  # score of a head that names a condition
_PLACE = (
    r"(?:hand|wrist|forearm|elbow|arm|shoulder|finger|thumb|hip|thigh|knee|leg|calf|calves|shin|ankle|foot|feet|toe|heel|cheek|chin"
    r"|forehead|face|nose|ear|scalp|neck|back|chest|abdomen|abdominal wall|trunk|buttock|groin|breast|eye|eyelid|lip|lung|kidney"
    r"|tibia|fibula|femur|humerus|radius|ulna|clavicle|spine|sacrum|coccyx|lobe)(?:e?s)?"
)
_SIDES = r"(?:left|right|bilateral|both|lt|rt|l|r)"
_AFTER = re.compile(
    rf"\s+(?:[LCTS]\d{{1,2}}\b.*$|(?:of|in|on|to|at|over|involving|affecting)\s+(?:the\s+|his\s+|her\s+)?(?:\w+\s+){{0,3}}?(?:{_PLACE}|{_SIDES})\b.*$)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"^(?:{_SIDES}(?:[- ]sided?)?\s+)?(?:(?:upper|lower|great|big|index|middle|ring|little|second|third|fourth|fifth)\s+)?(?:{_PLACE}\s+)?",
    re.IGNORECASE,
)
_CAUSED = re.compile(
    r"(?:(?!\b(?:and|with|plus|on|has|for)\b)[^,;:.()?])+\b(?:due to|secondary to|caused by)\b(?:(?!\b(?:and|with|plus|on|has)\b)[^,;:()?])+",
    re.IGNORECASE,
)
# "major depression, recurrent, moderate"
_QUALIFIERS = r"(?:recurrent|mild|moderate|severe|acute|chronic|subacute|intractable|primary|secondary|left|right|bilateral|unspecified|initial|uncontrolled|controlled|with(?:out)? \w+|persistent|intermittent|single|episode|complete|partial|inflamed|infected|ruptured|unruptured|displaced|nondisplaced|closed|open|in|remission|full|stage|grade|type|\d[ab]?)"
_QUALIFIED = re.compile(
    rf"(?=[^,;:.()?]*[A-Za-z]{{4}})(?:(?!\b(?:and|with|plus|on|has|for)\b)[^,;:.()?])+(?:,\s*(?:{_QUALIFIERS}\b[\s-]*){{1,3}}(?=[,;.?]|and\b|plus\b|$))+",
    re.IGNORECASE,
)
_SAME = re.compile(r"\bsame\s+(?:side|\w+)", re.IGNORECASE)
_BREAK = re.compile(r"[,;:()]|\b(?:and|with|plus|on)\b", re.IGNORECASE)
# an age, or a place and no more: they name no condition
_NOTHING = re.compile(
    rf"\W*(?:(?:\d+\W*)?(?:year|yr|month|day|y)s?\W*(?:old|o)?|(?:(?:the|his|her|{_SIDES}|upper|lower|great|distal|proximal|{_PLACE})\W*)+)",
    re.IGNORECASE,
)
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
_UNLINKED = re.compile(
    r"\b(?:unrelated|not (?:due|related|linked|caused|from|attributed|associated)|independent of|no relation|separate from)\b",
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


@dataclass(frozen=True)
class Head:
    """A phrase with a place in it, at [start, end) of the question, and what it names without the place."""

    head: str
    text: str
    start: int
    end: int
    line: Line
    label: str

    def finding(self, codes: Sequence[tuple[str, float]]) -> Finding | None:
        """The head's codes as a finding of the whole phrase; None where it names none."""
        s = self.line.sentence
        if not codes or codes[0][1] < LEAST:
            return None
        return Finding(self.text, self.start, self.end, Span(s.start, s.end), s.section_kind, self.label, tuple(codes))


def heads(lines: Sequence[Line], found: Sequence[Finding]) -> list[Head]:
    """Phrases that speak of a place and that no finding reads surely, with their heads; nothing that is denied."""
    made: list[Head] = []
    for line in lines:
        s = line.sentence
        negated = [(c.scope_start, c.scope_end) for c in line.cues if c.status != "affirmed"]
        spans = chunks(s.text)
        for whole in (
            *_CAUSED.finditer(s.text),
            *_QUALIFIED.finditer(s.text),
        ):  # parts of a longer clause that belong together
            start, text = whole.start() + len(whole[0]) - len(whole[0].lstrip()), whole[0].strip()
            known = any((p.start, p.end) == (start, start + len(text)) for p in spans)
            if not ((known and not _head(text)) or any(a < start + len(text) and start < b for a, b in negated)):
                head = text.replace(",", " ") if whole.re is _QUALIFIED else _head(text) or text
                made.append(Head(head, text, s.start + start, s.start + start + len(text), line, "affirmed"))
        for span in spans:
            if any(
                span != o and span.start <= o.start and o.end <= span.end and _PLACED.search(s.text[o.start : o.end])
                for o in spans
            ):
                continue  # only the smallest phrase around a place
            text = s.text[span.start : span.end]
            start, end = s.start + span.start, s.start + span.end
            head = _head(text)
            sure = any(f.start < end and start < f.end and f.codes[0][1] >= FIRM for f in found)
            if head and not sure and not any(a < span.end and span.start < b for a, b in negated):
                made.append(Head(head, text, start, end, line, "affirmed"))
    return made


_PLACED = re.compile(rf"\b(?:{_PLACE}|left|right|bilateral|both|[LCT]\d{{1,2}})\b", re.IGNORECASE)


def _head(text: str) -> str:
    """What a phrase names without its place: "acute gout of the left great toe" is "acute gout"; '' where nothing is cut."""
    if not _PLACED.search(text):
        return ""
    bare = _BEFORE.sub("", _AFTER.sub("", text)).strip()
    return bare if bare and bare != text and re.search(r"[a-z]{3}", bare, re.IGNORECASE) else ""


def stated(
    text: str, lines: Sequence[Line], found: Sequence[Finding], narrowest: Narrowest, code_set: CodeSet
) -> list[Finding]:
    """The findings, each with the member of its category that the words around it say; doubles and vaguer ones left out."""
    kept = _apart([_history(f) for f in found if not _NOTHING.fullmatch(f.text) and _worded(f, text)], narrowest)
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
        not side and len(sides) == 1 and not _PLACED.search(finding.text)
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


def combined(found: Sequence[Finding], rows: Sequence[Combination], text: str, code_set: CodeSet) -> list[Finding]:
    """Two conditions that one code says together become it (guidelines/edits/combinations.tsv); not where the words part them."""
    out = list(found)
    if _UNLINKED.search(text):
        return out
    for row in rows:
        firm = [f for f in out if f.label == "affirmed" and f.codes[0][1] >= SURE - 1]
        a = next((f for f in firm if covers(row.first, f.codes[0][0]) and not _full(row, f.codes[0][0])), None)
        b = next((f for f in firm if f is not a and covers(row.second, f.codes[0][0])), None)
        whole = [p.first for p in row.becomes if p.single and len(p.first) > 3]
        if (
            a is None
            or b is None
            or not all(map(code_set.is_billable, whole))
            or not whole
            or any(covers(row.unless, f.codes[0][0]) for f in firm)
        ):
            continue
        have = {f.codes[0][0] for f in firm}
        made = [replace(a, codes=((c, a.codes[0][1]), *a.codes)) for c in whole if c not in have]
        gone = [f for f in (a, b) if not covers(row.becomes, f.codes[0][0]) and not f.codes[0][0].startswith("Z3A")]
        at = out.index(a)
        out = [f for f in [*out[:at], *made, *out[at:]] if f not in gone]
    return out


def covers(patterns: Sequence[CodePattern], code: str) -> bool:
    """True where one of the patterns covers the code."""
    return any(p.matches(code) for p in patterns)


def _full(row: Combination, code: str) -> bool:
    return any(p.single and p.first == code for p in row.becomes)
