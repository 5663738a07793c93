"""Which release a file belongs to, by its official name and those of the zips around it.

ICD-10-CM is published for a fiscal year (FY2027: from 1 October 2026) and updated on 1 April, in some years on 1 January.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import PurePath

from index.code_set import Release

SYSTEM = "ICD-10-CM"
_MONTHS = {"jan": 1, "apr": 4, "oct": 10}
_MONTH = r"(?<![a-z])(jan|apr|oct)(?:uary|il|ober)?(?![a-z])"
_DATED = re.compile(_MONTH + r"[-_ .]*(?:0?1(?:st)?[-_ ,.]+)?(20\d\d)(?!\d)", re.IGNORECASE)
_DIGITS = re.compile(r"(?<!\d)(20\d\d)[-_]?(01|04|10)[-_]?01(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)|fy[-_ ]?(\d\d)(?!\d)", re.IGNORECASE)


def release_from(effective: dt.date, until: dt.date | None = None) -> Release:
    """The release in force from `effective`, to the end of that fiscal year unless `until` says otherwise."""
    last = until or dt.date(effective.year + (effective.month >= 10), 9, 30)
    name = f"{effective:%B} {effective.year}" if effective.day == 1 else effective.isoformat()
    return Release(SYSTEM, name, effective, last)


def fiscal_year(date: dt.date) -> int:
    return date.year + (date.month >= 10)


def only_year(names: Sequence[str]) -> bool:
    """True when no name states a month, so that the October release is taken though an update may be meant."""
    last = [PurePath(n).name for n in names]
    return not any(re.search(_MONTH, n, re.IGNORECASE) or _DIGITS.search(n) for n in last)


def stated_release(names: Sequence[str]) -> Release | None:
    """The release that names state, the file's own first, or None.

    'icd10c-tabular-April-1-2026.xml' says all. A bare year is a fiscal year: 'icd10cm_order_2025.txt' is in force from
    October 2024, unless it came in a zip named '2025-…-april.zip'.
    """
    last = [PurePath(n).name for n in reversed(names)]
    for name in last:
        if m := _DATED.search(name):
            return release_from(dt.date(int(m[2]), _MONTHS[m[1].lower()], 1))
        if m := _DIGITS.search(name):
            return release_from(dt.date(int(m[1]), int(m[2]), 1))
    year = next((int(m[1] or f"20{m[2]}") for n in last if (m := _YEAR.search(n))), None)
    if year is None:
        return None
    month = next((_MONTHS[m[1].lower()] for n in last if (m := re.search(_MONTH, n, re.IGNORECASE))), 10)
    return release_from(dt.date(year - (month == 10), month, 1))
