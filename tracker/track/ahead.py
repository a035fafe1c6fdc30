"""Policies -> what reading and comparing make of their looks, made in parallel before each one's turn to be written.

Only the order of the work changes: belief is weighed and rows are written policy by policy, as without it, so that
the record is the same row for row, and a kill at any moment is as harmless.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from datetime import datetime
from functools import partial

from tracker.archive import Archive
from tracker.archive.derivations import Derivation
from tracker.errors import TrackerError
from tracker.model import ReadingSettings
from tracker.ruleset import RULESET
from tracker.track.derive import Handling
from tracker.track.jobs import ReadingAnswer, ReadingJob, Sight, make_answers
from tracker.track.pool import count_in_flight
from tracker.track.unread import BodyKey, Made, group_unread, load_document, weighed_status
from tracker.values import Struct, field, replace

DOCUMENTS = 16
"""To a task: a quarter of a second of work, beside which handing it over costs little (docs/measured/cluster.md)."""

MOST_DOCUMENTS = 64
MOST_BYTES = 16_000_000
"""A policy with more than these is read in its own turn, by as many workers as there are."""


class Unread(Struct, frozen=True):
    """All that is unread of one policy: the keys of distinct documents, and the job of reading them."""

    keys: tuple[BodyKey, ...]
    job: ReadingJob


class _Parcel(Struct):
    """Jobs that travel together, and once they are on their way the future of their answers."""

    turns: list[_Turn] = field(default_factory=list)
    future: Future[list[ReadingAnswer]] | None = None

    @property
    def size(self) -> int:
        return sum(len(turn.unread.keys) for turn in self.turns if turn.unread)


class _Turn(Struct):
    policy: str
    handling: Handling
    unread: Unread | None
    parcel: _Parcel
    place: int = 0

    def take(self) -> Made | None:
        """What was made ahead. Raises BrokenExecutor or MemoryError where the policy's own work ends its worker."""
        future = self.parcel.future
        if self.unread is None or future is None or self.handling.executor is None:
            return None
        try:
            answer = future.result()[self.place]
        except (BrokenExecutor, MemoryError):
            # Another policy of the parcel, or of its worker, may be what broke it: once more, alone.
            task = partial(make_answers, craft=self.handling.craft)
            (answer,) = self.handling.executor.submit(task, [self.unread.job]).result()
        return Made(self.unread.keys, answer)


def work_ahead(
    archive: Archive,
    policies: Iterable[str],
    choose: Callable[[str], Handling],
    *,
    executor: Executor,
    now: datetime,
    again: bool = False,
) -> Iterator[tuple[str, Handling]]:
    """Each policy in its order with how to derive it: `choose` says how, and `ahead` of it gives what was made.

    `again` makes everything again (a rebuild), else only what is unread. A policy whose facts cannot be loaded meets
    that error in its own turn. Nothing is handed on where all fits one task: that is sooner done here.
    """
    waiting: deque[_Parcel] = deque()
    most = count_in_flight(executor)
    for parcel in _fill(archive, policies, choose, now, again=again):
        waiting.append(parcel)
        if len(waiting) == 1:
            continue
        for one in waiting:
            _send(one, executor)
        if len(waiting) > most:
            yield from _open(waiting.popleft())
    while waiting:
        yield from _open(waiting.popleft())


def _fill(
    archive: Archive, policies: Iterable[str], choose: Callable[[str], Handling], now: datetime, *, again: bool
) -> Iterator[_Parcel]:
    parcel = _Parcel()
    for policy in policies:
        handling = choose(policy)
        try:
            unread = load_unread(archive, policy, handling, now, again=again)
        except (TrackerError, ValueError):  # ValueError: a damaged row, such as settings that are no JSON
            unread = None
        place = sum(turn.unread is not None for turn in parcel.turns)
        parcel.turns.append(_Turn(policy, handling, unread, parcel, place))
        if parcel.size >= DOCUMENTS:
            yield parcel
            parcel = _Parcel()
    if parcel.turns:
        yield parcel


def load_unread(archive: Archive, policy: str, handling: Handling, now: datetime, *, again: bool) -> Unread | None:
    """What is to be read of a policy; None where nothing is, or too much for one task. Raises TrackerError."""
    settings = handling.settings or archive.policies.settings(policy) or ReadingSettings()
    setting = archive.policies.set_settings(policy, settings, at=now)
    derivation = archive.derivations.current(policy)
    topics = archive.topic_sets.keep(handling.craft.topics)
    if again or derivation is None or not derivation.has(setting, RULESET, topics):
        derivation = Derivation(0, policy, setting, RULESET, False)  # none: to it every look is unread
    looks = archive.derivations.looks(derivation)
    known = archive.policies.settings_until(policy, setting)
    groups = group_unread(looks, known)
    if not groups or len(groups) > MOST_DOCUMENTS:
        return None
    documents = tuple(load_document(archive, key) for key in groups)
    if sum(len(part.body) for document in documents for part in document.parts) > MOST_BYTES:
        return None
    places = {look.seq: place for place, group in enumerate(groups.values()) for look in group}
    order = tuple(Sight(places[look.seq], weighed_status(look)) for look in looks if look.seq in places)
    return Unread(tuple(groups), ReadingJob(documents, order, settings.language))


def _send(parcel: _Parcel, executor: Executor) -> None:
    if parcel.future is not None or not parcel.size:
        return
    craft = next(turn.handling.craft for turn in parcel.turns)
    jobs = [turn.unread.job for turn in parcel.turns if turn.unread]
    parcel.future = executor.submit(partial(make_answers, craft=craft), jobs)


def _open(parcel: _Parcel) -> Iterator[tuple[str, Handling]]:
    for turn in parcel.turns:
        yield turn.policy, replace(turn.handling, ahead=turn.take)
