"""From findings of a question to the codes that its words say in full: of the type and side said, the narrowest member."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.code_set import CodeSet
from rag.attributes import laterality, laterality_of
from rag.described import SURE
from rag.habits import CERTAIN
from rag.heads import FIRM
from rag.in_words import Line
from rag.narrowest import Narrowest, Said, vaguer
from rag.needs import needed
from rag.places import NOTHING, PLACED
from rag.types import Finding

LIKELY = 4.0  # score from which a phrase that says every word of a code names it
FAR_SURER = 4.0  # of two readings of one phrase, how much more the better one scores, whatever the words around
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
_IN_PHRASE = ("R", "M08", "I97", "J95", "K9", "L76", "M96", "N99", "H59", "H95", "E89", "G97", "D78")
_POORLY = re.compile(
    r"\b(?:poorly|inadequately|not well) controlled|\bout of control|\bpoor (?:glycemic )?control|\bhyperglyc",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\bold\b(?! (?:man|woman))|\b(?:19|20)\d\d\b|\b(?:years?|yrs?|months?) ago\b|\bremote|\bhealed", re.IGNORECASE
)
# a burn is one of heat unless a chemical is named (T20-T25: the fourth character of a corrosion is four more)
_CHEMICAL = re.compile(
    r"corros|chemical|caustic|\bacid|alkali|\blye\b|bleach|cement|drain cleaner|ammonia", re.IGNORECASE
)
_CORROSION = re.compile(r"(T2[0-5]\.)([4-7])")
_OF_HEAT = re.compile(r"(T2[0-5]\.)([0-3])")
_HEAT = re.compile(r"\b(?:hot|fire|flame|grease|steam|scald\w*|boiling|stove)\b", re.IGNORECASE)
_PLACED_BURNS = ("T20", "T21", "T22", "T23", "T24", "T25")
_NO_PLACE = re.compile(r"T30|C80\.1|C79\.9|D4[89]\.9|D36\.9|R52|T14")
_BURN = re.compile(r"T2[0-8]")
# "X-ray: shaft. The left one.": a side that stands by itself is that of what was named before
_FREE_SIDE = re.compile(
    r"\b(?:the|on the|laterality:?|side:?|it is the|it's the) (left|right)(?: (?:one|side))?\W*(?=[.,;:)?!]|$)",
    re.IGNORECASE,
)
_DEGREES = frozenset(["acute", "chronic", "subacute", "severe", "recurrent", "on"])
_UNNARROWED = re.compile(r"[V-Y]|Z(?!89|90|96\.6|97\.1)|T(?:3[6-9]|4|5|6[0-5]|8)|R40\.2|P0[57]")


Tell = Callable[[Finding], tuple[str, str]]


def stated(
    text: str,
    lines: Sequence[Line],
    found: Sequence[Finding],
    narrowest: Narrowest,
    code_set: CodeSet,
    tell: Tell | None = None,
) -> list[Finding]:
    """The findings, each with the member of its category that the words around it say; doubles and vaguer ones left out.

    `tell`: what a longer text affirms and denies of one finding; without it all that the lines say counts.
    """
    named = (
        _history(f, text) for f in found if not NOTHING.fullmatch(f.text) and not _unplaced(f) and _worded(f, text)
    )
    kept = _apart([_burn(f, text) for f in named], narrowest)
    affirmed, denied = told(text, lines)
    everywhere = frozenset(s for s, *_ in laterality(text))
    read: dict[tuple[int, int], tuple[tuple[float, float], list[Finding]]] = {}
    for n, finding in enumerate(_of_type(f, affirmed, code_set) for f in kept):
        place = (finding.start, finding.end)
        if (
            finding.label in ("negated", "family", "hypothetical")
            or _listed(finding)
            or _UNNARROWED.match(finding.codes[0][0])
        ):
            read[(-1 - n, n)] = ((0.0, 0.0), [finding])
            continue
        near, side = around(text, finding, lines, kept, everywhere)
        said = narrowest.said(near, *(tell(finding) if tell else (affirmed, denied)), side)
        members = list(_members(finding, said, narrowest, code_set))
        members = [_glycemic(m, near, code_set) for m in members]
        code, score = members[0].codes[0]
        fit = (round(narrowest.fit(code, said), 1), score)
        if place not in read or _better(fit, read[place][0]):
            read[place] = (fit, members)
    every = _sweet(sorted((f for _, fs in read.values() for f in fs), key=lambda f: (f.start, f.end)), code_set)
    return _narrower(every, code_set)


def _better(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Of two readings of one phrase, each (fit, score): the far surer one, else the one that fits better."""
    return one > other if abs(one[1] - other[1]) < FAR_SURER else one[1] > other[1]


