"""Whether a note gives a condition as past: a finding that says so in the words of another code, or a year behind it."""

from __future__ import annotations

import re

from rag.reading import Reading
from rag.support import FIRM, Support
from rag.types import Finding

# a current condition, and the codes that say it is past: where the note supports only the second, it is not active
_PAST_FORMS = (
    (re.compile(r"F17"), re.compile(r"Z87\.891")),
    (re.compile(r"I2[12]"), re.compile(r"I25\.2")),
    (re.compile(r"C"), re.compile(r"Z85|Z86\.0")),
    (re.compile(r"I63|I61|G45"), re.compile(r"Z86\.73|I69")),
    (re.compile(r"I26|I82"), re.compile(r"Z86\.71")),
    (re.compile(r"N20"), re.compile(r"Z87\.442")),
    (re.compile(r"K2[5-8]"), re.compile(r"Z87\.11")),
    (re.compile(r"F1"), re.compile(r"F1\d\.\d?[12]1$")),
    (re.compile(r"D12|K63\.5"), re.compile(r"Z86\.01")),
    (re.compile(r"J18|J15"), re.compile(r"Z87\.01")),
)


def past_form(reading: Reading, found: Support) -> Finding | None:
    """A finding that says the condition is past, where none says the code itself as current."""
    speaking = (
        found.findings if found.code[0] == "C" else found.exact
    )  # another site or side of the cancer counts as well
    if any(f.label == "affirmed" and not _dated_past(reading, f) for f in speaking):
        return None
    forms: list[Finding] = []
    for current, past in _PAST_FORMS:
        if current.match(found.code) and not past.match(found.code):
            for f in reading.findings:
                code, score = f.codes[0]
                if f.label in ("affirmed", "historical") and past.match(code) and score >= FIRM:
                    forms.append(f)
    here = [f for f in forms if _same_site(reading, found.code, f.codes[0][0])]
    return max(here, key=lambda f: _shared(reading, found.code, f.codes[0][0]), default=None)


_ACUTE = (
    ("I21", "I25.2"),
    ("I22", "I25.2"),
    ("I63", "Z86.73"),
    ("G45", "Z86.73"),
    ("I26", "Z86.711"),
    ("J18", "Z87.01"),
)


def dated(reading: Reading, found: Support) -> tuple[Finding, str] | None:
    """An acute event that the note dates to an earlier year wherever it names it, and the code of its past."""
    past = next((z for c, z in _ACUTE if found.code.startswith(c)), "")
    kin = [f for f in (*found.exact, *found.kin) if f.label not in ("family", "negated", "hypothetical")]
    if not past or not kin or not all(f.label == "historical" or _dated_past(reading, f) for f in kin):
        return None
    return kin[0], past


def _shared(reading: Reading, code: str, past: str) -> float:
    """Weight of the words that a code and a code of the past have in common."""
    coverage, code_set = reading.coverage, reading.tabular.code_set
    said = coverage.words(code_set.descriptor(code)) & coverage.content(code_set.descriptor(past))
    return coverage.weight(said - _ANY_CANCER)


def _same_site(reading: Reading, code: str, past: str) -> bool:
    """A history of cancer is of the cancer coded when it names its site, or no site at all."""
    unsaid = "unspecified" in reading.tabular.code_set.descriptor(past)
    return code[0] not in "CD" or past[:3] != "Z85" or unsaid or _shared(reading, code, past) > 0


_ANY_CANCER = frozenset(["malign", "neoplasm", "histori", "person", "secondari"])  # as stems
_DATE = re.compile(
    r"\W{0,4}(?:in |on |of )?(?:(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? |\d{1,2}/)(?:\d{1,2}[,/] ?)?)?((?:19|20)\d\d)\b",
    re.I,
)


_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


def _dated_past(reading: Reading, finding: Finding) -> bool:
    """True when a year before that of the visit stands right behind the words ("NSTEMI March 2024")."""
    m = _YEAR.search(finding.text) or _DATE.match(reading.note.text, finding.end)
    return m is not None and int(m[1]) < reading.note.date_of_service.year


_FREE = re.compile(
    r"\b(?:no evidence of (?:disease|recurren\w+|local recurrence|residual)|ned\b|disease[- ]free|cancer[- ]free|no recurrence|without recurrence|never recurred|survivorship|surveillance"
    r"|released from onc\w*|all treatment complete|completed (?:all )?(?:treatment|therapy))",
    re.I,
)
_TREATED = re.compile(
    r"\b(?:s/p|status post|\w+ectomy|resect\w+|excis\w+|rai\b|xrt|radiat\w+|treated|completed|removed)\b", re.I
)
_ACTIVE = re.compile(
    r"\b(?:cycle|chemo\w* today|infusion|adjuvant|on (?:tamoxifen|letrozole|anastrozole|exemestane|adt|lupron|leuprolide|abiraterone|enzalutamide|imatinib|trastuzumab|pembrolizumab|nivolumab)"
    r"|active (?:\w+ )?(?:cancer|disease)|metasta\w+|mets\b|progress(?:ion|ive)|new(?:ly)? diagnos\w+|stage iv|palliative|residual disease seen)\b",
    re.I,
)
_RETURNED = re.compile(r"(?<!no )(?<!of )(?<!without )\brecurr(?:ed|ence|ent)\b(?! is unlikely)", re.I)


def treated_cancer(reading: Reading, found: Support) -> tuple[str, ...]:
    """The history code of a cancer that the note tells of as treated and gone (I.C.2.m); () where treatment goes on."""
    text = reading.note.text
    if not re.match(r"C(?:[0-6]|7[0-5])", found.code) or not found.findings or not _FREE.search(text):
        return ()
    told = [text[f.sentence.start : f.sentence.end] for f in found.findings]
    if _ACTIVE.search(text) or _RETURNED.search(text) or not any(_TREATED.search(t) for t in told):
        return ()
    return (history_of_site(reading, found.code) or "Z85.9",)


def history_of_site(reading: Reading, code: str) -> str:
    """The history code of a cancer's own site; '' where none shares its words."""
    leaves = [c for c in reading.tabular.code_set.billable_below("Z85") if c < "Z85.9"]
    best = max(leaves, key=lambda c: (_shared(reading, code, c), -len(reading.tabular.code_set.descriptor(c))))
    return best if code[0] == "C" and _shared(reading, code, best) > 0 else ""
