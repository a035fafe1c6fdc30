"""A record -> how it stands, policy by policy: last and next looks, failures, gaps, what is held, what waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tracker.archive import Archive
from tracker.archive.timetable import LookState
from tracker.ask.gaps import find_unknown
from tracker.ask.hearing import find_deaf_topics
from tracker.model import AlertState, PolicyStatus, RecordStatus, Unmatched
from tracker.ruleset import RULESET

OVERDUE_AFTER = timedelta(hours=1)
"""A look that is this late was not merely waiting for the next turn of cron: nobody is looking."""


def ask_status(
    archive: Archive,
    *,
    now: datetime,
    dead_after: int,
    next_looks: Mapping[str, datetime] | None = None,
    unmatched: tuple[Unmatched, ...] = (),
    paused: Collection[str] = (),
    verify: bool = False,
) -> RecordStatus:
    """How everything in a record stands.

    `dead_after` looks in a row that gave nothing to believe make a policy dead; `next_looks` says when the watched
    policies are looked at next, `paused` names those that are not, `unmatched` what subscriptions ask for in vain;
    `verify` checks the file and the chain of observations for damage, which reads all.
    """
    states, due = archive.timetable.look_states(now), next_looks or {}
    alerts = archive.outbox.count_states()
    return RecordStatus(
        path=str(archive.path),
        size=archive.path.stat().st_size,
        ruleset=RULESET,
        alerts=tuple((state.value, alerts.get(state, 0)) for state in AlertState),
        channels_down=tuple(outage.channel for outage in archive.outbox.outages()),
        damage=archive.find_damage() if verify else (),
        exposed=archive.name_exposed() if verify else (),
        chain=archive.observations.head() if verify else None,
        unmatched=unmatched,
        policies=tuple(
            replace(
                _weigh_policy(
                    *(archive, policy, states.get(policy, LookState())),
                    now=now,
                    dead_after=dead_after,
                    due=due.get(policy),
                ),
                is_paused=policy in paused,
            )
            for policy in archive.policies.ids()
        ),
    )


def _weigh_policy(
    archive: Archive, policy: str, state: LookState, *, now: datetime, dead_after: int, due: datetime | None
) -> PolicyStatus:
    derivation = archive.derivations.current(policy)
    judgements = archive.change_sets.judgements(policy)
    held = [judged.held_because.value for judged in judgements if judged.held_because]
    failing = archive.timetable.last_failures(policy)
    gaps, regular_states = find_unknown(archive, policy)
    versions = len(archive.versions.dates(policy))
    return PolicyStatus(
        policy=policy,
        versions=versions,
        told=len(judgements) - len(held),
        held=tuple((reason, held.count(reason)) for reason in dict.fromkeys(held)),
        last_look_at=state.last_at,
        is_dead=state.failures >= dead_after,
        failures=state.failures,
        trouble=failing.error if failing and not failing.is_over else None,
        is_up_to_date=derivation is None or not versions or derivation.ruleset == RULESET,
        next_look_at=due,
        is_overdue=due is not None and due < now - OVERDUE_AFTER,
        gaps=gaps,
        regular_states=regular_states,
        language=archive.versions.language(policy),
        deaf_topics=find_deaf_topics(archive, policy),
    )
