"""A host's robots.txt -> whether an address may be asked for, and how much rest the host wants.

As RFC 9309 has it: no file (4xx) permits everything; a file that cannot be had now (5xx, no connection) permits
nothing now. A file is read once a run.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from urllib.parse import urlsplit

from protego import Protego

from tracker.capture.exchange import Exchanger, NotModified, read_host
from tracker.errors import CaptureError, RefusedError, TransientError

# RFC 9309 §2.5 asks for at least 500 KiB; what follows is not fetched.
LARGEST_FILE = 500 * 1024
# As many files as are kept at one time.
MOST_FILES = 500


class RobotsRules:
    """Asks hosts' robots.txt. `product` is the name in the User-Agent that rules may be written for."""

    def __init__(self, exchanger: Exchanger, *, product: str, headers: dict[str, str]) -> None:
        self._exchanger = exchanger
        self._product = product
        self._headers = headers
        self._files: OrderedDict[str, asyncio.Task[Protego | None]] = OrderedDict()

    async def permit(self, url: str) -> None:
        """Raise RefusedError where robots.txt forbids the address, TransientError where it cannot be had."""
        parts = urlsplit(url)
        rules = await self._rules(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        if rules is None:
            return
        if rest := rules.crawl_delay(self._product):
            self._exchanger.pacer.slow_down(read_host(url), float(rest))
        if not rules.can_fetch(url, self._product):
            raise RefusedError("robots.txt forbids it; `robots = false` in the [[policy]] asks all the same", url=url)

    async def _rules(self, origin: str) -> Protego | None:
        task = self._files.get(origin)
        if task is None:
            task = asyncio.create_task(self._load(origin))
            self._files[origin] = task
            while len(self._files) > MOST_FILES:
                self._files.popitem(last=False)
        try:
            return await asyncio.shield(task)
        except CaptureError:
            # The next attempt asks anew.
            self._files.pop(origin, None)
            raise

    async def _load(self, origin: str) -> Protego | None:
        try:
            page = await self._exchanger.get_page(f"{origin}/robots.txt", headers=self._headers, most=LARGEST_FILE)
        except TransientError as error:
            raise TransientError(
                f"robots.txt cannot be had: {error.message}", status=error.status, retry_after=error.retry_after
            ) from error
        except CaptureError as error:
            # 4xx: there are no rules. What fails for another reason fails for the page in its own words.
            if error.status is not None or isinstance(error, RefusedError):
                return None
            raise
        if isinstance(page, NotModified):
            return None
        return Protego.parse(read_rules(page.body))


def read_rules(body: bytes) -> str:
    """The text of a robots.txt. Of one that was cut the last line is left out: half of "Disallow: /private" forbids
    the whole host."""
    whole = body if len(body) < LARGEST_FILE else body[: body.rfind(b"\n") + 1]
    return whole.decode("utf-8-sig", "replace")
