"""Observations that nobody has read -> texts of a derivation, in parallel, in short transactions.

Bodies that the derivation has read before are not read again; a run that is killed goes on where it stopped. A look
is read as it was in its time, or with newer settings where those find the document in it (`ways.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from itertools import islice
from typing import Final

from tracker.archive import Archive
from tracker.archive.derivations import Derivation, RecordedLook, SupersededError
from tracker.archive.policies import RecordedSettings
from tracker.fence.documents import finish_in_a_row
from tracker.model import LIVE, Comparison, ReadingWarning
from tracker.read.document import Part, read_gathered
from tracker.track.jobs import (
    Craft,
    Document,
    Doubted,
    Pair,
    ReadingAnswer,
    ReadingJob,
    Recall,
    Sight,
    Text,
    make_answers,
    read_document,
    slim_texts,
)
from tracker.track.pool import count_in_flight
from tracker.track.ruling import find_said
from tracker.track.ways import choose_ways
from tracker.values import Struct, replace

Progress = Callable[[int, int], None]
"""Told how many of how many steps are done."""

BATCH: Final = 8
"""Documents to a task: a worker gives back each distinct text of a batch once."""

RECENT: Final = 64
"""Texts of which a worker is told that the record has them."""

MOST_KEPT: Final = 600
"""Comparisons that are kept until belief asks for them; what a long record has more is compared when it is weighed."""


class BodyKey(Struct, frozen=True):
    """What decides how a look reads: hash, media type and charset of each part, and the settings, newest first."""

    parts: tuple[tuple[str, str | None, str | None], ...]
    ways: tuple[RecordedSettings, ...]


class Neighbours:
    """What workers found of texts that were seen one after the other, until belief asks for it: comparisons by the
    hashes of their two texts, and doubts. Of long records only so much is kept: belief finds the rest out itself."""

    def __init__(self) -> None:
        self.comparisons: dict[Pair, Comparison] = {}
        self.doubts: dict[Doubted, str | None] = {}

    def take(self, answer: ReadingAnswer, known: frozenset[str]) -> None:
        """Keep what is about texts that the record has as the worker had them. Of the `known` ones, which differ from
        what it read in signs alone, it has the first that was read."""
        if len(self.comparisons) >= MOST_KEPT:
            return
        self.comparisons |= {pair: one for pair, one in answer.comparisons.items() if known.isdisjoint(pair)}
        self.doubts |= {key: one for key, one in answer.doubts.items() if known.isdisjoint(key[:2])}


class Made(Struct, frozen=True):
    """What was made of a policy's looks before its turn (`ahead.py`): the answer, and the keys of its texts."""

    keys: tuple[BodyKey, ...]
    answer: ReadingAnswer


def read_looks(
    archive: Archive,
    derivation: Derivation,
    looks: Sequence[RecordedLook],
    *,
    craft: Craft,
    neighbours: Neighbours,
    language: str | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    made: Made | None = None,
) -> tuple[ReadingWarning, ...]:
    """Read every look that is unread and note the texts in the derivation; a body that cannot be read is noted, too.

    What was `made` of all of them already is not read again. What workers find of `neighbours` goes there; `language`
    is what the settings expect. Returns the warnings of the latest text that was read.
    """
    settings = archive.policies.settings_until(derivation.policy, derivation.setting)
    filled = fill_known(looks, settings)
    if any(look is not before for before, look in zip(looks, filled, strict=True)):
        with archive.write():
            archive.derivations.hold(derivation)
            note_filled(archive, derivation, looks, filled)
    groups = group_unread(filled, settings)
    if not groups:
        return ()
    done = 0
    recent: deque[str] = deque(maxlen=RECENT)
    warnings: tuple[ReadingWarning, ...] = ()
    recall = None
    if craft.gather:
        finish = finish_in_a_row if len(groups) > 1 else read_gathered  # of one look alone there is no row
        recall = Recall(craft.gather, archive.versions.pages(derivation), finish)
    if made is not None and set(groups) <= set(made.keys):
        batches = _take_made(groups, made)
    elif executor is None or len(groups) <= BATCH:
        batches = _read_here(archive, groups, craft, recall)
    else:
        orders = list_orders(looks, groups)
        task = partial(make_answers, craft=craft, recall=recall)
        batches = _read_away(archive, groups, orders, task, recent, language=language, executor=executor)
    for batch, answer in batches:
        known = _write_texts(archive, derivation, [groups[key] for key in batch], answer.texts, craft)
        neighbours.take(answer, known)
        recent.extend(text.text_hash for text in answer.texts if text.text_hash)
        warnings = answer.texts[-1].warnings
        done += len(batch)
        if progress is not None:
            progress(done, len(groups))
    return warnings


Groups = dict[BodyKey, list[RecordedLook]]
Batches = Iterator[tuple[Sequence[BodyKey], ReadingAnswer]]
"""Keys with what was made of them, in order."""


def fill_known(looks: Sequence[RecordedLook], settings: Sequence[RecordedSettings]) -> list[RecordedLook]:
    """The looks with those filled in that failed, or that are at bodies that another of them has read."""
    known = {key_bodies(look, settings): look for look in looks if look.is_read and look.bodies}
    return [look if look.is_read else _fill(look, known, settings) for look in looks]


def _fill(
    look: RecordedLook, known: Mapping[BodyKey, RecordedLook], settings: Sequence[RecordedSettings]
) -> RecordedLook:
    if not look.bodies:
        return replace(look, is_read=True, failure=look.error or "nothing was captured")
    read = known.get(key_bodies(look, settings))
    if read is None:
        return look
    return replace(
        look, is_read=True, version=read.version, text_hash=read.text_hash, failure=read.failure, setting=read.setting
    )


