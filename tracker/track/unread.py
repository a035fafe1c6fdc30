"""Observations that nobody has read -> texts of a derivation, in parallel, in short transactions.

Bodies that the derivation has read before are not read again; a run that is killed goes on where it stopped. A look
is read as it was in its time, or with newer settings where those find the document in it (`ways.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from itertools import islice

from tracker.archive import Archive
from tracker.archive.derivations import Derivation, RecordedLook, SupersededError
from tracker.archive.policies import RecordedSettings
from tracker.errors import ReadingError, TrackerError, explain_bug
from tracker.model import Comparison, OwnTopic, Reading, ReadingSettings, ReadingWarning
from tracker.read.document import Gathered, Part, read_gathered
from tracker.text.canon import hash_reading
from tracker.track.pool import count_in_flight
from tracker.track.ruling import Said, find_said
from tracker.track.ways import choose_ways, finds_document
from tracker.values import Struct, replace

Progress = Callable[[int, int], None]
"""Told how many of how many steps are done."""

BATCH = 8
"""Documents to a task: a worker gives back each distinct text of a batch once."""

Read = Callable[[Sequence[Part], ReadingSettings], Reading]
"""Reads one document, or raises ReadingError. Other processes get it, so it is a function of a module, or a partial."""


Gather = Callable[[Sequence[Part], ReadingSettings], Gathered]
"""Finds what one document holds, as far as that has to be read to know whether it was read before."""


class Recall(Struct, frozen=True):
    """What spares reading a page that holds what it held: `pages` is the hash of what a page held -> the hash of the
    text that was read of it. Reading is a function of that alone, under one set of rules."""

    gather: Gather
    pages: Mapping[str, str]


class BodyKey(Struct, frozen=True):
    """What decides how a look reads: hash, media type and charset of each part, and the settings, newest first."""

    parts: tuple[tuple[str, str | None, str | None], ...]
    ways: tuple[RecordedSettings, ...]


class Document(Struct, frozen=True):
    """The parts of one look, and the settings that it may be read with: the newest first, those of its time last."""

    parts: tuple[Part, ...]
    ways: tuple[RecordedSettings, ...]


class Text(Struct, frozen=True):
    """What reading made of one look's bodies: a text, or why there is none. `reading` is None where it is known;
    `setting` is the row of the settings it was read with; `said` what the text rules, where a worker found that too;
    `page_hash` stands for what the page held, where that was asked for."""

    text_hash: str | None
    reading: Reading | None = None
    failure: str | None = None
    warnings: tuple[ReadingWarning, ...] = ()
    setting: int = 0
    said: Said | None = None
    page_hash: str | None = None


class Made(Struct, frozen=True):
    """What was read and compared of a policy before its turn (`ahead.py`): texts by their bodies, comparisons by the
    hashes of their two texts."""

    texts: Mapping[BodyKey, Text]
    comparisons: Mapping[tuple[str, str], Comparison]


NOTHING_MADE = Made({}, {})


def read_looks(
    archive: Archive,
    derivation: Derivation,
    looks: Sequence[RecordedLook],
    *,
    read: Read,
    gather: Gather | None = None,
    own: tuple[OwnTopic, ...] = (),
    executor: Executor | None = None,
    progress: Progress | None = None,
    made: Made = NOTHING_MADE,
) -> tuple[ReadingWarning, ...]:
    """Read every look that is unread and note the texts in the derivation; a body that cannot be read is noted, too.

    What was `made` of all of them already is not read again. Returns the warnings of the latest text that was read.
    """
    settings = archive.policies.settings_until(derivation.policy, derivation.setting)
    groups = group_unread(looks, settings)
    known = {key_bodies(look, settings): look for look in looks if look.is_read and look.bodies}
    failed = [look for look in looks if not look.is_read and not look.bodies]
    read_before = [(known[key], groups.pop(key)) for key in [key for key in groups if key in known]]
    if failed or read_before:
        with archive.write():
            archive.derivations.hold(derivation)
            for look in failed:
                archive.derivations.add_seen(derivation, [(look.seq, None, look.error or "nothing was captured")])
            for as_read, others in read_before:
                rows = [(look.seq, as_read.version, as_read.failure) for look in others]
                archive.derivations.add_seen(derivation, rows, setting=as_read.setting)
    if not groups:
        return ()
    done = 0
    warnings: tuple[ReadingWarning, ...] = ()
    recall = Recall(gather, archive.versions.pages(derivation)) if gather else None
    task = partial(read_batch, read=read, recall=recall)
    away = partial(read_away, task, own=own)
    for batch, texts in read_batches(archive, list(groups), task, away, executor=executor, made=made.texts):
        with archive.write():
            archive.derivations.hold(derivation)
            versions = archive.versions.ids(derivation)
            for key, text in zip(batch, texts, strict=True):
                version = versions.get(text.text_hash or "")
                if version is None and text.reading is not None and text.text_hash is not None:
                    said = text.said or find_said(text.reading, own)
                    version = archive.versions.add(derivation, text.text_hash, text.reading, said.facts, said.topics)
                    versions = {**versions, text.text_hash: version}
                if version is None and text.text_hash is not None:
                    raise SupersededError(f'"{derivation.policy}" was derived by another process')
                if version is not None and text.page_hash and text.reading is not None:
                    archive.versions.note_page(version, text.page_hash)
                rows = [(look.seq, version, text.failure) for look in groups[key]]
                archive.derivations.add_seen(derivation, rows, setting=text.setting)
        warnings = texts[-1].warnings
        done += len(batch)
        if progress is not None:
            progress(done, len(groups))
    return warnings


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


def read_batches(
    archive: Archive,
    keys: Sequence[BodyKey],
    read: Callable[[Sequence[Document]], list[Text]],
    away: Callable[[Sequence[Document]], list[Text]],
    *,
    executor: Executor | None,
    made: Mapping[BodyKey, Text],
) -> Iterator[tuple[list[BodyKey], list[Text]]]:
    """Batches of keys with what was read of them, in order. Few documents are read here, not worth a process; many are
    read `away`, by workers."""
    batches = cut_batches(keys)
    if all(key in made for key in keys):
        yield from ((batch, [made[key] for key in batch]) for batch in batches)
        return
    if executor is None or len(keys) <= BATCH:
        for batch in batches:
            yield batch, read([load_document(archive, key) for key in batch])
        return
    waiting: list[tuple[list[BodyKey], Future[list[Text]]]] = []
    most = count_in_flight(executor)
    for batch in batches:
        documents = [load_document(archive, key) for key in batch]
        waiting.append((batch, executor.submit(away, documents)))
        if len(waiting) >= most:
            oldest, future = waiting.pop(0)
            yield oldest, future.result()
    for batch, future in waiting:
        yield batch, future.result()


def cut_batches(keys: Iterable[BodyKey]) -> Iterator[list[BodyKey]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def load_document(archive: Archive, key: BodyKey) -> Document:
    parts = tuple(Part(archive.snapshots.body(body), media_type, charset) for body, media_type, charset in key.parts)
    return Document(parts, key.ways)


def read_batch(documents: Sequence[Document], *, read: Read, recall: Recall | None = None) -> list[Text]:
    """Read documents. Only the first of several equal texts carries its reading."""
    texts = [read_document(document, read, recall) for document in documents]
    given: set[str | None] = set()
    slim = []
    for text in texts:
        slim.append(replace(text, reading=None) if text.text_hash in given else text)
        given.add(text.text_hash)
    return slim


def read_away(
    read: Callable[[Sequence[Document]], list[Text]], documents: Sequence[Document], *, own: tuple[OwnTopic, ...]
) -> list[Text]:
    """Read documents, and find what each distinct text rules: the task of a worker."""
    return [add_said(text, own) for text in read(documents)]


def add_said(text: Text, own: tuple[OwnTopic, ...]) -> Text:
    """A text with what it rules. Where that fails, it is left to whom the text is for, to fail there."""
    try:
        return text if text.reading is None else replace(text, said=find_said(text.reading, own))
    except MemoryError:
        raise
    except Exception:
        return text


def read_document(document: Document, read: Read, recall: Recall | None = None) -> Text:
    """What a look says: with the newest settings that find the document in it, else with those of its time."""
    *newer, own = document.ways
    if not newer:
        return read_text(document.parts, own, read, recall)
    in_its_time: Text | None = None
    for way in newer:
        text = read_text(document.parts, way, read)
        if text.reading is None:
            continue
        in_its_time = in_its_time or read_text(document.parts, own, read)
        if finds_document(text.reading, in_its_time.reading, language=way.settings.language):
            return text
    return in_its_time or read_text(document.parts, own, read)


def read_text(parts: tuple[Part, ...], way: RecordedSettings, read: Read, recall: Recall | None = None) -> Text:
    """What one look's bodies say. Whatever goes wrong on them is their failure, and no other body's.

    What is not about the bytes goes on up: errors of the archive, memory that ran out, an interrupt. With `recall` a
    page that holds what it held is not read; all others are, from what was gathered.
    """
    try:
        if recall is None:
            reading = read(parts, way.settings)
            return Text(hash_reading(reading), reading, warnings=reading.warnings, setting=way.row)
        gathered = recall.gather(parts, way.settings)
        page_hash, warnings = gathered.hash, gathered.page.warnings
        if known := recall.pages.get(page_hash):
            return Text(known, warnings=warnings, setting=way.row, page_hash=page_hash)
        reading = read_gathered(gathered)
        return Text(hash_reading(reading), reading, warnings=warnings, setting=way.row, page_hash=page_hash)
    except ReadingError as error:
        return Text(None, failure=str(error), setting=way.row)
    except (TrackerError, MemoryError):
        raise
    except Exception as error:
        return Text(None, failure=str(explain_bug(error, "the page could not be read")), setting=way.row)
