"""Passages and vectors on disk: Chroma, filled through llama-index ingestion. The only door to both libraries.

Guideline views go through an IngestionPipeline (an unchanged rebuild embeds nothing, an edited rule only itself).
A release's code texts are one lean collection each, written straight to Chroma: 60,000 rows without metadata.
Chroma's own exceptions end here as IndexUnavailable.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import Embedder, Vectors
from index.passage import IndexUnavailable, Passage

BATCH = 5_000  # Chroma refuses more than 5,461 rows a call
GUIDELINES = "guidelines"
# graph settings of all collections: lighter ones save little time and cost recall
_GRAPH = {"hnsw": {"space": "cosine", "ef_construction": 100, "ef_search": 100, "max_neighbors": 16}}

Progress = Callable[[str, int, int], None]  # what, done, total


class Store:
    """One index folder. One writer at a time: build.py holds the lock; readers open it after the manifest is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _chroma_errors(folder):
            import chromadb
            from chromadb.config import Settings

            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                raise IndexUnavailable(f"{folder} cannot be written; give Curbside a folder of its own (CURBSIDE_HOME)")
            settings = Settings(anonymized_telemetry=False)
            self._client = chromadb.PersistentClient(str(folder / "chroma"), settings=settings)

    def _collection(self, name: str) -> Any:
        return self._client.get_or_create_collection(name, embedding_function=None, configuration=_GRAPH)

    def collections(self) -> dict[str, int]:
        """Rows of each collection."""
        with _chroma_errors(self.folder):
            return {c.name: c.count() for c in self._client.list_collections()}

    def drop(self, name: str) -> None:
        with _chroma_errors(self.folder), contextlib.suppress(Exception):
            self._client.delete_collection(name)

    # -- guideline views -------------------------------------------------------------------------------------------

    def ingest(self, passages: Iterable[Passage], embedder: Embedder, progress: Progress) -> int:
        """Brings the guideline collection up to these passages. Returns how many views were embedded."""
        from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
        from llama_index.core.storage.docstore import SimpleDocumentStore
        from llama_index.vector_stores.chroma import ChromaVectorStore, base

        base.MAX_CHUNK_SIZE = BATCH  # it sends 41,665 rows at once, Chroma takes 5,461

        docstore_path = self.folder / "docstore.json"
        with _chroma_errors(self.folder):
            fresh = not docstore_path.exists()
            if fresh:
                self.drop(GUIDELINES)
            docstore = SimpleDocumentStore() if fresh else SimpleDocumentStore.from_persist_path(str(docstore_path))
            adapter = _adapter(embedder, progress)
            pipeline = IngestionPipeline(
                transformations=[adapter],
                docstore=docstore,
                vector_store=ChromaVectorStore(chroma_collection=self._collection(GUIDELINES)),
                docstore_strategy=DocstoreStrategy.UPSERTS_AND_DELETE,
                disable_cache=True,
            )
            done = pipeline.run(documents=[_document(p, view) for p in passages for view in dict.fromkeys(p.views)])
            docstore.persist(str(docstore_path))
        return len(done)

    def read_views(self) -> tuple[list[str], Vectors]:
        """(passage id of each view, (n, dim) float32), in the order of the views' ids."""
        with _chroma_errors(self.folder):
            collection = self._collection(GUIDELINES)
            rows: list[tuple[str, str, Any]] = []
            for start in range(0, collection.count(), BATCH):
                part = collection.get(limit=BATCH, offset=start, include=["embeddings", "metadatas"])
                for id_, meta, vector in zip(part["ids"], part["metadatas"], part["embeddings"], strict=True):
                    rows.append((id_, str(meta["passage"]), vector))
        rows.sort(key=lambda r: r[0])
        return [passage for _, passage, _ in rows], np.array([v for *_, v in rows], np.float32)

    # -- code texts of a release -----------------------------------------------------------------------------------

    def write_vectors(self, name: str, vectors: Vectors, progress: Progress) -> None:
        """Replaces the collection `name` by rows 0..n-1 in the order given."""
        self.drop(name)
        with _chroma_errors(self.folder):
            collection = self._collection(name)
            for start in range(0, len(vectors), BATCH):
                rows = vectors[start : start + BATCH]
                collection.add(ids=[str(i) for i in range(start, start + len(rows))], embeddings=rows)
                progress(f"storing {name}", start + len(rows), len(vectors))

    def nearest_rows(self, name: str, vector: Vectors, k: int) -> list[int]:
        """Places of the k nearest rows of a collection of vectors, nearest first (approximate)."""
        with _chroma_errors(self.folder):
            found = self._collection(name).query(query_embeddings=vector.reshape(1, -1), n_results=k, include=[])
        return [int(i) for i in found["ids"][0]]

    def read_vectors(self, name: str) -> Vectors:
        """All rows of a collection in order, (n, dim) float32; read in batches, Chroma hands out boxed floats."""
        with _chroma_errors(self.folder):
            collection = self._collection(name)
            total = collection.count()
            out = np.empty((0, 0), dtype=np.float32)
            for start in range(0, total, BATCH):
                part = collection.get(limit=BATCH, offset=start, include=["embeddings"])
                rows = np.asarray(part["embeddings"], dtype=np.float32)
                if not out.size:
                    out = np.zeros((total, rows.shape[1]), dtype=np.float32)
                out[np.asarray(part["ids"], dtype=np.int64)] = rows
        return out


def collection_name(release_id: str) -> str:
    """'ICD-10-CM April 2026' -> 'icd-10-cm-april-2026'."""
    return re.sub(r"[^a-z0-9]+", "-", release_id.lower()).strip("-")


@contextlib.contextmanager
def _chroma_errors(folder: Path) -> Iterator[None]:
    """Whatever Chroma, sqlite or the file system raise becomes IndexUnavailable with what to do."""
    try:
        yield
    except IndexUnavailable:
        raise
    except Exception as error:
        raise IndexUnavailable(
            f"the index in {folder} cannot be used ({type(error).__name__}: {str(error)[:200]}). Check that the folder "
            "can be written and that no other process is building it; if it is damaged, remove it and run "
            "`python -m index.build`"
        ) from error


def _document(passage: Passage, view: str) -> Any:
    """One view as a llama-index document: an edit then replaces just this row."""
    from llama_index.core.schema import Document

    id_ = f"{passage.id}#{hashlib.sha256(view.encode()).hexdigest()[:12]}"
    return Document(id_=id_, text=view, metadata={"passage": passage.id})


def _adapter(embedder: Embedder, progress: Progress) -> Any:
    """Our embedder as a llama-index transformation: each document becomes one node with its vector."""
    from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode, TransformComponent

    class Embed(TransformComponent):
        def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> Sequence[BaseNode]:
            out: list[BaseNode] = []
            for start in range(0, len(nodes), 256):
                part = nodes[start : start + 256]
                texts = [n.get_content() for n in part]
                for document, text, vector in zip(part, texts, embedder.encode(texts), strict=True):
                    node = TextNode(id_=f"{document.node_id}/0", text=text, metadata=document.metadata)
                    node.relationships[NodeRelationship.SOURCE] = RelatedNodeInfo(node_id=document.node_id)
                    node.embedding = vector.tolist()
                    out.append(node)
                progress("embedding guidelines", start + len(part), len(nodes))
            return out

    return Embed()
