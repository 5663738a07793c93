"""Passages near a question: dense, lexical and exact rankings, fused."""

from __future__ import annotations

import numpy as np

from index.search import Index

ASKED = ["probable pneumonia in the office", "uncertain diagnosis outpatient"]


def test_each_wording_gives_a_dense_and_a_lexical_ranking_and_codes_one_more(index: Index) -> None:
    """Ids of passages, each once in a ranking; the vectors of the wordings come along, of length one."""
    near, with_code = index.near(ASKED), index.near(ASKED, ["I21.4"])
    assert (len(near.rankings), len(with_code.rankings)) == (4, 5)
    assert all(len(r) == len(set(r)) for r in near.rankings)
    assert near.vectors.shape == (2, 384) and np.allclose(np.linalg.norm(near.vectors, axis=1), 1.0, atol=1e-4)


def test_similarity_is_the_cosine_of_the_best_view_in_any_wording(index: Index) -> None:
    """A passage asked for in the words of one of its views has a cosine of one."""
    passage = index.entries["IV.H"].passage
    near = index.near(["fracture of the wrist", passage.views[1]])
    assert near.similarity["IV.H"] > 0.98
    assert near.rankings[1][0] == "IV.H"
    assert all(cosine <= 1.001 for cosine in near.similarity.values())


def test_a_dense_ranking_is_best_first(index: Index) -> None:
    """By the cosine of the best view of each passage."""
    near = index.near(ASKED[:1])
    cosines = [near.similarity[i] for i in near.rankings[0]]
    assert cosines == sorted(cosines, reverse=True)


def test_search_is_what_is_near_fused(index: Index) -> None:
    """k hits at most, places from one on, scores falling."""
    hits = index.search(ASKED, 7)
    assert hits == index.fused(index.near(ASKED), 7)
    assert [h.rank for h in hits] == [1, 2, 3, 4, 5, 6, 7]
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert "IV.H" in [h.passage.id for h in hits]


def test_a_further_ranking_lifts_what_it_names_and_unknown_ids_are_left_out(index: Index) -> None:
    """`others` count like the rankings of `near`; a passage that only they name is found as well."""
    near = index.near(ASKED)
    plain = [h.passage.id for h in index.fused(near, 20)]
    last = plain[-1]
    lifted = [h.passage.id for h in index.fused(near, 20, ([last, "no.such.rule"], [last]))]
    assert lifted.index(last) < 5 and "no.such.rule" not in lifted
    unnamed = next(i for i in index.entries if not any(i in r for r in near.rankings))
    assert unnamed in [h.passage.id for h in index.fused(near, len(index.entries), ([unnamed],))]


def test_entries_that_name_a_code_are_found_by_it(index: Index) -> None:
    """The narrowest pattern first, whatever the words."""
    near = index.near(["what about this one"], ["I21.4"])
    first = index.entries[near.rankings[-1][0]]
    assert any(p.matches("I21.4") for p in first.patterns)
