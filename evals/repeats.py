"""The cases asked again through a language model, several times each: how often right, and how alike. It gates nothing.

Cases whose plain answer is an abstention, and notes for the second opinion, never reach a model and are not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from evals.cases import Case
from evals.outcome import of_answer
from evals.replies import NotRecorded, Replies
from evals.run import Result, judge
from rag.answer import Advisor
from rag.llm import Message, Unavailable
from rag.second_reader import SecondReader
from rag.types import Answer, BadQuestion


class Turn:
    """A model for one repeat of one case. Cases hold no patient text, so it is sent notes too."""

    takes_notes = True

    def __init__(self, replies: Replies, case: str, repeat: int) -> None:
        self.name, self._replies, self._case, self._repeat = replies.name, replies, case, repeat
        self.failed = False

    def complete(self, messages: Sequence[Message]) -> str:
        try:
            return self._replies.reply(self._case, messages, self._repeat)
        except Unavailable:
            self.failed = True
            raise


@dataclass(frozen=True)
class Repeats:
    """One case: the plain answer scored, each recorded repeat scored, and how many repeats are not recorded.

    `dropped` counts picks that were not on offer, `failed` calls without a reply, both over all repeats.
    """

    case: Case
    plain: Result
    repeats: tuple[Result, ...]
    not_recorded: int = 0
    dropped: int = 0
    failed: int = 0

    @property
    def share(self) -> float:
        """Of the repeats scored, those right in everything that the case asks for."""
        return sum(r.passed for r in self.repeats) / len(self.repeats)

    @property
    def agreement(self) -> float | None:
        """Of all pairs of repeats, those with the same codes in order and the same verdict; None for a single one."""
        said = [(r.outcome.assign, r.outcome.verdict) for r in self.repeats]
        pairs = list(combinations(said, 2))
        return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def ask_again(
    cases: Sequence[Case],
    advisor: Advisor,
    replies: Replies,
    repeats: int,
    progress: Callable[[Sequence[Case]], Iterable[Case]] = iter,
) -> tuple[Repeats, ...]:
    """Each case that has a plain answer, `repeats` times. Raises Gone and OSError of a recording."""
    asked = (_ask(case, advisor, replies, repeats) for case in progress(cases))
    return tuple(a for a in asked if a)


def _ask(case: Case, advisor: Advisor, replies: Replies, repeats: int) -> Repeats | None:
    if not case.question:
        return None
    text = f"{case.question}\n\n{case.note}" if case.note else case.question
    try:
        plain = advisor.ask(text, setting=case.setting, date_of_service=case.date)
    except BadQuestion:
        return None
    if not isinstance(plain, Answer):
        return None
    results: list[Result] = []
    lacking = dropped = failed = 0
    for repeat in range(1, repeats + 1):
        turn = Turn(replies, case.id, repeat)
        try:
            answer = SecondReader(advisor, turn).read(plain)
        except NotRecorded:
            lacking += 1
            continue
        results.append(judge(case, of_answer(answer, advisor.index)))
        dropped += answer.dropped - plain.dropped
        failed += turn.failed
    return Repeats(case, judge(case, of_answer(plain, advisor.index)), tuple(results), lacking, dropped, failed)
