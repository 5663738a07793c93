"""Forum-style notes: an opinion never settles, and a malformed note is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.forum import ForumNote, read_note, read_notes
from index.passage import Malformed, Source, Tier

NOTE = """---
id: glp1
title: GLP-1 for weight loss
date: 2026-11-23
confidence: open
verdict: gray
asked:
  - GLP-1 just for weight loss, Z79.85 or Z79.899?
codes: Z79.85, Z79.899
rules: I.C.4.a.3
authorities:
  - tier 1: the title of Z79.85 names antidiabetic drugs
  - silent: no guideline speaks of weight loss
---
## Positions
- **Z79.85** (many outpatient coders): the title fits the drug.
## Where it stands
No authority decides.
## What to document or whom to ask
Ask the payer.
"""


def read(tmp_path: Path, text: str) -> ForumNote:
    path = tmp_path / "glp1.md"
    path.write_text(text)
    return read_note(path, Source("forum", "notes"))


def test_a_note_is_an_opinion_with_its_positions_and_authorities(tmp_path: Path) -> None:
    note = read(tmp_path, NOTE)
    assert note.passage.tier == Tier.NOTE
    assert note.verdict == "gray" and note.confidence == "open"
    assert note.authorities[0] == "tier 1: the title of Z79.85 names antidiabetic drugs"
    assert note.stands == ("No authority decides.",)


def test_settled_without_an_authority_is_refused(tmp_path: Path) -> None:
    text = NOTE.replace("confidence: open", "confidence: settled").replace("  - tier 1: the", "  - many say: the")
    with pytest.raises(Malformed, match="an opinion never settles"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("date: 2026-11-23", "date: soon"), "is no date"),
        (("verdict: gray", "verdict: sure"), "is not one of"),
        (("title: GLP-1 for weight loss\n", ""), "missing title"),
        (("## Where it stands", "## Opinion"), "sections are, once each"),
        (("Ask the payer.", ""), "no text under What to document"),
        (("asked:\n  - GLP-1 just for weight loss, Z79.85 or Z79.899?", "asked: []"), "asked is a list"),
    ],
)
def test_a_malformed_note_is_refused(tmp_path: Path, change: tuple[str, str], what: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(tmp_path, NOTE.replace(*change))
    assert what in refused.value.what and "glp1.md:" in refused.value.where


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(NOTE)
    (tmp_path / "b.md").write_text(NOTE)
    with pytest.raises(Malformed, match=r"id glp1 already stands at .*a\.md"):
        list(read_notes(tmp_path, Source("forum", "notes")))
