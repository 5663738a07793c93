"""The same work on several cores: forked processes that share what is loaded and send their results back."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


def forked(work: Callable[[int], T], workers: int) -> list[T]:
    """[work(0), ..., work(workers - 1)], each in a process of its own that inherits everything loaded (fork: no pickling of it).

    Raises what the first failing worker raised. One worker runs here, without a fork, and all do where other threads run.
    """
    # a lock that another thread holds would stay locked in the fork
    if workers < 2 or threading.active_count() > 1 or "fork" not in multiprocessing.get_all_start_methods():
        return [work(n) for n in range(workers)]
    context = multiprocessing.get_context("fork")

    def run(n: int, end: Connection) -> None:
        try:
            end.send((work(n), None))
        except Exception as error:
            end.send((None, error))

    pairs = [context.Pipe(duplex=False) for _ in range(workers)]
    started = [context.Process(target=run, args=(n, end)) for n, (_, end) in enumerate(pairs)]
    for process in started:
        process.start()
    for _, end in pairs:
        end.close()  # else a worker that dies would leave us waiting
    results: list[T] = []
    for (ours, _), process in zip(pairs, started, strict=True):
        try:
            value, error = ours.recv()
        except EOFError:
            value, error = None, RuntimeError("a worker process died; run with one worker to see why")
        process.join()
        if error is not None:
            raise error
        results.append(value)
    return results
