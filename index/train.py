"""Trains the term embedder from official material: `python -m index.train --data FOLDER [--out index/weights]`.

One vector a token (whole clinical words first), a text is the mean of its tokens. Trained contrastively (van den Oord 2018,
InfoNCE both ways, neighbours in code order as hard negatives) from a start given by all-MiniLM-L6-v2. Seeded: the same files
give the same table on the same machine.
"""

from __future__ import annotations

import argparse
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from index.embed import UNKNOWN, WEIGHTS, PassageEmbedder, Vectors, term_tokenizer
from index.training_pairs import Pair, official_pairs

_PIECE = re.compile(r"(##)?[a-z0-9]+")


@dataclass(frozen=True)
class Recipe:
    """What the run depends on besides the files."""

    dim: int = 256
    epochs: int = 14
    batch: int = 2048
    neighbours: int = 32
    rate: float = 0.01
    scale: float = 25.0
    drop: float = 0.15
    split: float = 0.15
    general_words: int = 8000
    seed: int = 2026


class TokenTable(nn.Module):
    """vector(token) = weight * (start @ map + own); a text is the sum of its tokens, then length one."""

    def __init__(self, start: Vectors, weights: Vectors, dim: int) -> None:
        super().__init__()
        self.start = nn.Parameter(torch.from_numpy(start), requires_grad=False)
        basis = torch.linalg.svd(self.start * torch.from_numpy(weights)[:, None], full_matrices=False)[2]
        self.map = nn.Parameter(basis[:dim].T.contiguous())
        self.own = nn.Parameter(torch.zeros(len(start), dim))
        self.log_weight = nn.Parameter(torch.log(torch.from_numpy(weights)))

    def forward(self, ids: Tensor, offsets: Tensor, keep: Tensor) -> Tensor:
        """(texts, dim) unit vectors; `keep` zeroes the tokens left out."""
        weight = torch.exp(self.log_weight[ids]) * keep
        pooled = functional.embedding_bag(ids, self.start, offsets, mode="sum", per_sample_weights=weight) @ self.map
        pooled = pooled + functional.embedding_bag(ids, self.own, offsets, mode="sum", per_sample_weights=weight)
        return functional.normalize(pooled, dim=1)

    def rows(self) -> Vectors:
        """(vocabulary, dim) float32."""
        with torch.no_grad():
            table = torch.exp(self.log_weight)[:, None] * (self.start @ self.map + self.own)
        return np.asarray(table.numpy(), dtype=np.float32)


def vocabulary_of(texts: Iterable[str], general: Sequence[str], general_words: int) -> tuple[list[str], Counter[str]]:
    """Every word of the official texts, then word pieces and the commonest general words; and the counts of the first."""
    tokenizer = term_tokenizer([UNKNOWN])
    counts: Counter[str] = Counter()
    for text in texts:
        words = tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text))
        counts.update(word for word, _ in words)
    known = [token for token in general if _PIECE.fullmatch(token)]
    pieces = [t for t in known if t.startswith("##") or len(t) == 1]
    common = [t for t in known if t.isalpha() and len(t) > 2][:general_words]
    tokens = dict.fromkeys([*(w for w, _ in counts.most_common()), *pieces, *common])
    return [UNKNOWN, *tokens], counts


def starting_point(vocabulary: Sequence[str], counts: Counter[str]) -> tuple[Vectors, Vectors]:
    """MiniLM's vector of each token by itself, (n, 384), and a weight that falls with frequency, (n,)."""
    start = PassageEmbedder().encode([token.removeprefix("##") for token in vocabulary])
    frequency = np.array([counts[token] for token in vocabulary], np.float32) / max(sum(counts.values()), 1)
    weights = 1e-3 / (1e-3 + frequency)  # Arora 2017
    return start - start.mean(axis=0), weights.astype(np.float32)


@dataclass(frozen=True)
class Bags:
    """Token ids of many texts, flat, with the offset of each."""

    ids: NDArray[np.int64]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str], vocabulary: Sequence[str], general: Iterable[str]) -> Bags:
        """Each text by whole words, and then each again by general pieces only: how a word never seen will be read."""
        pieces = set(general)
        coarse = [t if t in pieces else f"[{i}]" for i, t in enumerate(vocabulary)]
        tokenizers = term_tokenizer(vocabulary), term_tokenizer([UNKNOWN, *coarse[1:]])
        encoded = [item for t in tokenizers for item in t.encode_batch(list(texts), add_special_tokens=False)]
        rows = [item.ids or [0] for item in encoded]
        return cls(np.concatenate(rows).astype(np.int64), np.cumsum([0, *map(len, rows)]).astype(np.int64))

    def take(
        self, chosen: NDArray[np.int64], drop: float, random: np.random.Generator
    ) -> tuple[Tensor, Tensor, Tensor]:
        """ids, offsets and keep-mask of the chosen texts; a share `drop` of the tokens is masked, never a whole text."""
        lengths = self.offsets[chosen + 1] - self.offsets[chosen]
        offsets = np.cumsum(lengths) - lengths
        flat = np.arange(lengths.sum()) - np.repeat(offsets - self.offsets[chosen], lengths)
        keep = (random.random(len(flat)) >= drop).astype(np.float32)
        keep[offsets[np.add.reduceat(keep, offsets) == 0]] = 1.0
        return torch.from_numpy(self.ids[flat]), torch.from_numpy(offsets), torch.from_numpy(keep)


