"""What the Ask and Second-opinion tabs do; app.py lays them out. No gradio here. The Codes tab is in browse_page.py.

Questions and notes are patient text: they reach no log, no file and no error text. A failure is said as a failure.
"""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import gc
import html
import re
import sys
from collections.abc import Callable
from typing import Any, Protocol

from index.passage import IndexProblem, NoRelease
from index.releases import newest
from index.search import Index, open_index
from rag.answer import Advisor
from rag.llm import Model
from rag.opinion_html import LEGEND, audit_sheet, codes_html, findings_html, head_html, note_html
from rag.opinion_render import as_csv
from rag.opinion_render import as_text as opinion_text
from rag.render import as_markdown, as_text, cited, code_rows, passage_html
from rag.second_reader import SecondReader
from rag.types import Abstention, Answer, BadQuestion, Citation, Note, Opinion

Turns = list[list[Citation]]
NO_PASSAGE = "<p>No passage is cited for this one.</p>"
NO_DATE = ("The date of service is not a date.", "Write it as 2026-08-01.")
_CODE = re.compile(r"(?=[A-Z0-9.-]*\d)[A-Z0-9][A-Z0-9.]{1,8}(?:-[A-Z0-9]{2})*", re.IGNORECASE)


class Reviewer(Protocol):
    """Gives second opinions: rag.second_opinion.SecondOpinion, or a double in tests."""

    def review(self, note: Note) -> Opinion: ...


class Desk:
    """The engines in use, over one open index. A reload replaces them together, or not at all."""

    def __init__(self, advisor: Advisor, reviewing: Callable[[Index], Reviewer]) -> None:
        self._reviewing = reviewing
        self.advisor, self.reviewer = advisor, reviewing(advisor.index)
        release_memory()

    @property
    def index(self) -> Index:
        return self.advisor.index

    def reload(self) -> None:
        """Opens the index anew, guidelines and releases as they are now. Raises IndexProblem; what was served goes on."""
        advisor = Advisor(open_index())
        self.advisor, self.reviewer = advisor, self._reviewing(advisor.index)
        release_memory()


def release_memory() -> None:
    """Hands memory that reading an index left free back to the system; glibc keeps it, and a reload would look like a leak."""
    gc.unfreeze()  # open_index froze what it read
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError):  # no glibc here: nothing to hand back
        ctypes.CDLL(None).malloc_trim(0)


Said = tuple[str, str]  # what went wrong, what to do


def fault(error: Exception) -> Said:
    """What is said of an error. Of an unforeseen one never the text: it may quote the note."""
    if isinstance(error, BadQuestion):
        return "I cannot read that.", str(error)
    if isinstance(error, NoRelease):
        return "No release in force.", str(error)
    if isinstance(error, IndexProblem):
        return "Curbside is not working — this is a fault, not an answer.", str(error)
    print(f"fault while answering: {type(error).__name__}", file=sys.stderr)
    return "Curbside is not working — this is a fault, not an answer.", f"({type(error).__name__})"


def bold(said: Said) -> str:
    """As Markdown."""
    return f"**{said[0]}** {said[1]}"


def paragraph(said: Said) -> str:
    """As HTML."""
    return f'<p role="alert"><b>{html.escape(said[0])}</b> {html.escape(said[1])}</p>'


def read_date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def banner(advisor: Advisor, today: dt.date) -> str:
    """The release in force, and plainly when today's is not loaded."""
    release = newest(advisor.index.releases).release
    said = f"**Curbside** — a second opinion with citations. Loaded: {release}."
    if not release.covers(today):
        said += (
            f" **No loaded release is in force today ({today})**; answers are for the date of service shown. "
            "The current release is yours to load."
        )
    return said


