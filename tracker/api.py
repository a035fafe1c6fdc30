"""The public interface of `import tracker`: read, compare and ask from Python, as the command line does.

A joint, where rooms meet: `tracker/__init__.py` hands these names on. docs/api.md says what versions promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tracker.across.comparing import compare_with_facts
from tracker.archive import Archive, open_archive
from tracker.ask.blame import ask_blame
from tracker.ask.diff import ask_diff
from tracker.ask.facts import ask_facts
from tracker.ask.first import ask_first
from tracker.ask.history import ask_history
from tracker.ask.like import ask_like_clause, find_clusters
from tracker.ask.log import ask_log
from tracker.ask.moments import VersionName, read_moment
from tracker.ask.policies import ask_policies
from tracker.ask.search import SearchBounds, ask_search
from tracker.ask.show import ask_show
from tracker.ask.since import ask_since
from tracker.ask.status import ask_status
from tracker.ask.topic import ask_topic
from tracker.compare.redline.opcodes import Opcode, list_opcodes
from tracker.compare.redline.redlining import redline_texts
from tracker.config.settings import TrackerSettings
from tracker.errors import ArchiveError, NotFoundError, ReadingError, TrackerError, UsageError
from tracker.model import (
    ChangeSet,
    Cluster,
    Comparison,
    History,
    PolicyOverview,
    Reading,
    ReadingSettings,
    RecordStatus,
    RuledFact,
    SearchHit,
    SearchSide,
    SentenceAge,
    ShownText,
    SinceAgreed,
    TopicAnswer,
    Twin,
    VersionDiff,
)
from tracker.publish.webhook import is_signed
from tracker.read import document as documents
from tracker.text.tokens import split_tokens

__all__ = [
    "ArchiveError",
    "NotFoundError",
    "Opcode",
    "ReadingError",
    "Record",
    "TrackerError",
    "UsageError",
    "compare_documents",
    "is_signed",
    "list_opcodes",
    "open_record",
    "read_document",
    "redline_texts",
    "split_words",
]


def read_document(
    document: bytes | str,
    *,
    media_type: str | None = None,
    charset: str | None = None,
    name: str | None = None,
    select: Sequence[str] = (),
    remove: Sequence[str] = (),
    language: str | None = None,
) -> Reading:
    """A document -> its title, language, stated dates and tree of sections.

    HTML, PDF, Markdown or plain text, told by content, then by `media_type`, then by the ending of `name`. `charset`
    is what came with the bytes; text needs none. `select` and `remove` are CSS selectors for the part of a page that
    is read and for what is left out of it. Raises ReadingError where there is nothing to read.
    """
    if isinstance(document, str):
        document, charset = document.encode("utf-8", "replace"), "utf-8"
    settings = ReadingSettings(select=tuple(select), remove=tuple(remove), language=language)
    return documents.read_document(document, media_type=media_type, charset=charset, name=name, settings=settings)


def compare_documents(old: bytes | str | Reading, new: bytes | str | Reading) -> Comparison:
    """Two documents, read or not -> everything that changed, clause by clause. Raises ReadingError."""
    readings = [one if isinstance(one, Reading) else read_document(one) for one in (old, new)]
    return compare_with_facts(readings[0], readings[1])


def split_words(text: str) -> list[str]:
    """The words that `list_opcodes` counts, each with the white space after it; joined, they are the text."""
    return split_tokens(text)


def open_record(path: Path | str, *, read_only: bool = True) -> Record:
    """Open the database that `tracker check` or `tracker import` made; use the record in a `with`, or close it.

    With `read_only` False a database of an older tracker is brought to today's form first, and a missing one is made.
    Raises ArchiveError: missing, locked, damaged, no database of ours, of a newer or older tracker.
    """
    return Record(open_archive(path, read_only=read_only))


class Record:
    """An open database that answers questions; every answer is frozen. Not for use across threads.

    A policy is its id ("zoom/terms-of-service"), or a service ("zoom") that has no other. A clause is a number ("10.4",
    "section 10.4"), a heading or a part of one that no other has, or a clause id. A moment is a datetime (one without a
    zone is UTC) or text as on the command line: "2023-07-28" is the end of that day, as is "yesterday". Questions raise
    NotFoundError with near misses, and UsageError for a moment or query that is none.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def policies(self, *, now: datetime | None = None) -> tuple[PolicyOverview, ...]:
        """Every recorded policy, by id."""
        return ask_policies(self._archive, now=now or datetime.now(UTC))

    def status(self, *, now: datetime | None = None, verify: bool = False) -> RecordStatus:
        """How the record stands: looks, failures, gaps, what is held; `verify` looks for damage, which reads all."""
        dead_after = TrackerSettings().dead_after
        return ask_status(self._archive, now=now or datetime.now(UTC), dead_after=dead_after, verify=verify)

    def log(
        self,
        *policies: str,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        most: int | None = None,
        is_told: bool = True,
    ) -> Iterator[ChangeSet]:
        """The change sets of these policies, else of all, oldest first, read one by one while the record is open.

        `since`, `until`: only what was first seen after the one and not after the other; `most`: so many of the newest.
        With `is_told` False also those that were held, with the reason.
        """
        return ask_log(
            self._archive,
            policies,
            since=_read_moment(since),
            until=_read_moment(until),
            most=most,
            is_told=is_told,
        )

    def show(self, policy: str, clause: str | None = None, *, at: datetime | str | None = None) -> ShownText:
        """What a policy or one clause says, or said at a moment."""
        return ask_show(self._archive, policy, clause, at=_read_moment(at))

    def diff(self, policy: str, old: VersionName | None = None, new: VersionName | None = None) -> VersionDiff:
        """What changed between two versions, by number or moment; by default the last two."""
        return ask_diff(self._archive, policy, old, new, now=datetime.now(UTC))

    def history(self, policy: str, clause: str) -> History:
        """The lives of all clauses that the words name, the present holder first."""
        return ask_history(self._archive, policy, clause)

    def blame(self, policy: str, clause: str | None = None) -> tuple[SentenceAge, ...]:
        """Since when each sentence of the text that stands has stood."""
        return ask_blame(self._archive, policy, clause)

    def search(
        self, query: str, *, sides: Sequence[SearchSide] = ("now",), policy: str | None = None, limit: int = 100
    ) -> tuple[SearchHit, ...]:
        """Where words stand ("now"), stood at the first look ("first"), came in ("inserted") or went ("deleted")."""
        return ask_search(self._archive, query, sides=sides, bounds=SearchBounds(policy), limit=limit)

    # --- across policies ---

    def facts(
        self,
        *policies: str,
        kinds: Sequence[str] = (),
        at: datetime | str | None = None,
        changed_since: datetime | str | None = None,
    ) -> tuple[RuledFact, ...]:
        """What these policies, else all, rule of some kinds, else of every kind, since when, and what before."""
        return ask_facts(
            self._archive,
            policies,
            kinds=kinds,
            at=_read_moment(at),
            changed_since=_read_moment(changed_since),
        )

    def topic(self, topic: str, *policies: str, at: datetime | str | None = None) -> TopicAnswer:
        """Who speaks of a topic, now or at a moment, since when, and what changed on it."""
        return ask_topic(self._archive, topic, policies, at=_read_moment(at) or datetime.now(UTC))

    def first(self, query: str) -> tuple[SearchHit, ...]:
        """When each policy first had these words, the earliest first."""
        return ask_first(self._archive, query)

    def since(self, policy: str, moment: datetime | str) -> SinceAgreed:
        """The net effect of all changes after a moment."""
        return ask_since(self._archive, policy, read_moment(moment, now=datetime.now(UTC)))

    def like_change_set(self, policy: str, change_set: str) -> tuple[Cluster, ...]:
        """The sentences of a change set that came to, or went from, other policies too, the most widespread first."""
        return find_clusters(self._archive, self._archive.change_sets.get(policy, change_set))

    def like_clause(self, policy: str, clause: str) -> tuple[Twin, ...]:
        """The clauses that stand in other policies and say much the same, the most alike first."""
        return ask_like_clause(self._archive, policy, clause)

    def close(self) -> None:
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read_moment(moment: datetime | str | None) -> datetime | None:
    return None if moment is None else read_moment(moment, now=datetime.now(UTC))
