"""The feeds that are asked for, and told change sets -> each feed with its entries, the newest first. Pure.

A feed is opened before anything was told, so that it is there, empty and valid, for whoever subscribes early.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import heappop, heappush

from tracker.model import Change, ChangeSet, Message
from tracker.names import fold, settle_names, shorten_path
from tracker.publish.contract import write_time
from tracker.publish.feeds import Feed, FeedEntry, make_tag, name_authority
from tracker.publish.letters import message_body
from tracker.publish.subscriptions import change_topics

Matched = tuple[int, ...] | None
WriteMessage = Callable[[ChangeSet, Matched], Message]
"""What a reader of some of the changes (by their indexes; None: of all) is told."""


@dataclass
class FeedShelf:
    """Gathers told change sets into the feeds that were opened, the newest `limit` of each.

    Open the feeds, then add policy by policy; `feeds` gives one feed at a time. `site` is the address of the folder;
    `say_head` says a look by its number and hash in the chain of looks: every entry carries those of the look that it
    tells of, so that whoever keeps an entry is a witness of all looks up to there. `times` is a heap, for each feed, of
    when its newest entries were published.
    """

    limit: int
    site: str | None = None
    say_head: Callable[[int], str | None] = lambda _: None
    opened: dict[str, Feed] = field(default_factory=dict)
    entries: dict[str, list[FeedEntry]] = field(default_factory=lambda: defaultdict(list))
    times: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def open(self, path: str, title: str, *, started_at: datetime, source: str | None = None) -> None:
        """Let there be a feed at a path below the folder. `started_at` is the first look at what it tells of, `source`
        where that is published; opened several times it starts with the earliest, at the first source."""
        known = self.opened.get(path)
        if known is None:
            feed_id = make_tag(name_authority(self.site), path)
            self.opened[path] = Feed(path, feed_id, title, (), home=source, started_at=started_at)
        elif known.started_at is None or started_at < known.started_at:
            self.opened[path] = replace(known, started_at=started_at)

    def add(self, change_set: ChangeSet, write: WriteMessage) -> None:
        """Put a change set into every open feed that it belongs to; a clause's or topic's has only its own changes."""
        policy = change_set.policy
        whole: FeedEntry | None = None
        for path in ("all", name_service_feed(policy), name_policy_feed(policy)):
            if path in self.opened:
                whole = whole or self._make_entry(change_set, write(change_set, None))
                self._put(path, whole)
        for path, indexes in _list_parts(change_set).items():
            if self._has_room(path, change_set.judgement.observed_at):
                self._put(path, self._make_entry(change_set, write(change_set, tuple(indexes))))

    def feeds(self) -> Iterator[Feed]:
        """Every feed, each at a path of its own. What is no path at all (an id that an older tracker took) is left to
        `write_feed` to refuse."""
        files = settle_paths(self.opened)
        for path, feed in sorted(self.opened.items()):
            newest = sorted(self.entries[path], key=lambda entry: entry.published_at, reverse=True)[: self.limit]
            yield replace(feed, path=files[path], entries=_number_alike(newest))

    def _has_room(self, path: str, published_at: datetime) -> bool:
        """Whether an entry of that time would be among the newest of an open feed, as far as is known: most of what
        touches a topic is old by the time, and need not be written only to be dropped."""
        times = self.times[path]
        return path in self.opened and (len(times) < self.limit or published_at > times[0])

    def _put(self, path: str, entry: FeedEntry) -> None:
        entries, times = self.entries[path], self.times[path]
        entries.append(entry)
        heappush(times, entry.published_at)
        if len(times) > self.limit:
            heappop(times)
        if len(entries) >= 4 * self.limit:
            entries.sort(key=lambda entry: entry.published_at, reverse=True)
            del entries[self.limit :]

    def _make_entry(self, change_set: ChangeSet, message: Message) -> FeedEntry:
        judgement = change_set.judgement
        topics = sorted({topic for change in change_set.comparison.changes for topic in change_topics(change)})
        seen_at = judgement.confirmed_at or judgement.observed_at
        return FeedEntry(
            id=make_tag(name_authority(self.site), change_set.policy, write_time(judgement.observed_at) or ""),
            title=message.subject,
            summary=message.summary,
            html=message_body(message.html) + self._witness(judgement.new_seq),
            link=message.page or message.link,
            published_at=judgement.observed_at,
            updated_at=max([seen_at, *(note.at for note in change_set.notes)]),
            categories=(change_set.policy, change_set.comparison.verdict.value, *topics),
        )

    def _witness(self, seq: int) -> str:
        head = self.say_head(seq)
        return f"<p>Look and hash, for <code>tracker verify --witness</code>: <code>{head}</code></p>\n" if head else ""


def name_service_feed(policy: str) -> str:
    return f"service/{policy.partition('/')[0]}"


def name_policy_feed(policy: str) -> str:
    return f"policy/{policy}"


def name_clause_feed(policy: str, clause: str) -> str:
    return f"clause/{policy}/{clause}"


def name_topic_feed(topic: str) -> str:
    """The path of a topic as a configuration writes it ("ai-training")."""
    return f"topic/{topic}"


def settle_paths(paths: Iterable[str]) -> dict[str, str]:
    """Where each feed stands: its own path, with a suffix where the file system would take another's for the same.

    Of two that differ in case the one in lower case keeps its place.
    """
    ordered = sorted(set(paths), key=lambda path: (path != fold(path), path))
    return settle_names([(path, shorten_path(path)) for path in ordered])


def _list_parts(change_set: ChangeSet) -> dict[str, list[int]]:
    """The clause and topic feeds a change set belongs to, with the indexes of their changes; ripples make no news."""
    parts: dict[str, list[int]] = defaultdict(list)
    for index, change in enumerate(change_set.comparison.changes):
        if change.is_ripple:
            continue
        for clause in _list_clauses(change):
            parts[name_clause_feed(change_set.policy, clause)].append(index)
        for topic in change_topics(change):
            parts[name_topic_feed(topic)].append(index)
    return parts


def _list_clauses(change: Change) -> Iterable[str]:
    return dict.fromkeys(section.clause for section in change.old + change.new if section.clause)


def _number_alike(entries: Sequence[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Two steps of one policy in one second (real histories have them) must not share an id."""
    counts: dict[str, int] = defaultdict(int)
    numbered = []
    for entry in reversed(entries):
        counts[entry.id] += 1
        number = counts[entry.id]
        numbered.append(entry if number == 1 else replace(entry, id=f"{entry.id}.{number}"))
    return tuple(reversed(numbered))
