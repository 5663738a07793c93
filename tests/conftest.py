"""One index for the whole run, built once from the shipped guidelines into a folder of its own."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.code_set import CodeSet
from index.guidelines import Guidelines, read_guidelines
from index.releases import packaged_tabular, release_of
from index.search import Index, open_index
from index.tabular import read_tabular
from index.terms import Terms, read_terms
from rag.answer import Advisor
from rag.edits import Tabular
from rag.second_opinion import SecondOpinion
from tests.notes import Reviewer, marks_of

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
DATE = dt.date(2026, 8, 1)


@pytest.fixture(scope="session")
def code_set() -> CodeSet:
    path = packaged_tabular()
    return read_tabular(path, release_of(path))


@pytest.fixture(scope="session")
def guidelines() -> Guidelines:
    return read_guidelines(ROOT / "guidelines")


@pytest.fixture(scope="session")
def terms() -> Terms:
    return read_terms(ROOT / "guidelines" / "terms")


@pytest.fixture(scope="session")
def curbside_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """CURBSIDE_HOME for this process and those it starts."""
    home = tmp_path_factory.mktemp("home")
    before = os.environ.get("CURBSIDE_HOME")
    os.environ["CURBSIDE_HOME"] = str(home)
    yield home
    if before is None:
        del os.environ["CURBSIDE_HOME"]
    else:
        os.environ["CURBSIDE_HOME"] = before


@pytest.fixture(scope="session")
def index(curbside_home: Path) -> Index:
    return open_index(curbside_home)


@pytest.fixture(scope="session")
def advisor(index: Index) -> Advisor:
    return Advisor(index)


@pytest.fixture(scope="session")
def opinion(index: Index) -> SecondOpinion:
    return SecondOpinion(index)


@pytest.fixture(scope="session")
def kinds(opinion: SecondOpinion) -> Reviewer:
    """Of a note and codes the marks made, as (kind, code)."""
    return marks_of(opinion)


@pytest.fixture(scope="session")
def tabular(code_set: CodeSet, guidelines: Guidelines) -> Tabular:
    return Tabular(code_set, guidelines.sources["tabular"])


@pytest.fixture(scope="session")
def official_text() -> Path:
    path = SHARED / "fy2025_guidelines.txt"
    if not path.exists():
        pytest.skip("the official text is not here; fetch it and run python -m index.check_guidelines")
    return path
