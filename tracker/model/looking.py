"""The words of looking: frozen answers to what a page of the record shows beside what commands ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tracker.model.asking import SentenceAge
from tracker.model.believing import ChangeSet, HeldBecause, Outcome, Version
from tracker.model.comparing import Event, Verdict
from tracker.model.reading import Section
from tracker.model.ruling import TopicSpan
from tracker.values import Struct


class News(Struct, frozen=True):
    """A change set by its head: what a list shows of it, its changes unread. `is_believed`: its new text stood from
    then on, told or not."""

    policy: str
    name: str
    change_set: str
    previous_at: datetime
    observed_at: datetime
    verdict: Verdict
    event: Event | None
    summary: str
    held_because: HeldBecause | None = None
    is_believed: bool = True


class SharedNews(Struct, frozen=True):
    """A sentence that came to (`side` "inserted") or went from several policies, and the change sets that did it."""

    id: str
    side: str
    sentence: str
    news: tuple[News, ...]


class NewsList(Struct, frozen=True):
    """Some of the news, newest first, and how many there are in all."""

    news: tuple[News, ...]
    count: int


class PolicyHealth(Struct, frozen=True):
    """How looking at one policy goes: `failures` in a row that failed last, `trouble` why they do."""

    policy: str
    name: str
    versions: int
    last_look_at: datetime | None
    failures: int
    trouble: str | None = None
    tags: tuple[str, ...] = ()
    is_watched: bool = False
    is_dead: bool = False
    months: tuple[tuple[str, int], ...] = ()
    """How many changes were told in each month ("2023-08"), oldest first; months without one are there too."""


class ClauseStanding(Struct, frozen=True):
    """A clause of the text that stands, since when its words stand, and how often they changed in substance.

    `is_from_start`: its words stood at the first look already. `change_set` gave it the words it has.
    """

    section: Section
    since_at: datetime
    changes: int
    is_from_start: bool
    change_set: str | None = None


class StoodSpan(Struct, frozen=True):
    """A text from the moment it was believed, by its row, until the next one was (None: it stands)."""

    from_at: datetime
    until_at: datetime | None
    version: int


class AgedText(Struct, frozen=True):
    """The text that stood at a moment, every sentence with its age.

    `first_at` is when the record begins; `earlier` and `later` are the texts before and after it.
    """

    version: Version
    standing: StoodSpan
    ages: tuple[SentenceAge, ...]
    first_at: datetime
    earlier: StoodSpan | None = None
    later: StoodSpan | None = None


class Evidence(Struct, frozen=True):
    """One page of one look as it came over the wire: whence, when, and the SHA-256 of its bytes."""

    seq: int
    observed_at: datetime
    outcome: Outcome
    source_kind: str
    locator: str
    status: int | None
    media_type: str | None
    body: str
    size: int


class StepPlace(Struct, frozen=True):
    """A change set among those of its policy: the told one before and after it, and what the two looks saw."""

    change_set: ChangeSet
    earlier: str | None
    later: str | None
    before: tuple[Evidence, ...] = ()
    after: tuple[Evidence, ...] = ()


class TopicPage(Struct, frozen=True):
    """Who says what on a topic now, policy by policy, and what changed on it lately.

    `clauses` are those of some of the `policies` that speak of it; `names` has what those are called.
    """

    topic: str
    clauses: tuple[TopicSpan, ...]
    names: Mapping[str, str]
    news: tuple[News, ...]
    policies: int
