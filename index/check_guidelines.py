"""Proves the restated guidelines against the official text and the loaded release.

    python -m index.check_guidelines official.pdf     every number, title and check phrase; the coverage table
    python -m index.check_guidelines                  without an official text: form, codes, links and examples only

Exit status 0 when nothing is wrong, 1 otherwise.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.code_set import CodeSet
from index.decision import Branch
from index.forum import ForumNote
from index.guidelines import Guidelines, read_guidelines
from index.official import Rule
from index.official_text import Section, read_official
from index.passage import IndexProblem
from index.patterns import CodePattern
from index.releases import newest, releases_in
from index.rows import orphans

# official headings that only introduce their subsections or refer elsewhere, and so carry no rule to restate
INTRODUCTIONS = 120  # characters of own text below which a section that has subsections is one


@dataclass(frozen=True)
class Fault:
    """One thing wrong, with file:line."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def normalise(text: str) -> str:
    """Lower case letters and digits only: PDF text breaks words and varies quotes and dashes."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def check_against(rules: Iterable[Rule], official: Mapping[str, Section]) -> Iterator[Fault]:
    """Faults of number, title and check phrase; rules marked unverified are held to their number's form only."""
    for rule in rules:
        if not rule.verified:
            continue
        section = official.get(rule.passage.locator)
        if section is None:
            yield Fault(rule.where, f"{rule.passage.locator} does not exist in the official text")
            continue
        title, ours = normalise(section.title), normalise(rule.passage.heading)
        if not (ours.startswith(title) and normalise(section.title + section.text).startswith(ours)):
            yield Fault(rule.where, f"title '{rule.passage.heading}' is not the official '{section.title}'")
        if len(rule.check.split()) < 3:
            yield Fault(rule.where, f"{rule.passage.locator} needs a check phrase of three words or more")
        elif normalise(rule.check) not in normalise(section.title + " " + section.text):
            yield Fault(rule.where, f"check phrase '{rule.check}' is not in {rule.passage.locator}")
        if copied := _copied(rule.passage.text, section.text):
            yield Fault(rule.where, f"copies the official wording, write it in your own: '{copied}'")


def _copied(ours: str, official: str, run: int = 18) -> str:
    """A run of `run` words that stands word for word in both; '' when there is none."""
    words, theirs = ours.split(), " " + " ".join(re.findall(r"\w+", official.lower())) + " "
    plain = [re.sub(r"\W", "", w.lower()) for w in words]
    for i in range(len(plain) - run + 1):
        if f" {' '.join(p for p in plain[i : i + run] if p)} " in theirs:
            return " ".join(words[i : i + run])
    return ""


def check_codes(guidelines: Guidelines, code_set: CodeSet) -> Iterator[Fault]:
    """Codes and ranges that name nothing in the release."""
    leaves = [c.code for c in code_set.codes.values() if not c.is_heading]

    def exists(pattern: CodePattern) -> bool:
        if pattern.single:
            return code_set.find(pattern.first) is not None
        ends = code_set.codes.keys() >= {pattern.first, pattern.last}
        return (ends or bool(pattern.suffixes)) and any(pattern.matches(c) for c in leaves)

    for entry in guidelines.entries():
        for pattern in (*entry.patterns, *_branch_patterns(entry.branches)):
            if not exists(pattern):
                yield Fault(
                    entry.where, f"{entry.passage.locator}: '{pattern.written}' is not in {code_set.release.id}"
                )


def _branch_patterns(branches: Iterable[Branch]) -> Iterator[CodePattern]:
    for branch in branches:
        yield from (i.pattern for i in (*branch.assign, *branch.excluded) if i.pattern)


def check_links(notes: Iterable[ForumNote], rules: Iterable[Rule]) -> Iterator[Fault]:
    """Rules that a note names and nobody restates."""
    known = {r.passage.locator for r in rules}
    for note in notes:
        for locator in note.rules:
            if locator not in known:
                yield Fault(note.where, f"rule '{locator}' does not exist in guidelines/official")


def check_examples(guidelines: Guidelines) -> Iterator[Fault]:
    """Examples whose row has been reworded or is gone."""
    for line in orphans(guidelines):
        yield Fault(*line.split(": ", 1))


def coverage(rules: Iterable[Rule], official: Mapping[str, Section]) -> tuple[list[str], list[str]]:
    """Locators of rule-bearing official sections: (restated, missing)."""
    known = {r.passage.locator for r in rules}
    bearing = [s.locator for s in official.values() if bears_rule(s, official)]
    return [x for x in bearing if x in known], [x for x in bearing if x not in known]


def bears_rule(section: Section, official: Mapping[str, Section]) -> bool:
    """False for headings over subsections with no rule of their own, pointers ("See ...") and reserved chapters."""
    text = section.text.strip()
    below = any(other.startswith(section.locator + ".") for other in official)
    if below and (len(text) < INTRODUCTIONS or section.locator in ("I", "I.A", "I.B", "I.C", "I.C.21")):
        return False
    return len(text) > 0 and not text.endswith("Reserved for future guideline expansion")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m index.check_guidelines", description=__doc__)
    parser.add_argument("official", nargs="?", type=Path, help="the Official Guidelines as PDF or text")
    parser.add_argument("--folder", type=Path, default=Path("guidelines"))
    parser.add_argument("--only", default="", help="show faults of files whose path contains this")
    args = parser.parse_args(argv)
    try:
        guidelines = read_guidelines(args.folder)
        code_set = newest(releases_in(None))
        faults = [
            *check_codes(guidelines, code_set),
            *check_links(guidelines.notes, guidelines.rules),
            *check_examples(guidelines),
        ]
        if args.official:
            official = read_official(args.official)
            faults += check_against(guidelines.rules, official)
            have, missing = coverage(guidelines.rules, official)
            print(f"rule-bearing sections restated: {len(have)} of {len(have) + len(missing)}")
            if missing:
                print("missing:", ", ".join(missing))
    except IndexProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    shown = [f for f in faults if args.only in f.where]
    for fault in shown:
        print(fault)
    counts = (
        f"{len(guidelines.rules)} rules, {len(guidelines.procedures)} procedure rules, {len(guidelines.notes)} notes, "
        f"{len(guidelines.examples)} examples"
    )
    print(f"{counts}: {len(shown)} faults")
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
