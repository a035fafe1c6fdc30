"""The words of asking: frozen answers to what somebody looks up in a record."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Literal

from tracker.model.believing import Gap, HeldBecause, Note, Version
from tracker.model.capturing import Source
from tracker.model.comparing import Change, Comparison
from tracker.model.reading import Section, name_place
from tracker.values import Struct


class TrackedPolicy(Struct, frozen=True):
    """A policy the database knows, whether or not a configuration names it now."""

    id: str
    name: str
    added_at: datetime


# --- which policies there are -----------------------------------------------------------------------------------


class WatchedPolicy(Struct, frozen=True):
    """A policy that a configuration names, and where it is fetched."""

    id: str
    name: str
    addresses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_paused: bool = False


class PolicyOverview(Struct, frozen=True):
    """A policy that is watched or recorded. `failures` counts the looks in a row that failed last; `addresses` and
    `tags` are those of the configuration, empty where it does not name the policy."""

    policy: str
    name: str
    versions: int = 0
    last_look_at: datetime | None = None
    failures: int = 0
    addresses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_watched: bool = False
    is_paused: bool = False


# --- how the record stands ----------------------------------------------------------------------------------------


class RegularState(Struct, frozen=True):
    """A text the page keeps coming back to: in how many separate spells it was seen, from when to when."""

    text_hash: str
    spells: int
    looks: int
    first_at: datetime
    last_at: datetime


class PolicyStatus(Struct, frozen=True):
    """How one policy stands.

    `told` and `held` count its change sets, `held` as (reason, how many) in order of first appearance. `trouble` is
    why the looks fail that fail now. `next_look_at` is None where nothing watches the policy, or it `is_paused`.
    `is_up_to_date`: not read under older rules than those in force. `deaf_topics` cannot be heard in the `language` of
    the text that stands.
    """

    policy: str
    versions: int
    told: int
    held: tuple[tuple[str, int], ...]
    last_look_at: datetime | None
    is_dead: bool
    failures: int
    trouble: str | None
    is_up_to_date: bool
    next_look_at: datetime | None
    is_overdue: bool
    gaps: tuple[Gap, ...]
    regular_states: tuple[RegularState, ...]
    language: str | None = None
    deaf_topics: tuple[str, ...] = ()
    is_paused: bool = False


class Unmatched(Struct, frozen=True):
    """A value of a subscription that matches nothing now, under its key ("policies"), and what may have been meant.

    `key` and `value` are None where each value matches something and no policy matches all keys together.
    """

    subscription: str
    key: str | None = None
    value: str | None = None
    near: str | None = None


class RecordStatus(Struct, frozen=True):
    """How a whole record stands. `size` is in bytes; `alerts` counts them by state, every state named. Where it was
    asked to be verified: `damage` is what was found wrong with the file, `exposed` its files that others on the machine
    may read, `chain` how many looks the chain of hashes has and its last hash. `unmatched` is what in the
    subscriptions matches nothing."""

    path: str
    size: int
    ruleset: int
    alerts: tuple[tuple[str, int], ...]
    channels_down: tuple[str, ...]
    damage: tuple[str, ...]
    policies: tuple[PolicyStatus, ...]
    exposed: tuple[str, ...] = ()
    chain: tuple[int, str] | None = None
    unmatched: tuple[Unmatched, ...] = ()


# --- what a text says -----------------------------------------------------------------------------------------------


class Stood(Struct, frozen=True):
    """How long a text is known to have stood: `from_at` is the first look that showed it, `to_at` the last before
    another, `next_at` the first look at another text (None: none yet)."""

    from_at: datetime
    to_at: datetime
    next_at: datetime | None = None


class Witness(Struct, frozen=True):
    """The look that shows a text: when, at what address, with which HTTP status, from which source, and the SHA-256 of
    the bytes of each part. `commit` is that of a recorded history."""

    observed_at: datetime
    source: Source
    bodies: tuple[str, ...]
    address: str | None = None
    status: int | None = None
    commit: str | None = None


class ShownText(Struct, frozen=True):
    """A version, or some sections of it. `at` is the moment that was asked about, None for the text that stands.

    `name` is what the policy is called; `gone` the clause that was asked for, where it stands no more: then this is the
    last text that had it.
    """

    version: Version
    sections: tuple[Section, ...]
    gaps: tuple[Gap, ...]
    regular_states: tuple[RegularState, ...]
    at: datetime | None = None
    name: str | None = None
    stood: Stood | None = None
    witness: Witness | None = None
    gone: ClauseHistory | None = None


class VersionDiff(Struct, frozen=True):
    """What changed between two recorded versions of a policy."""

    policy: str
    old: Version
    new: Version
    comparison: Comparison


class SinceAgreed(Struct, frozen=True):
    """The net effect of everything that changed after `moment`; `steps` counts the told change sets between.

    `old` stood at the moment, or is the first text seen where nobody looked yet (`is_watched_then` False).
    """

    policy: str
    moment: datetime
    old: Version
    new: Version
    comparison: Comparison
    steps: int
    is_watched_then: bool = True


class Signed(Struct, frozen=True):
    """The day on which a person agreed to a policy, as that person says; `at` is when it was written down."""

    policy: str
    on: date
    by: str
    at: datetime
    note: str = ""

    @property
    def moment(self) -> datetime:
        """The end of that day (UTC): what stood then was agreed to."""
        return datetime.combine(self.on, time.max, tzinfo=UTC)


class SentenceAge(Struct, frozen=True):
    """A sentence of the text that stands, and the first of the looks since which it has always been there.

    `change_set` brought it; None where it stood at the first look (`is_from_start`).
    """

    section: Section
    sentence: str
    since_at: datetime
    change_set: str | None = None
    is_from_start: bool = False


# --- the life of a clause ---------------------------------------------------------------------------------------------


class ClauseName(Struct, frozen=True):
    """What one clause was called in one text. `opening` is how its body begins (160 characters are enough), `stands`
    says whether that text is the one that stands now."""

    clause: str
    number: str | None
    path: str | None
    heading: str | None
    opening: str
    stands: bool = True
    ordinal: int | None = None

    @property
    def label(self) -> str:
        """As a section is called: "10.4 Customer License Grant"."""
        return name_place(self.path or self.number, self.heading, self.ordinal)


ClauseState = Literal["present", "removed", "merged", "split"]


class Held(Struct, frozen=True):
    """A number a clause held, from the first look that showed it to the first that did not (None: it still holds)."""

    number: str | None
    path: str | None
    from_at: datetime
    to_at: datetime | None


class Step(Struct, frozen=True):
    """A believed step from one text to the next, first seen at `observed_at`, and what people noted on it."""

    change_set: str
    previous_at: datetime
    observed_at: datetime
    notes: tuple[Note, ...] = ()


class ClauseEvent(Struct, frozen=True):
    """One change of a clause, with the step it was part of. `held` is None where that belongs to what is believed,
    else why it does not."""

    step: Step
    change: Change
    held: HeldBecause | None = None


class Aside(Struct, frozen=True):
    """A look that showed a clause otherwise and was held, or the look at which it was back (`is_away` False)."""

    observed_at: datetime
    is_away: bool


class Alternation(Struct, frozen=True):
    """How often a clause was seen otherwise, and held, from the first to the last of those looks."""

    from_at: datetime
    to_at: datetime
    times: int


class Heir(Struct, frozen=True):
    """A clause that carries on the words of one that is gone, and what it was called last."""

    clause: str
    label: str


class ClauseHistory(Struct, frozen=True):
    """The life of one clause as it is believed; `last` is the clause as it stands or stood last, `into` what it was
    merged or split into. What was held beside it is summed up in `alternated`, and is in `asides` where it was asked
    for. `held` is empty for a clause that only held looks ever showed."""

    clause: str
    last: Section
    held: tuple[Held, ...]
    events: tuple[ClauseEvent, ...]
    state: ClauseState
    into: tuple[Heir, ...] = ()
    alternated: tuple[Alternation, ...] = ()
    asides: tuple[ClauseEvent, ...] = ()


class History(Struct, frozen=True):
    """The lives of all clauses that a person's words name, the present holder first, and when nobody looked."""

    policy: str
    query: str
    clauses: tuple[ClauseHistory, ...]
    gaps: tuple[Gap, ...]


# --- where words stand ------------------------------------------------------------------------------------------------

SearchSide = Literal["now", "first", "inserted", "deleted"]


class SearchHit(Struct, frozen=True):
    """A place where words were found: in a text that stands ("now"), in the first text seen ("first"), or in the
    words that a change set put in or took out. `excerpt` has the words between "[" and "]"."""

    policy: str
    side: SearchSide
    observed_at: datetime
    path: str | None
    heading: str | None
    clause: str | None
    excerpt: str
    change_set: str | None = None
    ordinal: int | None = None

    @property
    def label(self) -> str:
        return name_place(self.path, self.heading, self.ordinal)
