"""Cases: rows of evals/cases/*.yaml, refused with file:line when they are not in form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.expected import alternatives
from index.passage import Malformed
from rag.types import ABSTENTIONS, MARK_KINDS, SETTINGS, VERDICTS

CASES = Path(__file__).parent / "cases"
KINDS = ("question", "note", "trap")
_TEXTS = ("id", "kind", "question", "note", "setting", "verdict", "abstain", "twin_of", "rationale", "author")
_LISTS = ("tags", "proposed", "must", "accept", "must_not", "order", "cite", "findings", "accept_findings")
_OTHERS = ("date", "held", "quarantine", "checked")


@dataclass(frozen=True)
class ExpectedMark:
    """A mark that a second opinion must make: its kind, and the proposed codes ("A|B") it may be about."""

    kind: str
    code: str


@dataclass(frozen=True)
class Quarantine:
    """A case that is run and shown but does not gate, until the day given; after it, it gates again."""

    until: dt.date
    why: str


@dataclass(frozen=True)
class Case:
    """One case. Expected codes read "A|B" (either) or "Z85.-" (any below); `where` is the file:line it stands at."""

    id: str
    kind: str
    tags: tuple[str, ...]
    question: str
    note: str
    proposed: tuple[str, ...]
    setting: str
    date: dt.date
    must: tuple[str, ...]
    accept: tuple[str, ...]
    must_not: tuple[str, ...]
    order: tuple[str, ...]
    cite: tuple[str, ...]
    verdict: tuple[str, ...]
    abstain: tuple[str, ...]
    marks: tuple[ExpectedMark, ...] | None
    accept_marks: tuple[str, ...]
    twin_of: str
    held: bool
    rationale: str
    checked: str
    quarantine: Quarantine | None
    where: str

    @property
    def gray(self) -> bool:
        """True when saying "settled" would be false certainty: gray is a right verdict, and settled is not one too."""
        return "gray" in self.verdict and "settled" not in self.verdict

    @property
    def labels(self) -> frozenset[str]:
        """What the case can be chosen by: its tags, kind and setting, "held" or "open", "gray"."""
        kinds = (self.kind, self.setting, "held" if self.held else "open", *(("gray",) if self.gray else ()))
        return frozenset((*self.tags, *kinds))

    def quarantined(self, today: dt.date) -> bool:
        return self.quarantine is not None and today <= self.quarantine.until


def read_cases(folder: Path) -> tuple[Case, ...]:
    """Every case of a folder, in file and row order; case_checks.py checks their codes and sections.

    Raises Malformed with file:line for a file that is no YAML list, a key or value out of form, an id used twice, or a
    twin that does not exist.
    """
    cases: list[Case] = []
    for path in sorted(folder.glob("*.yaml")):
        cases += (_case(row, where, lines) for row, where, lines in _rows(path))
    seen: dict[str, Case] = {}
    for case in cases:
        if case.id in seen:
            raise Malformed(case.where, f"id '{case.id}' is used twice (first at {seen[case.id].where})")
        seen[case.id] = case
    for case in cases:
        if case.twin_of and case.twin_of not in seen:
            raise Malformed(case.where, f"{case.id}: twin_of names '{case.twin_of}', which is no case")
    return tuple(cases)


Place = Callable[[str], str]
Row = dict[str, Any]


def _rows(path: Path) -> Iterator[tuple[Row, str, Place]]:
    """Each row as a mapping, where it stands, and where each of its keys stands."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as reason:
        raise Malformed(f"{path}:1", "the file is not UTF-8 text") from reason
    except yaml.MarkedYAMLError as reason:
        line = reason.problem_mark.line + 1 if reason.problem_mark else 1
        raise Malformed(f"{path}:{line}", f"this is not YAML: {reason.problem}") from None
    if node is None:
        return
    if not isinstance(node, yaml.SequenceNode):
        raise Malformed(f"{path}:1", "the file holds no list of cases; each case begins with '- id:'")
    for item in node.value:
        where = f"{path}:{item.start_mark.line + 1}"
        if not isinstance(item, yaml.MappingNode):
            raise Malformed(where, "a case is a list of 'key: value' lines, beginning with '- id:'")
        loader = yaml.SafeLoader("")
        row = loader.construct_document(item)
        lines = {k.value: f"{path}:{k.start_mark.line + 1}" for k, _ in item.value}
        keys = [k.value for k, _ in item.value]
        if double := next((k for k in keys if keys.count(k) > 1), None):
            raise Malformed(lines[double], f"key '{double}' stands twice in one case")
        yield row, where, _finder(lines, where)


