"""Warm `ask` beside a plain LlamaIndex + Chroma + MiniLM query engine over the same passages, in one run.

    python -m evals.bench.ask [--repeat 3]

The plain engine embeds every passage whole and answers with the text of its five nearest nodes (no LLM): what a first
tutorial builds. Both answer the same questions of evals/section_questions.yaml. Times are wall milliseconds for one
question, p50 and p95; the section column says how often the right section is first and among the first five.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.section_rank import SectionQuestion, read_section_questions
from index.build import ROOT
from index.embed import minilm_folder
from index.search import Index, open_index
from rag.answer import Advisor

DATE = dt.date(2026, 8, 1)
Ranking = Callable[[SectionQuestion], Sequence[str]]


def plain_engine(index: Index) -> Any:
    """A llama-index query engine over the same passages: Chroma in memory, MiniLM, no LLM."""
    import chromadb
    from llama_index.core import Settings, StorageContext, VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import MockLLM
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(minilm_folder()), device="cpu", local_files_only=True)

    class MiniLM(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return [float(x) for x in model.encode(text, normalize_embeddings=True)]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    Settings.llm, Settings.embed_model = MockLLM(), MiniLM(model_name="minilm")
    collection = chromadb.EphemeralClient().create_collection("plain", embedding_function=None)
    nodes = [
        TextNode(
            id_=e.passage.id, text=f"{e.passage.heading}\n{e.passage.text}"[:4000], metadata={"at": e.passage.locator}
        )
        for e in index.entries.values()
    ]
    storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    return VectorStoreIndex(nodes, storage_context=storage).as_query_engine(similarity_top_k=5, response_mode="no_text")


def timed(rank: Ranking, questions: Sequence[SectionQuestion], repeat: int) -> tuple[list[float], float, float]:
    """(milliseconds of each question, hit@1, hit@5)."""
    rank(questions[0])
    milliseconds, first, five = [], 0, 0
    for turn in range(repeat):
        for question in questions:
            started = time.perf_counter()
            found = rank(question)
            milliseconds.append((time.perf_counter() - started) * 1000)
            if turn == 0:
                first += found[0] in question.sections if found else 0
                five += bool(set(found[:5]) & set(question.sections))
    return milliseconds, first / len(questions), five / len(questions)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench.ask", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--questions", type=Path, default=ROOT / "evals" / "section_questions.yaml")
    args = parser.parse_args()
    questions = read_section_questions(args.questions)
    started = time.perf_counter()
    index = open_index()
    advisor = Advisor(index)
    opened = time.perf_counter() - started
    started = time.perf_counter()
    engine = plain_engine(index)
    built = time.perf_counter() - started

    def ours(question: SectionQuestion) -> list[str]:
        result = advisor.ask(question.question, setting=question.setting, date_of_service=DATE)
        return [h.passage.locator for h in result.ranking]

    def plain(question: SectionQuestion) -> list[str]:
        return [n.metadata["at"] for n in engine.query(question.question).source_nodes]

    print(
        f"n = {len(questions)} questions x {args.repeat}; index opened in {opened:.1f} s, plain one built in {built:.1f} s"
    )
    print("engine | p50 ms | p95 ms | right section first | in the first 5")
    rows = {name: timed(rank, questions, args.repeat) for name, rank in (("plain", plain), ("curbside ask", ours))}
    for name, (ms, first, five) in rows.items():
        print(f"{name} | {np.percentile(ms, 50):.1f} | {np.percentile(ms, 95):.1f} | {first:.3f} | {five:.3f}")
    ratio = np.percentile(rows["curbside ask"][0], 50) / np.percentile(rows["plain"][0], 50)
    print(f"curbside / plain at p50: {ratio:.2f} (curbside also composes, resolves codes and verifies every quote)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
