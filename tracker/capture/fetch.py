"""Policies' addresses -> looks: for each, the captures of all its pages or the one error that stopped it.

The network runs in a thread of its own, so that nothing waits for the reading of a page; at most a handful of looks
wait to be taken, however many policies there are. Never decides that a page "changed" beyond HTTP's own 304.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from tracker.capture.agenda import Agenda, Job
from tracker.capture.browser import Rendering
from tracker.capture.client import Clients
from tracker.capture.exchange import NotModified, Validators, read_host
from tracker.capture.looks import Look, PageRequest, read_validators, request_pages
from tracker.capture.pacing import LONGEST_WAIT, Pacer, Timing
from tracker.config import FetchSettings
from tracker.errors import CaptureError, TransientError
from tracker.model import Capture

__all__ = [
    "Look",
    "NotModified",
    "PageRequest",
    "Timing",
    "Validators",
    "look_at_pages",
    "read_validators",
    "render_pages",
    "request_pages",
]

# No wait between two attempts is longer than this, unless the server asks for it (seconds).
LONGEST_BACK_OFF = 60.0

# Each rendering is a browser of its own, of about 300 MB.
MOST_RENDERINGS = 2

HandOn = Callable[[Look], Awaitable[None]]


def look_at_pages(
    requests: Iterable[PageRequest],
    settings: FetchSettings,
    *,
    contact: str | None = None,
    timing: Timing | None = None,
) -> Iterator[Look]:
    """Look at every policy once, politely; yields each look as it comes, in no order.

    A page that plain HTTP finds behind a wall is tried once with a browser, where there is one. A failure is in its
    own look's `error` and touches no other. Leaving the loop early stops the network. `contact` goes into the
    User-Agent. An error outside the tree of errors.py is a bug and is raised here.
    """
    return _run(list(requests), settings, contact=contact, timing=timing, asked_before=False)


def render_pages(
    request: PageRequest, settings: FetchSettings, *, contact: str | None = None, timing: Timing | None = None
) -> Look:
    """Look at one policy with the browser, whatever its request says: for a page that plain HTTP did not give."""
    (look,) = _run([_with_browser(request)], settings, contact=contact, timing=timing, asked_before=True)
    return look


def _run(
    requests: list[PageRequest],
    settings: FetchSettings,
    *,
    contact: str | None,
    timing: Timing | None,
    asked_before: bool,
) -> Iterator[Look]:
    """A run in its own thread, as looks. `asked_before`: the hosts were asked just now and rest first."""
    results: queue.Queue[Look | BaseException | None] = queue.Queue(maxsize=settings.concurrency)
    run = _Run(
        requests, settings, contact=contact, timing=timing or Timing(), results=results, asked_before=asked_before
    )
    thread = threading.Thread(target=run.work, name="tracker-network", daemon=True)
    thread.start()
    try:
        while (result := results.get()) is not None:
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        run.stop()
        while thread.is_alive():
            # Room in the queue for whoever still wants to hand something on.
            with suppress(queue.Empty):
                results.get_nowait()
            thread.join(timeout=0.05)


def _with_browser(request: PageRequest) -> PageRequest:
    return replace(request, browser=True, validators=())


class _Run:
    """One run over many policies: its thread, its event loop and its way to stop."""

    def __init__(
        self,
        requests: list[PageRequest],
        settings: FetchSettings,
        *,
        contact: str | None,
        timing: Timing,
        results: queue.Queue[Look | BaseException | None],
        asked_before: bool,
    ) -> None:
        self._requests = requests
        self._settings = settings
        self._contact = contact
        self._timing = timing
        self._results = results
        self._asked_before = asked_before
        self._is_stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def work(self) -> None:
        """The thread's body: looks go into the queue, then None; an unforeseen error in place of either."""
        try:
            asyncio.run(self._look_at_all())
        except asyncio.CancelledError:
            return
        except BaseException as error:  # handed to the thread that asked, which raises it
            self._results.put(error)
            return
        self._results.put(None)

    def stop(self) -> None:
        """End the run from another thread; nothing more is asked for."""
        self._is_stopped.set()
        if self._loop and self._task and not self._loop.is_closed():
            with suppress(RuntimeError):  # the loop closed in between
                self._loop.call_soon_threadsafe(self._task.cancel)

    async def _look_at_all(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        if self._is_stopped.is_set():
            return
        with ThreadPoolExecutor(max_workers=1) as hands:

            async def hand_on(look: Look) -> None:
                await asyncio.get_running_loop().run_in_executor(hands, self._results.put, look)

            await self._work_off(hand_on)

    async def _work_off(self, hand_on: HandOn) -> None:
        settings, requests, timing = self._settings, self._requests, self._timing
        pacer = Pacer(delay=settings.per_host_delay, at_once=settings.per_host_concurrency, timing=timing)
        if self._asked_before:
            for host in {read_host(url) for request in requests for url in request.urls}:
                pacer.note_visit(host)
        agenda = Agenda(requests, pacer=pacer, at_once=settings.per_host_concurrency)
        async with Clients(settings, contact=self._contact, pacer=pacer, timing=timing) as clients:
            looker = _Looker(agenda, clients, settings, timing, hand_on)
            async with asyncio.TaskGroup() as workers:
                for _ in range(min(settings.concurrency, len(requests))):
                    workers.create_task(looker.work())


class _Looker:
    """Takes jobs from the agenda until it is empty; several run side by side."""

    def __init__(
        self, agenda: Agenda, clients: Clients, settings: FetchSettings, timing: Timing, hand_on: HandOn
    ) -> None:
        self._agenda = agenda
        self._clients = clients
        self._settings = settings
        self._timing = timing
        self._hand_on = hand_on
        self._renderings = asyncio.Semaphore(MOST_RENDERINGS)

    async def work(self) -> None:
        while (job := self._agenda.take()) is not None:
            wait = job.ready_at - self._timing.monotonic()
            if wait > 0:
                await self._timing.sleep(wait)
            look = await self._look(job.request)
            if isinstance(look.error, TransientError) and (pause := self._pause(job, look.error)) is not None:
                self._agenda.put_back(job, self._timing.monotonic() + pause)
            else:
                if look.wants_browser and self._settings.browser:
                    look = await self._render_instead(look)
                self._agenda.finish(job)
                await self._hand_on(look)

    async def _render_instead(self, look: Look) -> Look:
        """The page as a browser gets it past a wall; where it does not, the look stands as it was."""
        request = _with_browser(look.request)
        rendered = await self._look(request)
        return rendered if rendered.error is None else replace(look, request=request)

    def _pause(self, job: Job, error: TransientError) -> float | None:
        """Seconds until another attempt; None where there is to be none in this run."""
        if job.attempt >= self._settings.retries or (error.retry_after or 0) > LONGEST_WAIT:
            return None
        back_off: float = self._settings.retry_delay * 2.0**job.attempt * (0.5 + self._timing.chance())
        return max(min(back_off, LONGEST_BACK_OFF), error.retry_after or 0)

    async def _look(self, request: PageRequest) -> Look:
        """All pages of one policy, or the error of the first that failed."""
        pages: list[Capture | NotModified] = []
        try:
            for part, url in enumerate(request.urls):
                page = await self._get_part(request, part, url)
                pages.append(page)
        except CaptureError as error:
            error.url = error.url or request.urls[len(pages)]
            return Look(request, self._timing.now(), error=error)
        return Look(request, self._timing.now(), pages=tuple(pages))

    async def _get_part(self, request: PageRequest, part: int, url: str) -> Capture | NotModified:
        exchanger, permit, headers = await self._clients.equip(request, url)
        if request.browser:
            async with self._renderings:
                return await Rendering(
                    settings=self._settings,
                    user_agent=self._clients.user_agent,
                    accept_language=headers["Accept-Language"],
                    proxy=self._clients.find_proxy(url, request.proxy),
                    pacer=self._clients.pacer,
                    timing=self._timing,
                    permit=permit,
                ).render_page(url, part=part)
        validators = request.validators[part] if part < len(request.validators) else None
        return await exchanger.get_page(url, headers=headers, validators=validators, permit=permit, part=part)
