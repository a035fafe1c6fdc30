"""Policies' addresses -> looks: for each, the captures of all its pages or the one error that stopped it.

The network runs in a thread of its own, so that nothing waits for the reading of a page; at most a handful of looks
wait to be taken, however many policies there are. Never decides that a page "changed" beyond HTTP's own 304.
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from tracker.capture.agenda import Agenda, Job
from tracker.capture.browser import Rendering
from tracker.capture.client import Clients
from tracker.capture.exchange import NotModified, Validators
from tracker.capture.looks import Look, PageRequest, read_validators, request_pages
from tracker.capture.pacing import LONGEST_WAIT, Pacer, Timing
from tracker.capture.secrets import Secrets, fill_secrets
from tracker.config import FetchSettings
from tracker.errors import CaptureError, TransientError
from tracker.model import Capture
from tracker.values import replace

__all__ = [
    "Look",
    "Looks",
    "NotModified",
    "PageRequest",
    "Timing",
    "Validators",
    "read_validators",
    "request_pages",
]

# No wait between two attempts is longer than this, unless the server asks for it (seconds).
LONGEST_BACK_OFF = 60.0

# Each rendering is a browser of its own, of about 300 MB.
MOST_RENDERINGS = 2

HandOn = Callable[[Look], Awaitable[None]]

log = logging.getLogger(__name__)


class Looks:
    """A run over many policies, polite: iterate to get each look as it comes, in no order. Leaving early stops the
    network. A page that plain HTTP finds behind a wall is tried once with a browser, where there is one. `contact` goes
    into the User-Agent.

    `held` names hosts that rest from before, with the seconds that are left.
    """

    def __init__(
        self,
        requests: Iterable[PageRequest],
        settings: FetchSettings,
        *,
        contact: str | None = None,
        timing: Timing | None = None,
        held: Mapping[str, float] | None = None,
    ) -> None:
        self._run = _Run(list(requests), settings, contact=contact, timing=timing or Timing(), held=held or {})

    def __iter__(self) -> Iterator[Look]:
        """Once only. Raises what is a bug of ours; a failure of the network is in its own look's `error` and touches no
        other."""
        run = self._run
        run.begin()
        thread = threading.Thread(target=run.work, name="tracker-network", daemon=True)
        thread.start()
        try:
            while (result := run.results.get()) is not None:
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            run.stop()
            while thread.is_alive():
                # Room in the queue for whoever still wants to hand something on.
                with suppress(queue.Empty):
                    run.results.get_nowait()
                thread.join(timeout=0.05)

    def render(self, request: PageRequest) -> Look:
        """Look once more at a policy, with the browser, for a page that plain HTTP did not give.

        To be called while the run is iterated: the browser waits for the host's turn among all that is asked of it.
        """
        return self._run.render(_with_browser(request))


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
        held: Mapping[str, float],
    ) -> None:
        self.results: queue.Queue[Look | BaseException | None] = queue.Queue(maxsize=settings.concurrency)
        self._requests = requests
        self._settings = settings
        self._contact = contact
        self._timing = timing
        self._held = held
        self._is_begun = False
        self._is_stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._looker: _Looker | None = None

    def begin(self) -> None:
        """Take note that the run is taken up. Raises RuntimeError where it was before."""
        if self._is_begun:
            raise RuntimeError("a run is looked at once")
        self._is_begun = True

    def work(self) -> None:
        """The thread's body: looks go into the queue, then None; an unforeseen error in place of either."""
        try:
            asyncio.run(self._look_at_all())
        except asyncio.CancelledError:
            self.results.put(None)
        except BaseException as error:  # handed to the thread that asked, which raises it
            self.results.put(error)

    def stop(self) -> None:
        """End the run from another thread; nothing more is asked for."""
        self._is_stopped.set()
        if self._loop and self._task and not self._loop.is_closed():
            with suppress(RuntimeError):  # the loop closed in between
                self._loop.call_soon_threadsafe(self._task.cancel)

    def render(self, request: PageRequest) -> Look:
        """A look taken in the run's own loop, called from the thread that takes the looks."""
        loop, looker = self._loop, self._looker
        if loop is None or looker is None or not loop.is_running():
            error = CaptureError("the run is over")
            return Look(request, self._timing.now(), error=error)
        return asyncio.run_coroutine_threadsafe(looker.look(request), loop).result()

    async def _look_at_all(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        # Names are resolved in threads: as many as looks may wait for one, so that dead names hold up no others.
        self._loop.set_default_executor(ThreadPoolExecutor(self._settings.concurrency, "tracker-names"))
        if self._is_stopped.is_set():
            return
        with ThreadPoolExecutor(max_workers=1) as hands:

            async def hand_on(look: Look | None) -> None:
                try:
                    self.results.put_nowait(look)
                except queue.Full:  # the only one who puts waits elsewhere for room, so that the others go on asking
                    await asyncio.get_running_loop().run_in_executor(hands, self.results.put, look)

            await self._work_off(hand_on)

    async def _work_off(self, hand_on: Callable[[Look | None], Awaitable[None]]) -> None:
        settings, requests, timing = self._settings, self._requests, self._timing
        pacer = Pacer(delay=settings.per_host_delay, at_once=settings.per_host_concurrency, timing=timing)
        for host, seconds in self._held.items():
            pacer.hold(host, seconds)
        agenda = Agenda(requests, pacer=pacer, at_once=settings.per_host_concurrency)
        async with Clients(settings, contact=self._contact, pacer=pacer, timing=timing) as clients:
            self._looker = looker = _Looker(agenda, clients, settings, timing, hand_on)
            async with asyncio.TaskGroup() as workers:
                for _ in range(min(settings.concurrency, len(requests))):
                    workers.create_task(looker.work())
            await hand_on(None)
            await asyncio.Event().wait()  # whoever takes the last look may want it rendered; `stop` ends this


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
            look = await self.look(job.request)
            if isinstance(look.error, TransientError) and (pause := self._pause(job, look.error)) is not None:
                self._agenda.put_back(job, self._timing.monotonic() + pause)
            else:
                self._clients.pacer.note_outcome(job.host, has_failed=isinstance(look.error, TransientError))
                if look.wants_browser and self._settings.browser:
                    look = await self._render_instead(look)
                self._agenda.finish(job)
                await self._hand_on(look)

    async def _render_instead(self, look: Look) -> Look:
        """The page as a browser gets it past a wall; where it does not, the look stands as it was."""
        request = _with_browser(look.request)
        rendered = await self.look(request)
        return rendered if rendered.error is None else replace(look, request=request)

    def _pause(self, job: Job, error: TransientError) -> float | None:
        """Seconds until another attempt; None where there is to be none in this run."""
        if job.attempt >= self._settings.retries or (error.retry_after or 0) > LONGEST_WAIT:
            return None
        if self._clients.pacer.closed_for(job.host):
            return None
        back_off: float = self._settings.retry_delay * 2.0**job.attempt * (0.5 + self._timing.chance())
        return max(min(back_off, LONGEST_BACK_OFF), error.retry_after or 0)

    async def look(self, request: PageRequest) -> Look:
        """All pages of one policy, or the error of the first that failed."""
        pages: list[Capture | NotModified] = []
        secrets = Secrets(request.urls[0], request.urls[0])
        try:
            for part, url in enumerate(request.urls):
                secrets = Secrets(url, url)
                secrets = fill_secrets(url, os.environ)
                page = await self._get_part(request, part, secrets)
                pages.append(secrets.hide_page(page))
        except CaptureError as error:
            secrets.hide_error(error)
            return Look(request, self._timing.now(), error=error)
        except Exception as error:  # a bug of ours that one site brings out is that policy's failure alone
            log.debug("look failed: policy=%s", request.policy, exc_info=True)
            what = f"the tracker failed on this page ({type(error).__name__}: {error}): please report it"
            failure = CaptureError(what, url=request.urls[len(pages)])
            secrets.hide_error(failure)
            return Look(request, self._timing.now(), error=failure)
        return Look(request, self._timing.now(), pages=tuple(pages))

    async def _get_part(self, request: PageRequest, part: int, secrets: Secrets) -> Capture | NotModified:
        url = secrets.asked
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
                    accept_status=request.accept_status,
                ).render_page(url, part=part)
        known = request.validators[part] if part < len(request.validators) else None
        return await exchanger.get_page(
            url,
            headers=headers,
            validators=secrets.find_validators(known),
            permit=permit,
            accept_status=request.accept_status,
            part=part,
        )
