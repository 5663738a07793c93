"""How an expected code is written in a case, and whether a code given meets it: "A|B" either, "Z85.-" any below."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.patterns import find_patterns

_ICD = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?\.?-{0,2}(?:\s*-\s*[A-Z]\d[0-9A-Z].*)?$")
_HCPCS = re.compile(r"[A-Z]\d{4}$")


def alternatives(written: str) -> tuple[str, ...]:
    """'J44.0|J44.1' -> ('J44.0', 'J44.1')."""
    return tuple(w.strip() for w in written.split("|") if w.strip())


def is_code(option: str) -> bool:
    """True for an ICD-10-CM code, family or range; False for CPT/HCPCS numbers and modifiers."""
    return bool(_ICD.match(option)) and not _HCPCS.match(option)


def ranges(option: str) -> tuple[str, ...]:
    """The codes at which an option starts: 'C00-C14' -> ('C00',)."""
    return tuple(p.first for p in find_patterns(option))


def meets(code: str, expected: str) -> bool:
    """True when `code` is one of the alternatives, or lies in a family or range among them."""
    return any(_meets(code, option) for option in alternatives(expected))


def _meets(code: str, option: str) -> bool:
    if is_code(option):
        return any(p.matches(code) for p in find_patterns(option))
    if m := re.fullmatch(r"(\d{5})-(\d{5})", option):
        return code.isdigit() and m[1] <= code <= m[2]
    return code == option


def meets_any(code: str, expected: Iterable[str]) -> bool:
    return any(meets(code, e) for e in expected)
