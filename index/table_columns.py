"""Which column of the Table of Neoplasms or of Drugs and Chemicals the words of a question ask for."""

from __future__ import annotations

import re

# A head of the official table is known by a word of it; the name is how coders say it.
ACCIDENTAL, SELF_HARM, ASSAULT, UNDETERMINED, ADVERSE, UNDERDOSING = (
    "poisoning, accidental",
    "poisoning, intentional self-harm",
    "poisoning, assault",
    "poisoning, undetermined",
    "adverse effect",
    "underdosing",
)
PRIMARY, SECONDARY, IN_SITU, BENIGN, UNCERTAIN, UNSPECIFIED = (
    "malignant primary",
    "malignant secondary",
    "in situ",
    "benign",
    "uncertain behavior",
    "unspecified behavior",
)
_NAMES = {
    "accidental": ACCIDENTAL,
    "self-harm": SELF_HARM,
    "assault": ASSAULT,
    "undetermined": UNDETERMINED,
    "adverse": ADVERSE,
    "underdosing": UNDERDOSING,
    "primary": PRIMARY,
    "secondary": SECONDARY,
    "situ": IN_SITU,
    "benign": BENIGN,
    "uncertain": UNCERTAIN,
    "unspecified": UNSPECIFIED,
}
# Read in this order. Intent that is not stated is accidental; undetermined is only for a record that says it cannot be
# determined (I.C.19.e.5.b).
_DRUG_WORDS = (
    (
        UNDERDOSING,
        r"under-?dos|stopped (?:taking|using)|(?:not|never|hasn'?t been|isn'?t|wasn'?t) (?:been )?taking|ran out of"
        r"|(?:missed|missing|skip\w*) (?:\w+ ){0,3}(?:doses?|pills?|tablets?|medication)|skip(?:s|ped|ping) (?:\w+ )?\w+"
        r"|less (?:\w+ ){0,3}than (?:\w+ )?(?:prescribed|instructed|directed)|half (?:the|his|her|their|of) "
        r"|non-?complian|non-?adheren|can(?:no|')t afford|could(?: not|n'?t) afford|discontinued on (?:his|her|their) own",
    ),
    (
        SELF_HARM,
        r"suicid|self[- ]?harm|self[- ]?poison|(?<!un)(?<!not )(?<!non)(?<!non-)intentional|on purpose|deliberate"
        r"|(?:kill|harm|hurt) (?:him|her|them)sel",
    ),
    (
        ASSAULT,
        r"assault|homicid|murder|spiked|poisoned by (?!mistake|accident|error)(?:\w+ ){0,2}(?:husband|wife|partner|person)"
        r"|drugged by|given (?:\w+ ){0,4}to harm",
    ),
    (
        UNDETERMINED,
        r"undetermined|intent (?:\w+ ){0,2}can(?:no|')t be determined|can(?:no|')t (?:be )?determined?"
        r"|could not be determined",
    ),
    (
        ADVERSE,
        r"adverse|side[- ]effect|(?:correctly|properly) (?:prescribed|taken|given|administered)"
        r"|taken (?:as|exactly as|correctly|properly)|as (?:prescribed|directed)|allergic reaction|drug reaction"
        r"|due to (?:the )?(?:properly|correctly)|(?:drug|medication|therapy)[- ]induced|toxicity (?:at|with) (?:a )?(?:therapeutic|prescribed)",
    ),
    (
        ACCIDENTAL,
        r"overdos|\bod(?:'?d|ed)? on\b|poison|accident|unintentional|by mistake|by error|in error|too (?:much|many)|wrong (?:drug|dose|medic|pill)"
        r"|double[d]? (?:the |his |her )?dose|extra dose|swallow|ingest|inhal(?:ed|ation of)|took (?:someone|another)|exposure",
    ),
)
_METASTASIS = r"\bmets?\b|metasta(?:sis|ses|s?i[sz]ed)|\bspread|\bsecondary\b|secondaries"
NEOPLASM = re.compile(
    r"\bneopl|\bcanc[er]|carc\w{2,6}a\b|\bmalig|\btumou?rs?\b|metasta|\bmets?\b|in[- ]situ|\bca\b|sarcoma"
    r"|\bdcis\b|\blcis\b|adenoma|blastoma|glioma",
    re.IGNORECASE,
)
# "colon CA now liver mets": the primary ends at its own word
_PRIMARY_THEN_METS = re.compile(
    r"\b(cancer|ca|\w*carcinoma)\s+(?!metasta|mets|spread|of|in|to|with|and)(?=.*\b(?:mets|metastas[ei]s)\b)",
    re.IGNORECASE,
)
_JOINS = re.compile(r"\b(due to|with|and|from|to|involving)\b|[,;.?]", re.IGNORECASE)


def column_name(head: str) -> str:
    """'Poisoning Accidental (unintentional)' -> 'poisoning, accidental'; an unknown head as printed."""
    low = head.lower()
    return next((name for word, name in _NAMES.items() if word in low), head)


def drug_column(text: str) -> str | None:
    """The column of the Table of Drugs that the words ask for, or None when they say no circumstance."""
    low = text.lower().replace("’", "'")
    found = [name for name, words in _DRUG_WORDS if re.search(words, low)]
    if len(found) > 1 and re.search(r"\b(?:or|vs|versus)\b", low):  # "poisoning or adverse effect?"
        return None
    return found[0] if found else None


def neoplasm_parts(text: str) -> list[tuple[str, str | None]]:
    """(part of the text, column it asks for), in order: 'breast cancer metastatic to bone' is primary, then secondary.

    None where the words leave the behavior open, as 'metastatic lung cancer' does.
    """
    found: list[tuple[str, str | None]] = []
    pieces = _JOINS.split(_PRIMARY_THEN_METS.sub(r"\1, ", text))
    spread = bool(re.search(_METASTASIS + "|metasta", text, re.IGNORECASE))
    before: str | None = None
    for i in range(0, len(pieces), 2):
        join = (pieces[i - 1] or "").lower() if i else ""
        part, following = pieces[i], (pieces[i + 1] or "").lower() if i + 1 < len(pieces) else ""
        column = _of_part(part.lower(), join, following, spread)
        if column is None and join == "and" and not NEOPLASM.search(part):
            column = before  # "mets to liver and lung"
        found.append((part, column))
        before = column
    return found


def _of_part(part: str, join: str, following: str, spread: bool) -> str | None:
    if re.search(r"in[- ]situ|\bdcis\b|\blcis\b|intraepithelial", part):
        return IN_SITU
    if spread and join == "from" and not re.search(_METASTASIS, part):
        return PRIMARY
    if (spread and join in ("to", "involving")) or (
        re.search(_METASTASIS, part) and following not in ("to", "involving")
    ):
        return SECONDARY
    if re.search(r"benign|fibroadenoma|\badenoma", part):
        return BENIGN
    if re.search(r"uncertain", part):
        return UNCERTAIN
    if re.search(r"unspecified behav|neoplasm nos|nature unspecified", part):
        return UNSPECIFIED
    if "metasta" in part and following not in ("to", "involving") and "primary" not in part:
        return None
    if re.search(r"\bcanc[er]|carc\w{2,6}a\b|\bmalig|\bca\b|sarcoma|blastoma|primary", part):
        return PRIMARY
    return UNSPECIFIED if re.search(r"neoplas|\btumou?r", part) else None
