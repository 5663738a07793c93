"""Reads the statements of questions: cues of assertion, tables and the words of each release, held over one index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from index.build import ROOT
from index.code_set import CodeSet
from index.edit_tables import EditTables, read_edit_tables
from index.search import Index
from rag.context import Context, read_context
from rag.coverage import Coverage
from rag.described import Described, bare, fits, statements
from rag.mentions import Mentions
from rag.resolve import NEARLY
from rag.sentences import Sentence
from rag.support import Line
from rag.types import Finding, Question


class Reader:
    """Reads questions over one index. Holds the cues, the tables and the words of each release."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._context: Context = read_context(ROOT / "guidelines" / "terms" / "context.tsv")
        locators = {e.passage.locator for e in index.entries.values()} | set(index.entries)
        self.tables: EditTables = read_edit_tables(ROOT / "guidelines" / "edits", locators)
        self._coverage: dict[str, Coverage] = {}

    def read(self, question: Question, code_set: CodeSet) -> Described:
        """The findings of the statements of a question."""
        coverage = self._coverage.get(code_set.release.id)
        if coverage is None:
            coverage = self._coverage[code_set.release.id] = Coverage(code_set, self._index.terms)
        pieces = [p for s in statements(question.text) for p in self._pieces(s)]
        lines = [Line(bare(p), frozenset(), self._context.cues(p.text)) for p in pieces]
        mentions = Mentions(self._index, self._context, coverage, question.date_of_service)
        found = (self._plain(f, coverage, code_set) for f in mentions.findings(lines))
        return Described(tuple(f for f in found if fits(f.codes[0][0], question.text)))

    def _pieces(self, sentence: Sentence) -> Iterator[Sentence]:
        """The sentence cut before each word that denies what follows: "gastritis," and "no bleeding" are two."""
        cues = self._context.cues(sentence.text)
        cuts = sorted({c.start for c in cues if c.status == "negated" and c.scope_start >= c.end and c.start > 0})
        for start, end in pairwise([0, *cuts, len(sentence.text)]):
            yield replace(
                sentence, text=sentence.text[start:end], start=sentence.start + start, end=sentence.start + end
            )

    def _plain(self, finding: Finding, coverage: Coverage, code_set: CodeSet) -> Finding:
        """The code first whose words are just those said ("rheumatoid arthritis" is M06.9), else the one of the best score."""
        said = {coverage.content(t) for t in (finding.text, self._index.terms.expand(finding.text))}
        top = max(s for _, s in finding.codes)
        near = [
            (c, s)
            for c, s in finding.codes
            if s > top - NEARLY and "other" not in code_set.descriptor(c).lower().split()
        ]
        exact = [(c, s) for c, s in near if coverage.content(code_set.descriptor(c)) in said]
        read = finding.codes[0]
        if not exact and "other" in code_set.descriptor(read[0]).lower().split():  # "other" needs a detail (I.A.9.a)
            exact = [(c, s) for c, s in near if c[:3] == read[0][:3] and c.endswith("9") and s > read[1] - 1]
        if not exact:
            exact = [read if read[1] > top - NEARLY else max(finding.codes, key=lambda x: x[1])]
        first = max(exact, key=lambda x: x[1])
        return replace(finding, codes=(first, *(x for x in finding.codes if x != first)))
