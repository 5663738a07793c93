"""The plainest of several codes that fit about as well."""

from __future__ import annotations

from index.search import CodeHit
from rag.plainest import plainest_first


def test_a_narrower_code_needs_its_words() -> None:
    """ "Pneumonia" is J18.9, not the pneumonia of one organism; what scores far less stays behind."""
    hits = [
        CodeHit("J15.0", "Pneumonia due to Klebsiella pneumoniae", 9.0),
        CodeHit("J18.9", "Pneumonia, unspecified organism", 8.5),
        CodeHit("J12.9", "Viral pneumonia, unspecified", 3.0),
    ]
    assert [h.code for h in plainest_first(hits, "pneumonia")] == ["J18.9", "J15.0", "J12.9"]
    sure = [CodeHit("J15.0", hits[0].descriptor, 12.0), *hits[1:]]
    assert plainest_first(sure, "klebsiella pneumonia")[0].code == "J15.0"
    assert plainest_first([], "pneumonia") == []
