"""Builds or refreshes the index: `python -m index.build`, with a progress bar and a manifest.

The folder is CURBSIDE_HOME (default `.curbside` beside the guidelines), or the one in it that `current.json` names once a
release was added (index/add_release.py). A rebuild with nothing changed embeds nothing.
While a build runs the marker file `building` stands in the folder; the manifest is written last. An index with the
marker, without a manifest, or with a manifest that does not match the files is named by `check` and never served.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.books import Books, read_books
from index.code_set import CodeSet
from index.code_texts import CodeText, tabular_texts
from index.current import Current, read_current
from index.embed import Embedder, TermEmbedder
from index.guidelines import Guidelines, read_guidelines
from index.passage import IndexProblem, IndexUnavailable
from index.passage_model import PassageModel
from index.releases import releases_in
from index.rows import FILE as ROWS
from index.rows import row_texts
from index.shipped import Shipped, ship
from index.store import GUIDELINES, Progress, Store, collection_name
from index.stored_release import StoredRelease, read_stored

FORMAT = 2  # raised when what is stored changes shape
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Manifest:
    """What an index was built from; two equal manifests mean the same index."""

    format: int
    corpus: str
    passage_model: str
    term_model: str
    releases: dict[str, str]
    rows: dict[str, int]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises IndexUnavailable when there is none, it is unreadable, or a build was cut off."""
        if (folder / "building").exists():
            raise IndexUnavailable(f"the index in {folder} is half-built; run `python -m index.build` again")
        try:
            return cls(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise IndexUnavailable(f"there is no index in {folder}; run `python -m index.build`") from None
        except (ValueError, TypeError) as error:
            raise IndexUnavailable(
                f"{folder}/manifest.json is damaged ({error}); run `python -m index.build`"
            ) from None


@dataclass(frozen=True)
class Inputs:
    """Everything an index is built from, read and checked. `current.index` is the folder it belongs into."""

    guidelines: Guidelines
    releases: tuple[CodeSet, ...]
    texts: dict[str, list[CodeText]]
    corpus: str
    current: Current
    stored: tuple[StoredRelease, ...] = ()
    books: dict[str, Books] = field(default_factory=dict)


def home() -> Path:
    """CURBSIDE_HOME, or `.curbside` in the checkout."""
    return Path(os.environ.get("CURBSIDE_HOME") or ROOT / ".curbside")


def read_inputs(folder: Path, guidelines: Path, current: Current | None = None) -> Inputs:
    """Reads guidelines and releases: those that `current` names, by default what `folder` serves.

    Raises Malformed with file:line; nothing is changed then.
    """
    current = current or read_current(folder)
    with _uncollected():
        loaded = read_guidelines(guidelines)
        stored = tuple(read_stored(f) for f in current.releases)
        releases = releases_in(folder / "releases", stored)
        books = {s.release.id: read_books(s, stored, folder / "releases") for s in releases}
        texts = {s.release.id: [*tabular_texts(s), *books[s.release.id].texts] for s in releases}
    return Inputs(loaded, releases, texts, corpus_hash(loaded), current, stored, books)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: a release is 100,000 values that stay, and looking through them took a third."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def corpus_hash(guidelines: Guidelines) -> str:
    """Changes with every word of a passage, its phrasings or an example."""
    digest = hashlib.sha256()
    for passage in guidelines.passages():
        digest.update("\x1f".join((passage.id, passage.text, *passage.views)).encode())
    digest.update("\x1f".join(row_texts(guidelines).all).encode())
    return digest.hexdigest()[:16]


def _texts_hash(code_set: CodeSet, texts: list[CodeText]) -> str:
    digest = hashlib.sha256(code_set.content_hash.encode())
    for text in texts:
        digest.update(f"{text.code}\x1f{text.text}".encode())
    return digest.hexdigest()[:16]


def expected(inputs: Inputs, passage_embedder: Embedder, term_embedder: Embedder) -> Manifest:
    """The manifest of an index built from these inputs."""
    rows = {GUIDELINES: sum(len(set(p.views)) for p in inputs.guidelines.passages())}
    rows |= {collection_name(r): len(t) for r, t in inputs.texts.items()}
    hashes = {s.release.id: _texts_hash(s, inputs.texts[s.release.id]) for s in inputs.releases}
    return Manifest(FORMAT, inputs.corpus, passage_embedder.name, term_embedder.name, hashes, rows)


def check(folder: Path, want: Manifest, store: Store) -> None:
    """Raises IndexUnavailable naming what does not match."""
    have = Manifest.read(folder)
    for part in dataclasses.fields(Manifest):
        if getattr(have, part.name) != getattr(want, part.name):
            raise IndexUnavailable(f"the index in {folder} does not match ({part.name}); run `python -m index.build`")
    counts = store.collections()
    for name, rows in want.rows.items():
        if counts.get(name) != rows:
            raise IndexUnavailable(
                f"collection {name} in {folder} holds {counts.get(name, 0)} of {rows} rows; run `python -m index.build`"
            )


def build(folder: Path, inputs: Inputs, passages: Embedder, terms: Embedder, progress: Progress) -> int:
    """Brings the index up to `inputs`. Returns the number of texts embedded; 0 when nothing had changed."""
    with writing(folder):
        store = Store(folder)
        want = expected(inputs, passages, terms)
        with contextlib.suppress(IndexUnavailable):
            check(folder, want, store)
            return 0
        had = _previous(folder)
        (folder / "building").touch()
        if had is None or had.passage_model != want.passage_model or had.format != FORMAT:
            (folder / "docstore.json").unlink(missing_ok=True)
        counts = store.collections()
        embedded = 0
        for code_set in inputs.releases:
            release, name = code_set.release.id, collection_name(code_set.release.id)
            kept = had and had.releases.get(release) == want.releases[release] and had.term_model == want.term_model
            if not kept or counts.get(name) != want.rows[name]:
                texts = [t.text for t in inputs.texts[release]]
                store.write_vectors(name, terms.encode(texts), progress)
                embedded += len(texts)
        if counts.get(GUIDELINES, 0) == 0:
            (folder / "docstore.json").unlink(missing_ok=True)
        known = Shipped(passages)
        embedded += store.ingest(inputs.guidelines.passages(), known, progress)
        if store.collections().get(GUIDELINES) != want.rows[GUIDELINES]:  # rows of a build that was cut off
            (folder / "docstore.json").unlink(missing_ok=True)
            embedded += store.ingest(inputs.guidelines.passages(), known, progress)
        ship(row_texts(inputs.guidelines).all, Shipped(known, folder / ROWS), folder / ROWS)
        for stale in set(store.collections()) - set(want.rows):
            store.drop(stale)
        _write_manifest(folder, want)
        return embedded


def _previous(folder: Path) -> Manifest | None:
    try:
        return Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    fresh = folder / "manifest.json.new"
    fresh.write_text(json.dumps(dataclasses.asdict(manifest), indent=1), encoding="utf-8")
    fresh.replace(folder / "manifest.json")
    (folder / "building").unlink(missing_ok=True)


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Holds the folder's lock: two writers would damage Chroma. Raises IndexUnavailable when another holds it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "lock", timeout=300):
            yield
    except Timeout:
        raise IndexUnavailable(
            f"another process has been building {folder} for five minutes; wait or stop it"
        ) from None
    except OSError as error:
        raise IndexUnavailable(
            f"{folder} cannot be written ({error.strerror}); set CURBSIDE_HOME to a folder of your own"
        ) from None


def bar() -> Progress:
    """A progress bar on standard error."""
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def show(what: str, done: int, total: int) -> None:
        if what not in bars:
            bars[what] = tqdm(total=total, desc=what, unit=" texts", file=sys.stderr, mininterval=0.5)
        bars[what].update(done - bars[what].n)
        if done >= total:
            bars[what].close()

    return show


def main() -> int:
    started = time.perf_counter()
    try:
        inputs = read_inputs(home(), ROOT / "guidelines")
        embedded = build(inputs.current.index, inputs, PassageModel(home()), TermEmbedder(), bar())
    except IndexProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    what = f"{embedded} texts embedded" if embedded else "nothing had changed"
    print(f"index in {home()}: {what}, {time.perf_counter() - started:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
