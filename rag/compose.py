"""Ranking, branches and edits -> a draft: statements that each quote their passage, codes in order, what is missing.

No LLM: every sentence is a line of a guideline, a row of its branch table, or an edit read from the tabular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from index.decision import Branch
from index.forum import ForumNote
from index.lexical import Lexical
from index.passage import Tier
from index.patterns import CodePattern
from rag.choices import by_words
from rag.facts import Held
from rag.ground import supported
from rag.rarity import Rarity
from rag.resolve import SURE, Resolver
from rag.retrieve import Match
from rag.types import QUERY, SETTLED, CandidateCode, Question, Statement

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
WIDE = 120  # leaves of a range that is ruled out only as a range
CERTAIN = 8.0  # score from which the member of a family that a row rules out is shown
BESIDE = 0.03  # of the share of the row that leads, from which a further row is about the question too
HOLDS_TOO = 0.6  # of the strength of the row that leads
ALIKE, NEARLY_SAME = 0.55, 0.65  # cosines from which a note is about the question; chosen on the open cases of evals
MOSTLY = 0.75  # share of settled rows from which nothing unsettles the answer
SAME_RULE = 0.3  # the same for a further row of the same rule
LEADING = 3  # rows with codes that an answer stands on
BESIDES = 2  # rows without codes that may be said beside them; four rows in all
LINES = 3  # sentences quoted of the leading passage, besides its branches


@dataclass
class Draft:
    """An answer in the making; ground.py decides what of it is shown."""

    statements: list[Statement | None] = field(default_factory=list)
    candidates: list[CandidateCode] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    verdict: str = SETTLED
    notices: list[str] = field(default_factory=list)
    ruled_out: list[CodePattern] = field(default_factory=list)
    before: tuple[str, ...] = ()

    def has(self, pattern: CodePattern) -> bool:
        """True when a stronger branch assigns a code that the pattern covers."""
        return any(pattern.matches(c) for c in self.before)

    def is_out(self, code: str) -> bool:
        """True when a stronger branch has ruled the code out."""
        return any(p.matches(code) for p in self.ruled_out)


def choose_branches(matches: Sequence[Match], rarity: Rarity) -> list[tuple[Match, Held]]:
    """The branches that together explain the question: best fitting first, each next one adding words of its own."""
    top = rarity.top
    rows = [(m.share(h), rarity.weight(h.words), m, h) for m in matches for h in m.held]
    ranked = sorted((r for r in rows if r[1] >= 0.7 * top), key=lambda r: -r[0])
    covered: set[str] = set()
    chosen: list[tuple[Match, Held]] = []
    for share, strength, match, held in ranked:
        fresh = rarity.weight(held.words - covered)
        if chosen and (share < BESIDE * ranked[0][0] or not _adds(fresh, strength, ranked[0][1], top)):
            continue
        of_rule = [h.branch for m, h in chosen if m is match]
        if of_rule and (share < SAME_RULE * ranked[0][0] or any(_instead(b, held.branch) for b in of_rule)):
            continue
        coding = sum(bool(h.branch.assign) for _, h in chosen)
        full = coding >= LEADING if held.branch.assign else len(chosen) - coding >= BESIDES
        if full or (len(chosen) >= LEADING and asks_first(held.branch)):
            continue
        chosen.append((match, held))
        covered |= held.words
        if len(chosen) >= LEADING + BESIDES - 1:
            break
    return chosen


def _instead(one: Branch, other: Branch) -> bool:
    """True for two rows of a rule that are said in place of each other: they assign alike, or one rules the other's codes out."""
    ours, theirs = ([i.pattern or i.text for i in b.assign] for b in (one, other))
    out = [i.pattern for b in (one, other) for i in b.excluded if i.pattern]
    barred = any(p.matches(i.first) for p in out for i in [*ours, *theirs] if isinstance(i, CodePattern))
    return not ours or not theirs or barred or any(i in theirs for i in ours)


def _adds(fresh: float, strength: float, best: float, top: float) -> bool:
    """True when a further branch speaks to words of its own, or is nearly as strong and to at least one."""
    return fresh >= max(0.9 * top, 0.5 * strength) or (fresh >= 0.5 * top and strength >= 0.75 * best)


def rule_lines(match: Match, question: Question, limit: int) -> list[str]:
    """The lead sentence of a passage and the ones that speak to the question, as they stand in it."""
    rows = {b.sentence() for b in match.entry.branches}
    paragraphs = [x for x in match.entry.passage.text.splitlines() if x not in rows]
    if isinstance(match.entry, ForumNote):
        paragraphs = [*match.entry.stands, *match.entry.positions]
    lines = [s for p in paragraphs for s in _SENTENCE_END.split(p)]
    if len(lines) <= limit:
        return lines
    near = Lexical([str(i) for i in range(1, len(lines))], lines[1:]).search(question.expanded, limit - 1)
    keep = {0, *(int(i) for i, _ in near)}
    return [line for i, line in enumerate(lines) if i in keep][:limit]


def quote_lines(match: Match, lines: Sequence[str]) -> Iterator[Statement | None]:
    """Each line as a statement that quotes itself, the opinion of a forum-style note marked as such."""
    for line in lines:
        lead = "Opinion: " if match.entry.passage.tier == Tier.NOTE else ""
        yield supported(lead + line, [(match.entry.passage, line)])


def branch_statement(match: Match, branch: Branch) -> Statement | None:
    """A row of the table as it stands in the passage."""
    return supported(branch.sentence(), [(match.entry.passage, branch.sentence())])


