"""What a language model picked, verified against what was offered. What was not offered is dropped and counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from index.passage import Passage, Tier
from rag.ground import cite
from rag.prompt import CHOICES, Offer, Offered
from rag.types import QUERY, SETTLED

_KEYS = frozenset(["assign", "support", "verdict", "ask"])


@dataclass(frozen=True)
class Picks:
    """Codes in order, lines with their passage, a verdict, what to ask; None or "" where nothing usable was picked.

    `dropped` counts what was not on offer.
    """

    assign: tuple[str, ...] | None = None
    quotes: tuple[tuple[Passage, str], ...] = ()
    verdict: str = ""
    asks: tuple[str, ...] | None = None
    dropped: int = 0

    @property
    def empty(self) -> bool:
        return self.assign is None and not self.quotes and not self.verdict and self.asks is None


def read_picks(reply: str, offered: Offer) -> Picks:
    """The picks of a reply. A reply that holds no JSON object of picks is empty, one dropped."""
    row = _object(reply)
    if row is None:
        return Picks(dropped=1)
    assign, no_code = _codes(row.get("assign"), offered)
    quotes, no_quote = _quotes(row.get("support"), offered)
    verdict, no_verdict = _verdict(row.get("verdict"), quotes, offered)
    asks, no_ask = _asks(row.get("ask"), offered)
    if assign == () and (verdict or offered.answer.verdict) == SETTLED and offered.answer.assign:
        assign, no_code = None, no_code + 1  # no code at all, and yet settled: not an answer to show
    if asks == () and (verdict or offered.answer.verdict) == QUERY:
        asks = None  # a query that asks nothing: what the plain answer asks stands
    return Picks(assign, quotes, verdict, asks, no_code + no_quote + no_verdict + no_ask)


def _object(reply: str) -> dict[str, Any] | None:
    """The last JSON object in the reply that has a key of picks; what a model thinks aloud before it is passed over."""
    decoder, found, at = json.JSONDecoder(), None, reply.find("{")
    while at >= 0:
        try:
            row, end = decoder.raw_decode(reply, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(row, dict) and _KEYS & row.keys():
                found = row
        at = reply.find("{", end)
    return found


def _listed(value: Any) -> tuple[list[Any] | None, int]:
    """(the list, 0); (None, 1) for what should be a list and is not, (None, 0) where it is left out."""
    if isinstance(value, list):
        return value, 0
    return None, int(value is not None)


def _codes(value: Any, offered: Offer) -> tuple[tuple[str, ...] | None, int]:
    listed, dropped = _listed(value)
    if listed is None:
        return None, dropped
    known = {c.code for c in offered.answer.candidates}
    codes = [code.strip().upper() for code in listed if isinstance(code, str)]
    kept = tuple(dict.fromkeys(c for c in codes if c in known))
    return (kept if kept or not listed else None), len(listed) - sum(c in known for c in codes)


def _quotes(value: Any, offered: Offer) -> tuple[tuple[tuple[Passage, str], ...], int]:
    listed, dropped = _listed(value)
    found = [_line(pick, offered) for pick in listed or ()]
    kept = tuple(dict.fromkeys(f for f in found if f))
    return kept, dropped + sum(f is None for f in found)


def _within(number: Any, last: int) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= last


def _line(pick: Any, offered: Offer) -> tuple[Passage, str] | None:
    """The offered line that the quote is, or is a part of: part of a sentence could say the opposite of the whole."""
    if not isinstance(pick, dict):
        return None
    number, quote = pick.get("passage"), pick.get("quote")
    if not _within(number, len(offered.passages)) or not isinstance(quote, str):
        return None
    chosen = offered.passages[number - 1]
    if cite(chosen.passage, quote.strip()) is None:
        return None
    lines = list(_holding(chosen, quote.strip()))
    return (chosen.passage, lines[0]) if len(lines) == 1 else None


def _holding(chosen: Offered, quote: str) -> Iterator[str]:
    """The line itself where the quote is one; otherwise each line that it is a part of."""
    if quote in chosen.lines:
        yield quote
    else:
        yield from (line for line in chosen.lines if quote in line)


def _verdict(value: Any, quotes: tuple[tuple[Passage, str], ...], offered: Offer) -> tuple[str, int]:
    """One of the four. An opinion never settles: "settled" needs a quoted line above a forum-style note."""
    if value is None:
        return "", 0
    if value not in CHOICES:
        return "", 1
    settles = offered.answer.verdict == SETTLED or any(p.tier < Tier.NOTE for p, _ in quotes)
    return (value, 0) if value != SETTLED or settles else ("", 1)


def _asks(value: Any, offered: Offer) -> tuple[tuple[str, ...] | None, int]:
    listed, dropped = _listed(value)
    if listed is None:
        return None, dropped
    numbers = [n for n in listed if _within(n, len(offered.asks))]
    kept = tuple(dict.fromkeys(offered.asks[n - 1] for n in numbers))
    return (kept if kept or not listed else None), len(listed) - len(numbers)