def _apart(found: Sequence[Finding], narrowest: Narrowest) -> list[Finding]:
    """Of findings inside one another those that count.

    Of "hypertension and diabetes on insulin" the parts; of "Crohn's disease of the small intestine with rectal bleeding" the
    whole, whose code says the part.
    """
    dropped: set[int] = set()
    for i, whole in enumerate(found):
        inner = [j for j, g in enumerate(found) if _inside(g, whole) and not _listed(g)]
        code, score = whole.codes[0]
        explained = [
            j
            for j in inner
            if score >= SURE and narrowest.says(code, found[j].text) and not _far_surer(found[j], whole)
        ]
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


def _far_surer(part: Finding, whole: Finding) -> bool:
    (one, score), (other, least) = part.codes[0], whole.codes[0]
    return one[:3] == other[:3] and least < SURE + 2 and score >= least + FAR_SURER


def _listed(finding: Finding) -> bool:
    """True where a table gives the code to the words."""
    return len(finding.codes) == 1 and finding.codes[0][1] == CERTAIN


def _worded(finding: Finding, text: str) -> bool:
    """False for an injury without a word of injury ("toddler"), a complication of care without a word of care ("mastectomy")."""
    code, sentence = finding.codes[0][0], text[finding.sentence.start : finding.sentence.end]
    return needed(code, finding.text if code.startswith(_IN_PHRASE) else sentence)


def _history(finding: Finding, text: str) -> Finding:
    """A code of history or status ("former smoker") is affirmed by the words that tell of the past; so is an old infarct."""
    beside = text[max(0, finding.start - 12) : finding.end + 22]
    if (
        finding.label in ("historical", "resolved")
        and finding.codes[0][0][:3] in ("I21", "I22")
        and _OLD.search(beside)
    ):
        return replace(finding, label="affirmed", codes=(("I25.2", finding.codes[0][1]),))
    past = finding.label in ("historical", "resolved", "family") and re.match(r"Z(?:8[0-7]|9)", finding.codes[0][0])
    return replace(finding, label="affirmed") if past else finding


def _glycemic(finding: Finding, near: str, code_set: CodeSet) -> Finding:
    """Diabetes that is poorly controlled is coded by its type with hyperglycemia (Index: Diabetes, poorly controlled)."""
    code, score = finding.codes[0]
    high = f"{code[:3]}.65"
    if not (_DIABETES.match(code) and code[4:] in ("8", "9") and _POORLY.search(near) and code_set.is_billable(high)):
        return finding
    return replace(finding, codes=((high, score), *finding.codes))


def _sweet(found: Sequence[Finding], code_set: CodeSet) -> list[Finding]:
    """Hyperglycemia of a diabetic is a code of the diabetes."""
    kind = next((f.codes[0][0][:3] for f in found if f.label == "affirmed" and _DIABETES.match(f.codes[0][0])), "")
    high = f"{kind}.65"
    if not kind or not code_set.is_billable(high):
        return list(found)
    sugar = {id(f) for f in found if f.codes[0][0] == "R73.9" and f.label == "affirmed"}
    return [replace(f, codes=((high, f.codes[0][1]), *f.codes)) if id(f) in sugar else f for f in found]


