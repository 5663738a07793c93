"""Reads forum-style notes on gray areas (guidelines/forum, one file a note): opinion, dated, linked to rules.

    ---
    id: glp1-weight-loss
    title: GLP-1 only for weight loss
    date: 2026-11-23
    confidence: open            # settled | leaning | open
    verdict: gray               # gray | query the provider | payer or facility decides | settled
    asked:
      - GLP-1 just for weight loss, Z79.85 or Z79.899?
    codes: Z79.85, Z79.899
    rules: I.C.4.a.3, I.C.21.c.3
    authorities:
      - tier 1: the title of Z79.85 names antidiabetic drugs
      - silent: no Official Guideline addresses weight loss without diabetes
    ---
    ## Positions
    ## Where it stands
    ## What to document or whom to ask

A branch table (see index/decision.py) may stand under "Where it stands".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from index.decision import VERDICTS, Branch, parse_table
from index.passage import Malformed, Passage, Source, Tier
from index.patterns import CodePattern, find_patterns

SECTIONS = ("Positions", "Where it stands", "What to document or whom to ask")
_REQUIRED = {"id", "title", "date", "confidence", "verdict", "asked", "authorities"}
_KEYS = _REQUIRED | {"codes", "rules", "setting"}
_CONFIDENCE = ("settled", "leaning", "open")


@dataclass(frozen=True)
class ForumNote:
    """One gray area: positions held, where it stands, what to document. `rules` are locators of official rules."""

    passage: Passage
    positions: tuple[str, ...]
    stands: tuple[str, ...]
    document: tuple[str, ...]
    authorities: tuple[str, ...]
    branches: tuple[Branch, ...]
    patterns: tuple[CodePattern, ...]
    rules: tuple[str, ...]
    date: dt.date
    confidence: str
    verdict: str
    where: str


def read_note(path: Path, source: Source) -> ForumNote:
    """One note. Raises Malformed with file:line, also for "settled" without an authority of tier 1 to 3."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise Malformed(f"{path}:1", f"not UTF-8 text ({error.reason} at byte {error.start})") from None
    if not lines or lines[0].strip() != "---" or "---" not in [x.strip() for x in lines[1:]]:
        raise Malformed(f"{path}:1", "a note starts with a '---' block of id, title, date, ...")
    end = [x.strip() for x in lines[1:]].index("---") + 1
    head = _front(lines[1:end], path)
    parts, branches = _parts(lines, end + 1, path)
    authorities = tuple(_line(a) for a in head["authorities"])
    if head["confidence"] == "settled" and not any(re.match(r"tier [123]\b", a) for a in authorities):
        raise Malformed(f"{path}:1", "'settled' needs an authority of tier 1, 2 or 3: an opinion never settles")
    asked = tuple(str(a) for a in head["asked"])
    text = "\n".join([*(p for name in SECTIONS for p in parts[name]), *(b.sentence() for b in branches)])
    codes = find_patterns(str(head.get("codes") or ""))
    return ForumNote(
        passage=Passage(
            id=f"note:{head['id']}",
            source=source,
            locator=f"note {head['id']}",
            heading=str(head["title"]),
            text=text,
            tier=Tier.NOTE,
            codes=tuple(p.written for p in codes),
            views=(str(head["title"]), *asked),
        ),
        positions=tuple(parts["Positions"]),
        stands=tuple(parts["Where it stands"]),
        document=tuple(parts["What to document or whom to ask"]),
        authorities=authorities,
        branches=branches,
        patterns=codes,
        rules=tuple(r.strip() for r in str(head.get("rules") or "").split(",") if r.strip()),
        date=head["date"],
        confidence=head["confidence"],
        verdict=head["verdict"],
        where=f"{path}:1",
    )


def _line(item: Any) -> str:
    """'- tier 1: words' is a mapping to YAML; give it back as the line it was written as."""
    return "; ".join(f"{k}: {v}" for k, v in item.items()) if isinstance(item, dict) else str(item)


def _front(lines: list[str], path: Path) -> dict[str, Any]:
    try:
        head = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Malformed(
            f"{path}:{mark.line + 2 if mark else 1}", f"not YAML: {getattr(error, 'problem', '')}"
        ) from None
    if not isinstance(head, dict):
        raise Malformed(f"{path}:2", "the block between '---' holds 'key: value' lines")
    if missing := sorted(_REQUIRED - set(head)):
        raise Malformed(f"{path}:2", f"missing {', '.join(missing)}")
    if unknown := sorted(set(head) - _KEYS):
        raise Malformed(f"{path}:2", f"unknown key {', '.join(unknown)}")
    if not isinstance(head["date"], dt.date):
        raise Malformed(f"{path}:2", f"date '{head['date']}' is no date such as 2026-11-23")
    for key, allowed in (("confidence", _CONFIDENCE), ("verdict", VERDICTS)):
        if head[key] not in allowed:
            raise Malformed(f"{path}:2", f"{key} '{head[key]}' is not one of {', '.join(allowed)}")
    for key in ("asked", "authorities"):
        if not isinstance(head[key], list) or not head[key]:
            raise Malformed(f"{path}:2", f"{key} is a list of at least one line")
    return head


def _parts(lines: list[str], at: int, path: Path) -> tuple[dict[str, list[str]], tuple[Branch, ...]]:
    parts: dict[str, list[str]] = {}
    table: list[tuple[int, str]] = []
    named: dict[str, str] = {}
    name, fresh = "", True
    for number in range(at, len(lines)):
        line = lines[number].strip()
        if line.startswith("## "):
            name = line[3:].strip()
            if name not in SECTIONS or name in parts:
                raise Malformed(f"{path}:{number + 1}", f"sections are, once each: {', '.join(SECTIONS)}")
            parts[name], fresh = [], True
        elif line.startswith("|"):
            table.append((number + 1, line))
        elif not line:
            fresh = True
        elif m := re.fullmatch(r"cues ([a-z -]+): *(\S.*)", line):
            named[m[1]] = m[2]
        elif not name:
            raise Malformed(f"{path}:{number + 1}", "text before the first '## ' section")
        elif fresh or line.startswith("- "):
            parts[name].append(line.removeprefix("- "))
            fresh = False
        else:
            parts[name][-1] += " " + line
    if empty := [s for s in SECTIONS if not parts.get(s)]:
        raise Malformed(f"{path}:{len(lines)}", f"no text under {', '.join(empty)}")
    return parts, parse_table(table, str(path), named) if table else ()


def read_notes(folder: Path, source: Source) -> Iterator[ForumNote]:
    """Every note of `folder`, by file name. Raises Malformed for an id that two files share."""
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        note = read_note(path, source)
        if note.passage.id in seen:
            raise Malformed(note.where, f"id {note.passage.id[5:]} already stands at {seen[note.passage.id]}")
        seen[note.passage.id] = note.where
        yield note
