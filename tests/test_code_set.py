"""The code set against the XML, by a path that shares no code with index/: raw XML walk, explicit code lists."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET
from functools import cache

import pytest

from index.code_set import CODE_FIRST, EXCLUDES1, USE_ADDITIONAL, CodeSet
from index.releases import packaged_tabular

PAIRS = 300
TAGS = {EXCLUDES1: "excludes1", CODE_FIRST: "codeFirst", USE_ADDITIONAL: "useAdditionalCode"}


@cache
def tree() -> tuple[dict[str, ET.Element], dict[ET.Element, ET.Element]]:
    """(diag elements by name, child -> parent) of the raw XML."""
    root = ET.parse(packaged_tabular()).getroot()
    return {d.findtext("name", ""): d for d in root.iter("diag")}, {c: p for p in root.iter() for c in p}


@cache
def official_list() -> frozenset[str]:
    """Every code that the package's own flat list has, seventh characters expanded, dots left out."""
    path = packaged_tabular().parent / "code-list-April-2026.txt"
    lines = (line.strip() for line in path.read_text().splitlines())
    return frozenset(line for line in lines if re.fullmatch(r"[A-Z]\w+", line))


def notes_above(code: str, tag: str) -> list[str]:
    diags, parents = tree()
    at: ET.Element | None = diags[code]
    found = []
    while at is not None:
        found += ["".join(n.itertext()) for n in at.findall(f"{tag}/note")]
        at = parents.get(at)
    return found


def simple_targets(note: str) -> list[tuple[str, str]] | None:
    """(first, last) of plain lists and ranges in parentheses; None for wordings that this reader does not know."""
    inside = " , ".join(p for p in re.findall(r"\(([^()]*)\)", note) if re.search(r"[A-Z]\d[0-9A-Z]", p))
    if not inside or "with" in inside or "to " in inside:
        return None
    spans = []
    for part in re.split(r"[,;]", inside):
        codes = re.findall(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]+)?", part)
        if len(codes) not in (1, 2) or re.sub(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]+)?|[-.\s]", "", part):
            return None
        spans.append((codes[0], codes[-1]))
    return spans


def covers(spans: list[tuple[str, str]], code: str) -> bool:
    return any(code[: len(first)] >= first and code[: len(last)] <= last for first, last in spans)


def named_independently(a: str, tag: str, b: str) -> bool | None:
    answers = []
    for note in notes_above(a, tag):
        spans = simple_targets(note)
        if spans is None:
            if re.search(r"[A-Z]\d[0-9A-Z]", note):
                answers.append(None)
            continue
        answers.append(covers(spans, b) and not covers(spans, a))
    return True if True in answers else None if None in answers else False


def random_pairs(kind: str, code_set: CodeSet) -> list[tuple[str, str]]:
    """Half from notes of the kind, half at random; leaves only."""
    rng = random.Random(f"curbside {kind}")
    diags, _ = tree()
    leaves = [c for c, d in diags.items() if d.find("diag") is None]
    holders = [c for c in leaves if any(simple_targets(n) for n in notes_above(c, TAGS[kind]))]
    pairs = []
    while len(pairs) < PAIRS // 2:
        a = rng.choice(holders)
        spans = [s for n in notes_above(a, TAGS[kind]) if (found := simple_targets(n)) for s in found]
        targets = [c for c in leaves if covers(spans, c)]
        if targets:
            pairs.append((a, rng.choice(targets)))
    return pairs + [(rng.choice(leaves), rng.choice(leaves)) for _ in range(PAIRS // 2)]


@pytest.mark.parametrize("kind", list(TAGS))
def test_notes_between_300_random_pairs_agree_with_the_xml(kind: str, code_set: CodeSet) -> None:
    compared = 0
    for a, b in random_pairs(kind, code_set):
        expected = named_independently(a, TAGS[kind], b)
        if expected is not None:
            compared += 1
            assert bool(code_set.named(a, kind, b)) == expected, (a, kind, b)
    assert compared >= PAIRS * 0.8


def test_every_code_and_seventh_character_is_that_of_the_official_list(code_set: CodeSet) -> None:
    ours = set()
    for entry in code_set.codes.values():
        if not entry.is_heading:
            ours.add(entry.code.replace(".", ""))
            ours |= {code_set.with_seventh(entry.code, c).replace(".", "") for c in entry.seventh or {}}
    assert ours == official_list()


def test_seventh_characters_of_300_random_codes_agree_with_the_official_list(code_set: CodeSet) -> None:
    rng = random.Random(7)
    stems = [e.code for e in code_set.codes.values() if e.seventh]
    for stem in rng.sample(stems, PAIRS):
        padded = stem.replace(".", "").ljust(6, "X")
        expected = {c[6] for c in official_list() if len(c) == 7 and c[:6] == padded}
        entry = code_set.find(stem)
        assert entry is not None and set(entry.seventh or {}) == expected, stem


def test_the_number_of_billable_codes_is_that_of_the_release(code_set: CodeSet) -> None:
    total = sum(
        len(e.seventh) if e.seventh else 1 for e in code_set.codes.values() if not e.children and not e.is_heading
    )
    assert total == 74_719


def test_a_header_is_not_billable_and_its_leaf_is(code_set: CodeSet) -> None:
    assert not code_set.is_billable("E11.2")
    assert code_set.is_billable("E11.22")
    assert not code_set.is_billable("S72.001")
    assert code_set.is_billable("S72.001A")


def test_a_placeholder_fills_up_to_the_seventh_character(code_set: CodeSet) -> None:
    found = code_set.find("T14.91XA")
    assert found is not None and found.descriptor.endswith("initial encounter")
    assert code_set.find("T14.91A") is None


def test_brain_injury_with_death_takes_no_d_or_s(code_set: CodeSet) -> None:
    found = code_set.find("S06.2X7")
    assert found is not None and set(found.seventh or {}) == {"A"}


def test_a_code_that_does_not_exist_offers_its_neighbours(code_set: CodeSet) -> None:
    assert code_set.find("E11.23") is None
    assert code_set.neighbours("E11.23") == ("E11.21", "E11.22", "E11.29")


def test_notes_are_inherited_from_the_category_and_the_block(code_set: CodeSet) -> None:
    places = {n.at for n in code_set.inherited("I25.110", EXCLUDES1)} | {
        n.at for n in code_set.inherited("E11.22", USE_ADDITIONAL)
    }
    assert "E11" in places and "E11.22" in places
