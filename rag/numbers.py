"""Codes that a number decides: body mass index (Z68.-), weeks of gestation (Z3A.-)."""

from __future__ import annotations

import re

from index.code_set import CodeSet

_ENDS = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?)| or (greater|less))")


def bmi_code(code_set: CodeSet, bmi: float) -> str:
    """The adult code whose range holds the index; '' where the release has none."""
    for code in code_set.billable_below("Z68"):
        descriptor = code_set.descriptor(code)
        m = _ENDS.search(descriptor)
        if not m or "adult" not in descriptor:
            continue
        low = 0.0 if m[3] == "less" else float(m[1])
        high = float(m[2]) if m[2] else float(m[1]) if m[3] == "less" else 1_000.0
        if low <= round(bmi, 1) <= high + 0.05:
            return code
    return ""


def gestation_code(code_set: CodeSet, weeks: int) -> str:
    """The code of the completed weeks (I.C.21.c.11); '' where the release has none."""
    wanted = f"Z3A.{weeks:02d}"
    return wanted if code_set.find(wanted) else ""