def apply_branch(draft: Draft, match: Match, held: Held, resolver: Resolver) -> None:
    """Adds what a branch assigns and rules out, in the order of its cells."""
    branch, cited = held.branch, branch_statement(match, held.branch)
    draft.before = tuple(c.code for c in draft.candidates if c.role == "assign" and c.system == "ICD-10-CM")
    draft.statements.append(cited)
    citations = cited.citations if cited else ()
    why = f"{match.entry.passage.locator}: {branch.condition}"
    chosen: list[str] = []
    skip_choice = False
    depends = bool(re.match(r"query\b.*\b(?:when|if|whether)\b", branch.assign_text, re.IGNORECASE))
    for item in by_words(branch.assign, resolver.said, resolver.tabular.code_set):
        # "A or B": the first one that the words decide stands, the others are shown
        role = "considered" if depends or (item.choice and skip_choice) else "assign"
        if item.pattern and draft.has(item.pattern):
            skip_choice = True
            continue  # a stronger branch has already found the member of this family
        barred = [i.pattern for i in branch.excluded if i.pattern]
        alone = sum(i.pattern == item.pattern for i in branch.assign) == 1
        resolved = resolver.item(item, barred, chosen, alone)
        system = {"procedure": "CPT/HCPCS", "modifier": "modifier"}.get(item.kind, "ICD-10-CM")
        for code in resolved.codes:
            if draft.is_out(code):
                continue
            chosen.append(code)
            draft.candidates.append(CandidateCode(code, "", role, why, system, citations))
        for code in resolved.others[:3]:
            draft.candidates.append(
                CandidateCode(code, "", "considered", f"same family ({item.text})", system, citations)
            )
        draft.missing += [f"The note must state {m}" for m in resolved.missing]
        skip_choice = bool(resolved.codes) or (skip_choice and item.choice)
    for item in branch.excluded:
        if item.pattern and resolver.size(item.pattern) > WIDE:
            draft.ruled_out.append(item.pattern)
            continue  # the row says it; picking one of hundreds to say it again helps nobody
        if item.kind == "marker" and resolver.conditions > 1:
            continue  # which of several conditions the row means is not known
        resolved = resolver.item(item)
        if resolved.score == SURE or resolved.score >= CERTAIN:  # the code itself, or the family's plain member
            _exclude(draft, match, resolved.codes[:1], item.kind, chosen, branch)
        if item.pattern:
            draft.ruled_out.append(item.pattern)


def _exclude(
    draft: Draft, match: Match, codes: Sequence[str], kind: str, chosen: Sequence[str], branch: Branch
) -> None:
    system = {"procedure": "CPT/HCPCS", "modifier": "modifier"}.get(kind, "ICD-10-CM")
    why = f"not here ({match.entry.passage.locator}): {branch.condition}"
    for code in codes:
        if code not in chosen:
            draft.candidates.append(CandidateCode(code, "", "considered", why, system))


def open_branches(draft: Draft, match: Match) -> None:
    """No branch holds: the branches are said as "If ..." and the facts that decide are named as missing."""
    nearly = [h.branch for h in match.open] or [b for b in match.entry.branches if b.cues]
    for branch in nearly[:4]:
        draft.statements.append(branch_statement(match, branch))
    if len(nearly) > 1:
        draft.missing.append("The note must say which holds: " + "; or ".join(b.condition for b in nearly[:4]))
    elif nearly:
        draft.missing.append(f"The note must say whether {nearly[0].condition}")


def asks_first(branch: Branch) -> bool:
    """True for a row that says to query the provider and assigns nothing until then."""
    return not branch.assign and bool(re.search(r"\bquery\b", branch.assign_text, re.IGNORECASE))


def verdict_of(leading: Sequence[Match], chosen: Sequence[Held] = (), matches: Sequence[Match] = ()) -> str:
    """The verdict of the row that leads, or of its entry; what settles gives way to a note that calls this unsettled.

    A row that says to query, and assigns nothing, is a query whatever its rule's verdict is. `chosen` are the rows of the
    leading entries, one each.
    """
    if not leading:
        return SETTLED
    if chosen and asks_first(chosen[0].branch):
        return QUERY
    said = [_said(m, h) for m, h in zip_longest(leading, chosen)]
    if said[0] != SETTLED or (chosen and chosen[0].branch.verdict):
        return said[0]
    if chosen and settled_share(matches) >= MOSTLY:
        return SETTLED
    for match, verdict in zip(leading[1:], said[1:], strict=True):
        if verdict != SETTLED and match.strength >= 0.75 * leading[0].strength:
            return verdict
    for match in matches:
        unsettled = isinstance(match.entry, ForumNote) and _said(match, match.best) != SETTLED
        if unsettled and _is_about(match, leading[0], chosen[0].branch if chosen else None):
            return _said(match, match.best)
    return SETTLED


def settled_share(matches: Sequence[Match]) -> float:
    """Of the shares of all rows, that of the rows whose verdict is settled; 0 where there are none."""
    shares = [
        (share, (b.verdict or m.entry.verdict) == SETTLED and not asks_first(b))
        for m in matches
        for b, share in m.shares
    ]
    whole = sum(share for share, _ in shares)
    return sum(share for share, settled in shares if settled) / whole if whole else 0.0


def _said(match: Match, held: Held | None) -> str:
    return (held.branch.verdict if held else "") or match.entry.verdict


def _is_about(note: Match, leading: Match, branch: Branch | None) -> bool:
    """True when the question is the note's own situation.

    A row of it holds, not much weaker than the row that leads, and it reads as near; or, where no row of anything holds,
    it lacks one fact only and reads nearly like the question.
    """
    similarity, nearest = note.hit.similarity, leading.hit.similarity
    if note.held:
        strong = note.strength >= HOLDS_TOO * leading.strength
        return strong and _said(note, note.best) != QUERY and similarity >= max(ALIKE, nearest)
    return branch is None and bool(note.open) and similarity >= max(NEARLY_SAME, nearest - 0.05)
