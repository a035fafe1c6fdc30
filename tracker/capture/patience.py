"""One server, asked politely for very much -> its answers, one at a time, with a rest between and long waits where it
asks for them.

Unlike a look at a page, which has seconds, this has hours: whoever is told 429 or 503 waits and asks again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from tracker.capture.client import Clients
from tracker.capture.exchange import TRANSIENT_STATUSES, Answer, read_host, read_retry_after
from tracker.capture.looks import PageRequest
from tracker.capture.pacing import Pacer, Timing
from tracker.config import FetchSettings
from tracker.errors import TransientError
from tracker.values import Struct

BUSY: Final = frozenset({429, 503})
BUSY_FACTOR: Final = 15.0
"""A server that is busy is given so many times the usual wait: half a minute at first, then twice that."""

MOST_TRIES: Final = 6
LONGEST_PAUSE: Final = 900.0
"""Seconds that a run waits at most at a server's wish; who asks for more is left, and asked in another run."""


class PatientClient:
    """Asks one server. Use it in a `with`. `is_final` says of an answer with a passing status that it is none of the
    server's own: archives replay error pages with their status."""

    def __init__(
        self,
        settings: FetchSettings,
        *,
        contact: str | None,
        timing: Timing | None = None,
        is_final: Callable[[Answer], bool] = lambda _: False,
    ) -> None:
        self._settings = settings
        self._timing = timing or Timing()
        self._is_final = is_final
        self._runner = asyncio.Runner()
        pacer = Pacer(delay=settings.per_host_delay, at_once=1, timing=self._timing)
        self._clients = Clients(settings, contact=contact, pacer=pacer, timing=self._timing)

    def __enter__(self) -> Self:
        self._runner.__enter__()
        self._runner.run(self._clients.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._runner.run(self._clients.__aexit__(kind, error, trace))
        finally:
            self._runner.close()

    def get(self, url: str) -> Answer:
        """The answer to one request, whatever its status, once the server is not busy.

        Raises TransientError where it stays busy or away, RefusedError or CaptureError where it cannot be asked.
        """
        return self._runner.run(self._insist(url))

    async def _insist(self, url: str) -> Answer:
        request = PageRequest(policy="", urls=(url,), robots=False)
        exchanger, _, headers = await self._clients.equip(request, url)
        for attempt in range(MOST_TRIES):
            failure = _Failure("")
            try:
                answer = await exchanger.get_answer(url, headers=headers)
                if answer.status not in TRANSIENT_STATUSES or self._is_final(answer):
                    return answer
                failure = self._judge(answer)
            except TransientError as error:
                failure = _Failure(error.message)
            wait = failure.wait or self._settings.retry_delay * 2.0**attempt * (BUSY_FACTOR if failure.is_busy else 1)
            most = MOST_TRIES - 1 if failure.is_busy else self._settings.retries
            if attempt >= most or wait > LONGEST_PAUSE:
                raise TransientError(f"{read_host(url)}: {failure.what}", url=url, retry_after=failure.wait)
            await self._timing.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _judge(self, answer: Answer) -> _Failure:
        wait = read_retry_after(answer.find("retry-after"), now=self._timing.now())
        asked = f" and asked for a wait of {wait:.0f} s" if wait is not None else ""
        what = f"answered {answer.status} {answer.reason}".rstrip() + asked
        return _Failure(what, wait, answer.status in BUSY or wait is not None)


class _Failure(Struct, frozen=True):
    """Why an attempt gave nothing; `wait` is what the server asked for, in seconds."""

    what: str
    wait: float | None = None
    is_busy: bool = False