def _unplaced(finding: Finding) -> bool:
    """True for a place said ("burn of the chest") and a code of no place."""
    placed_too = any(c[:3] in _PLACED_BURNS for c, _ in finding.codes)
    return bool(_NO_PLACE.match(finding.codes[0][0]) and PLACED.search(finding.text)) and not placed_too


def _burn(finding: Finding, text: str) -> Finding:
    """The burn for the corrosion of a place where no chemical is named, and the corrosion for the burn where one is."""
    if finding.codes[0][0].startswith("T30") and PLACED.search(finding.text):
        rest = tuple(x for x in finding.codes if x[0][:3] in _PLACED_BURNS)
        finding = replace(finding, codes=rest or finding.codes)
    chemical = bool(_CHEMICAL.search(finding.text) and not _HEAT.search(text))
    if not chemical and _CHEMICAL.search(text):
        return finding
    other, move = (_OF_HEAT, 4) if chemical else (_CORROSION, -4)
    if not any(other.match(c) for c, _ in finding.codes):
        return finding
    moved = [(other.sub(lambda m: f"{m[1]}{int(m[2]) + move}", c), s) for c, s in finding.codes]
    best = dict(reversed(moved))
    return replace(finding, codes=tuple((c, best[c]) for c in dict.fromkeys(c for c, _ in moved)))


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


def around(
    text: str,
    finding: Finding,
    lines: Sequence[Line],
    found: Sequence[Finding],
    everywhere: frozenset[str] = frozenset(),
) -> tuple[str, str]:
    """(the words beside a finding up to the next ones, its side). `everywhere` are the sides that the whole text says."""
    others = [f for f in found if f.label == "affirmed" and (f.end <= finding.start or f.start >= finding.end)]
    sentence = next((n.sentence for n in lines if n.sentence.start <= finding.start < n.sentence.end), None)
    low, high = (sentence.start, sentence.end) if sentence else (finding.start, finding.end)
    before = text[max([low, *(f.end for f in others if f.end <= finding.start)]) : finding.start]
    after = text[finding.end : min([high, *(f.start for f in others if f.start >= finding.end)])]
    before = _BREAK.split(before)[-1]
    side = laterality_of(text[low:high], finding.start - low, finding.end - low) or ""
    if not side and _SAME.search(finding.text + after[:20]):
        side = next((s for s, a, _ in reversed(laterality(text[: finding.start]))), "")
    here = {s for s, *_ in laterality(text[low:high])}
    sides = here if len(here) == 1 else set(everywhere)
    if (
        not side and len(sides) == 1 and not PLACED.search(finding.text)
    ):  # "trimalleolar fracture" in a note on the left ankle
        side = sides.pop()
    free = {m[1].lower() for m in _FREE_SIDE.finditer(text)}
    if not side and len(free) == 1 and len({s for s, *_ in laterality(text)}) == 1:
        side = free.pop()
    return f"{before} {text[finding.start : finding.end]} {after}", side


def _members(finding: Finding, said: Said, narrowest: Narrowest, code_set: CodeSet) -> Iterator[Finding]:
    """The finding with the narrowest member first; one for each side where both are said and no code says both."""
    code, score = finding.codes[0]
    best = narrowest.best(code, said)
    if code[0] != "S" and vaguer(best, code, code_set):
        best = code  # the words led to a code that says more
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
    if any(_BURN.match(c) for c in surely):
        found = [
            f for f in found if not f.codes[0][0].startswith("T30")
        ]  # a burn of no place, beside one with its place
    told = [f for f in found if f.label == "affirmed" and f.codes[0][1] >= SURE]
    return [
        f
        for f in found
        if f.label != "affirmed"
        or not (any(vaguer(f.codes[0][0], c, code_set) for c in surely) or any(_said_closer(f, g) for g in told))
    ]


def _said_closer(plain: Finding, other: Finding) -> bool:
    """True where the other one says the same words with "acute", "severe" ... before them: bronchitis, acute bronchitis."""
    few, more = (frozenset(re.findall(r"[a-z]+", f.text.lower())) for f in (plain, other))
    return plain.codes[0][0] != other.codes[0][0] and few < more and more - few <= _DEGREES
