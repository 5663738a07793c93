"""A plain answer read a second time by a language model, which may choose, reorder and drop, and add nothing.

Abstentions never reach the model, so neither does a question about payment or treatment. Nor does a text that reads as a
note, unless the model may be sent notes. Whatever goes wrong with the model, the plain answer is shown and says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from index.passage import Tier
from index.releases import tabular_source
from rag.answer import Advisor
from rag.edits import Tabular
from rag.ground import supported, verified_codes, verified_statements
from rag.llm import Model, Unavailable
from rag.named_codes import in_sequence
from rag.picks import Picks, read_picks
from rag.prompt import is_licensed, messages, offer
from rag.sections import read_sections
from rag.types import Abstention, Answer, CandidateCode, Statement

LONG = 60  # words. On the open cases of evals all 96 notes read as notes, and 18 of 430 questions, which quote a chart
_IDENTIFIER = re.compile(r"\b(?:mrn|dob|date of birth|medical record (?:number|no)|ssn|acct|account number)\b", re.I)


class SecondReader:
    """Asks an Advisor, then a model about its answer."""

    def __init__(self, advisor: Advisor, model: Model) -> None:
        self.advisor, self.model = advisor, model

    def ask(self, text: str, *, setting: str, date_of_service: dt.date) -> Answer | Abstention:
        """As Advisor.ask. A model that fails raises nothing."""
        plain = self.advisor.ask(text, setting=setting, date_of_service=date_of_service)
        if isinstance(plain, Abstention):
            return plain
        if reads_as_note(text) and not self.model.takes_notes:
            return _noted(plain, "This reads as a note, so no language model was asked: the plain answer is shown.")
        return self.read(plain)

    def read(self, plain: Answer) -> Answer:
        """The answer with what the model picks, or the plain one with a notice that says why it stands."""
        offered, name = offer(plain, self.advisor.index.entries), self.model.name
        try:
            picks = read_picks(self.model.complete(messages(offered)), offered)
        except Unavailable as reason:
            return _noted(plain, f"The language model {name} did not take part ({reason}): the plain answer is shown.")
        if picks.empty:
            said = f"The language model {name} picked nothing that was on offer: the plain answer is shown."
            return _noted(replace(plain, dropped=plain.dropped + picks.dropped), said)
        return self._with(picks, plain)

    def _with(self, picks: Picks, plain: Answer) -> Answer:
        index = self.advisor.index
        code_set = index.code_set(plain.question.date_of_service)
        tabular = Tabular(code_set, tabular_source(code_set, index.sources["tabular"]))
        candidates, refused = plain.candidates, 0
        if picks.assign is not None:
            candidates = _chosen(plain, picks.assign, tabular, self.model.name)
            candidates, _ = verified_codes(candidates, code_set, index.gists)
            refused = len(picks.assign) - sum(c.role == "assign" for c in candidates)
        if picks.assign and refused == len(picks.assign):
            candidates = plain.candidates
        read = replace(
            plain,
            verdict=picks.verdict or plain.verdict,
            candidates=candidates,
            statements=_statements(plain, picks, candidates),
            missing=plain.missing if picks.asks is None else picks.asks,
            dropped=plain.dropped + picks.dropped + refused,
        )
        return replace(read, notices=(*plain.notices, *_marks(read, plain, self.model.name)))


def reads_as_note(text: str) -> bool:
    """True for what looks like a pasted note: many words, several lines, headings of a note, or a patient's numbers."""
    lines = [line for line in text.splitlines() if line.strip()]
    headed = any(s.heading for s in read_sections(text))
    return len(text.split()) > LONG or len(lines) > 2 or headed or bool(_IDENTIFIER.search(text))


def _chosen(plain: Answer, codes: Sequence[str], tabular: Tabular, name: str) -> tuple[CandidateCode, ...]:
    """The picked codes in the model's order, as far as the tabular leaves it free; the others are considered."""
    by_code = {c.code: c for c in plain.candidates}
    before = [c.code for c in plain.assign]
    barred = _barred([by_code[c] for c in codes], before, tabular)
    chosen = [_assigned(by_code[c], name) for c in codes if c not in barred]
    if [c.code for c in chosen] != [c for c in before if c in codes]:
        chosen = in_sequence(chosen, tabular)
    taken = {c.code for c in chosen}
    return (*chosen, *(_left(c, name, c.code in barred) for c in plain.candidates if c.code not in taken))


def _barred(picked: Sequence[CandidateCode], before: Sequence[str], tabular: Tabular) -> set[str]:
    """Picked codes that an Excludes1 note bars beside one that the plain answer assigns, or that stands before them."""
    known = [c.code for c in picked if c.system == "ICD-10-CM" and tabular.code_set.find(c.code)]
    known.sort(key=lambda c: c not in before)
    barred: set[str] = set()
    for a, b in combinations(known, 2):
        both_stood = a in before and b in before
        if not both_stood and a not in barred and tabular.code_set.conflicts(a, b):
            barred.add(b)
    return barred


def _assigned(candidate: CandidateCode, name: str) -> CandidateCode:
    if candidate.role == "assign":
        return candidate
    why = f"chosen by the language model {name}; the plain answer only considers it: {candidate.why}"
    return replace(candidate, role="assign", why=why)


def _left(candidate: CandidateCode, name: str, barred: bool) -> CandidateCode:
    if barred and candidate.role == "considered":
        return replace(candidate, why=f"{candidate.why} (an Excludes1 note bars it beside a code that is assigned)")
    if candidate.role == "considered":
        return candidate
    why = f"left out by the language model {name}; the plain answer assigns it: {candidate.why}"
    return replace(candidate, role="considered", why=why)


def _statements(plain: Answer, picks: Picks, candidates: Sequence[CandidateCode]) -> tuple[Statement, ...]:
    """What was picked, what an assigned code stands on, and what no model may silence: the tabular and licensed files."""
    if not picks.quotes:
        return plain.statements
    stood_on = {c for code in candidates if code.role == "assign" for c in code.citations}
    picked = {(passage.id, line) for passage, line in picks.quotes}
    kept: list[Statement | None] = []
    for statement in plain.statements:
        mine = {(c.passage.id, line) for c in statement.citations for _, line in picked if c.quote in line} & picked
        strong = any(c.passage.tier == Tier.TABULAR or c in stood_on for c in statement.citations)
        if mine or strong or is_licensed(statement):
            kept.append(statement)
            picked -= mine
    for passage, line in picks.quotes:
        if (passage.id, line) in picked:
            lead = "Opinion: " if passage.tier == Tier.NOTE else ""
            kept.append(supported(lead + line, [(passage, line)]))
    return verified_statements(kept)[0]


def _marks(read: Answer, plain: Answer, name: str) -> list[str]:
    """That a model took part, what the plain answer was where it is not the same, and how much was dropped."""
    said = [f"The language model {name} took part: it chose among what the plain answer and its passages offer."]
    codes = ", ".join(c.code for c in plain.assign) or "no code"
    if [c.code for c in read.assign] != [c.code for c in plain.assign] or read.verdict != plain.verdict:
        said.append(f"Without it the answer is: {codes}; {plain.verdict}.")
    if dropped := read.dropped - plain.dropped:
        said.append(f"{dropped} of its picks {'was' if dropped == 1 else 'were'} not allowed and left out.")
    return said


def _noted(answer: Answer, notice: str) -> Answer:
    return replace(answer, notices=(*answer.notices, notice))
