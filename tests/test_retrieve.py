"""Which entries a question finds, and which row of an entry leads."""

from __future__ import annotations

import datetime as dt

import pytest

from index.official import Rule
from index.search import Index
from index.shipped import key
from rag.question import read_question
from rag.retrieve import Match, Retriever
from rag.row_scorer import RowScorer
from rag.types import Question
from tests.conftest import DATE


@pytest.fixture(scope="module")
def retriever(index: Index) -> Retriever:
    return Retriever(index)


def read(index: Index, text: str, setting: str = "outpatient") -> Question:
    return read_question(
        text, setting=setting, date_of_service=DATE, code_set=index.code_set(DATE), terms=index.terms, follow_text=False
    )


def leading(matches: list[Match]) -> Match:
    """The match whose first row has the largest share."""
    return max(matches, key=lambda m: m.fit)


def test_a_row_whose_facts_are_said_leads_its_entry(index: Index, retriever: Retriever) -> None:
    """Both facts of the row stand in the question in words that its cues know."""
    found = retriever.retrieve(read(index, "hypertension and heart failure are documented, not linked. Which code?"))
    match = next(m for m in found if m.entry.passage.id == "I.C.9.a")
    assert match.best is not None and "heart failure" in match.best.branch.condition
    assert match.best.holds and match.strength > 0 and 0 < match.fit <= 1


def test_a_row_is_among_the_candidates_of_its_own_examples(index: Index, retriever: Retriever) -> None:
    """Asked with an example that does not help itself, its row is looked at in nearly all cases, and is likest in many."""
    scorer = RowScorer.read()
    sample = [(n, x) for n, x in enumerate(index.rows.examples) if key(x.question) % 160 == 0]
    among = first = 0
    for n, x in sample:
        found = retriever.candidates(read(index, x.question, x.setting), (), without=n)[1]
        rows = [index.rows.rows[r] for r in found.rows]
        right = [e.passage.id == x.rule and b.condition == x.condition for e, b in rows]
        among += any(right)
        first += any(right) and right[int(scorer.scores(found.features).argmax())]
    assert len(sample) > 40
    assert among > 0.85 * len(sample) and first > 0.35 * len(sample)


def test_rows_of_an_entry_stand_by_share_and_those_one_fact_short_apart(index: Index, retriever: Retriever) -> None:
    """`held` has what holds or is likely meant, `open` what lacks just one fact; none is in both."""
    for text in ("sepsis in a newborn", "type 2 diabetes with CKD stage 4, is it linked?"):
        for match in retriever.retrieve(read(index, text)):
            assert all(not h.failed for h in match.held)
            assert all(len(h.failed) == 1 for h in match.open)
            assert bool(match.held) == (match.fit > 0) and (match.best is None) == (not match.held)


def test_rules_that_do_not_govern_the_visit_are_not_found(index: Index, retriever: Retriever) -> None:
    """Section II names the principal diagnosis of a stay: never in the office."""

    def found(setting: str) -> set[str]:
        question = read(index, "uncertain diagnosis at discharge: probable pneumonia", setting)
        return {m.entry.passage.id for m in retriever.retrieve(question)}

    assert "II.H" in found("inpatient")
    assert not {"II.H", "II.C", "III.C"} & found("outpatient")


def test_rules_out_of_force_are_not_found(index: Index, retriever: Retriever) -> None:
    """Two editions of one rule: the date of service chooses."""
    question = read(index, "HIV positive, on treatment, no symptoms")
    for date in (dt.date(2025, 9, 30), dt.date(2025, 10, 1)):
        on_date = Question(question.text, date, "outpatient", question.expanded, question.clinical)
        for match in retriever.retrieve(on_date):
            assert not isinstance(match.entry, Rule) or match.entry.in_force(date)


@pytest.mark.parametrize("where", ["before", "behind"])
def test_a_question_before_or_behind_a_long_note_is_read(index: Index, retriever: Retriever, where: str) -> None:
    """Of a long text the ends are ranked by; the words of one of them find the rule."""
    asked, note = "Can probable pneumonia, an uncertain diagnosis, be coded in the office?", "Vitals stable. " * 1_000
    text = f"{asked} {note}" if where == "before" else f"{note} {asked}"
    assert "IV.H" in [m.entry.passage.id for m in retriever.retrieve(read(index, text))][:5]


@pytest.mark.parametrize(
    ("text", "of_pregnancy"),
    [
        ("18 weeks, HIV positive, no symptoms. Which codes?", True),
        ("Migraine without aura, doing well on erenumab. Which code?", False),
        ("Asthma flare 6 weeks ago, fine today. Which code?", False),
    ],
)
def test_rows_of_pregnancy_need_a_pregnancy(index: Index, retriever: Retriever, text: str, of_pregnancy: bool) -> None:
    """A row that assigns a code of chapter 15 first never leads where the words speak of no pregnancy (I.C.15.a)."""
    rows = [h.branch for m in retriever.retrieve(read(index, text)) for h in m.held]
    first = [next((i.pattern.first for i in b.assign if i.pattern), "") for b in rows]
    assert any(c.startswith("O") for c in first) is of_pregnancy
