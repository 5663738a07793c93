"""Which release a procedure file states, by its official name or its preamble; dates as CMS writes them."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

from index.code_set import Release

_YEAR_IN_PREAMBLE = re.compile(r"\b(20\d\d)\s+(?:CPT|National Physician|HCPCS|Healthcare Common)|CPT\W{1,3}(20\d\d)\b")
_MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}


class Kind(StrEnum):
    """What a file holds, by the name under which a user knows it."""

    CPT = "CPT descriptors (your licensed AMA consolidated code list)"
    HCPCS = "HCPCS Level II codes (CMS)"
    PTP = "NCCI procedure-to-procedure edits (CMS)"
    MUE = "NCCI medically unlikely edits (CMS)"
    FEE = "physician fee schedule indicators (CMS PPRRVU file)"


SYSTEM = {Kind.CPT: "CPT", Kind.HCPCS: "HCPCS", Kind.PTP: "NCCI PTP", Kind.MUE: "NCCI MUE", Kind.FEE: "PPRRVU"}


def date_of(text: str) -> dt.date | None:
    """20260101, 2026-01-01 or 1/1/2026; None when empty or '*'. Raises ValueError for anything else."""
    if text in ("", "*"):
        return None
    if m := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return dt.date(int(m[3]), int(m[1]), int(m[2]))
    if re.fullmatch(r"\d{8}|\d{4}-\d\d-\d\d", text):
        return dt.date.fromisoformat(text)
    raise ValueError(f"'{text}' is no date such as 20260101")


def year_release(kind: Kind, year: int, month: int = 0, day: int = 1) -> tuple[Release, dt.date]:
    """A release runs to the end of its year (a later quarter takes precedence); a quarterly one is complete to its end."""
    until = dt.date(year, 12, 31)
    name = dt.date(year, month, day).strftime("%B %Y") if month else str(year)
    complete = dt.date(year, month + 3, 1) - dt.timedelta(1) if 0 < month < 10 else until
    return Release(SYSTEM[kind], name, dt.date(year, month or 1, day), until), complete


def release_of(kind: Kind, name: str, preamble: str) -> tuple[Release | None, dt.date | None]:
    """The release stated by an official name ('HCPC2026_APR_ANWEB', 'PPRRVU26_JAN', 'ccipra-v321r0') or a preamble."""
    low = name.lower()
    if kind == Kind.PTP and (m := re.search(r"v(\d\d)([0-3])r\d", low)):  # v32.1: the second quarter of 2026
        return year_release(kind, 1994 + int(m[1]), 1 + 3 * int(m[2]))
    year = re.search(r"(?<!\d)(20\d\d)(?!\d)|(?:rvu|hcpcs?)(\d\d)(?!\d)", low) or _YEAR_IN_PREAMBLE.search(preamble)
    if not year:
        return None, None
    number = int(year[1] or year[2]) % 100 + 2000
    month = re.search(r"(?<![a-z])(jan|apr|jul|oct)", low)
    if month:
        return year_release(kind, number, _MONTHS[month[1]])
    if m := re.search(r"(?<!\d)(\d\d)-\d\d-20\d\d|20\d\d-(\d\d)-\d\d", low):
        at = int(m[1] or m[2])
        return year_release(kind, number, at) if at in _MONTHS.values() else year_release(kind, number)
    quarter = re.search(r"(?<![a-z])q([1-4])", low)
    return year_release(kind, number, 3 * int(quarter[1]) - 2 if quarter else 0)
