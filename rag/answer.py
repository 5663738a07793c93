"""The spine: a question in, an Answer or an Abstention out. This file alone knows the order of the steps."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from index.passage import NoRelease
from index.search import Index
from rag import edits
from rag.compose import (
    LINES,
    Draft,
    apply_branch,
    asks_first,
    choose_branches,
    open_branches,
    quote_lines,
    rule_lines,
    verdict_of,
)
from rag.edits import Tabular
from rag.ground import supported, verified_codes, verified_statements
from rag.integral import SYMPTOM_INTEGRAL, integral_signs
from rag.procedures import procedure_notices, procedure_statements
from rag.question import read_question
from rag.resolve import FOUND, Resolver
from rag.retrieve import Match, Retriever
from rag.types import Abstention, Answer, CandidateCode, Edit, Question, Statement

# cosine of MiniLM below which the nearest passage is about something else; chosen on the questions in evals
NEAR, FAR = 0.47, 0.38
SOFT = (
    edits.NO_CONFLICT,
    edits.MAY_COEXIST,
    edits.ALSO,
    edits.BILLABLE,
)  # said after the rules: they forbid and order nothing
LIKE = 0.62  # of a question that only looks a code up, below which a rule is beside the point
PLAIN = 6.0  # score from which words alone, without a rule, lead to a code


_CODING = re.compile(
    r"\b(?:cod(?:e[ds]?|ing|ers?)|icd|cpt|hcpcs|modifiers?|bill\w*|claims?|diagnos\w*|dx|patients?|pt|providers?|physicians?"
    r"|surgeons?|notes?|chart|document\w*|sequenc\w*|principal|admit\w*|discharge\w*|guidelines?|drg|query|audit\w*|poa|hcc)\b",
    re.IGNORECASE,
)


class Advisor:
    """Answers questions over one open index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._retriever = Retriever(index)

    def ask(self, text: str, *, setting: str, date_of_service: dt.date) -> Answer | Abstention:
        """Raises BadQuestion for unreadable input; everything else that cannot be answered is an Abstention."""
        try:
            code_set = self.index.code_set(date_of_service)
        except NoRelease as reason:
            return Abstention(Question(text, date_of_service, setting), "no release in force", str(reason))
        question = read_question(
            text, setting=setting, date_of_service=date_of_service, code_set=code_set, terms=self.index.terms
        )
        tabular = Tabular(code_set, self.index.sources["tabular"])
        return declined(question) or unknown_codes(question, tabular) or self._answer(question, setting, tabular)

    def _answer(self, question: Question, setting: str, tabular: Tabular) -> Answer | Abstention:
        matches = self._retriever.retrieve(question)
        resolver = Resolver(self.index, tabular, question)
        draft = Draft()
        about_codes = [*code_edits(question, tabular), *integral_signs(self.index, question.icd_codes)]
        tabular_only = bool(about_codes) and not resolver.phrases
        chosen = [] if tabular_only else choose_branches(matches, self._retriever.rarity)
        if chosen and asks_first(chosen[0][1].branch):
            chosen = chosen[:1]  # nothing else is assigned while the provider is asked
        for match, held in chosen:
            apply_branch(draft, match, held, resolver)
        if len(chosen) > 1:
            draft.candidates = in_sequence(draft.candidates, tabular)
        add_edits(draft, about_codes, question, tabular)
        draft.statements[:0] = procedure_statements(question, self.index.procedures)
        near = LIKE if "lookup" in question.asks else NEAR
        leading = [m for m, _ in chosen] or [m for m in matches[:1] if m.hit.similarity >= near]
        self._quote(draft, question, leading, bool(chosen or about_codes))
        if not chosen and not about_codes:
            by_words(draft, resolver, tabular, bool(leading) and "lookup" not in question.asks)
        if not leading and not about_codes and not any(c.role == "assign" for c in draft.candidates):
            return nothing_found(question, matches)
        draft.verdict = verdict_of(leading, chosen[0][1].branch if chosen else None)
        return finish(draft, question, setting, tabular, matches, self.index)

    def _quote(self, draft: Draft, question: Question, leading: Sequence[Match], settled: bool) -> None:
        for n, match in enumerate(leading):
            draft.statements += quote_lines(match, rule_lines(match, question, LINES if n == 0 else 1))
            if not settled and n == 0:
                open_branches(draft, match)
            for line in getattr(match.entry, "document", ())[:2]:
                draft.missing.append(line)


