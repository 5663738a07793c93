"""The branch table of a rule: which facts lead to which codes. One grammar for official rules, notes and procedures.

    | if | cues | assign | not |
    | --- | --- | --- | --- |
    | treatment is still directed at the cancer | cancer / malignan* + chemo* / on treatment | C00-D49 | Z85.- |

`cues` are the wordings by which the fact is recognised in a question or note: "+" joins facts that must all hold,
"/" separates wordings of one fact, a trailing "*" matches any ending, "no X" asks that X is said to be absent,
"unless X / Y" that none of these is said, "setting: outpatient" asks for the setting, "code: I21.-" that such a code is named, ">=15 wart*" for a number before
the words. A row without cues is only read. Wordings used often are named once before the first rule of a file, as
"cues frozen: liquid nitrogen / cryo* / froze", and stand in a row as <frozen>.
`assign` lists codes or ranges in order; "or" between two offers a choice, and so does "K57.32 (K57.20 with perforation)". Words in it are shown as they stand, and
[condition], [symptom], [underlying] stand for the codes of what the question itself names. A last column `verdict`
may say of a row what its rule or note as a whole does not: settled, gray, query the provider, payer or facility decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.passage import Malformed
from index.patterns import CodePattern, find_patterns

VERDICTS = ("settled", "gray", "query the provider", "payer or facility decides")
SETTINGS = ("outpatient", "inpatient", "ed", "professional", "facility")
MARKERS = {
    "[condition]": "the code of the condition",
    "[symptom]": "the code of the sign or symptom",
    "[underlying]": "the code of the underlying condition",
}
_CPT = r"(?<![\w.-])(?:\d{4}[0-9FTU]|[A-VX-Z]\d{4})(?![\w.])"
_MODIFIER = r"(?:[Mm]odifier |(?<![\w-])-)(\d\d|X[EPSU]|[A-Z][A-Z])\b"
_ITEM = re.compile(
    rf"(?P<marker>\[(?:condition|symptom|underlying)\])|(?P<cpt>{_CPT}(?:\s?[-–]\s?\d{{4}}[0-9FTU])?)|{_MODIFIER}"
)


_COLUMNS = {"if", "cues", "assign", "not", "verdict"}
_BESIDE = re.compile(
    r"\b(?:first|beside|additional|sequence|7th)\b"
)  # what is said in brackets of a code that stands too
_EITHER = re.compile(r"\b(?:when|where|if|for|with|before|after|due to|in|without|by|or)\b")
_WHEN = re.compile(
    r"[\s.-]*(?:code )?((?:when|where|if|for|with|before|after|due to|in|at|without|by)\b(?:(?![A-Z]\d\d)[^,;()])*?)(?:,? (?:or|and) (?=[A-Z]\d)|[,;()]|$)"
)
_SEVENTH = re.compile(r"[\s.-]*\(?(?:with )?7th character ([A-Z0-9])\b")


@dataclass(frozen=True)
class Cue:
    """One fact of a row: any of `wordings` makes it hold; with `unless`, none of them may stand."""

    wordings: tuple[str, ...]
    unless: bool = False


@dataclass(frozen=True)
class Item:
    """One thing a cell names: an ICD-10-CM pattern, a procedure code or modifier number, or a marker.

    `choice` is True when it stands behind an "or", or in brackets with what it is for; `when` is what it is for.
    """

    text: str
    kind: str  # "icd" | "procedure" | "modifier" | "marker"
    pattern: CodePattern | None = None
    choice: bool = False
    seventh: str = ""  # "S82.- (7th character D)"
    when: str = ""  # "K57.20 with perforation"


_DENIED = re.compile(r"\b(?:no|not|without) [A-Z]\d[0-9A-Z][0-9A-Z.]*-?")  # "..., no Z92.82 at the first hospital"


@dataclass(frozen=True)
class Branch:
    """One row: the condition in words, its cues, what is assigned in order and what is not; '' for its rule's verdict."""

    condition: str
    cues: tuple[Cue, ...]
    assign_text: str
    not_text: str
    assign: tuple[Item, ...] = ()
    excluded: tuple[Item, ...] = ()
    verdict: str = ""

    def sentence(self) -> str:
        """The row as one quotable line, markers in words."""
        parts = [f"If {self.condition}: {self.assign_text}"]
        if self.not_text:
            parts.append(f"not {self.not_text}")
        line = "; ".join(parts) + "."
        for marker, words in MARKERS.items():
            line = line.replace(marker, words)
        return line


