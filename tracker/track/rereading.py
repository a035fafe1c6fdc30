"""A record -> texts whose bytes, read again, give another text than the record holds: derived rows that were altered.

A joint: the archive's rows are held against what reading and comparing make of the same facts today.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import islice

from tracker.archive import Archive
from tracker.archive.derivations import Derivation, RecordedLook
from tracker.archive.policies import RecordedSettings
from tracker.errors import ArchiveError, ReadingError
from tracker.model import Comparison, Reading, Section, name_topics
from tracker.ruleset import RULESET
from tracker.text.identity import hash_reading
from tracker.track.jobs import Craft, Document, read_text
from tracker.track.pool import count_in_flight
from tracker.track.unread import key_bodies, load_document
from tracker.values import Struct, replace

SAMPLE = 3
"""Texts of each policy that are read again unless all are: the first, one in the middle, the newest."""


TEXTS_AT_ONCE = 8
"""Texts or steps to a task of a worker."""

FEW = 64
"""Texts and steps that are sooner read here than by processes, which must be started."""

Progress = Callable[[int, int], None]
"""Told how many of how many policies, or texts and steps, are done."""


class _TextCheck(Struct, frozen=True):
    """A text as it is kept, and the bytes that it was read of."""

    name: str
    document: Document
    way: RecordedSettings
    text_hash: str | None
    kept: Reading

    def run(self, craft: Craft) -> str | None:
        fresh = read_text(self.document.parts, self.way, craft.read)
        if fresh.reading is None:
            return f"{self.name} cannot be read again: {fresh.failure}"
        if fresh.text_hash != self.text_hash or hash_reading(self.kept) != self.text_hash:
            return f"{self.name} is not what its bytes say"
        return (
            f"{self.name} has other sections than its bytes give" if _bare(self.kept) != _bare(fresh.reading) else None
        )


class _StepCheck(Struct, frozen=True):
    """A change set as it is kept, and its two texts."""

    name: str
    old: Reading
    new: Reading
    kept: Comparison

    def run(self, craft: Craft) -> str | None:
        is_other = _differ(craft.compare(self.old, self.new), self.kept)
        return f"the changes of {self.name} are not those between its two texts" if is_other else None


class _Fault(Struct, frozen=True):
    """What is wrong already."""

    said: str

    def run(self, _: Craft) -> str | None:
        return self.said


_Check = _TextCheck | _StepCheck | _Fault


def reread_texts(
    archive: Archive,
    *,
    is_full: bool,
    craft: Craft,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[int, int, tuple[str, ...]]:
    """Read texts and compare steps again: how many texts, of how many, and what does not match, in order of policies.

    Texts read under other rules or topic files than today's are left out: `tracker rebuild` reads them under these
    first. With an `executor` it is done in parallel. Raises ReadingError where a process died or memory ran out.
    """
    topics = name_topics(craft.topics)
    plans = [_plan(archive, policy, topics, is_full=is_full) for policy in archive.policies.ids()]
    total = sum(plan.texts + plan.steps for plan in plans)
    checks = (check for plan in plans for check in _list_checks(archive, plan, is_full=is_full))
    faults: list[str] = []
    done = 0
    try:
        for said in _run_checks(checks, craft, executor if total > FEW else None):
            faults += filter(None, said)
            done += len(said)
            if progress is not None:
                progress(min(done, total), total)
    except (BrokenExecutor, MemoryError) as error:
        what = "memory ran out" if isinstance(error, MemoryError) else "a process died"
        raise ReadingError(
            f"{what} while texts were read again", hint="tracker verify without --full reads few"
        ) from error
    return sum(plan.texts for plan in plans), sum(plan.known for plan in plans), tuple(faults)


def run_checks(checks: Sequence[_Check], craft: Craft) -> list[str | None]:
    """What each check finds wrong, None for nothing: the task of a worker."""
    return [check.run(craft) for check in checks]


def _run_checks(checks: Iterator[_Check], craft: Craft, executor: Executor | None) -> Iterator[list[str | None]]:
    waiting: deque[Future[list[str | None]]] = deque()
    while batch := list(islice(checks, TEXTS_AT_ONCE)):
        if executor is None:
            yield run_checks(batch, craft)
            continue
        waiting.append(executor.submit(run_checks, batch, craft))
        if len(waiting) >= count_in_flight(executor):
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


class _Plan(Struct, frozen=True):
    """How much of a policy is checked: texts of those that are known, and steps; nothing without a derivation, or where
    it is of other rules or topic files."""

    policy: str
    known: int = 0
    texts: int = 0
    steps: int = 0


def _plan(archive: Archive, policy: str, topics: str, *, is_full: bool) -> _Plan:
    derivation = archive.derivations.current(policy)
    if derivation is None:
        return _Plan(policy)
    known = len(_first_looks(archive.derivations.looks(derivation)))
    if (derivation.ruleset, derivation.topics) != (RULESET, topics):
        return _Plan(policy, known)
    steps = len(archive.change_sets.index(policy))
    return _Plan(policy, known, known if is_full else min(known, SAMPLE), steps if is_full else min(steps, SAMPLE))


def _list_checks(archive: Archive, plan: _Plan, *, is_full: bool) -> Iterator[_Check]:
    derivation = archive.derivations.current(plan.policy)
    if derivation is None or not plan.texts:
        return
    looks = _first_looks(archive.derivations.looks(derivation))
    for look in looks if is_full else _sample(looks):
        yield _check_text(archive, derivation, look)
    yield from _check_steps(archive, derivation, is_full=is_full)


def _first_looks(looks: Sequence[RecordedLook]) -> list[RecordedLook]:
    """The first look that gave each text, in order of time."""
    found: dict[int, RecordedLook] = {}
    for look in looks:
        if look.version is not None and look.bodies:
            found.setdefault(look.version, look)
    return list(found.values())


def _sample(looks: Sequence[RecordedLook]) -> list[RecordedLook]:
    places = sorted({round(place * (len(looks) - 1) / (SAMPLE - 1)) for place in range(SAMPLE)}) if looks else []
    return [looks[place] for place in places]


def _check_text(archive: Archive, derivation: Derivation, look: RecordedLook) -> _Check:
    """What is to be held against a fresh reading of one look's bytes."""
    assert look.version is not None
    kept = archive.versions.reading(look.version)
    name = f"the text of look {look.seq} of {derivation.policy}"
    way = RecordedSettings(look.setting, look.observed_at, archive.policies.setting(look.setting))
    try:
        document = load_document(archive, key_bodies(look, [way]))
    except ArchiveError as error:
        return _Fault(f"{name} cannot be read again: {error.message}")
    return _TextCheck(name, document, way, look.text_hash, kept)


def _bare(reading: Reading) -> tuple[Section, ...]:
    """The sections without their clause ids, which are minted and not read."""
    return tuple(replace(section, clause=None) for section in reading.sections)


def _check_steps(archive: Archive, derivation: Derivation, *, is_full: bool) -> Iterator[_StepCheck]:
    """Steps, each to be compared again."""
    policy = derivation.policy
    names = list(archive.change_sets.index(policy))
    rows = archive.versions.ids(derivation)
    for name in names if is_full else names[-SAMPLE:]:
        step = archive.change_sets.get(policy, name)
        # A step that was told from the text people know begins at that text, not at the look before it.
        sides = (step.judgement.old_hash, step.judgement.new_hash)
        old, new = (archive.versions.reading(rows[text_hash]) for text_hash in sides)
        yield _StepCheck(f"change set {name} of {policy}", old, new, step.comparison)


def _differ(fresh: Comparison, kept: Comparison) -> bool:
    return (fresh.verdict, fresh.summary, fresh.changes) != (kept.verdict, kept.summary, kept.changes)
