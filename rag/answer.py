"""The spine: a question in, an Answer or an Abstention out. This file alone knows the order of the steps."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from index.embed import Vectors
from index.passage import NoRelease
from index.releases import tabular_source
from index.search import Index
from index.tables import TableAnswer
from rag.books import path_statements, table_rows, table_statement
from rag.compose import (
    LINES,
    Draft,
    apply_branch,
    asks_first,
    choose_branches,
    open_branches,
    quote_lines,
    rule_lines,
    settled_share,
    verdict_of,
)
from rag.declines import MONEY, NO_CODING, TREATMENT, Declines
from rag.edits import Tabular
from rag.further import add_further, in_order, without_plain
from rag.ground import supported, verified_codes, verified_statements
from rag.integral import integral_signs
from rag.named_codes import add_edits, code_edits, in_sequence, unknown_codes
from rag.procedures import procedure_notices, procedure_statements
from rag.question import read_question
from rag.reader import Reader
from rag.resolve import FOUND, Resolver
from rag.retrieve import Match, Retriever
from rag.row_features import Candidates
from rag.text_classes import short
from rag.types import GRAY, SETTLED, Abstention, Answer, CandidateCode, Question
from rag.verdicts import Verdicts

# cosine of MiniLM below which the nearest passage is about something else. This and the scores below
# were set by eye on a few dozen questions (open half of evals only), not fitted on a set
NEAR, FAR = 0.47, 0.38
LIKE = 0.62  # of a question that only looks a code up, below which a rule is beside the point
PLAIN = 6.0  # score from which words alone, without a rule, lead to a code


WORDED = (
    "The rule shown is settled; questions worded like this one often are not, because a fact is missing, the authorities differ or the "
    "payer decides. See that the record says what the rule asks for."
)

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
        self._reader = Reader(index)

    def ask(self, text: str, *, setting: str, date_of_service: dt.date) -> Answer | Abstention:
        """Raises BadQuestion for unreadable input; everything else that cannot be answered is an Abstention."""
        try:
            code_set = self.index.code_set(date_of_service)
        except NoRelease as reason:
            return Abstention(Question(text, date_of_service, setting), "no release in force", str(reason))
        question = read_question(
            text, setting=setting, date_of_service=date_of_service, code_set=code_set, terms=self.index.terms
        )
        tabular = Tabular(code_set, tabular_source(code_set, self.index.sources["tabular"]))
        vector = self.index.passage_vectors([short(question.text)])[0]
        asked = self._declines.kind(question.text, vector)
        refused = unknown_codes(question, tabular, self._knows(date_of_service)) or declined(question, asked)
        return refused or no_coding(question, asked) or self._answer(question, setting, tabular, vector)

    @cached_property
    def _declines(self) -> Declines:
        return Declines.read()

    def _knows(self, date_of_service: dt.date) -> Callable[[str], bool]:
        """Whether a procedure number stands in our rules or in the files that were loaded."""
        files, gists = self.index.procedures, self.index.gists
        return lambda number: number in gists or bool(files.exists(number, date_of_service) or files.descriptor(number))

    def candidates(self, question: Question, without: int = -1) -> Candidates:
        """The rows that may answer a question, for training (evals/train_rows.py)."""
        code_set = self.index.code_set(question.date_of_service)
        stated = [c for c, _ in self._reader.read(question, code_set).affirmed(code_set)]
        return self._retriever.candidates(question, stated, without)[1]

    @cached_property
    def _verdicts(self) -> Verdicts:
        return Verdicts.read()

    def _answer(self, question: Question, setting: str, tabular: Tabular, vector: Vectors) -> Answer | Abstention:
        described = self._reader.read(question, tabular.code_set)
        stated = [c for c, _ in described.affirmed(tabular.code_set)]
        matches = self._retriever.retrieve(question, stated)
        resolver = Resolver(self.index, tabular, question, described)
        draft = Draft()
        about_codes = [*code_edits(question, tabular), *integral_signs(self.index, question.icd_codes)]
        tabular_only = bool(about_codes) and not resolver.phrases
        chosen = [] if tabular_only else choose_branches(matches, self._retriever.rarity)
        queried = bool(chosen) and asks_first(chosen[0][1].branch)
        if queried:
            chosen = chosen[:1]  # nothing else is assigned while the provider is asked
        for match, held in chosen:
            apply_branch(draft, match, held, resolver)
        if len(chosen) > 1:
            draft.candidates = in_sequence(draft.candidates, tabular)
        add_edits(draft, about_codes, question, tabular, None if chosen else stated, queried)
        draft.statements[:0] = procedure_statements(question, self.index.procedures)
        near = LIKE if "lookup" in question.asks else NEAR
        leading = [m for m, _ in chosen] or [m for m in matches[:1] if m.hit.similarity >= near]
        once = [m for n, m in enumerate(leading) if m not in leading[:n]]
        self._quote(draft, question, once, bool(chosen or about_codes))
        if not queried:
            add_further(draft, described, question, resolver, self._reader.tables, self.index)
        without_plain(draft, tabular)
        if chosen:
            in_order(draft, self._reader.tables)
        found = any(c.role == "assign" for c in draft.candidates)
        if not chosen and not about_codes and not found:
            by_words(draft, resolver, tabular, bool(leading) and "lookup" not in question.asks)
        rows = table_rows(self.index, question)
        if not leading and not about_codes and not rows and not any(c.role == "assign" for c in draft.candidates):
            return nothing_found(question, matches)
        self._books(draft, question, rows, resolver, tabular)
        draft.verdict = verdict_of(leading, [h for _, h in chosen], matches)
        if about_codes and not chosen and draft.verdict == GRAY:
            draft.verdict = SETTLED  # the tabular answers; a note that is merely similar does not make it gray
        elif draft.verdict == SETTLED and chosen:
            shares = settled_share(matches), chosen[0][0].share(chosen[0][1])
            if doubted := self._verdicts.doubts(question.text, vector, *shares):
                draft.verdict, draft.notices = doubted, [*draft.notices, WORDED]
        return finish(draft, question, setting, tabular, matches, self.index)

    def _books(
        self, draft: Draft, question: Question, rows: Sequence[TableAnswer], resolver: Resolver, tabular: Tabular
    ) -> None:
        """Adds rows of the tables, before all else, and index paths, after it, where the user's books are loaded."""
        release = str(tabular.code_set.release)
        none_yet = not any(c.role == "assign" for c in draft.candidates)
        for row in rows:
            draft.statements.insert(0, table_statement(row, release))
            known = row.code and tabular.code_set.find(row.code)
            for code in resolver.complete(row.code).codes if row.code and known else ():
                role = "assign" if none_yet else "considered"
                draft.candidates.append(CandidateCode(code, "", role, f"{row.table}: {row.column}"))
        assigned = [c for c in draft.candidates if c.role == "assign"]
        draft.statements += path_statements(self.index, question, assigned, release)

    def _quote(self, draft: Draft, question: Question, leading: Sequence[Match], settled: bool) -> None:
        for n, match in enumerate(leading):
            draft.statements += quote_lines(match, rule_lines(match, question, LINES if n == 0 else 1))
            if not settled and n == 0:
                open_branches(draft, match)
            for line in getattr(match.entry, "document", ())[:2]:
                draft.missing.append(line)


