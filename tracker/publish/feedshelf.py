"""The feeds that are asked for, and told change sets -> each feed with its entries, the newest first. Pure.

A feed is opened before anything was told, so that it is there, empty and valid, for whoever subscribes early.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from heapq import heappop, heappush

from tracker.model import Change, ChangeSet, Message
from tracker.names import fold, settle_names, shorten_path
from tracker.publish.contract import write_time
from tracker.publish.feedfold import Fold, FoldableEntry, fold_entries, read_told
from tracker.publish.feeds import Feed, FeedEntry, make_tag, name_authority
from tracker.publish.letters import message_body
from tracker.publish.subscriptions import change_topics
from tracker.values import Struct, field, replace

Matched = tuple[int, ...] | None
WriteMessage = Callable[[ChangeSet, Matched], Message]
"""What a reader of some of the changes (by their indexes; None: of all) is told."""


class _Shelved(Struct, frozen=True):
    """An entry in its place by time, written when its feed is: most of what touches a topic in a large record is old by
    the time all of it is known, and is never written."""

    published_at: datetime
    write: Callable[[], FoldableEntry]


class FeedShelf(Struct):
    """Gathers told change sets into the feeds that were opened, the newest `limit` of each.

    Open the feeds, then add policy by policy; `feeds` gives one feed at a time. `site` is the address of the folder;
    `say_head` says a look by its number and hash in the chain of looks: every entry carries those of the look that it
    tells of, so that whoever keeps an entry is a witness of all looks up to there. `fold` says which policies changed
    the same words: in feeds of several policies they are one entry. `times` is a heap, for each feed, of when its
    newest entries were published.
    """

    limit: int
    site: str | None = None
    say_head: Callable[[int], str | None] = lambda _: None
    fold: Fold = lambda _: ()
    opened: dict[str, Feed] = field(default_factory=dict)
    entries: dict[str, list[_Shelved]] = field(default_factory=lambda: defaultdict(list))
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

    @property
    def kept(self) -> int:
        """More than are shown: several may be one, and whose first is out of sight must not begin with the second."""
        return 2 * self.limit

    def add(self, change_set: ChangeSet, name: str, write: WriteMessage) -> None:
        """Put a change set of a policy of that name into every open feed that it belongs to; a clause's or topic's has
        only its own changes."""
        policy, published_at = change_set.policy, change_set.judgement.observed_at
        paths = ("all", name_service_feed(policy), name_policy_feed(policy))
        if any(path in self.opened for path in paths):
            whole = self._make_entry(change_set, name, write(change_set, None), None)
            for path in paths:
                self._put(path, _Shelved(published_at, partial(_give, whole)))
        for path, indexes in _list_parts(change_set).items():
            matched = tuple(indexes)
            later = partial(self._write_part, change_set, name, write, matched)
            self._put(path, _Shelved(published_at, later))

    def feeds(self) -> Iterator[Feed]:
        """Every feed, each at a path of its own. What is no path at all (an id that an older tracker took) is left to
        `write_feed` to refuse."""
        files = settle_paths(self.opened)
        for path, feed in sorted(self.opened.items()):
            newest = sorted(self.entries[path], key=_published_at, reverse=True)[: self.kept]
            made = [one.write() for one in newest]
            folded = fold_entries(_number_alike(made), self.fold, is_cut=len(newest) == self.kept)
            yield replace(feed, path=files[path], entries=folded[: self.limit])

    def _put(self, path: str, item: _Shelved) -> None:
        """Keep an entry if, as far as is known, it is among the newest of an open feed."""
        if path not in self.opened:
            return
        entries, times = self.entries[path], self.times[path]
        if len(times) == self.kept and item.published_at <= times[0]:
            return
        entries.append(item)
        heappush(times, item.published_at)
        if len(times) > self.kept:
            heappop(times)
        if len(entries) >= 2 * self.kept:
            entries.sort(key=_published_at, reverse=True)
            del entries[self.kept :]

    def _write_part(self, change_set: ChangeSet, name: str, write: WriteMessage, matched: Matched) -> FoldableEntry:
        return self._make_entry(change_set, name, write(change_set, matched), matched)

    def _make_entry(self, change_set: ChangeSet, name: str, message: Message, matched: Matched) -> FoldableEntry:
        judgement = change_set.judgement
        topics = sorted({topic for change in change_set.comparison.changes for topic in change_topics(change)})
        seen_at = judgement.confirmed_at or judgement.observed_at
        entry = FeedEntry(
            id=make_tag(name_authority(self.site), change_set.policy, write_time(judgement.observed_at) or ""),
            title=message.subject,
            summary=message.summary,
            html=message_body(message.html),
            link=message.page or message.link,
            published_at=judgement.observed_at,
            updated_at=max([seen_at, *(note.at for note in change_set.notes)]),
            categories=(change_set.policy, change_set.comparison.verdict.value, *topics),
        )
        return FoldableEntry(entry, name, read_told(change_set, matched), self._witness(judgement.new_seq))

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


def _published_at(item: _Shelved) -> datetime:
    return item.published_at


def _give(entry: FoldableEntry) -> FoldableEntry:
    return entry


def _number_alike(items: Sequence[FoldableEntry]) -> tuple[FoldableEntry, ...]:
    """Two steps of one policy in one second (real histories have them) must not share an id."""
    counts: dict[str, int] = defaultdict(int)
    numbered = []
    for item in reversed(items):
        entry = item.entry
        counts[entry.id] += 1
        number = counts[entry.id]
        numbered.append(item if number == 1 else replace(item, entry=replace(entry, id=f"{entry.id}.{number}")))
    return tuple(reversed(numbered))
