"""The facts of one policy -> its versions, change sets and clauses; what is new of them is handed on to be told.

Reading and comparing go into the archive in short transactions; belief is written in one, so that whoever is killed
leaves the record as it was believed before, and the next run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import BrokenExecutor, Executor
from datetime import datetime
from functools import cached_property, partial
from typing import Final, Literal

from tracker.archive import Archive
from tracker.archive.derivations import Derivation, RecordedLook, SupersededError
from tracker.believe.doubts import ACCEPT_AFTER
from tracker.errors import ArchiveError, NotFoundError, ReadingError
from tracker.model import LIVE, ChangeSet, HeldBecause, ReadingSettings, ReadingWarning
from tracker.ruleset import RULESET
from tracker.track.believing import Belief, list_neighbours, weigh_looks
from tracker.track.jobs import Craft
from tracker.track.settling import Settled, settle_belief
from tracker.track.texts import Texts, UnweighableError
from tracker.track.unread import Made, Neighbours, Progress, fill_known, note_filled, read_looks
from tracker.values import Struct, field, replace

Outcome = Literal["first", "changed", "unchanged", "not-modified", "held", "quarantined", "error"]

Tell = Callable[[Archive, Sequence[ChangeSet]], object]
"""Called inside the transaction with the change sets that became told, so that telling them is as sure as they are."""

MANY_PAIRS = 8
"""Comparisons from which on handing them to processes pays."""

TRIES = 5
"""How often belief is weighed again because another process wrote in between."""


class Handling(Struct, frozen=True):
    """How a policy is derived.

    `settings` None means as recorded. `at_once` believes a live change at its first sighting (`confirm_after = "0s"`);
    `accept_after` looks make a doubtful text the document. `executor` reads and compares in parallel; `progress` is
    told how far that is. `ahead` gives what was read and compared before the policy's turn, None where nothing was.
    """

    settings: ReadingSettings | None = None
    executor: Executor | None = None
    progress: Progress | None = None
    ahead: Callable[[], Made | None] | None = None
    at_once: bool = False
    accept_after: int = ACCEPT_AFTER
    craft: Craft = Craft()


_USUAL: Final = Handling()


class Derived(Struct, frozen=True):
    """What a derivation came to: the outcome of the policy's latest look, what is wrong with it (why nothing could
    be read, or why it is doubted), and the ids of the change sets that are new and that became told. `warnings` are
    those of the latest text that was read for it."""

    policy: str
    outcome: Outcome
    error: str | None = None
    new: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()


def derive_policy(
    archive: Archive,
    policy: str,
    *,
    now: datetime,
    tell: Tell | None = None,
    handling: Handling = _USUAL,
    again: bool = False,
) -> Derived:
    """Bring what is derived of a policy up to its facts.

    `tell` None derives in silence (imports). Where ruleset or settings changed, all that was weighed before is derived
    again in silence first, so that only what is new since can be told. `again` weighs the record even
    where nothing of the policy is new, because other pages of its site are. Raises ArchiveError; ReadingError where a
    process died or memory ran out.
    """
    run = replace(prepare_run(archive, policy, now, handling), again=again)
    return insist(policy, lambda: run.bring_up_to_date(policy, tell))


def rebuild_policy(archive: Archive, policy: str, *, now: datetime, handling: Handling = _USUAL) -> Derived:
    """Derive a policy's whole record again beside the old derivation, then switch; ids and notes stay, nobody is told.

    Killed at any moment it leaves the old derivation current.
    """
    run = prepare_run(archive, policy, now, handling)
    return insist(policy, lambda: run.rebuild(policy))


def prepare_run(archive: Archive, policy: str, now: datetime, handling: Handling) -> _Run:
    settings = handling.settings or archive.policies.settings(policy) or ReadingSettings()
    return _Run(archive, now, settings, handling)


def insist(policy: str, derive: Callable[[], Derived]) -> Derived:
    """Try again where another process derived the same policy meanwhile. Raises ArchiveError when it keeps doing so."""
    for _ in range(TRIES):
        try:
            return derive()
        except SupersededError:
            continue
    message = f'another process keeps deriving "{policy}"'
    raise ArchiveError(message, hint="run again when it has finished")


class _Weighed(Struct, frozen=True):
    """What is believed of a record, in the light of all decisions up to `decided`."""

    texts: Texts
    belief: Belief
    decided: int


class _Run(Struct, frozen=True, dict=True):
    archive: Archive
    now: datetime
    settings: ReadingSettings
    handling: Handling
    again: bool = False
    neighbours: Neighbours = field(default_factory=Neighbours)

    def bring_up_to_date(self, policy: str, tell: Tell | None) -> Derived:
        setting = self.archive.policies.set_settings(policy, self.settings, at=self.now)
        current = self.archive.derivations.current(policy)
        if current is not None and current.has(setting, RULESET, self._topics):
            return self._derive(current, tell)
        target = self.archive.derivations.prepare(policy, setting=setting, ruleset=RULESET, topics=self._topics)
        if current is not None:
            self._derive(target, None, only=self._list_weighed(current))
        return self._derive(replace(target, is_current=current is not None), tell)

    def rebuild(self, policy: str) -> Derived:
        """Live looks that nobody has weighed are left to the next check, which may tell of them."""
        setting = self.archive.policies.set_settings(policy, self.settings, at=self.now)
        current = self.archive.derivations.current(policy)
        if current is None:
            target = self.archive.derivations.prepare(policy, setting=setting, ruleset=RULESET, topics=self._topics)
            return self._derive(target, None)
        looks = self.archive.derivations.looks(current)
        imported = {look.seq for look in looks if look.source_kind not in LIVE}
        only = self._list_weighed(current) | imported
        target = self.archive.derivations.prepare(policy, setting=setting, ruleset=RULESET, topics=self._topics)
        derived = self._derive(target, None, only=only)
        if doubted := {look.seq for look in looks if look.is_judged} - only:
            self._weigh_doubted(replace(target, is_current=True), only | doubted)
        return derived

    @cached_property
    def _topics(self) -> str:
        return self.archive.topic_sets.keep(self.handling.craft.topics)

    def _weigh_doubted(self, derivation: Derivation, only: Collection[int]) -> None:
        """Weigh the looks that were doubted before as well, unless news comes of it: the next check may tell that."""
        looks, _ = self._read(derivation, partial(self._list, only=only))
        generation = self.archive.derivations.generation(derivation)
        try:
            weighed = self._weigh(derivation, looks)
        except UnweighableError:
            return
        known = {one.new_seq for one in self.archive.change_sets.judgements(derivation.policy) if one.is_tellable}
        if all(one.new_seq in known for one in weighed.belief.judgements if one.is_tellable):
            self._write(weighed, looks, generation, None)

    def _list_weighed(self, current: Derivation) -> set[int]:
        looks = self.archive.derivations.looks(current)
        return list_weighed(looks, believed=self.archive.versions.believed_ids(current))

    def _derive(self, derivation: Derivation, tell: Tell | None, *, only: Collection[int] | None = None) -> Derived:
        """Read, weigh and settle. Raises SupersededError where another process settled in between."""
        generation = self.archive.derivations.generation(derivation)
        try:
            recent = self._list_recent(derivation) if only is None else []
            if again := self._find_seen_again(derivation, recent):
                return again
            recent, warnings = self._read(derivation, self._list_recent, recent)
            if recent and (unchanged := self._find_unchanged(derivation, recent, warnings)):
                return unchanged
            looks, more = self._read(derivation, partial(self._list, only=only))
            warnings = more or warnings
            if unchanged := self._find_unchanged(derivation, looks, warnings):
                return unchanged
            looks, settled = self._settle_around(derivation, looks, generation, tell, only)
            fresh = [look for look in looks if not look.is_judged]
        except NotFoundError as error:  # a row that was there a moment ago
            if self.archive.derivations.generation(derivation) is None:
                raise SupersededError(f'"{derivation.policy}" was derived by another process') from error
            raise
        except (BrokenExecutor, MemoryError) as error:
            what = "memory ran out" if isinstance(error, MemoryError) else "a process died"
            message = f'{what} while reading "{derivation.policy}"'
            raise ReadingError(message, hint="run again: what was read until then is kept") from error
        last = next(iter([*fresh[-1:], *looks[-1:]]), None)
        is_first = not any(look.is_judged and look.text_hash for look in looks)
        outcome, reason = find_outcome(last, settled, is_first=is_first)
        return Derived(derivation.policy, outcome, reason, settled.new, settled.told, warnings)

    def _read(
        self,
        derivation: Derivation,
        list_looks: Callable[[Derivation], list[RecordedLook]],
        looks: list[RecordedLook] | None = None,
    ) -> tuple[list[RecordedLook], tuple[ReadingWarning, ...]]:
        """The looks of a list, all of them read, with the warnings of what was read for it; `looks` where they are
        listed already."""
        looks = list_looks(derivation) if looks is None else looks
        if all(look.is_read for look in looks):
            return looks, ()
        warnings = read_looks(
            self.archive,
            derivation,
            looks,
            craft=self.handling.craft,
            neighbours=self.neighbours,
            language=self.settings.language,
            executor=self.handling.executor,
            progress=self.handling.progress,
            made=self._made,
        )
        return list_looks(derivation), warnings

    @cached_property
    def _made(self) -> Made | None:
        return self.handling.ahead() if self.handling.ahead else None

    def _list_recent(self, derivation: Derivation) -> list[RecordedLook]:
        """The looks that may suffice, however long the record is; none where all must be weighed."""
        return list(self.archive.derivations.recent(derivation)) if derivation.is_current and not self.again else []

    def _list(self, derivation: Derivation, *, only: Collection[int] | None) -> list[RecordedLook]:
        looks = self.archive.derivations.looks(derivation)
        return [look for look in looks if only is None or look.seq in only]

    def _find_seen_again(self, derivation: Derivation, looks: Sequence[RecordedLook]) -> Derived | None:
        """What came of the newest looks where they failed or are at bodies that were read before, and nothing is to be
        weighed: what reading and `_find_unchanged` would give, in one transaction. Else None, and nothing is noted."""
        if not looks or all(look.is_read for look in looks):
            return None
        filled = fill_known(looks, self.archive.policies.settings_until(derivation.policy, derivation.setting))
        if not all(look.is_read for look in filled) or not self._is_as_before(derivation, filled):
            return None
        with self.archive.write():
            self.archive.derivations.hold(derivation)
            note_filled(self.archive, derivation, looks, filled)
            self._touch(derivation, [look for look in filled if not look.is_judged])
        outcome, reason = find_outcome(filled[-1], Settled(), is_first=False)
        return Derived(derivation.policy, outcome, reason)

    def _find_unchanged(
        self, derivation: Derivation, looks: Sequence[RecordedLook], warnings: tuple[ReadingWarning, ...]
    ) -> Derived | None:
        """What came of the looks where nothing is to be weighed, which is noted; else None."""
        if not derivation.is_current or self.again or not self._is_as_before(derivation, looks):
            return None
        with self.archive.write():
            self.archive.derivations.hold(derivation)
            self._touch(derivation, [look for look in looks if not look.is_judged])
        outcome, reason = find_outcome(looks[-1], Settled(), is_first=False)
        return Derived(derivation.policy, outcome, reason, warnings=warnings)

    def _is_as_before(self, derivation: Derivation, looks: Sequence[RecordedLook]) -> bool:
        """Whether nothing is new, or only the text that stands was seen again: nothing to weigh then."""
        standing = self.archive.versions.standing(derivation)
        count = sum(look.is_judged for look in looks)
        if standing is None or not all(look.is_judged for look in looks[:count]):
            return False
        if self.archive.decisions.last(derivation.policy) != self.archive.derivations.decided(derivation):
            return False
        if self.archive.change_sets.has_untold(derivation):
            return False  # what is seen again may have stood long enough by now to be told
        if count == len(looks):
            return True
        before = next((look.text_hash for look in reversed(looks[:count]) if look.text_hash), None)
        return {before, *(look.text_hash for look in looks[count:] if look.text_hash)} == {standing[1]}

    def _touch(self, derivation: Derivation, fresh: Sequence[RecordedLook]) -> None:
        self.archive.derivations.set_screened(derivation, {look.seq: None for look in fresh})
        for look in fresh:
            if look.version is not None:
                self.archive.versions.touch(look.version, look.observed_at)

    def _settle_around(
        self,
        derivation: Derivation,
        looks: list[RecordedLook],
        generation: int | None,
        tell: Tell | None,
        only: Collection[int] | None,
    ) -> tuple[list[RecordedLook], Settled]:
        """Settle; where a text cannot be weighed, note that as the failure of its looks and settle without them."""
        while True:
            try:
                return looks, self._settle(derivation, looks, generation, tell)
            except UnweighableError as error:
                aside = list_unweighable(looks, error.texts)
                if not aside:
                    raise ReadingError(error.reason) from error
                with self.archive.write():
                    self.archive.derivations.hold(derivation)
                    self.archive.derivations.add_seen(derivation, [(seq, None, error.reason) for seq in aside])
                looks = self._list(derivation, only=only)

    def _settle(
        self, derivation: Derivation, looks: Sequence[RecordedLook], generation: int | None, tell: Tell | None
    ) -> Settled:
        return self._write(self._weigh(derivation, looks), looks, generation, tell)

    def _weigh(self, derivation: Derivation, looks: Sequence[RecordedLook]) -> _Weighed:
        texts = Texts(self.archive, derivation, self.handling.craft.compare, self.neighbours.comparisons)
        decided = self.archive.decisions.last(derivation.policy)
        if self.handling.executor is not None:
            pairs = [pair for pair in list_neighbours(looks) if not texts.is_compared(pair)]
            if len(pairs) >= MANY_PAIRS:
                texts.compare_ahead(pairs, self.handling.executor)
        belief = weigh_looks(
            looks,
            texts,
            language=self.settings.language,
            doubts=self.neighbours.doubts,
            accepted=self.archive.decisions.accepted(derivation.policy),
            refused=self.archive.decisions.refused(derivation.policy),
            accept_after=self.handling.accept_after,
            trusted=frozenset(look.seq for look in looks if self.handling.at_once and look.source_kind in LIVE),
        )
        return _Weighed(texts, belief, decided)

    def _write(
        self, weighed: _Weighed, looks: Sequence[RecordedLook], generation: int | None, tell: Tell | None
    ) -> Settled:
        return settle_belief(
            weighed.texts,
            looks,
            weighed.belief,
            generation=generation,
            decided=weighed.decided,
            now=self.now,
            tell=tell,
        )


def list_weighed(looks: Sequence[RecordedLook], *, believed: Collection[int]) -> set[int]:
    """The looks whose news is old. Those at the end that failed, or whose text was doubted and is none of the
    `believed`, are left out: what they hold is news once it can be read."""
    last = max((index for index, look in enumerate(looks) if look.version in believed), default=-1)
    return {look.seq for look in looks[: last + 1] if look.is_judged}


def list_unweighable(looks: Sequence[RecordedLook], texts: Collection[str]) -> list[int]:
    """Of the looks that belief has not weighed, those at the text that came last among `texts`: to be set aside."""
    seen = [look.text_hash for look in looks]
    for text_hash in sorted((text for text in texts if text in seen), key=seen.index, reverse=True):
        if aside := [look.seq for look in looks if look.text_hash == text_hash and not look.is_judged]:
            return aside
    return []


def note_failure(
    archive: Archive, policy: str, seq: int, reason: str, *, settings: ReadingSettings, now: datetime
) -> None:
    """Note of a look why nothing came of it, also where nothing of the policy was ever read."""
    with archive.write():
        derivation = archive.derivations.current(policy)
        if derivation is None:
            setting = archive.policies.set_settings(policy, settings, at=now)
            derivation = archive.derivations.prepare(policy, setting=setting, ruleset=RULESET)
            archive.derivations.promote(derivation)
        archive.derivations.add_seen(derivation, [(seq, None, reason)])


def find_outcome(look: RecordedLook | None, settled: Settled, *, is_first: bool) -> tuple[Outcome, str | None]:
    """What the latest look came to, and what was wrong with it."""
    if look is None:
        return "unchanged", None
    if settled.told:
        return "changed", None
    if look.text_hash is None:
        return "error", look.failure or look.error
    held, doubt = settled.reasons.get(look.seq), settled.doubts.get(look.seq)
    if held is HeldBecause.QUARANTINED or doubt:
        return "quarantined", doubt
    if is_first:
        return "first", None
    if held is not None:
        return "held", None
    return ("not-modified" if look.is_unmodified else "unchanged"), None
