"""The executor that reads in parallel when nobody brings another."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


@contextmanager
def reading_pool(workers: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes, one a core by default; none is started before there is something to read.

    Processes are spawned, not forked: a fork would carry over the open database and the locks of other threads.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=context, initializer=ignore_interrupts)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def ignore_interrupts() -> None:
    """Ctrl-C reaches the whole group; the parent ends its workers, without a traceback from each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
