"""How much of what a code's texts say stands in some words: idf-weighted, after the words of the release itself."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

from index.code_set import CodeSet
from index.terms import Terms

# words of descriptors that claim nothing a note would have to say
PLAIN = frozenset(
    """unspecified specified other others not elsewhere classified classifiable disease diseases disorder disorders type
    with without and or of the in to by due for on at nos nec part parts site sites organism status encounter initial
    complication complications uncomplicated primary essential closed routine healing mellitus condition
    conditions adult female male age related current acquired general body region subsequent sequela unilateral
    completed grams weeks as an a cause""".split()  # noqa: SIM905 - read as prose
)
SIDES = frozenset(["right", "left", "bilater", "unilater", "both"])  # as stems
# words of organs that descriptors and notes use for one another
_ALIKE = (
    ("colon", "large intestine"), ("renal", "kidney"), ("kidney", "renal"), ("hepatic", "liver"), ("cardiac", "heart"),
    ("pulmonary", "lung"), ("gastric", "stomach"), ("cerebral", "brain"), ("femoral", "femur"), ("femur", "femoral"),
    ("cutaneous", "skin"), ("cancer", "malignant neoplasm"), ("adenocarcinoma", "malignant neoplasm"), ("tumor", "neoplasm"),
    ("adenoma", "benign neoplasm"), ("metasta", "secondary malignant neoplasm"), ("melanoma", "malignant neoplasm"), ("carcinoma", "malignant neoplasm"), ("smoker", "nicotine tobacco"), ("overdose", "poisoning"), ("overdosed", "poisoning"), ("arthritis", "arthropathic arthropathy"),
    ("psoriatic", "psoriasis"), ("seropositive", "rheumatoid factor"), ("multiple joints", "multiple sites"), ("cheek", "face"), ("chin ", "face"), ("forehead", "face"), ("temple", "face"), ("jawline", "face"), ("forearm", "upper limb arm"),
    ("upper arm", "upper limb"), ("shin", "lower limb leg"), ("calf", "lower limb leg"), ("thigh", "lower limb leg"), ("knee", "lower limb leg"), ("abdomen", "trunk"), ("abdominal wall", "trunk"),
    ("chest wall", "trunk"), ("buttock", "trunk"), (" back", "trunk"), ("flank", "trunk"), ("groin", "trunk"), ("heel", "foot"), ("toe", "foot"), ("sole", "foot"), ("palm", "hand"), ("knuckle", "hand"), ("hypoxic", "hypoxia"), ("hypoxemic", "hypoxia"), ("hypercapnic", "hypercapnia"), ("hypercarbic", "hypercapnia"),
    ("hemipares", "hemiplegia"), ("calcul", "calculus calculous stone"), ("stone", "calculus calculous"), ("embolic", "embolism"), ("thrombotic", "thrombosis"), ("ischemic stroke", "cerebral infarction"),
)  # fmt: skip
ENOUGH = 0.85  # share of a text from which one that says more words is the better one
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\bwithout\b.*")
_SYNONYM = re.compile(r"\[([^\]]{3,})\]")
_PLURAL = re.compile(r"(?<=[a-z]{4})oses\b")  # keratoses, stenoses
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?[a-z]?")


class Coverage:
    """Words and their weights in one release."""

    def __init__(self, code_set: CodeSet, terms: Terms) -> None:
        self._code_set, self._terms = code_set, terms
        self._stem = Stemmer.Stemmer("english")
        counts: Counter[str] = Counter()
        for code in code_set.codes.values():
            counts.update(set(self.stems(code.descriptor)))
        total = len(code_set.codes)
        self._idf = {w: math.log(1 + total / n) for w, n in counts.items()}
        self._rare = math.log(1 + total)
        self.texts = lru_cache(maxsize=4096)(self._texts)
        self.claims = lru_cache(maxsize=8192)(self.content)  # of texts of the release only: a note's words are not kept

    def stems(self, text: str) -> list[str]:
        return list(self._stem.stemWords(_WORD.findall(_PLURAL.sub("osis", text.lower()))))

    def words(self, text: str) -> frozenset[str]:
        """Stems of a text as written, with its abbreviations spelled out, and in clinical words."""
        said = self.spelled(text)
        return frozenset(self.stems(" ".join([said, *(other for word, other in _ALIKE if word in said)])))

    def spelled(self, text: str) -> str:
        """The text as written, with its abbreviations spelled out, and in clinical words; lower case."""
        return f"{text} {self._terms.expand(text)} {self._terms.clinical(text)}".lower()

    def content(self, text: str) -> frozenset[str]:
        """Stems of a code's text that claim something; brackets are optional (I.A.7), "without" adds nothing."""
        bare = _ASIDE.sub(" ", text)
        told = frozenset(self._stem.stemWords([w for w in _WORD.findall(bare.lower()) if w not in PLAIN]))
        return told or frozenset(self.stems(bare))

    def _texts(self, code: str) -> tuple[frozenset[str], ...]:
        entry = self._code_set.find(self._code_set.stem(code) or code)
        if entry is None:
            return ()
        synonyms = [m[1] for m in _SYNONYM.finditer(entry.descriptor)]  # "[E. coli]": another wording (I.A.7)
        return tuple(self.content(t) for t in dict.fromkeys((entry.descriptor, *entry.inclusion_terms, *synonyms)))

    def weight(self, stems: Iterable[str]) -> float:
        return sum(self._idf.get(s, self._rare) for s in stems)

    def of(self, words: frozenset[str], text: frozenset[str]) -> float:
        """The share of a text's weight that stands in the words, 0..1."""
        whole = self.weight(text)
        return self.weight(text & words) / whole if whole else 0.0

    def balance(self, words: frozenset[str], text: frozenset[str]) -> float:
        """The weight of the text that stands in the words, less the weight that does not."""
        return self.weight(text & words) - self.weight(text - words)

    def best_text(self, words: frozenset[str], code: str, found_by: str) -> frozenset[str]:
        """The text of the code, or the wording that found it, of which the words say most."""
        best, first = frozenset[str](), (-1.0, -1.0)
        for text in (*self.texts(code), *([self.claims(found_by)] if found_by else [])):
            whole, met = self.weight(text), self.weight(text & words)
            fit = (min(met / whole if whole else 0.0, ENOUGH), met)
            if fit > first:
                best, first = text, fit
        return best

    def of_sides(self, words: frozenset[str], text: frozenset[str]) -> float:
        """`of`, sides left out."""
        return self.of(words, text - SIDES or text)

    def of_code(self, words: frozenset[str], code: str) -> float:
        """The best of the code's texts, sides left out."""
        return max((self.of_sides(words, t) for t in self.texts(code)), default=0.0)
