"""Tasks -> their results, made by processes of this machine; what every executor of this room can say of itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

Task = ParamSpec("Task")
Result = TypeVar("Result")

NARROW = 2
"""How wide an executor is taken to be that does not say it."""


class WorkPool(Executor):
    """An executor that knows how many tasks it runs at one time. What a dead worker was at fails with BrokenExecutor,
    and the tasks after it find workers again."""

    @property
    @abstractmethod
    def width(self) -> int:
        """How many tasks run at one time."""


def count_in_flight(executor: Executor) -> int:
    """How many tasks to have under way: as many as run, and as many again that wait, so that no worker is idle while
    results are written. It bounds what is held in memory."""
    return 2 * (executor.width if isinstance(executor, WorkPool) else NARROW) + 2


class ReadingPool(WorkPool):
    """Processes that read and compare; where one of them died, new ones take their place with the next task.

    What was under way when it died fails with BrokenExecutor: that is the policy's failure whose pages it read, and the
    policies after it find processes again.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    @property
    def width(self) -> int:
        return self._workers

    def submit(self, task: Callable[Task, Result], /, *args: Task.args, **kwargs: Task.kwargs) -> Future[Result]:
        self._pool = self._pool or self._start()
        try:
            return self._pool.submit(task, *args, **kwargs)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._start()
            return self._pool.submit(task, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _start(self) -> ProcessPoolExecutor:
        # Spawned, not forked: a fork would carry over the open database and the locks of other threads.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=begin_work)


@contextmanager
def reading_pool(workers: int | None = None) -> Iterator[ReadingPool]:
    """A pool of processes, one a core by default; none is started before there is something to read."""
    pool = ReadingPool(workers or os.cpu_count() or 1)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def begin_work() -> None:
    """What a worker does first: leave Ctrl-C, which reaches the whole group, to its parent, and watch that parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """End this process when the one that started it is gone, killed even: nobody waits for the work any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
