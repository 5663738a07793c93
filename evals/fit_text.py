"""Fits a text classifier (rag/text_classes.py): logistic regression over the vector of a text and its most telling words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from index.embed import Vectors
from rag.text_classes import OF_VECTOR, TextClasses, short, words

T = TypeVar("T", bound=TextClasses)
RARE, KNOWN = 2, 12_000  # words in fewer texts are left out; the most telling ones of the others are kept
FIRM = 3.0  # inverse strength of the penalty


def fit(kind: type[T], texts: Sequence[str], classes: Sequence[int], vectors: Vectors, weight: Sequence[float]) -> T:
    """The classifier of `kind`; `vectors` (n, dim) are those of the texts, `weight` (n,) what each counts."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_selection import chi2
    from sklearn.linear_model import LogisticRegression

    said = [words(short(text)) for text in texts]
    kinds = np.array(classes)
    spread = Counter(w for found in said for w in found)
    known = tuple(sorted(w for w, n in spread.items() if n >= RARE))
    rarity = np.array([np.log((1 + len(texts)) / (1 + spread[w])) + 1 for w in known], np.float32)

    def matrix(reader: T) -> csr_matrix:
        rows = [reader.features(text) for text in texts]
        at = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
        places, values = [p for r in rows for p in r], [v for r in rows for v in r.values()]
        return csr_matrix((values, (at, places)), (len(rows), len(reader.known)))

    empty = np.zeros((len(known) + vectors.shape[1], max(classes) + 1), np.float32)
    whole = kind(known, rarity, empty, np.zeros(max(classes) + 1, np.float32))
    telling = np.sort(np.argsort(-np.nan_to_num(chi2(matrix(whole), kinds)[0]))[:KNOWN])
    kept = kind(tuple(known[n] for n in telling), rarity[telling], empty, whole.bias)
    model = LogisticRegression(C=FIRM, max_iter=3_000)
    model.fit(hstack([matrix(kept), csr_matrix(OF_VECTOR * vectors)]).tocsr(), kinds, sample_weight=weight)
    return kind(kept.known, kept.rarity, model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))
