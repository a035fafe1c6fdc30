"""Policies to look at -> what each look gave: fetch, record, derive, tell. A joint; the rules are in the rooms.

What came over the wire is recorded first; a policy that fails never touches another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from tracker.archive import Archive
from tracker.archive.derivations import Look as TakenLook
from tracker.capture.fetch import (
    Look,
    PageRequest,
    look_at_pages,
    read_validators,
    render_pages,
    request_pages,
)
from tracker.config import Config, PolicySettings
from tracker.errors import ReadingError, TrackerError
from tracker.model import Capture, ChangeSet, Observation, Outcome
from tracker.tell import bind_clauses, tell_change_sets, tell_health
from tracker.track import Derived, derive_policy

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """What one look at one policy gave. `outcome` is a word of CONTRACT's check: "first", "changed", "error" ...

    `change_set` is the newest step that this look brought, told or held. `redirected_to` is the address that answered
    where it is on another host than the one asked. `reason` is why the text is doubted or held.
    """

    policy: str
    outcome: str
    observed_at: datetime
    change_set: ChangeSet | None = None
    error: TrackerError | None = None
    redirected_to: str | None = None
    reason: str | None = None


def check_policies(
    archive: Archive, config: Config, policies: Sequence[PolicySettings], *, now: Clock
) -> Iterator[Checked]:
    """Look at every policy once and yield each result as it comes; all failures are results."""
    watched = {policy.id: policy for policy in policies}
    bind_clauses(archive, config=config, now=now())
    for look in look_at_policies(archive, config, policies):
        policy = watched[look.request.policy]
        yield record_look(archive, config, policy, look, now=now)


def look_at_policies(archive: Archive, config: Config, policies: Iterable[PolicySettings]) -> Iterator[Look]:
    """Every policy's pages as they come; what a wall kept from plain HTTP is tried once more with a browser."""
    settings, contact = config.fetch, config.tracker.contact
    requests = [make_request(archive, config, policy) for policy in policies]
    for look in look_at_pages(requests, settings, contact=contact):
        if look.wants_browser and settings.browser:
            rendered = render_pages(look.request, settings, contact=contact)
            yield rendered if rendered.error is None else look
        else:
            yield look


def make_request(archive: Archive, config: Config, policy: PolicySettings) -> PageRequest:
    """What to ask, and what the server need not send again."""
    parts = range(len(policy.addresses))
    captures = [archive.snapshots.latest(policy.id, part, with_body=False) for part in parts]
    request = request_pages(policy, tuple(read_validators(capture) if capture else None for capture in captures))
    is_rendered = any(capture is not None and capture.source.kind == "browser" for capture in captures)
    if is_rendered and request.browser is None and config.fetch.browser and is_read_rendered(archive, policy.id):
        return replace(request, browser=True)
    return request


def is_read_rendered(archive: Archive, policy: str) -> bool:
    """Whether it took a browser to get the document at the last look: then it is asked for with one at once."""
    looks = list_looks(archive, policy)
    return bool(looks) and looks[-1].source_kind == "browser" and looks[-1].is_trusted


def list_looks(archive: Archive, policy: str) -> tuple[TakenLook, ...]:
    """The looks at a policy as its current derivation has them."""
    derivation = archive.derivations.current(policy)
    return archive.derivations.looks(derivation) if derivation else ()


def record_look(archive: Archive, config: Config, policy: PolicySettings, look: Look, *, now: Clock) -> Checked:
    """Write down a look, derive what it means and queue what is to be told."""
    archive.policies.ensure(policy.id, policy.name or None, at=look.observed_at)
    with archive.write():
        record_observation(archive, policy.id, look, now=now())
        if look.error is not None:
            tell_health(archive, policy.id, config=config, now=now())
            return Checked(policy.id, "error", look.observed_at, error=look.error)
    try:
        checked = derive_recorded(archive, config, policy, look, now=now)
    except Exception as error:  # a damaged row, or a bug that one page brings out, must not keep us from the others
        log.debug("deriving failed: policy=%s", policy.id, exc_info=True)
        return Checked(policy.id, "error", look.observed_at, error=explain_bug(error))
    # After deriving: a wall or an empty page is an answer, and yet nothing that can be read.
    tell_health(archive, policy.id, config=config, now=now())
    return checked