def declined(question: Question, asked: str) -> Abstention | None:
    """Reimbursement and treatment are not ours to advise on. `asked` is one of rag.declines.KINDS."""
    if asked == MONEY:
        reason = "Curbside does not compare payment: code what the record supports. Ask which code is correct instead."
        return Abstention(question, "which pays more", reason)
    if asked == TREATMENT:
        return Abstention(
            question, "treatment advice", "This asks how to treat a patient; Curbside answers coding questions."
        )
    return None


def no_coding(question: Question, asked: str) -> Abstention | None:
    """Work, exams, software, small talk; said after what is known of the codes named."""
    if asked != NO_CODING or question.codes_named:
        return None
    reason = "This reads as no question on coding a record; Curbside answers those only."
    return Abstention(question, "not a coding question", reason)


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
    if nearest_by < FAR or (nearest_by < NEAR and not question.codes_named and not _CODING.search(question.text)):
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
        notices=tuple(draft.notices)
        + tuple(_notices(question, setting, index))
        + tuple(procedure_notices(question, candidates, index.procedures)),
    )


def _notices(question: Question, setting: str, index: Index) -> Iterator[str]:
    if said := index.notice(question.date_of_service):
        yield said
    if question.setting != setting:
        yield f"The question speaks of an {question.setting} encounter; it is answered for {question.setting}, not {setting}."
