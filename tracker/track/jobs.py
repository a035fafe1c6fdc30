"""Documents of one policy, in the order of its looks -> what reading, comparing and doubting make of them.

The work of a worker, which needs no record: whatever depends on one (what is believed, and when it is told) is left
to the process that writes. What fails here in a way nobody foresaw is left to that process as well, to fail there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.across.comparing import compare_with_facts
from tracker.archive.policies import RecordedSettings
from tracker.believe.screen import screen_reading
from tracker.errors import ReadingError, TrackerError, explain_bug
from tracker.fence.documents import read_in_a_row
from tracker.model import Comparison, OwnTopic, Reading, ReadingSettings, ReadingWarning
from tracker.read.document import Gathered, Part, read_gathered
from tracker.text.identity import hash_reading
from tracker.track.ruling import Said, find_said
from tracker.track.ways import finds_document
from tracker.values import Struct, replace

Read = Callable[[Sequence[Part], ReadingSettings], Reading]
"""Reads one document, or raises ReadingError. Other processes get it, so it is a function of a module, or a partial."""

Gather = Callable[[Sequence[Part], ReadingSettings], Gathered]
"""Finds what one document holds, as far as that has to be read to know whether it was read before."""

Compare = Callable[[Reading, Reading], Comparison]
"""Old and new reading -> what differs. It goes to other processes: a function of a module."""

Pair = tuple[str, str]
"""The hashes of two texts, old and new."""

Doubted = tuple[str, str | None, int | None]
"""What a doubt depends on: the hash of a text, of the one that stood before it, the status that speaks against it."""


class Craft(Struct, frozen=True):
    """How documents are read, within which limits, how their texts are compared, and which topics people added. With
    `gather`, which begins what `read` does, a page that holds what it held is not read again."""

    read: Read = read_in_a_row
    gather: Gather | None = None
    compare: Compare = compare_with_facts
    topics: tuple[OwnTopic, ...] = ()


class Recall(Struct, frozen=True):
    """What spares reading a page that holds what it held: `pages` is the hash of what a page held -> the hash of the
    text that was read of it. Reading is a function of that alone, under one set of rules; `finish` is that function."""

    gather: Gather
    pages: Mapping[str, str]
    finish: Callable[[Gathered], Reading] = read_gathered


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


class Sight(NamedTuple):
    """A look at a document of a job, told by its place there, and the status that speaks against it."""

    place: int
    status: int | None


class ReadingJob(Struct, frozen=True):
    """Distinct documents of one policy, and the looks at them in order of time; None stands for looks in between that
    the job does not hold. `language` is what the settings expect, `known` are texts that the record has already, of
    which nothing is found out again."""

    documents: tuple[Document, ...]
    order: tuple[Sight | None, ...] = ()
    language: str | None = None
    known: frozenset[str] = frozenset()


class ReadingAnswer(Struct, frozen=True):
    """What came of a job: a text for each document, and of texts that were seen one after the other what differs and
    why the newer one is doubted beside the older (None: it is not)."""

    texts: list[Text]
    comparisons: Mapping[Pair, Comparison]
    doubts: Mapping[Doubted, str | None]


def make_answers(jobs: Sequence[ReadingJob], *, craft: Craft, recall: Recall | None = None) -> list[ReadingAnswer]:
    """What one task holds, done."""
    return [_make_answer(job, craft, recall) for job in jobs]


def _make_answer(job: ReadingJob, craft: Craft, recall: Recall | None) -> ReadingAnswer:
    """Read a job's documents, find what each text rules, and lay each to the one before it.

    Two texts that cannot be compared, or a text that cannot be screened, are left to the policy's own turn.
    """
    texts = _add_said_once([read_document(one, craft.read, recall) for one in job.documents], job.known, craft.topics)
    # Of looks that differ in signs alone the record keeps the first as the text of all, and compares that.
    readings = {text.text_hash: text.reading for text in reversed(texts) if text.text_hash and text.reading}
    comparisons: dict[Pair, Comparison] = {}
    doubts: dict[Doubted, str | None] = {}
    for old, new, status in _list_steps(texts, job.order):
        if old not in readings or new not in readings or not job.known.isdisjoint((old, new)):
            continue  # a page that holds what it held was not read
        if (old, new) not in comparisons:
            made = compare_or_explain(craft.compare, readings[old], readings[new])
            if isinstance(made, Comparison):
                comparisons[old, new] = made
        if (new, old, status) not in doubts:
            _note_doubt(doubts, (new, old, status), readings, language=job.language)
    return ReadingAnswer(slim_texts(texts), comparisons, doubts)


def _add_said_once(texts: Sequence[Text], known: frozenset[str], own: tuple[OwnTopic, ...]) -> list[Text]:
    """The texts, with what they rule where one comes first and is new: of equal ones the record keeps that of one."""
    done: set[str | None] = {None, *known}
    said = []
    for text in texts:
        said.append(text if text.text_hash in done else add_said(text, own))
        done.add(text.text_hash)
    return said


def _list_steps(texts: Sequence[Text], order: Sequence[Sight | None]) -> Iterator[tuple[str, str, int | None]]:
    """Each two different texts that were seen one after the other, and the status that the newer came with."""
    before: str | None = None
    for sight in order:
        text_hash = texts[sight.place].text_hash if sight else None
        if sight is None:
            before = None
        elif text_hash is not None:
            if before is not None and before != text_hash:
                yield before, text_hash, sight.status
            before = text_hash


def _note_doubt(
    doubts: dict[Doubted, str | None], key: Doubted, readings: Mapping[str, Reading], *, language: str | None
) -> None:
    new, old, status = key
    try:
        doubts[key] = screen_reading(readings[new], readings[old or ""], language=language, status=status)
    except MemoryError:
        raise
    except Exception:  # met again, and told, where the record is weighed
        return


def slim_texts(texts: Sequence[Text]) -> list[Text]:
    """The same, of several equal texts only the first with its reading."""
    given: set[str | None] = set()
    slim = []
    for text in texts:
        slim.append(replace(text, reading=None) if text.text_hash in given else text)
        given.add(text.text_hash)
    return slim


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
        reading = recall.finish(gathered)
        return Text(hash_reading(reading), reading, warnings=warnings, setting=way.row, page_hash=page_hash)
    except ReadingError as error:
        return Text(None, failure=str(error), setting=way.row)
    except (TrackerError, MemoryError):
        raise
    except Exception as error:
        return Text(None, failure=str(explain_bug(error, "the page could not be read")), setting=way.row)


def compare_or_explain(compare: Compare, old: Reading, new: Reading) -> Comparison | str:
    """What differs, or in words why these two could not be compared."""
    try:
        return compare(old, new)
    except (TrackerError, MemoryError):
        raise
    except Exception as error:
        return str(explain_bug(error, "the text could not be compared"))
