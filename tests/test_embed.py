"""Text to vector: unit length, one shape, spelling variants alike, no torch for the term embedder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embed import TermEmbedder
from index.passage import IndexUnavailable


@pytest.fixture(scope="module")
def embedder() -> TermEmbedder:
    return TermEmbedder()


def test_vectors_have_the_stated_shape_and_length_one(embedder: TermEmbedder) -> None:
    """(n, dim) float32, each row of length one."""
    vectors = embedder.encode(["hypertension", "acute otitis media, left ear"])
    assert vectors.shape == (2, embedder.dim) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_a_text_without_a_known_token_is_the_zero_vector(embedder: TermEmbedder) -> None:
    """Empty and punctuation-only texts do not fail and match nothing; no text gives no row."""
    assert not embedder.encode(["", "--"]).any()
    assert embedder.encode([]).shape == (0, embedder.dim)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder: TermEmbedder) -> None:
    """Batching changes nothing."""
    texts = [f"fracture of rib {i}" for i in range(5000)]
    assert np.allclose(embedder.encode(texts)[4321], embedder.encode([texts[4321]])[0], atol=1e-6)


@pytest.mark.parametrize(("one", "other"), [("haemolytic anaemia", "hemolytic anemia"), ("Sjögren's", "SJOGREN")])
def test_british_spelling_accents_and_case_are_forgiven(embedder: TermEmbedder, one: str, other: str) -> None:
    """Both spellings are one text."""
    first, second = embedder.encode([one, other])
    assert np.allclose(first, second)


def test_synonyms_lie_nearer_than_strangers(embedder: TermEmbedder) -> None:
    """What the Alphabetic Index teaches: renal is kidney."""
    renal, kidney, rib = embedder.encode(["renal failure", "kidney failure", "rib fracture"])
    assert renal @ kidney > 0.8 > 0.3 > renal @ rib


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    """A missing file is an IndexUnavailable that names the command."""
    with pytest.raises(IndexUnavailable, match=r"index\.train"):
        TermEmbedder(tmp_path)


def test_the_term_embedder_loads_without_torch() -> None:
    """torch costs seconds and memory; only the passage embedder may import it."""
    code = (
        "import sys; from index.embed import TermEmbedder; TermEmbedder().encode(['x']); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
