"""Trains the scorer that puts found texts in order: `python -m index.train_rerank --data FOLDER [--out index/weights]`.

Queries are phrases of the Alphabetic Index, inclusion terms and table cells whose code is known. Each is asked of an index that
does not hold it, with an embedder trained on the other half of the main terms, so that nothing is scored by what it was
taught. Listwise softmax over codes (Cao 2007), a code counting by its best text.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from index.alphabetic import IndexEntry, read_index
from index.axes import AxisReader, billable_defaults
from index.code_search import CodeSearch
from index.code_set import CodeSet
from index.code_texts import DESCRIPTOR, CodeText, index_texts, tabular_texts
from index.embed import WEIGHTS, PassageEmbedder, TermEmbedder
from index.rerank import FEATURES, Scorer, features
from index.train import Bags, Batches, Recipe, TokenTable, save, starting_point, train, vocabulary_of
from index.training_pairs import Targets, index_pairs, packaged_code_set, phrasings, text_pairs

FOLDS, INDEX_QUERIES, INCLUSION_QUERIES = 2, 2600, 700
HIDDEN, EPOCHS, RATE, DECAY, LISTS = 32, 7, 6e-3, 1e-2, 64


@dataclass(frozen=True)
class List:
    """One query's found texts: features (n, f), the code of each by number, and whether that code is right."""

    rows: NDArray[np.float16]
    codes: NDArray[np.int64]
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Known:
    """A phrase, the code it leads to, and the text that must be left out because it is the phrase."""

    query: str
    code: str
    itself: str


def fold(text: str) -> int:
    """The half that a main term or inclusion term belongs to."""
    return zlib.crc32(text.encode()) % FOLDS


def known_phrases(texts: Sequence[CodeText], entries: Sequence[IndexEntry], half: int) -> list[Known]:
    """Phrases of one half, short paths more often than long ones, external causes left out."""
    chance = random.Random(half)
    kept = [e for e in entries if len(e.path) <= 4 and e.code[0] not in "VWXY" and fold(e.path[0]) == half]
    weights = [(3.0, 2.0, 1.0, 0.4)[len(e.path) - 1] for e in kept]
    chosen = chance.choices(kept, weights, k=INDEX_QUERIES)
    terms = [t for t in texts if t.kind != DESCRIPTOR and fold(t.text) == half and t.code[0] not in "VWXY"]
    found = [Known(phrasings(e)[chance.choice((0, 0, 1))], e.code, e.text) for e in chosen]
    return found + [Known(t.text, t.code, t.text) for t in chance.sample(terms, INCLUSION_QUERIES)]


def held_out_embedder(
    code_set: CodeSet, texts: Sequence[CodeText], entries: Sequence[IndexEntry], half: int
) -> TermEmbedder:
    """An embedder that never saw the phrases of `half`."""
    recipe = Recipe(epochs=4)
    torch.manual_seed(recipe.seed)
    taught = [t for t in texts if t.kind == DESCRIPTOR or fold(t.text) != half]
    targets = Targets(code_set, taught)
    pairs = [*text_pairs(taught, targets), *index_pairs([e for e in entries if fold(e.path[0]) != half], targets)]
    batches, general = Batches(pairs, recipe), PassageEmbedder().vocabulary()
    vocabulary, counts = vocabulary_of(batches.texts, general, recipe.general_words)
    table = TokenTable(*starting_point(vocabulary, counts), recipe.dim)
    train(batches, table, Bags.of(batches.texts, vocabulary, general), recipe)
    with tempfile.TemporaryDirectory() as folder:
        save(vocabulary, table.rows(), Path(folder))
        return TermEmbedder(Path(folder))