def explain_bug(error: Exception) -> TrackerError:
    """What to say of a policy whose page brought out a bug of ours; what was captured is on record."""
    if isinstance(error, TrackerError):
        return error
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return ReadingError(f"the tracker failed on this page ({what})", hint="a bug: please report it; the page is kept")


def derive_recorded(archive: Archive, config: Config, policy: PolicySettings, look: Look, *, now: Clock) -> Checked:
    """What a recorded look means; a page that reads like an empty shell or a wall is tried once more with a browser."""
    derived = derive_look(archive, config, policy, now=now)
    if derived.outcome in ("error", "quarantined") and may_render(archive, config, look):
        rendered = render_pages(look.request, config.fetch, contact=config.tracker.contact)
        if rendered.error is None:
            look = rendered
            record_observation(archive, policy.id, look, now=now())
            derived = derive_look(archive, config, policy, now=now)
    return tell_checked(archive, derived, look)


def may_render(archive: Archive, config: Config, look: Look) -> bool:
    """Whether a page that held no document, or a doubtful one (an empty shell, a wall), may be asked for again with a
    browser: nobody has forbidden it, and a browser was not shown the same before."""
    if not config.fetch.browser or look.request.browser is not None or look.is_not_modified:
        return False
    looks = list_looks(archive, look.policy)
    text_hash = looks[-1].text_hash if looks else None
    return text_hash is None or all(one.text_hash != text_hash for one in looks if one.source_kind == "browser")


def derive_look(archive: Archive, config: Config, policy: PolicySettings, *, now: Clock) -> Derived:
    """What the newest facts mean; what is news is queued in the same transaction."""
    return derive_policy(
        archive,
        policy.id,
        now=now(),
        settings=policy.reading_settings(),
        tell=partial(tell_change_sets, config=config, now=now()),
        at_once=believes_at_once(config),
    )


def believes_at_once(config: Config) -> bool:
    """Whether a live change counts at first sight (`confirm_after = "0s"`)."""
    return config.tracker.confirm_after == timedelta(0)


def record_observation(archive: Archive, policy: str, look: Look, *, now: datetime) -> Observation:
    """One look as a fact; a part that the server did not send again stands as it was sent last."""
    record = partial(archive.observations.record, policy, observed_at=look.observed_at, recorded_at=now)
    if look.error is not None:
        return record(outcome=Outcome.ERROR, error=str(look.error))
    if look.is_not_modified:
        return record(outcome=Outcome.NOT_MODIFIED)
    pages = [
        page if isinstance(page, Capture) else archive.snapshots.latest(policy, part)
        for part, page in enumerate(look.pages)
    ]
    return record(outcome=Outcome.FETCHED, captures=[page for page in pages if page is not None])


def tell_checked(archive: Archive, derived: Derived, look: Look) -> Checked:
    """The derivation's result in the words of a check."""
    error = ReadingError(derived.error or "nothing could be read") if derived.outcome == "error" else None
    newest = (derived.told or derived.new)[-1:]
    change_set = archive.change_sets.get(derived.policy, newest[0]) if newest else None
    reason = derived.error if derived.outcome == "quarantined" else None
    if derived.outcome == "held" and change_set is not None:
        reason = change_set.judgement.reason
    other_host = name_other_host(look)
    return Checked(derived.policy, derived.outcome, look.observed_at, change_set, error, other_host, reason)


def name_other_host(look: Look) -> str | None:
    """Where a redirect led to another host: a moved site, or one that changed hands; worth a person's look."""
    answered = [page.final_url for page in look.pages if isinstance(page, Capture) and page.final_url]
    return answered[-1] if answered and look.crosses_hosts else None
