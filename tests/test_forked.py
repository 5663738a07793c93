"""Work on several processes: results in order, errors raised here."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from index.forked import forked
from index.passage import IndexUnavailable

needs_fork = pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")


@pytest.fixture(autouse=True)
def no_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole test session has threads of its own (progress bars); these tests fork all the same."""
    monkeypatch.setattr("index.forked.threading.active_count", lambda: 1)


def test_results_come_in_the_order_of_the_workers() -> None:
    """Whichever is done first."""

    def work(n: int) -> int:
        time.sleep(0.2 * (n == 0))
        return 10 * n

    assert forked(work, 3) == [0, 10, 20]


@needs_fork
def test_a_worker_sees_what_is_loaded_and_runs_in_a_process_of_its_own() -> None:
    """A closure needs no pickling, and what a worker changes stays in it."""
    seen = ["loaded"]

    def work(n: int) -> tuple[int, str]:
        seen.append(str(n))
        return os.getpid(), ",".join(seen)

    found = forked(work, 2)
    assert [said for _, said in found] == ["loaded,0", "loaded,1"]
    assert len({os.getpid(), *(pid for pid, _ in found)}) == 3
    assert seen == ["loaded"]


def test_one_worker_runs_here() -> None:
    """No fork for one: errors can be followed with a debugger."""
    assert forked(lambda n: (n, os.getpid()), 1) == [(0, os.getpid())]


def test_a_worker_that_fails_raises_its_error() -> None:
    """The same type and words, here."""

    def work(n: int) -> int:
        if n == 1:
            raise IndexUnavailable("the index is half-built")
        return n

    with pytest.raises(IndexUnavailable, match="the index is half-built"):
        forked(work, 2)


@needs_fork
def test_a_worker_that_dies_is_named() -> None:
    """Killed for memory, say: an error that says what to do, no endless wait."""

    def work(n: int) -> int:
        if n == 1:
            os._exit(9)
        return n

    with pytest.raises(RuntimeError, match="run with one worker"):
        forked(work, 2)
