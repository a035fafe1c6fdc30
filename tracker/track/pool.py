"""The executor that reads in parallel when nobody brings another."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait


@contextmanager
def reading_pool(workers: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes, one a core by default; none is started before there is something to read.

    Processes are spawned, not forked: a fork would carry over the open database and the locks of other threads.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=context, initializer=begin_work)
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
