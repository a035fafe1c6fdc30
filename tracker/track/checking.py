"""Policies to look at -> what each look gave: fetch, record, derive, tell. A joint; the rules are in the rooms.

What came over the wire is recorded first; a policy that fails never touches another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor
from datetime import date, datetime, timedelta
from functools import partial

from tracker.across.comparing import compare_with_facts
from tracker.addresses import show_address
from tracker.archive import Archive
from tracker.archive.derivations import RecordedLook
from tracker.capture.exchange import read_host
from tracker.capture.fetch import Look, Looks, PageRequest, Timing, read_validators, request_pages
from tracker.config import Config, PolicySettings
from tracker.errors import ReadingError, TrackerError, TransientError, explain_bug
from tracker.fence.bounds import read_bounds
from tracker.fence.documents import gather_in_bounds, read_in_a_row
from tracker.model import Capture, ChangeSet, Observation, Outcome, ReadingSettings, ReadingWarning
from tracker.publish.contract import write_time
from tracker.schedule.due import DAY_HAS_COME, LONGEST_REST
from tracker.track.derive import Derived, Handling, derive_policy, note_failure
from tracker.track.following import bind_clauses
from tracker.track.jobs import Craft
from tracker.track.telling import tell_change_sets, tell_health
from tracker.track.unread import Progress
from tracker.values import Struct, replace

Clock = Callable[[], datetime]

# A look that comes once a week comes some minutes early: it is weekly all the same.
EARLY = timedelta(hours=1)

log = logging.getLogger(__name__)


class Checked(Struct, frozen=True):
    """What one look at one policy gave. `outcome` is a word of CONTRACT's check: "first", "changed", "error" ...

    `change_set` is the newest step that this look brought, told or held. `redirected_to` is the address that answered
    where it is on another host than the one asked. `reason` is why the text is doubted or held. `warnings` are those
    of what was read anew, addresses in full.
    """

    policy: str
    outcome: str
    observed_at: datetime
    change_set: ChangeSet | None = None
    error: TrackerError | None = None
    redirected_to: str | None = None
    reason: str | None = None
    warnings: tuple[ReadingWarning, ...] = ()


def check_policies(
    archive: Archive,
    config: Config,
    policies: Sequence[PolicySettings],
    *,
    now: Clock,
    executor: Executor | None = None,
) -> Iterator[Checked]:
    """Look at every policy once and yield each result as it comes; all failures are results. `executor` reads and
    compares where much is to be derived again: the rules or the settings are new."""
    watched = {policy.id: policy for policy in policies}
    bind_clauses(archive, config=config, now=now())
    began_at, announced = now(), archive.timetable.announced_dates() if policies else {}
    requests = [
        make_request(archive, config, policy, now=began_at, effective_on=announced.get(policy.id, ()))
        for policy in policies
    ]
    looks = Looks(
        requests,
        config.fetch,
        contact=config.tracker.contact,
        timing=Timing(now=now),
        held=list_held_hosts(archive, config, now()),
    )
    known = archive.policies.list_recorded({one.id: (one.name or None, one.reading_settings()) for one in policies})
    for look in looks:
        yield _Round(archive, config, looks, now, executor, known).take(watched[look.policy], look)


def list_held_hosts(archive: Archive, config: Config, now: datetime) -> dict[str, float]:
    """The hosts that rest, with the seconds that are left: an earlier run asked them a moment ago, or was asked by them
    to stay away."""
    rest = timedelta(seconds=config.fetch.per_host_delay)
    # A record made while the clock was ahead holds nobody for longer than a rest.
    asked = {policy: min(at + rest - now, rest) for policy, at in archive.asking.just_asked(now - rest).items()}
    away = {policy: min(until - now, LONGEST_REST) for policy, until in archive.asking.held(now).items()}
    held: dict[str, float] = {}
    for policy, left in (*asked.items(), *away.items()):
        if settings := config.find_policy(policy):
            host = read_host(settings.addresses[0])
            held[host] = max(held.get(host, 0.0), left.total_seconds())
    return held


def make_request(
    archive: Archive, config: Config, policy: PolicySettings, *, now: datetime, effective_on: Collection[date] = ()
) -> PageRequest:
    """What to ask, and what the server need not send again: nothing that was asked for in another language, that was
    sent too long ago, or before a day on which the text says that it changes (`effective_on`)."""
    parts = range(len(policy.addresses))
    captures = [archive.snapshots.latest(policy.id, part, with_body=False) for part in parts]
    trust = config.fetch.trust_validators if policy.trust_validators is None else policy.trust_validators
    is_trusted = all(
        trusts_validators(capture.captured_at, now, trust=trust, effective_on=effective_on)
        for capture in captures
        if capture is not None
    )
    validators = tuple(read_validators(capture) if capture and is_trusted else None for capture in captures)
    request = request_pages(policy, validators)
    if archive.asking.last_language(policy.id) != name_language(request, config):
        request = replace(request, validators=())
    is_rendered = any(capture is not None and capture.source.kind == "browser" for capture in captures)
    if is_rendered and request.browser is None and config.fetch.browser and is_read_rendered(archive, policy.id):
        return replace(request, browser=True)
    return request


def trusts_validators(sent_at: datetime, now: datetime, *, trust: timedelta, effective_on: Collection[date]) -> bool:
    """Whether a server may say that a page is still as it sent it at `sent_at`."""
    days = (datetime.combine(day, DAY_HAS_COME) for day in effective_on)
    if any(sent_at < day_at <= now for day_at in days):
        return False
    return timedelta(0) <= now - sent_at < trust - min(trust / 10, EARLY)


def name_language(request: PageRequest, config: Config) -> str:
    return request.accept_language or config.fetch.accept_language


def is_read_rendered(archive: Archive, policy: str) -> bool:
    """Whether it took a browser to get the document at the last look: then it is asked for with one at once."""
    looks = list_looks(archive, policy)
    return bool(looks) and looks[-1].source_kind == "browser" and looks[-1].is_trusted


def list_looks(archive: Archive, policy: str) -> tuple[RecordedLook, ...]:
    """The looks at a policy as its current derivation has them."""
    derivation = archive.derivations.current(policy)
    return archive.derivations.looks(derivation) if derivation else ()


class _Round(Struct, frozen=True):
    """Writes down looks, derives what they mean and queues what is to be told."""

    archive: Archive
    config: Config
    looks: Looks
    now: Clock
    executor: Executor | None
    known: Collection[str]
    """Policies whose names and settings were on record before the round began."""

    def take(self, policy: PolicySettings, look: Look) -> Checked:
        """What one look came to. A database that is busy or damaged, or a bug that one page brings out, must not keep
        us from the other policies."""
        try:
            with self.archive.write():
                if policy.id not in self.known:  # before the look: it is read with the settings of its time
                    self.archive.policies.ensure(policy.id, policy.name or None, at=look.observed_at)
                    self.archive.policies.set_settings(policy.id, policy.reading_settings(), at=look.observed_at)
                seq = self.record(look)
            checked = self.derive(policy, look, seq)
            tell_health(self.archive, policy.id, config=self.config, now=self.now())
        except TrackerError as error:
            return Checked(policy.id, "error", look.observed_at, error=error)
        return checked

    def record(self, look: Look, *, again_of: int | None = None) -> int:
        """One look as a fact: the seq of its observation. A part that was not sent again stands as it was sent last."""
        observed_at = place_in_order(look, self.archive.observations.last(look.policy))
        record = partial(self.archive.observations.record, look.policy, observed_at=observed_at, recorded_at=self.now())
        retry_at = None
        if look.error is not None:
            observation = record(outcome=Outcome.ERROR, error=str(look.error))
            if isinstance(look.error, TransientError) and look.error.retry_after:
                retry_at = look.observed_at + min(timedelta(seconds=look.error.retry_after), LONGEST_REST)
        else:
            pages = [
                page if isinstance(page, Capture) else self.archive.snapshots.latest_id(look.policy, part)
                for part, page in enumerate(look.pages)
            ]
            outcome = Outcome.NOT_MODIFIED if look.is_not_modified else Outcome.FETCHED
            observation = record(outcome=outcome, captures=pages)
        self.archive.asking.note(
            observation.seq,
            accept_language=name_language(look.request, self.config),
            retry_at=retry_at,
            again_of=again_of,
        )
        return observation.seq

    def derive(self, policy: PolicySettings, look: Look, seq: int) -> Checked:
        """What a recorded look means; a page that reads like an empty shell or a wall is tried once more with a
        browser, and the two are one look."""
        if look.error is not None:
            return Checked(policy.id, "error", look.observed_at, error=look.error)
        try:
            derived = self.derive_look(policy)
            if derived.outcome in ("error", "quarantined") and may_render(self.archive, self.config, look):
                rendered = self.looks.render(look.request)
                if rendered.error is None:
                    look = rendered
                    with self.archive.write():
                        seq = self.record(look, again_of=seq)
                    derived = self.derive_look(policy)
            return tell_checked(self.archive, derived, look)
        except TrackerError:
            raise
        except Exception as error:
            log.debug("deriving failed: policy=%s", policy.id, exc_info=True)
            explained = explain_bug(error, "the tracker failed on this page")
            settings = policy.reading_settings()
            note_failure(self.archive, policy.id, seq, str(explained), settings=settings, now=self.now())
            return Checked(policy.id, "error", look.observed_at, error=explained)

    def derive_look(self, policy: PolicySettings) -> Derived:
        """What the newest facts mean; what is news is queued in the same transaction."""
        return derive_policy(
            self.archive,
            policy.id,
            now=self.now(),
            tell=partial(tell_change_sets, config=self.config, now=self.now()),
            handling=choose_handling(self.config, policy.id, executor=self.executor),
        )


def may_render(archive: Archive, config: Config, look: Look) -> bool:
    """Whether a page that held no document, or a doubtful one (an empty shell, a wall), may be asked for again with a
    browser: nobody has forbidden it, and a browser was not shown the same before."""
    if not config.fetch.browser or look.request.browser is not None:
        return False
    looks = list_looks(archive, look.policy)
    text_hash = looks[-1].text_hash if looks else None
    return text_hash is None or all(one.text_hash != text_hash for one in looks if one.source_kind == "browser")


def place_in_order(look: Look, last: Observation | None) -> datetime:
    """When a look counts as taken: the clock's time, or right after the last look where the clock says it was earlier.

    Looks are ordered by time everywhere, so with a clock that was set back the newest text would come before the last.
    What the clock said stays on record, as the time of recording.
    """
    if last is None or look.observed_at >= last.observed_at:
        return look.observed_at
    log.warning(
        "%s: the clock says %s, the look before was at %s; this one is put right after it: check the clock",
        look.policy,
        write_time(look.observed_at),
        write_time(last.observed_at),
    )
    return last.observed_at + timedelta(seconds=1)


def choose_handling(
    config: Config,
    policy: str,
    *,
    settings: ReadingSettings | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Handling:
    """How a policy is derived, as the configuration has it; `settings` are for one that it does not watch."""
    watched = config.find_policy(policy)
    return Handling(
        settings=watched.reading_settings() if watched else settings,
        executor=executor,
        progress=progress,
        at_once=config.tracker.confirm_after == timedelta(0),
        accept_after=config.tracker.accept_after,
        craft=choose_craft(config),
    )


def choose_craft(config: Config) -> Craft:
    """How documents are read and compared: within the bounds that the configuration sets, with the topics beside it."""
    own, bounds = config.own_topics, read_bounds(config)
    return Craft(
        read=partial(read_in_a_row, bounds=bounds),
        gather=partial(gather_in_bounds, bounds=bounds),
        compare=partial(compare_with_facts, own=own) if own else compare_with_facts,
        topics=own,
    )


def tell_checked(archive: Archive, derived: Derived, look: Look) -> Checked:
    """The derivation's result in the words of a check."""
    error = ReadingError(derived.error or "nothing could be read") if derived.outcome == "error" else None
    newest = (derived.told or derived.new)[-1:]
    change_set = archive.change_sets.get(derived.policy, newest[0]) if newest else None
    reason = derived.error if derived.outcome == "quarantined" else None
    if derived.outcome == "held" and change_set is not None:
        reason = change_set.judgement.reason
    other_host = name_other_host(look)
    warnings = complete_addresses(derived.warnings, look)
    return Checked(derived.policy, derived.outcome, look.observed_at, change_set, error, other_host, reason, warnings)


def complete_addresses(warnings: Sequence[ReadingWarning], look: Look) -> tuple[ReadingWarning, ...]:
    """Warnings with the addresses that a page writes in short made whole, where the look was at one page."""
    bases = [page.final_url for page in look.pages if isinstance(page, Capture)]
    base = bases[0] if len(bases) == 1 else None
    return tuple(one.resolve(base) for one in warnings)


def name_other_host(look: Look) -> str | None:
    """Where a redirect led to another host: a moved site, or one that changed hands; worth a person's look."""
    answered = [page.final_url for page in look.pages if isinstance(page, Capture) and page.final_url]
    return show_address(answered[-1]) if answered and look.crosses_hosts else None