class AskPage:
    """Callbacks of the Ask tab. A model, where one is configured, reads each answer a second time."""

    def __init__(self, desk: Desk, model: Model | None = None) -> None:
        self.desk, self.model = desk, model

    def ask(self, text: str, setting: str, date: str, chat: list[dict[str, Any]], turns: Turns) -> tuple[Any, ...]:
        """One turn: (question box, chat, codes, text to copy, citations of all turns, the result or None)."""
        rows: list[list[str]] = []
        plain, citations, day = "", [], read_date(date)
        result: Answer | Abstention | None = None
        try:
            if day is None:
                said = bold(NO_DATE)
            else:
                asked = SecondReader(self.desk.advisor, self.model) if self.model else self.desk.advisor
                result = asked.ask(text or "", setting=setting, date_of_service=day)
                said, rows, plain = as_markdown(result, len(turns)), code_rows(result), as_text(result)
                citations = cited(result) if isinstance(result, Answer) else []
        except Exception as error:
            said = bold(fault(error))
        chat = [*chat, {"role": "user", "content": text}, {"role": "assistant", "content": said}]
        return "", chat, rows, plain, [*turns, citations], result

    def reload(self, today: dt.date) -> str:
        """Reads guidelines and releases again and brings the index up to them; what was served goes on if that fails."""
        try:
            self.desk.reload()
        except IndexProblem as problem:
            return f"**Not reloaded, the guidelines before the change go on.** {problem}"
        return f"Reloaded: {len(self.desk.index.entries)} rules and notes. {banner(self.desk.advisor, today)}"

    def open(self, which: str, turns: Turns) -> str:
        """The passage behind citation "turn-n"."""
        turn, n = (int(part) for part in which.split("-"))
        return passage_html(turns[turn][n - 1])


class NotePage:
    """Callbacks of the Second-opinion tab. The opinion is held in the memory of the session, nowhere else."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def review(self, text: str, codes: str, setting: str, date: str) -> tuple[Any, ...]:
        """(head, note, codes, findings, text to copy, the opinion or None)."""
        day = read_date(date)
        if day is None:
            return paragraph(NO_DATE), "", "", "", "", None
        proposed, unread = read_codes(codes or "")
        try:
            opinion = self.desk.reviewer.review(Note(text or "", setting, day, proposed))
            head = head_html(opinion)
            shown = (LEGEND + note_html(opinion), codes_html(opinion), findings_html(opinion), opinion_text(opinion))
        except Exception as error:
            return paragraph(fault(error)), "", "", "", "", None
        if unread:
            head += f'<p class="notice">Not read as codes: {html.escape(", ".join(unread))}</p>'
        return head, *shown, opinion

    def open(self, which: str, opinion: Opinion | None) -> str:
        """The passage of "m0-1" (finding 0, authority 1) or "c2-0" (code 2, citation 0)."""
        m = re.fullmatch(r"([mc])(\d+)-(\d+)", which)
        if opinion is None or m is None:
            return NO_PASSAGE
        rows = opinion.marks if m[1] == "m" else (*opinion.assign, *opinion.considered)
        row = rows[int(m[2])]
        cited_ = row.authority if m[1] == "m" else row.citations  # type: ignore[union-attr]
        return passage_html(cited_[int(m[3])]) if int(m[3]) < len(cited_) else NO_PASSAGE

    def csv(self, opinion: Opinion | None, with_quotes: bool) -> str:
        return as_csv(opinion, with_quotes) if opinion else ""

    def sheet(self, opinion: Opinion | None, with_quotes: bool) -> str:
        return audit_sheet(opinion, with_quotes, dt.date.today()) if opinion else ""


def read_codes(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(codes in order, in capitals; words that are none) of a list by lines, commas or spaces: "E11.9, 99213-25"."""
    words = [w.strip(".") for w in re.split(r"[\s,;|]+", text) if w.strip(".-")]
    codes = tuple(w.upper() for w in words if _CODE.fullmatch(w))
    return codes, tuple(w for w in words if not _CODE.fullmatch(w))
