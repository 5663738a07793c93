"""Reads rules written one heading a rule (guidelines/official and guidelines/procedures) into Rules and Passages.

## I.C.9.a.2 Hypertensive Chronic Kidney Disease
codes: I12.-, N18.-
release: FY2025
check: "CKD should not be coded as hypertensive if"
asked: HTN and CKD not linked by the provider; hypertension with CKD 3b

The rule in our own words.

| if | cues | assign | not |
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.decision import VERDICTS, Branch, parse_table
from index.passage import Malformed, Passage, Source, Tier
from index.patterns import CodePattern, find_patterns

OFFICIAL_LOCATOR = re.compile(r"(?:I\.[ABC]|II|III|IV|App\.I)(?:\.[A-Z])?(?:\.(?:\d+|[a-z]|[ivx]+))*(?:/[a-z0-9-]+)?")
_HEADING = re.compile(r"## (\S+)\s+(\S.*)")
_KEYS = {"codes", "release", "check", "asked", "verdict", "setting", "from", "until", "verified", "authority", "tier"}


@dataclass(frozen=True)
class Rule:
    """One rule with its number, branches and the edition it was checked in; `passage.text` holds every quotable line."""

    passage: Passage
    branches: tuple[Branch, ...]
    patterns: tuple[CodePattern, ...]
    check: str
    release: str
    verdict: str = "settled"
    setting: str = ""
    effective: dt.date = dt.date.min
    until: dt.date = dt.date.max
    verified: bool = True
    authority: str = ""
    where: str = ""

    def in_force(self, date: dt.date) -> bool:
        return self.effective <= date <= self.until


def read_rules(path: Path, source: Source, tier: Tier) -> list[Rule]:
    """All rules of one Markdown file. Raises Malformed with file:line; nothing of a refused file is used."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise Malformed(f"{path}:1", f"not UTF-8 text ({error.reason} at byte {error.start})") from None
    starts = [n for n, line in enumerate(lines) if line.startswith("## ")]
    if not starts:
        raise Malformed(f"{path}:1", "no rule found: a rule starts with '## <number> <title>'")
    named: dict[str, str] = {}
    for line in lines[: starts[0]]:
        if m := re.fullmatch(r"cues ([a-z -]+): *(\S.*)", line.strip()):
            named[m[1]] = m[2]
    rules = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        rules.append(_read_rule(lines[:end], start, named, str(path), source, tier))
    for i, rule in enumerate(rules):
        for other in rules[:i]:
            same = other.passage.locator == rule.passage.locator
            if same and other.effective <= rule.until and rule.effective <= other.until:
                raise Malformed(rule.where, f"{rule.passage.locator} stands here twice for the same dates")
    return rules


def _read_rule(lines: list[str], start: int, named: dict[str, str], path: str, source: Source, tier: Tier) -> Rule:
    where = f"{path}:{start + 1}"
    m = _HEADING.fullmatch(lines[start].strip())
    if not m:
        raise Malformed(where, "a heading reads '## <number> <title>'")
    locator, title = m[1], m[2]
    if tier == Tier.GUIDELINE and not OFFICIAL_LOCATOR.fullmatch(locator):
        raise Malformed(where, f"'{locator}' is no guideline number such as I.C.9.a.2")
    keys, body_at = _read_keys(lines, start + 1, path)
    prose, branches = _read_body(lines, body_at, named, path)
    if not prose:
        raise Malformed(where, f"{locator} has no text")
    text = "\n".join([*prose, *(b.sentence() for b in branches)])
    asked = tuple(a.strip() for a in keys.get("asked", "").split(";") if a.strip())
    from_date, until = _date(keys, "from", dt.date.min, path, start), _date(keys, "until", dt.date.max, path, start)
    return Rule(
        passage=Passage(
            id=locator if from_date == dt.date.min else f"{locator}@{from_date}",
            source=source,
            locator=locator,
            heading=title,
            text=text,
            tier=_tier(keys, tier, where),
            codes=tuple(p.written for p in find_patterns(keys.get("codes", ""))),
            views=(title, *asked),
        ),
        branches=branches,
        patterns=find_patterns(keys.get("codes", "")),
        check=keys.get("check", "").strip('"'),
        release=keys.get("release", ""),
        verdict=_one_of(keys, "verdict", VERDICTS, "settled", where),
        setting=_one_of(keys, "setting", ("outpatient", "inpatient", ""), "", where),
        effective=from_date,
        until=until,
        verified=keys.get("verified", "yes") != "no",
        authority=keys.get("authority", ""),
        where=where,
    )


def _read_keys(lines: list[str], at: int, path: str) -> tuple[dict[str, str], int]:
    keys: dict[str, str] = {}
    while at < len(lines) and lines[at].strip():
        m = re.fullmatch(r"([a-z]+):\s*(.*?)(?:\s+#.*)?", lines[at].strip())
        if not m or m[1] not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            raise Malformed(f"{path}:{at + 1}", f"expected 'key: value' with one of {known}, then an empty line")
        if m[1] in keys:
            raise Malformed(f"{path}:{at + 1}", f"'{m[1]}' stands twice")
        keys[m[1]] = m[2]
        at += 1
    return keys, at


def _read_body(lines: list[str], at: int, named: dict[str, str], path: str) -> tuple[list[str], tuple[Branch, ...]]:
    """Paragraphs (list items each their own) and the branch table."""
    prose: list[str] = []
    table: list[tuple[int, str]] = []
    fresh = True
    for number in range(at, len(lines)):
        line = lines[number].strip()
        if line.startswith("|"):
            if table and table[-1][0] != number:
                raise Malformed(f"{path}:{number + 1}", "one branch table a rule")
            table.append((number + 1, line))
        elif not line or line.startswith("# "):
            fresh = True
        elif fresh or line.startswith(("- ", "* ")):
            prose.append(line.removeprefix("- ").removeprefix("* "))
            fresh = False
        else:
            prose[-1] += " " + line
    return prose, parse_table(table, path, named) if table else ()


def _date(keys: dict[str, str], key: str, default: dt.date, path: str, start: int) -> dt.date:
    try:
        return dt.date.fromisoformat(keys[key]) if key in keys else default
    except ValueError:
        raise Malformed(f"{path}:{start + 1}", f"'{key}: {keys[key]}' is no date such as 2025-10-01") from None


def _one_of(keys: dict[str, str], key: str, allowed: tuple[str, ...], default: str, where: str) -> str:
    value = keys.get(key, default)
    if value not in allowed:
        raise Malformed(where, f"{key} '{value}' is not one of {', '.join(a for a in allowed if a)}")
    return value


def _tier(keys: dict[str, str], default: Tier, where: str) -> Tier:
    try:
        return Tier(int(keys["tier"])) if "tier" in keys else default
    except ValueError:
        raise Malformed(where, f"tier '{keys['tier']}' is not 1 to 5") from None


def read_folder(folder: Path, source: Source, tier: Tier) -> Iterator[Rule]:
    """Rules of every .md file in `folder`, by file name. Raises Malformed for a locator that two files share."""
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        for rule in read_rules(path, source, tier):
            if rule.passage.id in seen:
                raise Malformed(rule.where, f"{rule.passage.id} already stands at {seen[rule.passage.id]}")
            seen[rule.passage.id] = rule.where
            yield rule
