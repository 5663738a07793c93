"""A score with its explanation."""

from __future__ import annotations

from dataclasses import dataclass

from evals.outcome import ABSTENTION, FAILURE, Outcome

RIGHT, WRONG, ABSTAINED, UNSCORABLE = "right", "wrong", "abstained", "unscorable"


@dataclass(frozen=True)
class Score:
    """`state` is RIGHT, WRONG, ABSTAINED or UNSCORABLE; `value` lies in 0..1; `said` says what was expected and got."""

    name: str
    state: str
    value: float
    said: str = ""

    @property
    def right(self) -> bool:
        return self.state == RIGHT


def judged(name: str, right: bool, said: str, outcome: Outcome, value: float | None = None) -> Score:
    """A score of an answer: right or wrong, abstained where none was given, unscorable where the engine failed."""
    if outcome.kind == FAILURE:
        return Score(name, UNSCORABLE, 0.0, outcome.reason)
    if outcome.kind == ABSTENTION and not right:
        return Score(name, ABSTAINED, 0.0, f"{said}; abstained: {outcome.abstain}")
    return Score(name, RIGHT if right else WRONG, float(right) if value is None else value, "" if right else said)