def items(cell: str) -> tuple[Item, ...]:
    """Codes, procedure numbers, modifiers and markers in a cell, in the order written."""
    found: list[tuple[int, Item]] = []
    for m in _ITEM.finditer(cell):
        kind = "marker" if m["marker"] else "procedure" if m["cpt"] else "modifier"
        found.append((m.start(), Item(m["marker"] or m["cpt"] or m[3], kind)))
    start = 0
    for pattern in find_patterns(_ITEM.sub(lambda m: " " * len(m[0]), cell)):
        at = cell.find(pattern.first, start)
        start = at + len(pattern.first)
        found.append((at, Item(pattern.written, "icd", pattern)))
    found.sort(key=lambda f: f[0])
    ordered = []
    for i, (at, item) in enumerate(found):
        between = cell[found[i - 1][0] + len(found[i - 1][1].text) : at] if i else ""
        behind = _SEVENTH.match(cell[at + len(item.text) :])
        choice = bool(re.search(r"\bor\b", re.sub(r"\([^()]*\)?", "", between)))
        when = _WHEN.match(cell, at + len(item.text))
        choice = choice or _bracketed(cell, at, between)
        said = when[1].strip() if when else ""
        ordered.append(Item(item.text, item.kind, item.pattern, choice, behind[1] if behind else "", said))
    return tuple(ordered)


def _bracketed(cell: str, at: int, between: str) -> bool:
    """True inside brackets that say what else the code may be: "(K57.20 with perforation)", not "(Z38.- first at birth)"."""
    opened = cell.rfind("(", 0, at)
    if opened <= cell.rfind(")", 0, at) or re.search(r"[,;].*\(", between):
        return False
    inside = cell[opened : cell.find(")", at)]
    return bool(_EITHER.search(inside)) and not _BESIDE.search(inside)


def parse_cues(cell: str, where: str, named: Mapping[str, str] | None = None) -> tuple[Cue, ...]:
    """Facts of a cue cell. Raises Malformed for an empty fact, an unknown setting or an unnamed <set>."""
    for name in re.findall(r"<([a-z -]+)>", cell):
        if name not in (named or {}):
            raise Malformed(where, f"<{name}> is not named: write 'cues {name}: ...' before the first rule of the file")
        cell = cell.replace(f"<{name}>", (named or {})[name])
    cues = []
    for fact in cell.split("+") if cell.strip() else []:
        unless = fact.strip().lower().startswith("unless ")
        wordings = tuple(w.strip().lower() for w in (fact.strip()[7:] if unless else fact).split("/"))
        if not all(wordings):
            raise Malformed(where, f"empty wording in cues '{cell.strip()}'")
        for w in wordings:
            if not re.search(r"[a-z0-9]", w if w[0] not in "<>" else re.sub(r"^[<>]=?\s*\d+", "", w)):
                raise Malformed(where, f"wording '{w}' has no word in it")
            if w.startswith("setting:") and w[8:].strip() not in SETTINGS:
                raise Malformed(where, f"unknown setting '{w[8:].strip()}', use one of {', '.join(SETTINGS)}")
        cues.append(Cue(wordings, unless))
    if cues and all(c.unless for c in cues):
        raise Malformed(where, "a row needs a fact besides 'unless'")
    return tuple(cues)


def parse_table(lines: list[tuple[int, str]], path: str, named: Mapping[str, str] | None = None) -> tuple[Branch, ...]:
    """Rows of a Markdown table given as (line number, text). Raises Malformed with file:line."""
    header = [c.lower() for c in _cells(lines[0][1])]
    if header[:1] != ["if"] or "assign" not in header or set(header) - _COLUMNS:
        raise Malformed(f"{path}:{lines[0][0]}", "a branch table has the columns: if | cues | assign | not | verdict")
    if len(lines) < 3 or not set("".join(_cells(lines[1][1]))) <= set("-: "):
        raise Malformed(f"{path}:{lines[0][0]}", "a branch table needs a line of dashes and at least one row")
    rows = []
    for number, line in lines[2:]:
        cells = _cells(line)
        if len(cells) != len(header):
            raise Malformed(f"{path}:{number}", f"{len(cells)} cells where the heading has {len(header)}")
        row = dict(zip(header, cells, strict=True))
        if not row["if"] or not row["assign"]:
            raise Malformed(f"{path}:{number}", "a row needs both 'if' and 'assign'")
        cues = parse_cues(row.get("cues", ""), f"{path}:{number}", named)
        excluded, verdict = row.get("not", ""), row.get("verdict", "")
        if verdict and verdict not in VERDICTS:
            raise Malformed(f"{path}:{number}", f"unknown verdict '{verdict}', use one of {', '.join(VERDICTS)}")
        assign = row["assign"]
        assigned = items(_DENIED.sub(lambda m: " " * len(m[0]), assign))
        rows.append(Branch(row["if"], cues, assign, excluded, assigned, items(excluded), verdict))
    return tuple(rows)


def _cells(line: str) -> list[str]:
    return [c.strip() for c in line.strip().strip("|").split("|")]
