"""A record -> how it stands, policy by policy: last and next looks, failures, gaps, what is held, what waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from tracker.archive import Archive
from tracker.archive.derivations import Derivation
from tracker.archive.timetable import LookState
from tracker.ask.gaps import Unknown, find_all_unknown
from tracker.compare.weigh.topics import list_deaf_topics
from tracker.model import AlertState, OwnTopic, PolicyStatus, RecordStatus, Unmatched, name_topics
from tracker.ruleset import RULESET
from tracker.values import Struct, replace

OVERDUE_AFTER = timedelta(hours=1)
"""A look that is this late was not merely waiting for the next turn of cron: nobody is looking."""


def ask_status(
    archive: Archive,
    *,
    now: datetime,
    dead_after: int,
    states: Mapping[str, LookState] | None = None,
    next_looks: Mapping[str, datetime] | None = None,
    unmatched: tuple[Unmatched, ...] = (),
    paused: Collection[str] = (),
    verify: bool = False,
    own: Sequence[OwnTopic] | None = None,
) -> RecordStatus:
    """How everything in a record stands.

    `dead_after` looks in a row that gave nothing to believe make a policy dead; `states` says what is known of the
    looks at each (None: it is asked for), `next_looks` when the watched policies are looked at next, `paused` names
    those that are not, `own` the topics of today's files (None: they are not asked about), `unmatched` what
    subscriptions ask for in vain; `verify` checks the file and the chain of observations for damage, which reads all.
    """
    due = next_looks or {}
    alerts = archive.outbox.count_states()
    topics = None if own is None else name_topics(own)
    record = _read_record(archive, archive.timetable.look_states(now) if states is None else states, topics)
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
                _weigh_policy(archive, record, policy, now=now, dead_after=dead_after, due=due.get(policy)),
                is_paused=policy in paused,
            )
            for policy in archive.policies.ids()
        ),
    )


class _Record(Struct, frozen=True):
    """What a record says of each policy, asked of all at once."""

    states: Mapping[str, LookState]
    derivations: Mapping[str, Derivation]
    steps: Mapping[str, Mapping[str | None, int]]
    versions: Mapping[str, int]
    languages: Mapping[str, str | None]
    deaf_topics: Mapping[str | None, tuple[str, ...]]
    unknown: Mapping[str, Unknown]
    topics: str | None


def _read_record(archive: Archive, states: Mapping[str, LookState], topics: str | None) -> _Record:
    languages, own = archive.versions.standing_languages(), archive.topic_sets.own()
    return _Record(
        states=states,
        derivations=archive.tallies.derivations(),
        steps=archive.tallies.steps(),
        versions=archive.tallies.versions(),
        languages=languages,
        deaf_topics={language: list_deaf_topics(language, own) for language in {None, *languages.values()}},
        unknown=find_all_unknown(archive),
        topics=topics,
    )


def _is_current(derivation: Derivation, topics: str | None) -> bool:
    return derivation.ruleset == RULESET and topics in (None, derivation.topics)


def _weigh_policy(
    archive: Archive,
    record: _Record,
    policy: str,
    *,
    now: datetime,
    dead_after: int,
    due: datetime | None,
) -> PolicyStatus:
    state, derivation = record.states.get(policy, LookState()), record.derivations.get(policy)
    steps = record.steps.get(policy, {})
    failing = archive.timetable.last_failures(policy) if state.failures else None
    gaps, regular_states = record.unknown.get(policy, Unknown((), ()))
    versions, language = record.versions.get(policy, 0), record.languages.get(policy)
    return PolicyStatus(
        policy=policy,
        versions=versions,
        told=steps.get(None, 0),
        held=tuple((reason, count) for reason, count in steps.items() if reason),
        last_look_at=state.last_at,
        is_dead=state.failures >= dead_after,
        failures=state.failures,
        trouble=failing.error if failing and not failing.is_over else None,
        is_up_to_date=derivation is None or not versions or _is_current(derivation, record.topics),
        next_look_at=due,
        is_overdue=due is not None and due < now - OVERDUE_AFTER,
        gaps=gaps,
        regular_states=regular_states,
        language=language,
        deaf_topics=record.deaf_topics[language] if versions else (),
    )
