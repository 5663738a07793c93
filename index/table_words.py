"""How titles of the Table of Neoplasms and of the Table of Drugs, and questions about them, are read as words."""

from __future__ import annotations

from index.spelling import words

_FILLER = "nec nos a an the of in to for with by and or on at from any is was due as it be her his column table code"
_GENERIC = (
    "drug medicine medication medicament agent substance chemical poison poisoning effect gas "
    "metastatic malignant disseminated primary unknown lesion overlapping cell carcinoma squamous basal "
    "gland lobe region site tissue wall"
)
_SALTS = (
    "tartrate hydrochloride hcl sulfate sulphate sodium potassium succinate maleate acetate phosphate chloride citrate "
    "calcium bromide mesylate besylate fumarate gluconate magnesium"
)
_SITES = (
    "pancreatic pancreas, hepatic liver, pulmonary lung, cervical cervix, ovarian ovary, colonic colon, rectal rectum, "
    "prostatic prostate, testicular testis, bony bone, osseous bone, esophageal esophagus, laryngeal larynx, "
    "endometrial endometrium, bronchial bronchus, splenic spleen, urethral urethra, ureteral ureter, "
    "appendiceal appendix, cecal cecum, duodenal duodenum, jejunal jejunum, ileal ileum, anal anus, penile penis, "
    "vulvar vulva, vaginal vagina, tonsillar tonsil, leptomeningeal meninges, cerebral brain, "
    "peritoneal peritoneum, pleural pleura, node gland"
)
FILLER = frozenset(_FILLER.split())
GENERIC = frozenset(_GENERIC.split())  # words that name a row only when nothing else does
SALTS = frozenset(_SALTS.split())
SITES = {p.split()[0]: p.split()[1] for p in _SITES.split(",")}  # the table has the noun


def plain_words(text: str) -> list[str]:
    """Words without filler, the plural taken off."""
    return [_single(w) for w in words(text.replace("-", " ")) if w not in FILLER]


def _single(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] == "s" and word[-2] not in "sui" else word


def readings(title: str) -> tuple[frozenset[str], ...]:
    """'uterus, uteri, uterine' is read as any one of the three; each reading is a set of words."""
    found = dict.fromkeys(frozenset(plain_words(part)) for part in title.split(","))
    return tuple(r for r in found if r)