def lists(search: CodeSearch, code_set: CodeSet, known: Sequence[Known]) -> Iterator[List]:
    """What the search finds for each phrase once its own text is out of the way; phrases whose code is not found are left."""
    masks, defaults = AxisReader().masks, billable_defaults(code_set)
    own: dict[str, list[int]] = {}
    for i, text in enumerate(search.corpus.texts):
        own.setdefault(text.text, []).append(i)
    for phrase in tqdm(known, unit="query"):
        stem, asked = code_set.stem(phrase.code), search.ask(phrase.query)
        if stem is None or not asked:
            continue
        first, out = asked[0], own.get(phrase.itself, [])
        first.dense[out], first.bm25[out] = -1.0, 0.0
        rows = np.setdiff1d(search.candidates(first), out)
        codes, answer = search.corpus.resolved[rows], defaults[stem]
        family = bool(code_set.codes[answer].children)
        right = [
            search.corpus.codes[c].startswith(answer) if family else search.corpus.codes[c] == answer for c in codes
        ]
        if any(right):
            values = features(first, rows, search.corpus, masks).astype(np.float16)
            yield List(values, np.unique(codes, return_inverse=True)[1], np.array(right))


def fit(found: Sequence[List], seed: int = 2) -> Scorer:
    """The scorer, by AdamW over shuffled lists."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    sample = np.concatenate([f.rows for f in found[::7]]).astype(np.float32)
    mean, spread = sample.mean(axis=0), sample.std(axis=0) + 1e-3
    first, bias = torch.randn(len(FEATURES), HIDDEN) * 0.1, torch.zeros(HIDDEN)
    second, straight = torch.randn(HIDDEN) * 0.1, torch.zeros(len(FEATURES))
    straight[0] = 1.0
    weights = [w.requires_grad_() for w in (first, bias, second, straight)]
    steps = len(found) // LISTS * EPOCHS
    optimizer = torch.optim.AdamW(weights, lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 10)
    for step in tqdm(range(steps), unit="batch"):
        if step % (len(found) // LISTS) == 0:
            order = chance.permutation(len(found))
        at = step % (len(found) // LISTS) * LISTS
        chosen = [found[i] for i in order[at : at + LISTS]]
        rows = torch.from_numpy((np.concatenate([c.rows for c in chosen]).astype(np.float32) - mean) / spread)
        loss = listwise(torch.tanh(rows @ first + bias) @ second + rows @ straight, chosen)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return Scorer(mean, spread, *(np.asarray(w.detach().numpy(), np.float32) for w in weights))


def listwise(scores: Tensor, chosen: Sequence[List]) -> Tensor:
    """Mean of -log(share of the softmax over codes that the right ones hold)."""
    sizes = [int(c.codes.max()) + 1 for c in chosen]
    starts = np.cumsum([0, *sizes])
    group = torch.from_numpy(np.concatenate([c.codes + s for c, s in zip(chosen, starts[:-1], strict=True)]))
    best = torch.full((int(starts[-1]),), -1e9).scatter_reduce(0, group, scores, "amax")
    right = torch.zeros(int(starts[-1]), dtype=torch.bool)
    right[group[torch.from_numpy(np.concatenate([c.right for c in chosen]))]] = True
    losses = [
        torch.logsumexp(best[a:b], 0) - torch.logsumexp(best[a:b][right[a:b]], 0)
        for a, b in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    ]
    return torch.stack(losses).mean()


def main() -> None:
    """Trains the held-out embedders and the scorer, and writes scorer.npz."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    code_set = packaged_code_set()
    texts = tabular_texts(code_set)
    entries = [e for e in read_index(options.data / "alphabetic_index_fy2025.tsv") if code_set.stem(e.code)]
    found: list[List] = []
    untrained = Scorer(*(np.zeros(1, np.float32) for _ in range(6)))
    for half in range(FOLDS):
        embedder = held_out_embedder(code_set, texts, entries, half)
        known = known_phrases(texts, entries, half)
        for corpus, asked in ((texts, known), (texts + index_texts(entries, code_set), known[::2])):
            vectors = embedder.encode([t.text for t in corpus])
            found += lists(CodeSearch(code_set, corpus, vectors, embedder, scorer=untrained), code_set, asked)
    print(f"{len(found):,} lists")
    scorer = fit(found)
    np.savez(options.out / "scorer.npz", **{name: getattr(scorer, name) for name in Scorer.__dataclass_fields__})


if __name__ == "__main__":
    main()
