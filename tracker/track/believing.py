"""The looks of one policy, read -> which were doubted, what was believed of each step, which texts are versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tracker.archive.derivations import RecordedLook
from tracker.believe.confirm import judge_sightings
from tracker.believe.doubts import ACCEPT_AFTER, DoubtRun
from tracker.believe.screen import is_lasting_doubt, screen_reading
from tracker.errors import TrackerError, explain_bug
from tracker.model import HeldBecause, Judgement, Reading
from tracker.track.jobs import Doubted
from tracker.track.surroundings import SiteRecord
from tracker.track.texts import Texts, UnweighableError
from tracker.track.unread import weighed_status
from tracker.values import Struct, replace

NO_DOUBTS: Final[Mapping[Doubted, str | None]] = MappingProxyType({})


class Belief(Struct, frozen=True):
    """`screened` is why each look was doubted, by seq (None: it was not). `spans` are the texts that are versions, in
    order of first sighting: hash -> (first seen, last seen). `latest` is the text believed at the end."""

    screened: Mapping[int, str | None]
    judgements: tuple[Judgement, ...]
    spans: Mapping[str, tuple[datetime, datetime]]
    latest: str | None


def weigh_looks(
    looks: Sequence[RecordedLook],
    texts: Texts,
    *,
    language: str | None,
    accepted: frozenset[int] = frozenset(),
    refused: frozenset[int] = frozenset(),
    trusted: frozenset[int] = frozenset(),
    accept_after: int = ACCEPT_AFTER,
    doubts: Mapping[Doubted, str | None] = NO_DOUBTS,
) -> Belief:
    """Screen and judge a policy's whole record; `looks` in order of time.

    `accepted` and `refused` are the looks a person decided on; `trusted` those that need no second look, unless they
    are doubted. A doubtful text is taken for the document after `accept_after` looks. `doubts` were found
    out by workers.
    """
    screened = screen_looks(
        looks, texts, language=language, accepted=accepted, accept_after=accept_after, doubts=doubts
    )
    looks = [replace(look, screened=screened[look.seq]) for look in looks]
    sure = accepted | {look.seq for look in looks if look.seq in trusted and look.screened is None}
    sightings = [look.sighting for look in looks]
    judgements = judge_sightings(
        sightings,
        compare=texts.compare,
        accepted=sure,
        refused=refused,
        accept_after=accept_after,
        weigh=SiteRecord(texts).weigh,
    )
    believed = list_believed(judgements, find_first(looks, accepted, accept_after))
    spans: dict[str, tuple[datetime, datetime]] = {}
    for look in looks:
        if look.text_hash is None or look.seq in refused:
            continue
        if look.screened is None or look.seq in accepted or look.text_hash in believed:
            first, _ = spans.get(look.text_hash, (look.observed_at, look.observed_at))
            spans[look.text_hash] = (first, look.observed_at)
    latest = believed[-1] if believed and believed[-1] in spans else next(reversed(spans), None)
    return Belief(screened, judgements, spans, latest)


def screen_looks(
    looks: Sequence[RecordedLook],
    texts: Texts,
    *,
    language: str | None,
    accepted: frozenset[int],
    accept_after: int,
    doubts: Mapping[Doubted, str | None] = NO_DOUBTS,
) -> dict[int, str | None]:
    """Why each look is doubted, by seq. What was weighed before keeps its answer unless an older look came in."""
    is_appended = is_sorted_by_judged(looks)
    answers: dict[Doubted, str | None] = dict(doubts)
    run = DoubtRun(accept_after)
    passed: set[str] = set()
    before: str | None = None
    screened: dict[int, str | None] = {}
    for look in looks:
        text_hash = look.text_hash
        if text_hash is None:
            screened[look.seq] = None
            continue
        if look.is_judged and is_appended:
            reason = look.screened
        else:
            key = (text_hash, before, weighed_status(look))
            if key not in answers:
                known = texts.reading(before) if before else None
                answers[key] = screen_text(texts.reading(text_hash), known, look, language=language)
            reason = answers[key]
        if reason is not None and text_hash in passed and not is_lasting_doubt(reason):
            reason = None  # it stood here undoubted: a blink of a longer page makes it no collapse
        screened[look.seq] = reason
        if reason is None:
            passed.add(text_hash)
            run.end()
        if reason is None or look.seq in accepted or run.note(text_hash, reason):
            before = text_hash
    return screened


def screen_text(reading: Reading, known: Reading | None, look: RecordedLook, *, language: str | None) -> str | None:
    """Why a text is doubted beside the one that stands. Raises UnweighableError where that cannot be told."""
    try:
        return screen_reading(reading, known, language=language, status=weighed_status(look))
    except (TrackerError, MemoryError):
        raise
    except Exception as error:
        reason = str(explain_bug(error, "the text could not be screened"))
        raise UnweighableError((look.text_hash or "",), reason) from error


def is_sorted_by_judged(looks: Sequence[RecordedLook]) -> bool:
    """Whether all looks that belief has weighed come before those it has not."""
    weighed = [look.is_judged for look in looks]
    return weighed == sorted(weighed, reverse=True)


def list_believed(judgements: Sequence[Judgement], first: str | None) -> list[str]:
    """The texts in the order in which they were believed, what stood aside in silence among them; the one that is
    believed at the end comes last."""
    steps = [one for one in judgements if one.held_because is not HeldBecause.QUARANTINED]
    stood = [judgements[0].old_hash if judgements else first]
    for judged in steps:
        # A step without any change is no judgement, but the next one starts from its text.
        stood += [judged.old_hash, *([judged.new_hash] if judged.confirmed_at else [])]
    line = [one.new_hash for one in judgements if one.is_believed]
    return [text_hash for text_hash in (*stood, *(line[-1:] or stood[:1])) if text_hash is not None]


def find_first(looks: Sequence[RecordedLook], accepted: frozenset[int], accept_after: int) -> str | None:
    """The first text that was not doubted, or whose repetition outweighed the doubt."""
    doubts = DoubtRun(accept_after)
    for look in looks:
        if look.text_hash is None:
            continue
        if look.screened is None or look.seq in accepted or doubts.note(look.text_hash, look.screened):
            return look.text_hash
    return None


def list_neighbours(looks: Sequence[RecordedLook]) -> Iterator[tuple[str, str]]:
    """Each distinct pair of texts seen one after the other and not doubted: what judging will most likely compare."""
    given: set[tuple[str, str]] = set()
    before: str | None = None
    for look in looks:
        if look.text_hash is None or look.screened is not None:
            continue
        if before is not None and before != look.text_hash and (before, look.text_hash) not in given:
            given.add((before, look.text_hash))
            yield before, look.text_hash
        before = look.text_hash
