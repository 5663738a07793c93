"""The whole run: nothing that passed at the accepted run fails, and a sabotaged engine turns it red and names the cases."""

from __future__ import annotations

import argparse
import copy
import dataclasses
import datetime as dt
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from evals.__main__ import BAD_CONFIG, PASS, REGRESSION, chosen, main, report
from evals.baseline import BASELINE, Before, Comparison, compare, read_baseline
from evals.cases import CASES, Case, Quarantine, read_cases
from evals.run import Run, run
from index.code_set import EXCLUDES1, CodeSet
from index.embed import Vectors
from index.official import Rule
from index.passage import Malformed
from index.search import Index
from rag.answer import Advisor
from rag.row_scorer import RowScorer
from rag.second_opinion import SecondOpinion
from rag.types import Note, Opinion

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return read_cases(CASES)


@pytest.fixture(scope="module")
def before() -> dict[str, Before]:
    return read_baseline(BASELINE)


def reviewer(index: Index) -> Callable[[Case], Opinion]:
    opinion = SecondOpinion(index)
    return lambda c: opinion.review(Note(c.note, c.setting, c.date, c.proposed))


@pytest.fixture(scope="module")
def done(index: Index, cases: tuple[Case, ...]) -> Run:
    return run(cases, Advisor(index), reviewer(index))


def test_no_case_that_passed_before_fails(done: Run, before: dict[str, Before]) -> None:
    comparison = compare(done, before, dt.date.today())
    assert not comparison.broken, [f"{r.case.id}: {r.failed}" for r in comparison.broken]
    assert not comparison.new, "cases without a baseline: run `python -m evals --accept`"


def test_no_invalid_code_and_no_false_citation_anywhere(done: Run) -> None:
    assert not [r.case.id for r in done.results if r.outcome.false_codes]
    assert not [(r.case.id, c.locator) for r in done.results for c in r.outcome.cited if not c.stands]


def test_the_same_run_twice_gives_the_same_outcomes(done: Run, index: Index) -> None:
    some = [r for r in done.results if r.case.kind != "trap"][::12]
    again = run([r.case for r in some], Advisor(index), reviewer(index))
    assert [r.outcome.as_json() for r in again.results] == [r.outcome.as_json() for r in some]


def broken(index: Index, cases: Sequence[Case], before: dict[str, Before]) -> list[str]:
    return [r.case.id for r in compare(run(cases, Advisor(index), reviewer(index)), before, TODAY).broken]


def passing(cases: Sequence[Case], before: dict[str, Before], section: str) -> list[Case]:
    """Cases that passed and stand on the section."""
    return [c for c in cases if section in c.cite and before[c.id].passed and c.kind == "question"][:12]


def with_entries(index: Index, entries: dict[str, Rule]) -> Index:
    other = copy.copy(index)
    other.entries = entries  # type: ignore[assignment]
    return other


def test_a_flipped_rule_turns_the_run_red_and_names_its_cases(
    index: Index, cases: tuple[Case, ...], before: dict[str, Before]
) -> None:
    rule = index.entries["IV.H"]
    assert isinstance(rule, Rule)
    flipped = [dataclasses.replace(b, assign=b.excluded, excluded=b.assign) for b in rule.branches]
    changed = with_entries(index, {**index.entries, "IV.H": dataclasses.replace(rule, branches=tuple(flipped))})  # type: ignore[dict-item]
    asked = passing(cases, before, "IV.H")
    assert asked
    assert broken(changed, asked, before)


def test_a_deleted_guideline_turns_the_run_red_and_names_its_cases(
    index: Index, cases: tuple[Case, ...], before: dict[str, Before]
) -> None:
    asked = passing(cases, before, "IV.H")
    less = {id_: e for id_, e in index.entries.items() if id_ != "IV.H"}
    found = broken(with_entries(index, less), asked, before)
    assert found
    assert set(found) <= {c.id for c in asked}


def test_a_broken_excludes1_parser_turns_the_run_red(
    index: Index, cases: tuple[Case, ...], before: dict[str, Before], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = CodeSet.inherited
    monkeypatch.setattr(CodeSet, "inherited", lambda s, c, k: () if k == EXCLUDES1 else whole(s, c, k))
    asked = [c for c in cases if before[c.id].passed and any(m.kind == "excludes1_conflict" for m in c.marks or ())]
    assert asked
    assert broken(index, asked, before) == [c.id for c in asked]


def test_a_shuffled_ranking_turns_the_run_red(
    index: Index, cases: tuple[Case, ...], before: dict[str, Before], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = RowScorer.scores

    def shuffled(self: RowScorer, features: Vectors) -> Vectors:
        scores = whole(self, features)
        return np.asarray(np.random.default_rng(7).permutation(scores), np.float32)

    monkeypatch.setattr(RowScorer, "scores", shuffled)
    asked = [c for c in cases if before[c.id].passed and c.kind == "question"][::9]
    assert broken(index, asked, before)


def test_a_regression_a_bad_case_and_a_good_run_end_in_their_own_status(
    done: Run, before: dict[str, Before], tmp_path: Path, curbside_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = Run(done.results[:20], done.stamp)
    passed = {**before, **{r.case.id: dataclasses.replace(before[r.case.id], passed=True) for r in some.results}}
    files = {form: tmp_path / f"run.{form}" for form in ("json", "junit", "html")}
    given = argparse.Namespace(**files, accept=False, quiet=False, show_held=False, baseline=tmp_path / "b.json")
    failing = [r for r in some.results if not r.passed]
    assert report(some, before, given) == PASS
    assert "newly broken" in capsys.readouterr().out
    assert "href" not in files["html"].read_text()
    assert len(json.loads(files["json"].read_text())["cases"]) == 20
    assert len(ET.fromstring(files["junit"].read_text())) == 20
    if failing:
        assert report(some, passed, given) == REGRESSION
        assert failing[0].case.id in capsys.readouterr().out
    (tmp_path / "bad.yaml").write_text("- id: x\n")
    assert main(["--cases", str(tmp_path), "--quiet"]) == BAD_CONFIG
    assert main(["--case", "no-such-case", "--quiet"]) == BAD_CONFIG


def test_a_quarantined_case_does_not_gate_until_its_day(done: Run, before: dict[str, Before]) -> None:
    failing = next(r for r in done.results if not r.passed)
    case = dataclasses.replace(failing.case, quarantine=Quarantine(TODAY, "under review"))
    result = Run((dataclasses.replace(failing, case=case),), done.stamp)
    passed = {case.id: dataclasses.replace(before[case.id], passed=True)}
    assert compare(result, passed, TODAY).quarantined
    assert compare(result, passed, TODAY + dt.timedelta(days=1)).broken


def test_tags_choose_and_an_unknown_tag_is_refused(cases: tuple[Case, ...]) -> None:
    assert {c.kind for c in chosen(cases, ["question"], [])} == {"question"}
    with pytest.raises(ValueError, match="no case has"):
        chosen(cases, ["nonsense"], [])


def test_a_damaged_baseline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("{}")
    with pytest.raises(Malformed, match="no baseline"):
        read_baseline(tmp_path / "b.json")
    assert read_baseline(tmp_path / "none.json") == {}


def test_a_comparison_says_what_broke_and_what_was_fixed() -> None:
    assert str(Comparison((), (), 3, (), ())) == "0 newly broken, 0 fixed, 3 same"
