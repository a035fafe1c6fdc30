"""Policies to look at -> the order of looking: always at the host that has rested longest.

A worker that waits for one host holds up no other, and a host with a thousand policies takes no more workers than
may ask it at one time.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable
from itertools import count

from tracker.capture.exchange import read_host
from tracker.capture.looks import PageRequest
from tracker.capture.pacing import Pacer
from tracker.values import Struct


class Job(Struct, frozen=True):
    """One look to take at one policy, not before `ready_at` (monotonic seconds); `attempt` counts from 0."""

    request: PageRequest
    host: str
    ready_at: float
    attempt: int = 0


class Agenda:
    """A queue for each host and a heap of hosts by when they may next be asked."""

    def __init__(self, requests: Iterable[PageRequest], *, pacer: Pacer, at_once: int) -> None:
        self._pacer = pacer
        self._order = count()
        self._waiting: dict[str, deque[tuple[PageRequest, int]]] = {}
        for request in requests:
            self._waiting.setdefault(read_host(request.urls[0]), deque()).append((request, 0))
        # One entry a host for each request that may run there side by side.
        self._hosts = [
            (0.0, next(self._order), host)
            for host, waiting in self._waiting.items()
            for _ in range(min(at_once, len(waiting)))
        ]
        heapq.heapify(self._hosts)

    def take(self) -> Job | None:
        """The next job; None when no host is free, in which case those who hold the hosts do what is left."""
        while self._hosts:
            ready_at, _, host = heapq.heappop(self._hosts)
            if self._waiting[host]:
                request, attempt = self._waiting[host].popleft()
                return Job(request, host, max(ready_at, self._ready_at(host)), attempt)
        return None

    def finish(self, job: Job) -> None:
        """The job is done; its host may be asked the next thing when it has rested."""
        self._release(job.host, self._ready_at(job.host))

    def put_back(self, job: Job, ready_at: float) -> None:
        """The job failed in a way that may pass: again, first of its host, not before `ready_at`."""
        self._waiting[job.host].appendleft((job.request, job.attempt + 1))
        self._release(job.host, ready_at)

    def _ready_at(self, host: str) -> float:
        """Nobody waits for a host that is closed for this run: its jobs fail at once, unasked."""
        return 0.0 if self._pacer.closed_for(host) else self._pacer.ready_at(host)

    def _release(self, host: str, ready_at: float) -> None:
        if self._waiting[host]:
            heapq.heappush(self._hosts, (ready_at, next(self._order), host))