def declined(question: Question) -> Abstention | None:
    """Reimbursement and treatment are not ours to advise on."""
    if "pays more" in question.asks:
        reason = "Curbside does not compare payment: code what the record supports. Ask which code is correct instead."
        return Abstention(question, "which pays more", reason)
    if "treatment" in question.asks:
        return Abstention(
            question, "treatment advice", "This asks how to treat a patient; Curbside answers coding questions."
        )
    return None


def unknown_codes(question: Question, tabular: Tabular) -> Abstention | None:
    """A named code that the release does not have: said so, with its valid neighbours."""
    absent = [c.code for c in question.codes_named if c.system == "ICD-10-CM" and not c.exists]
    if not absent:
        return None
    near = [n for code in absent for n in tabular.code_set.neighbours(code)]
    offered = tuple(
        CandidateCode(
            n, tabular.code_set.descriptor(n), "considered", "valid neighbour", citations=(tabular.cite_code(n),)
        )
        for n in dict.fromkeys(near)
    )
    names = " and ".join(absent)
    verb = "does" if len(absent) == 1 else "do"
    reason = f"{names} {verb} not exist in {tabular.code_set.release}."
    if offered:
        reason += " Valid codes nearby: " + "; ".join(f"{c.code} {c.descriptor}" for c in offered[:6]) + "."
    return Abstention(question, "unknown code", reason, offered)


def code_edits(question: Question, tabular: Tabular) -> Iterator[Edit]:
    """What the tabular says of the codes named, alone and together."""
    codes = list(question.icd_codes)
    for code in codes:
        found = edits.single(tabular, code)
        if found.kind != edits.BILLABLE or question.asks & {"billable", "seventh", "versus"} or len(codes) == 1:
            yield found
    if "versus" not in question.asks or question.asks & {"together", "order"}:
        yield from edits.pairs(tabular, codes)
    yield from edits.missing_first(tabular, [c for c in codes if len(codes) > 1 or "order" in question.asks])


def in_sequence(candidates: list[CandidateCode], tabular: Tabular) -> list[CandidateCode]:
    """Codes that several branches assign, in the order that the notes of the tabular ask for; the rest after them."""
    mine = [c for c in candidates if c.role == "assign" and c.system == "ICD-10-CM" and tabular.code_set.find(c.code)]
    order = edits.sequence(tabular, [c.code for c in mine])
    ranked = iter(sorted(mine, key=lambda c: order.index(c.code)))
    return [next(ranked) if c in mine else c for c in candidates]


def _said(edit: Edit) -> Statement | None:
    return supported(edit.text, [(c.passage, c.quote) for c in edit.citations])


