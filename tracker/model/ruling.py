"""The words of what clauses rule: facts read from a text, how long each held, and what became of it."""

from __future__ import annotations

from datetime import datetime

from tracker.model.reading import name_place
from tracker.values import Struct


class Fact(Struct, frozen=True):
    """What a sentence of a text rules: a kind ("liability-cap"), a value in its one written form ("$100"), the
    sentence itself, and the ordinal of its section."""

    kind: str
    value: str
    quote: str
    ordinal: int


class FactChange(Struct, frozen=True):
    """The values of a kind that a text no longer gives, those it gives now, and those it gave and gives (`kept`).

    `changes` are the indexes, in the comparison's changes, of the clauses that gave or give what differs.
    """

    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    kept: tuple[str, ...] = ()
    changes: tuple[int, ...] = ()


class ClausePlace(Struct, frozen=True, kw_only=True):
    """Where something stands: the clause, its `path` (or number), heading and place in the newest text that has it."""

    clause: str | None
    path: str | None
    heading: str | None
    ordinal: int | None = None

    @property
    def label(self) -> str:
        """What a person calls it: "10.4 Customer Licence", "opening"."""
        return name_place(self.path, self.heading, self.ordinal)


class FactSpan(ClausePlace, frozen=True):
    """A value of a policy from the first look at a text that gives it to the first at one that does not.

    `to_at` is None while it holds, `is_from_start` true where the first text seen gave it already.
    """

    policy: str
    kind: str
    value: str
    quote: str
    from_at: datetime
    to_at: datetime | None = None
    is_from_start: bool = False


class TopicSpan(ClausePlace, frozen=True):
    """A clause that speaks of a topic, with its words in the newest text where it does, and from when to when."""

    policy: str
    topic: str
    text: str
    from_at: datetime
    to_at: datetime | None = None
    is_from_start: bool = False
    language: str | None = None


class RuledFact(Struct, frozen=True):
    """What a policy rules of one kind: the values that hold, and those that held before, oldest first.

    No values: the policy does not say. `is_known` False: nobody has rules for that kind in the policy's language.
    """

    policy: str
    kind: str
    name: str
    values: tuple[FactSpan, ...] = ()
    earlier: tuple[FactSpan, ...] = ()
    is_known: bool = True


class TopicChange(ClausePlace, frozen=True):
    """A told change that touches a topic: where, when it was first seen, and the words that went and came."""

    policy: str
    change_set: str
    observed_at: datetime
    deleted: tuple[str, ...]
    inserted: tuple[str, ...]


class TopicAnswer(Struct, frozen=True):
    """Who speaks of a topic: the clauses by policy and place, and what changed on it, newest first."""

    topic: str
    clauses: tuple[TopicSpan, ...]
    changes: tuple[TopicChange, ...]


class Twin(ClausePlace, frozen=True):
    """A place in a policy that says the same or nearly the same: `share` is the part of the words' runs that is shared.

    `change_set` brought it or took it away; None where it is a clause that stands. `observed_at` is when that was seen.
    """

    policy: str
    change_set: str | None
    observed_at: datetime
    text: str
    share: float


class Cluster(Struct, frozen=True):
    """A sentence that came to, or went from, several policies: the sentence as asked about, and where else, by time.

    `id` is made from the words of its first sighting, so that a rebuild that finds the same keeps it.
    """

    id: str
    side: str
    sentence: str
    twins: tuple[Twin, ...]

    @property
    def policies(self) -> tuple[str, ...]:
        """The other policies, each once, in order of time."""
        return tuple(dict.fromkeys(twin.policy for twin in self.twins))


class Adopted(Struct, frozen=True):
    """The change set by which a policy put some words in, or took them out, first."""

    policy: str
    change_set: str
    observed_at: datetime


class Spread(Struct, frozen=True):
    """The most widespread sentence of a change set, and how far it went: to `policies` others between two moments.

    `id` is that of its `Cluster`; `named` are some of the others, the first first. `is_exact`: all have the same words;
    `is_one_service`: all are documents of the change set's own service.
    """

    id: str
    side: str
    sentence: str
    policies: int
    named: tuple[Adopted, ...]
    first_at: datetime
    last_at: datetime
    is_exact: bool
    is_one_service: bool


class SharedWords(Struct, frozen=True):
    """A sentence that came to (`side` "inserted") or went from several policies; `members` are the places of those who
    changed it in the list that was asked about. `id` is that of the `Cluster` whose first sighting is the first of
    them."""

    id: str
    side: str
    sentence: str
    members: tuple[int, ...]