def note_filled(
    archive: Archive, derivation: Derivation, looks: Sequence[RecordedLook], filled: Sequence[RecordedLook]
) -> None:
    """Inside a transaction: note what `fill_known` made of `looks`."""
    for before, look in zip(looks, filled, strict=True):
        if look.is_read and not before.is_read:
            rows = [(look.seq, look.version, look.failure)]
            archive.derivations.add_seen(derivation, rows, setting=look.setting if look.bodies else None)


def _write_texts(
    archive: Archive,
    derivation: Derivation,
    groups: Sequence[Sequence[RecordedLook]],
    texts: Sequence[Text],
    craft: Craft,
) -> frozenset[str]:
    """Write a batch, each text with the looks at it; the hashes of the texts that the derivation had already."""
    with archive.write():
        archive.derivations.hold(derivation)
        versions = archive.versions.ids(derivation)
        known = frozenset(versions)
        for looks, text in zip(groups, texts, strict=True):
            version = versions.get(text.text_hash or "")
            if version is None and text.reading is not None and text.text_hash is not None:
                said = text.said or find_said(text.reading, craft.topics)
                version = archive.versions.add(derivation, text.text_hash, text.reading, said.facts, said.topics)
                versions = {**versions, text.text_hash: version}
            if version is None and text.text_hash is not None:
                raise SupersededError(f'"{derivation.policy}" was derived by another process')
            if version is not None and text.page_hash and text.reading is not None:
                archive.versions.note_page(version, text.page_hash)
            rows = [(look.seq, version, text.failure) for look in looks]
            archive.derivations.add_seen(derivation, rows, setting=text.setting)
    return known


def group_unread(
    looks: Sequence[RecordedLook], settings: Sequence[RecordedSettings]
) -> dict[BodyKey, list[RecordedLook]]:
    """The looks to read, those with the same bodies and settings together, in order of time."""
    groups: dict[BodyKey, list[RecordedLook]] = {}
    for look in looks:
        if not look.is_read and look.bodies:
            groups.setdefault(key_bodies(look, settings), []).append(look)
    return groups


def key_bodies(look: RecordedLook, settings: Sequence[RecordedSettings]) -> BodyKey:
    parts = tuple((body, media_type, charset) for body, media_type, charset, _ in look.bodies)
    return BodyKey(parts, choose_ways(settings, look.recorded_at))


def weighed_status(look: RecordedLook) -> int | None:
    """The status a look came with, as far as it speaks against the text: what we fetched ourselves with an error status
    was taken because `accept_status` says that the document comes with it."""
    return None if look.source_kind in LIVE else look.status


def list_orders(
    looks: Sequence[RecordedLook], groups: Mapping[BodyKey, Sequence[RecordedLook]]
) -> list[list[Sight | None]]:
    """For each batch of groups the looks at it in order of time; None stands for looks at others in between."""
    places = {look.seq: place for place, group in enumerate(groups.values()) for look in group}
    orders: list[list[Sight | None]] = [[] for _ in range(0, len(groups), BATCH)]
    before: int | None = None
    for look in looks:
        if not look.bodies:
            continue  # nothing was captured: the texts before and after it stand side by side
        place = places.get(look.seq)
        batch = place // BATCH if place is not None else None
        if before is not None and batch != before:
            orders[before].append(None)
        if place is not None:
            orders[place // BATCH].append(Sight(place % BATCH, weighed_status(look)))
        before = batch
    return orders


def _take_made(groups: Groups, made: Made) -> Batches:
    texts = dict(zip(made.keys, made.answer.texts, strict=True))
    comparisons, doubts = made.answer.comparisons, made.answer.doubts
    for batch in cut_batches(groups):
        yield batch, ReadingAnswer([texts[key] for key in batch], comparisons, doubts)
        comparisons, doubts = {}, {}


def _read_here(archive: Archive, groups: Groups, craft: Craft, recall: Recall | None) -> Batches:
    """Few documents are not worth a process."""
    for batch in cut_batches(groups):
        documents = (load_document(archive, key) for key in batch)
        yield batch, ReadingAnswer(slim_texts([read_document(one, craft.read, recall) for one in documents]), {}, {})


def _read_away(
    archive: Archive,
    groups: Groups,
    orders: Sequence[Sequence[Sight | None]],
    task: Callable[[Sequence[ReadingJob]], list[ReadingAnswer]],
    recent: Collection[str],
    *,
    language: str | None,
    executor: Executor,
) -> Batches:
    """Many are read by workers, which lay each text to the one before it while they have both; not those that were
    read of `recent` documents as well, as in a record that goes back and forth between two texts."""
    waiting: list[tuple[list[BodyKey], Future[list[ReadingAnswer]]]] = []
    most = count_in_flight(executor)
    for batch, order in zip(cut_batches(groups), orders, strict=True):
        job = ReadingJob(tuple(load_document(archive, key) for key in batch), tuple(order), language, frozenset(recent))
        waiting.append((batch, executor.submit(task, [job])))
        if len(waiting) >= most:
            oldest, future = waiting.pop(0)
            yield oldest, future.result()[0]
    for batch, future in waiting:
        yield batch, future.result()[0]


def cut_batches(keys: Iterable[BodyKey]) -> Iterator[list[BodyKey]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def load_document(archive: Archive, key: BodyKey) -> Document:
    parts = tuple(Part(archive.snapshots.body(body), media_type, charset) for body, media_type, charset in key.parts)
    return Document(parts, key.ways)
