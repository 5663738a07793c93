"""Where the right section stands in the ranking: `python -m evals.section_rank [--held | --open]`.

Asks every question of section_questions.yaml once and prints, for the held and the open half apart, how often a section
that a careful colleague would cite comes first (hit@1) or among the first five (hit@5), with Wilson intervals. What the
open half misses is listed with what came first instead; of the held half only the ids are, so that nobody tunes on it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from evals.bench.term_retrieval import wilson
from index.passage import IndexProblem, Malformed
from index.search import Index, open_index
from rag.question import read_question
from rag.retrieve import Retriever
from rag.types import SETTINGS, BadQuestion

QUESTIONS = Path(__file__).parent / "section_questions.yaml"
DATE = dt.date(2026, 8, 1)  # date of service of every question
NEAR = 5
_KEYS = {"id": str, "topic": int, "question": str, "setting": str, "sections": list, "held": bool}


@dataclass(frozen=True)
class SectionQuestion:
    """A question and the locators that answer it, any of which is right. `where` is the file:line it stands at."""

    id: str
    topic: int
    question: str
    setting: str
    sections: tuple[str, ...]
    held: bool
    where: str


@dataclass(frozen=True)
class Place:
    """Where the first right section stands (1 is best, None: not in the ranking), and the locators ranked first."""

    question: SectionQuestion
    rank: int | None
    top: tuple[str, ...]

    def within(self, k: int) -> bool:
        return self.rank is not None and self.rank <= k


def read_section_questions(path: Path) -> list[SectionQuestion]:
    """All questions, in order. Raises Malformed with file:line and the entry for anything that is not in form."""
    found: list[SectionQuestion] = []
    for number, (row, where) in enumerate(_rows(path), 1):
        question = _question(row, number, where)
        if same := next((q for q in found if q.id == question.id or q.question == question.question), None):
            raise Malformed(where, f"entry {number} ({question.id}) repeats {same.id} at {same.where}")
        found.append(question)
    return found


def _rows(path: Path) -> list[tuple[object, str]]:
    """The entries of the list in the file, each with the file:line it starts at."""
    try:
        loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise Malformed(f"{path}:1", "expected a list of questions, each starting with '- id: '")
        return [(loader.construct_object(n, deep=True), f"{path}:{n.start_mark.line + 1}") for n in node.value]
    except OSError as error:
        raise Malformed(f"{path}:1", f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise Malformed(f"{path}:1", f"not UTF-8 text ({error.reason} at byte {error.start})") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Malformed(f"{path}:{line}", f"not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise Malformed(f"{path}:1", f"not YAML: {error}") from None


def _question(row: object, number: int, where: str) -> SectionQuestion:
    """One entry, checked. Raises Malformed naming it."""
    if not isinstance(row, Mapping):
        raise Malformed(where, f"entry {number} is not a mapping with the keys {', '.join(_KEYS)}")
    entry = f"entry {number} ({row.get('id', 'no id')})"
    if wrong := sorted(str(k) for k in _KEYS.keys() ^ row.keys()):
        raise Malformed(where, f"{entry}: missing or unknown key {', '.join(wrong)}; expected {', '.join(_KEYS)}")
    for key, kind in _KEYS.items():
        if type(row[key]) is not kind or row[key] in ("", []):
            raise Malformed(where, f"{entry}: {key} is {row[key]!r}, expected {kind.__name__}, not empty")
    if row["setting"] not in SETTINGS:
        raise Malformed(where, f"{entry}: setting '{row['setting']}' is not one of {', '.join(SETTINGS)}")
    sections = tuple(row["sections"])
    if not all(isinstance(s, str) and s.strip() for s in sections) or len(set(sections)) != len(sections):
        raise Malformed(where, f"{entry}: sections are locators such as IV.H, each once, not {row['sections']!r}")
    return SectionQuestion(row["id"], row["topic"], row["question"], row["setting"], sections, row["held"], where)


def places(index: Index, questions: Sequence[SectionQuestion]) -> Iterator[Place]:
    """Asks each question once. Raises Malformed for one that Curbside cannot read, NoRelease when none covers DATE."""
    retriever, code_set = Retriever(index), index.code_set(DATE)
    for q in questions:
        try:
            asked = read_question(
                q.question, setting=q.setting, date_of_service=DATE, code_set=code_set, terms=index.terms
            )
        except BadQuestion as problem:
            raise Malformed(q.where, f"{q.id}: {problem}") from None
        yield place(q, [match.hit.passage.locator for match in retriever.retrieve(asked)])


def place(question: SectionQuestion, ranking: Sequence[str]) -> Place:
    """The place of the first right section in a ranking of locators, best first."""
    rank = next((n for n, locator in enumerate(ranking, 1) if locator in question.sections), None)
    return Place(question, rank, tuple(ranking[:3]))


def report(found: Sequence[Place]) -> Iterator[str]:
    """Lines to print: a table of both halves, the open misses in full, the held ones by id."""
    yield "half | hit@1 (95 %) | hit@5 (95 %) | n"
    for name, half in _halves(found):
        yield f"{name} | {share(half, 1)} | {share(half, NEAR)} | {len(half)}"
    for name, half in _halves(found):
        missed = [p for p in half if not p.within(1)]
        far = [p for p in missed if not p.within(NEAR)]
        yield ""
        if name == "held":
            yield f"held, not first: {' '.join(p.question.id for p in missed) or 'none'}"
            yield f"held, not in the first {NEAR}: {' '.join(p.question.id for p in far) or 'none'}"
            continue
        yield f"open, not first: {len(missed)}, of which not in the first {NEAR}: {len(far)}"
        for p in sorted(missed, key=lambda p: (p.within(NEAR), p.question.id)):
            yield from _miss(p)


def _halves(found: Sequence[Place]) -> Iterator[tuple[str, list[Place]]]:
    for name, held in (("held", True), ("open", False)):
        if half := [p for p in found if p.question.held is held]:
            yield name, half


def share(half: Sequence[Place], k: int) -> str:
    """The share of questions with a right section among the first `k`, with its Wilson interval."""
    hits = sum(p.within(k) for p in half)
    low, high = wilson(hits, len(half))
    return f"{hits / max(len(half), 1):.3f} ({low:.3f}-{high:.3f})"


def _miss(p: Place) -> Iterator[str]:
    q = p.question
    yield f"{q.id} topic {q.topic}, {'place ' + str(p.rank) if p.rank else 'not found'}: {' '.join(q.question.split())[:140]}"
    yield f"     wanted {' or '.join(q.sections)}; came first: {', '.join(p.top) or 'nothing'}"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.section_rank", description=__doc__)
    half = parser.add_mutually_exclusive_group()
    half.add_argument("--held", action="store_true", help="the held half only (measuring)")
    half.add_argument("--open", action="store_true", help="the open half only, its misses in full (working)")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    args = parser.parse_args(argv)
    try:
        questions = read_section_questions(args.questions)
        if args.held or args.open:
            questions = [q for q in questions if q.held is args.held]
        found = list(places(open_index(), questions))
    except IndexProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    print("\n".join(report(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