class Batches:
    """Shuffled runs of neighbours in code order, a random wording and a random target of each pair."""

    def __init__(self, pairs: Sequence[Pair], recipe: Recipe) -> None:
        self.recipe, self.random = recipe, np.random.default_rng(recipe.seed)
        self.pairs = sorted(pairs, key=lambda p: p.code)
        texts = dict.fromkeys(t for p in self.pairs for t in (*p.queries, *p.targets))
        self.texts = list(texts)
        place = {text: i for i, text in enumerate(self.texts)}
        self._queries = [[place[q] for q in p.queries] for p in self.pairs]
        self._targets = [[place[t] for t in p.targets] for p in self.pairs]
        codes = [p.code.replace(".", "") or f"\x01{i}" for i, p in enumerate(self.pairs)]
        self._codes = np.array([[ord(c) for c in code[:8].ljust(8, "\0")] for code in codes], np.uint8)

    def __len__(self) -> int:
        return len(self.pairs) // self.recipe.batch

    def epoch(self) -> Iterable[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]]:
        """Places of queries and targets, (batch,), and which pairs mean the same, (batch, batch)."""
        size, shift = self.recipe.neighbours, int(self.random.integers(self.recipe.neighbours))
        runs = np.roll(np.arange(len(self.pairs)), shift)[: len(self.pairs) // size * size].reshape(-1, size)
        order = self.random.permutation(runs).reshape(-1)
        for start in range(0, len(self) * self.recipe.batch, self.recipe.batch):
            rows = order[start : start + self.recipe.batch]
            chance = self.random.random((2, len(rows)))
            queries = _drawn(self._queries, rows, chance[0])
            queries[self.random.random(len(rows)) < self.recipe.split] += len(self.texts)
            targets = _drawn(self._targets, rows, chance[1])
            codes = self._codes[rows]
            same = (codes[:, None] == codes[None]) | (codes[:, None] == 0) | (codes[None] == 0)
            yield queries, targets, same.all(axis=2)


def _drawn(choices: list[list[int]], rows: NDArray[np.int64], chance: NDArray[np.float64]) -> NDArray[np.int64]:
    """One of the choices of each row."""
    return np.array([choices[r][int(c * len(choices[r]))] for r, c in zip(rows, chance, strict=True)])


def train(batches: Batches, table: TokenTable, bags: Bags, recipe: Recipe) -> list[float]:
    """Fits the table in place; the mean loss of each epoch."""
    optimizer = torch.optim.Adam([p for p in table.parameters() if p.requires_grad], lr=recipe.rate)
    steps = recipe.epochs * len(batches)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps + 1, pct_start=0.1)
    losses = []
    with tqdm(total=steps, unit="batch") as bar:
        for _ in range(recipe.epochs):
            total = 0.0
            for queries, targets, same in batches.epoch():
                asked = table(*bags.take(queries, recipe.drop, batches.random))
                meant = table(*bags.take(targets, 0.0, batches.random))
                loss = contrast(asked @ meant.T * recipe.scale, torch.from_numpy(same))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
                total += loss.item()
                bar.update()
            losses.append(total / max(len(batches), 1))
            bar.set_postfix(loss=f"{losses[-1]:.3f}")
    return losses


def contrast(scores: Tensor, same: Tensor) -> Tensor:
    """InfoNCE both ways over (n, n) scores; pairs that mean the same are no negatives of each other."""
    size = len(scores)
    scores = scores.masked_fill(same & ~torch.eye(size, dtype=torch.bool), -1e4)
    own = torch.arange(size)
    return (functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)) / 2


def save(vocabulary: Sequence[str], rows: Vectors, folder: Path) -> None:
    """int8 rows with one scale each and a version, which the index asks for; the vocabulary, one token a line."""
    folder.mkdir(parents=True, exist_ok=True)
    scale = np.abs(rows).max(axis=1) / 127
    scale[scale == 0] = 1.0
    whole = np.round(rows / scale[:, None]).astype(np.int8)
    version = f"{zlib.crc32(whole.tobytes()):08x}"
    np.savez(folder / "table.npz", rows=whole, scale=scale.astype(np.float32), version=version)
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")


def main() -> None:
    """Reads the files, trains, writes the weights and prints a report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the official index files")
    parser.add_argument("--terms", type=Path, default=Path("guidelines/terms"), help="folder of our own term lists")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    options = parser.parse_args()
    recipe, began = Recipe(epochs=options.epochs), time.monotonic()
    torch.manual_seed(recipe.seed)
    batches = Batches(official_pairs(options.data, options.terms), recipe)
    general = PassageEmbedder().vocabulary()
    vocabulary, counts = vocabulary_of(batches.texts, general, recipe.general_words)
    print(f"{len(batches.pairs):,} pairs, {len(batches.texts):,} texts, {len(vocabulary):,} tokens")
    table = TokenTable(*starting_point(vocabulary, counts), recipe.dim)
    losses = train(batches, table, Bags.of(batches.texts, vocabulary, general), recipe)
    save(vocabulary, table.rows(), options.out)
    print(f"loss by epoch: {', '.join(f'{x:.3f}' for x in losses)}; {time.monotonic() - began:.0f} s -> {options.out}")


if __name__ == "__main__":
    main()