def _finder(lines: dict[str, str], where: str) -> Place:
    return lambda key: lines.get(key, where)


def _case(row: Row, where: str, line: Place) -> Case:
    _check_form(row, where, line)
    text = {k: str(row.get(k) or "").strip() for k in _TEXTS}
    listed = {k: tuple(str(v).strip() for v in row.get(k) or ()) for k in _LISTS if k != "findings"}
    date = row.get("date")
    if not isinstance(date, dt.date):
        raise Malformed(line("date"), "date is needed, as 2026-08-01")
    verdict, abstain = alternatives(text["verdict"]), alternatives(text["abstain"])
    for given, known, key in (
        ([text["kind"]], KINDS, "kind"),
        ([text["setting"]], SETTINGS, "setting"),
        (verdict, VERDICTS, "verdict"),
        (abstain, ABSTENTIONS, "abstain"),
    ):
        if wrong := next((g for g in given if g not in known), None):
            raise Malformed(line(key), f"{key} '{wrong}' is not one of: {', '.join(known)}")
    return Case(
        id=text["id"],
        kind=text["kind"],
        tags=listed["tags"],
        question=text["question"],
        note=str(row.get("note") or ""),
        proposed=listed["proposed"],
        setting=text["setting"],
        date=date,
        must=listed["must"],
        accept=listed["accept"],
        must_not=listed["must_not"],
        order=listed["order"],
        cite=listed["cite"],
        verdict=verdict,
        abstain=abstain,
        marks=_marks(row, line),
        accept_marks=listed["accept_findings"],
        twin_of=text["twin_of"],
        held=bool(row.get("held", False)),
        rationale=text["rationale"],
        checked=str(row.get("checked") or ""),
        quarantine=_quarantine(row, line),
        where=where,
    )


def _check_form(row: Row, where: str, line: Place) -> None:
    for key, value in row.items():
        if key not in (*_TEXTS, *_LISTS, *_OTHERS):
            raise Malformed(line(key), f"unknown key '{key}'; known: {', '.join((*_TEXTS, *_LISTS, *_OTHERS))}")
        if key in _TEXTS and not isinstance(value, str):
            raise Malformed(line(key), f"{key} is text, not {value!r}")
        if key in _LISTS and not isinstance(value, list):
            raise Malformed(line(key), f"{key} is a list, as [a, b]")
    for key in ("id", "kind", "tags", "setting", "date"):
        if not row.get(key):
            raise Malformed(where, f"{row.get('id', 'this case')}: '{key}' is missing")
    if not row.get("question") and not row.get("note"):
        raise Malformed(where, f"{row['id']}: a case asks a 'question' or pastes a 'note'")
    if not isinstance(row.get("held", False), bool):
        raise Malformed(line("held"), "held is true or false")
    order, must = list(row.get("order") or ()), list(row.get("must") or ())
    if extra := next((c for c in order if c not in must), None):
        raise Malformed(line("order"), f"order names {extra}, which is not in must")


def _marks(row: Row, line: Place) -> tuple[ExpectedMark, ...] | None:
    if "findings" not in row:
        return None
    found = []
    for given in row["findings"]:
        if not isinstance(given, dict) or set(given) != {"kind", "code"}:
            raise Malformed(line("findings"), "a finding reads {kind: negated, code: J18.9}")
        if given["kind"] not in MARK_KINDS:
            raise Malformed(line("findings"), f"finding '{given['kind']}' is not one of: {', '.join(MARK_KINDS)}")
        found.append(ExpectedMark(given["kind"], str(given["code"])))
    return tuple(found)


def _quarantine(row: Row, line: Place) -> Quarantine | None:
    given = row.get("quarantine")
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("until"), dt.date) or not given.get("why"):
        raise Malformed(line("quarantine"), "a quarantine reads {until: 2026-12-31, why: the reason}")
    return Quarantine(given["until"], str(given["why"]))
