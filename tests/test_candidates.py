"""One ranking of codes for a note: affirmed findings first, denied ones last, each code once."""

from __future__ import annotations

from rag.candidates import ranked_codes
from rag.types import Finding, Span


def finding(label: str, *codes: tuple[str, float]) -> Finding:
    return Finding("x", 0, 1, Span(0, 1), "other", label, codes)


def test_what_is_affirmed_goes_before_what_is_denied() -> None:
    found = [
        finding("negated", ("R50.9", 12.0)),
        finding("affirmed", ("J18.9", 9.0), ("J15.9", 8.0)),
        finding("affirmed", ("J18.9", 5.0)),
    ]
    assert ranked_codes(found) == ["J18.9", "R50.9", "J15.9"]
