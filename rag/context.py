"""Whether a finding in a sentence is meant as present in the patient: ConText (Harkema et al. 2009,
doi:10.1016/j.jbi.2009.05.002) and NegEx (Chapman et al. 2001), with the cues of guidelines/terms/context.tsv.

Beyond the papers: a list ("No fever, chills, or cough") carries a cue from thing to thing until one of them has words of
its own ("no edema, COPD stable"); a cue may answer ("Fever: denies"); marks are cues ("+cough, -fever", "[ ] rash").
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.cue_scopes import Cue, Scopes
from rag.cue_table import STATUSES, CueTable, read_cues, tokens_of

_HISTORY = ("pmh", "psh")
_UNREAL = ("instructions", "allergies")


@dataclass(frozen=True)
class Assertion:
    """How a span is meant. The cue is empty where none decided. `in_history`: told as history, by cue or by section."""

    status: str = "affirmed"
    experiencer: str = "patient"
    cue_start: int = 0
    cue_end: int = 0
    cue: str = ""
    in_history: bool = False

    @property
    def label(self) -> str:
        """The status; "family" for another person's finding, unless it is negated or not real."""
        return (
            "family" if self.experiencer == "family" and self.status not in ("negated", "hypothetical") else self.status
        )


class Context:
    """Reads assertions. Nothing of a sentence is kept: whoever asks about several spans of one holds its cues."""

    def __init__(self, table: CueTable) -> None:
        self._table = table

    def cues(self, sentence: str) -> tuple[Cue, ...]:
        """The cues of a sentence with what each speaks of."""
        tokens = tokens_of(sentence)
        return Scopes(sentence, tokens, tuple(self._table.matches(tokens))).cues()

    def assertion_of(self, cues: tuple[Cue, ...], start: int, end: int, section: str = "other") -> Assertion:
        """How [start, end) of the sentence is meant; `section` is a kind of rag/sections.py."""
        here = [c for c in cues if c.scope_start <= start < c.scope_end and not (c.start < end and start < c.end)]
        taken_back = any(c.status == "affirmed" for c in here)
        chosen: Cue | None = None
        for status in STATUSES[:2] if taken_back else STATUSES:
            near = [c for c in here if c.status == status]
            if near:
                chosen = min(near, key=lambda c: abs(c.start - start))
                break
        family = next((c for c in here if c.status == "family"), None)
        status = chosen.status if chosen else "affirmed"
        if not chosen and section in _UNREAL and not taken_back:
            status = "hypothetical"
        shown = chosen or family
        return Assertion(
            status,
            "family" if family or section == "family" else "patient",
            *((shown.start, shown.end, shown.words) if shown else (0, 0, "")),
            in_history=section in _HISTORY or status == "historical",
        )


def read_context(path: Path) -> Context:
    """The rules with the cues of a file. Raises Malformed with file:line."""
    return Context(read_cues(path))