def add_edits(draft: Draft, found: Sequence[Edit], question: Question, tabular: Tabular) -> None:
    """Statements of the edits before all others, and the role each named code comes out with."""
    hard = [e for e in found if e.kind not in SOFT]
    soft = [e for e in found if e.kind in SOFT and (e.kind != edits.NO_CONFLICT or len(question.icd_codes) < 4)]
    draft.statements[:0] = [_said(e) for e in (hard if draft.statements else [*hard, *soft])]
    draft.statements += [_said(e) for e in (soft if draft.statements else [])]
    decided = {c.code for c in draft.candidates}
    conflicts = {e.codes[0]: e for e in found if e.kind in (edits.CONFLICT, SYMPTOM_INTEGRAL)}
    billable = [c for c in question.icd_codes if tabular.code_set.is_billable(c)]
    rival = "versus" in question.asks and len(billable) > 1 and "together" not in question.asks
    for code in edits.sequence(tabular, billable):
        if code in decided:
            continue
        role, why = "assign", "named in the question; billable"
        if code in conflicts:
            role, why = "considered", conflicts[code].text
        elif draft.is_out(code) or decided or rival:
            role, why = "considered", "named in the question; the documentation decides"
        draft.candidates.append(CandidateCode(code, "", role, why, citations=(tabular.cite_code(code),)))
    for code in question.icd_codes:
        if code not in billable:
            draft.candidates.append(CandidateCode(code, "", "considered", "not billable as it stands"))
            decided_elsewhere = decided and "billable" not in question.asks
            below = () if decided_elsewhere else tabular.code_set.billable_below(code)[:6]
            draft.candidates += [
                CandidateCode(b, "", "considered", f"valid code below {code}") for b in below if b != code
            ]


def by_words(draft: Draft, resolver: Resolver, tabular: Tabular, ruled: bool) -> None:
    """No branch assigns anything: the code that the question's words lead to, with its neighbours.

    It is only considered where a rule was found that leaves the choice open, or where the words fit loosely.
    """
    hits = resolver.best(None)
    if not hits or hits[0].score < FOUND or (ruled and hits[0].score < PLAIN):
        return
    top = resolver.complete(hits[0].code)
    role = "considered" if ruled or hits[0].score < PLAIN else "assign"
    for code in top.codes:
        cited = tabular.cite_code(tabular.code_set.stem(code) or code)
        why = "the words lead to this code" if role == "assign" else "the words come near this code"
        draft.candidates.append(CandidateCode(code, "", role, why, citations=(cited,)))
        if role == "assign":
            text = f"{code} {tabular.code_set.descriptor(code)} is the code that the words lead to."
            draft.statements.append(supported(text, [(cited.passage, cited.quote)]))
    draft.missing += [f"The note must state {m}" for m in top.missing if role == "assign"]
    for hit in hits[1:4]:
        draft.candidates.append(CandidateCode(hit.code, "", "considered", "also fits the words"))


def nothing_found(question: Question, matches: Sequence[Match]) -> Abstention:
    """No rule, no code: said plainly, with what came nearest."""
    ranking = tuple(m.hit for m in matches[:5])
    nearest_by = max((m.hit.similarity for m in matches), default=0.0)
    if nearest_by < FAR or (nearest_by < NEAR and not _CODING.search(question.text)):
        return Abstention(question, "not a coding question", "This does not read as a coding question.", (), ranking)
    nearest = matches[0].entry.passage
    reason = f"No rule, note or code here speaks to this. The nearest is {nearest.locator} {nearest.heading}."
    return Abstention(question, "no rule found", reason, (), ranking)


def finish(
    draft: Draft,
    question: Question,
    setting: str,
    tabular: Tabular,
    matches: Sequence[Match],
    index: Index,
) -> Answer | Abstention:
    """Verifies every code and quote; what fails is dropped and counted."""
    statements, dropped = verified_statements(draft.statements)
    candidates, unknown = verified_codes(draft.candidates, tabular.code_set, index.gists)
    if not statements:
        return nothing_found(question, matches)
    return Answer(
        question=question,
        verdict=draft.verdict,
        statements=statements,
        candidates=candidates,
        missing=tuple(dict.fromkeys(draft.missing)),
        ranking=tuple(m.hit for m in matches),
        release=str(tabular.code_set.release),
        dropped=dropped + unknown,
        notices=tuple(_notices(question, setting)) + tuple(procedure_notices(question, candidates, index.procedures)),
    )


def _notices(question: Question, setting: str) -> Iterator[str]:
    if question.setting != setting:
        yield f"The question speaks of an {question.setting} encounter; it is answered for {question.setting}, not {setting}."
