"""Every error a person may meet, in one tree.

    TrackerError                 operational: one clear line, exit status 1
    |- UsageError                bad usage or configuration: exit status 2
    |  |- ConfigError            a key, value or file of the configuration (names file, key, nearest right key)
    |  |- NotFoundError          no such policy, clause, version or date (offers candidates)
    |- CaptureError              a look that failed; recorded, never a crash
    |  |- TransientError         worth another try: timeouts, resets, 429, 5xx
    |  |- RefusedError           we will not ask: robots.txt, private address, limits exceeded
    |- ReadingError              bytes that hold no document
    |  |- EmptyDocumentError     nothing to read: empty, binary, image-only PDF
    |  |- SelectorError          a configured selector that matches nothing or is no CSS
    |- ArchiveError              the database: locked, read-only, corrupted, of a newer schema, disk full
    |- LanguageError            a language file of ours that is wrong (names file and key)
    |- ImportSourceError         a repository or file that is not what the importer reads
    |- StampError               a time-stamp that was not had, or that does not hold
    |- ClusterError            the machines that read and compare: none there, gone, or with other rules
    |- HeldError                 another process does this already: running, delivering
    |- DeliveryError             an alert that a channel did not take this time; worth another try
    |  |- RejectedError          refused for good: this address or this message, whenever it is tried
    |  |- ChannelDownError       the channel takes nothing from anybody now: no connection, no login

Messages say what is wrong, where, and what to do. Anything outside this tree is a bug and shows as one.
"""

from __future__ import annotations

import traceback
from pathlib import Path


class TrackerError(Exception):
    """Base of all operational errors. `kind` is the word that `--json` output shows."""

    exit_status = 1
    kind = "error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(TrackerError):
    exit_status = 2
    kind = "usage"


class ConfigError(UsageError):
    kind = "config"


class NotFoundError(UsageError):
    """`candidates` are near misses that the message already names."""

    kind = "not-found"

    def __init__(self, message: str, *, candidates: tuple[str, ...] = (), hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates


class CaptureError(TrackerError):
    """`url` is the address that failed; `status` the HTTP status where one came."""

    kind = "capture"

    def __init__(self, message: str, *, url: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.url = url
        self.status = status


class TransientError(CaptureError):
    """`retry_after` is how many seconds the server asked us to wait, if it did."""

    kind = "transient"

    def __init__(
        self, message: str, *, url: str | None = None, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, url=url, status=status)
        self.retry_after = retry_after


class RefusedError(CaptureError):
    kind = "refused"


class ReadingError(TrackerError):
    kind = "reading"


class EmptyDocumentError(ReadingError):
    kind = "empty"


class SelectorError(ReadingError):
    kind = "selector"


class ArchiveError(TrackerError):
    kind = "archive"


class LanguageError(TrackerError):
    kind = "language"


class ImportSourceError(TrackerError):
    kind = "import"


class StampError(TrackerError):
    kind = "timestamp"


class ClusterError(TrackerError):
    kind = "cluster"


class HeldError(TrackerError):
    """`holder` is the id of the process that holds the lock, where it could be read."""

    kind = "held"

    def __init__(self, message: str, *, holder: int | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.holder = holder


class DeliveryError(TrackerError):
    """`retry_after` is how many seconds the receiver asked us to wait, if it did."""

    kind = "delivery"

    def __init__(self, message: str, *, retry_after: float | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class RejectedError(DeliveryError):
    kind = "rejected"


class ChannelDownError(DeliveryError):
    kind = "channel-down"


_LONGEST_REASON = 200  # characters of an unforeseen exception's own words: they may quote the page


def explain_bug(error: Exception, what: str) -> ReadingError:
    """The failure to record and show for an exception that nobody foresaw; `what` says what could not be done.

    Example: "the page could not be read: IndexError in read/outline/enumerations.py, line 166: string index ...".
    """
    package = Path(__file__).parent
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if package in Path(frame.filename).parents]
    place = f" in {Path(frames[-1].filename).relative_to(package)}, line {frames[-1].lineno}" if frames else ""
    words = " ".join(str(error).split())[:_LONGEST_REASON]
    hint = "a bug in the tracker: please report it; the page is kept"
    return ReadingError(f"{what}: {type(error).__name__}{place}{f': {words}' if words else ''}", hint=hint)
