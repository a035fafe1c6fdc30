"""The record -> the feeds that are asked for, as files. A joint: archive meets publish.

Which feeds there are is the configuration's to say (`[feeds]`); each is there from the first look on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from tracker.archive import Archive
from tracker.ask.shared import fold_told
from tracker.compare.follow.naming import OPENING, find_clauses
from tracker.compare.weigh.topics import name_all
from tracker.config import Config
from tracker.errors import NotFoundError
from tracker.model import ChangeSet, ClauseName, Message
from tracker.names import is_policy_id, make_slug, say_slug
from tracker.publish.cards import PolicyCard
from tracker.publish.feedindex import INDEX_MARK, write_index, write_opml
from tracker.publish.feeds import FORMATS, Feed, write_feed
from tracker.publish.feedshelf import (
    FeedShelf,
    name_clause_feed,
    name_policy_feed,
    name_service_feed,
    name_topic_feed,
)
from tracker.publish.files import write_inside
from tracker.publish.subscriptions import split_clause
from tracker.track.feedmark import digest_state, read_mark, write_mark
from tracker.track.telling import Selection, find_card, write_asked
from tracker.values import Struct, asdict, field, replace

OUTLINE = "feeds.opml"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed was updated that tells of nothing yet."""


class FeedsWritten(Struct):
    """What writing gave: how many feeds, how many files there are and how many of them changed, the index page, the
    policies whose id can be no name of a file, and what `[feeds]` asks for that is not there."""

    feeds: int = 0
    files: int = 0
    changed: int = 0
    index: str = ""
    misnamed: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)


class _Source(Struct, frozen=True):
    """A policy that feeds tell of, with the moment of its first look."""

    card: PolicyCard
    started_at: datetime

    @property
    def home(self) -> str | None:
        return self.card.page or self.card.link


def write_feeds(
    archive: Archive, config: Config, folder: Path, *, title: str, entries: int, site: str | None
) -> FeedsWritten:
    """Write every feed that is asked for, an index of them and an OPML file. Files that would be the same stay
    untouched; where nothing is new since the last time, nothing is read to see that. Raises DeliveryError."""
    state = digest_state(archive, config, folder, title, entries, site)
    noted = read_mark(folder, state)
    if noted and noted["index"] == _name_index(folder):
        return FeedsWritten(**noted)
    shelf = FeedShelf(entries, site, archive.observations.say_head, fold_told)
    opening = _Opening(archive, config, title, shelf, FeedsWritten())
    sources = list(opening.find_sources())
    opening.open_all(sources)
    for source in sources:
        for change_set in archive.change_sets.newest_told(source.card.policy, most=entries):
            card = _link_to_page(source.card, change_set, folder, site)
            opening.shelf.add(change_set, card.name, partial(_write_entry, card))
    feeds = list(opening.shelf.feeds())
    written = _write_files(feeds, folder, title=title, site=site, written=opening.written)
    names = [f"{feed.path}{suffix}" for feed in feeds for suffix in FORMATS.values()]
    write_mark(folder, state, [*names, written.index, OUTLINE], asdict(written) | {"changed": 0})
    return written


def _write_entry(card: PolicyCard, change_set: ChangeSet, matched: Selection) -> Message:
    return write_asked(change_set, card, matched=matched, with_record=False)


class _Opening(Struct):
    """Opens the feeds that `[feeds]` asks for, and notes what it asks for in vain."""

    archive: Archive
    config: Config
    title: str
    shelf: FeedShelf
    written: FeedsWritten

    def find_sources(self) -> Iterator[_Source]:
        """The policies that `[feeds]` selects and that were looked at, by id."""
        tracked, patterns = self.archive.policies.ids(), self.config.feeds.policies
        for pattern in patterns:
            if not any(_matches(pattern, policy) for policy in tracked):
                self.written.idle.append(f'policies "{pattern}" matches nothing')
        for policy in tracked:
            if patterns and not any(_matches(pattern, policy) for pattern in patterns):
                continue
            started_at = self.archive.observations.started_at(policy)
            if not is_policy_id(policy):
                self.written.misnamed.append(policy)
            elif started_at is not None:
                yield _Source(find_card(self.archive, self.config, policy), started_at)

    def open_all(self, sources: Sequence[_Source]) -> None:
        """Open the feed of everything, then those of services, policies, topics and clauses."""
        homes = {source.home for source in sources}
        self._open("all", "", sources, homes.pop() if len(homes) == 1 else None)
        for source in sources:
            policy = source.card.policy
            if "service" in self.config.feeds.each:
                self._open(name_service_feed(policy), say_slug(policy.partition("/")[0]), [source], source.home)
            if "policy" in self.config.feeds.each:
                self._open(name_policy_feed(policy), source.card.name, [source], source.home)
        topics = self.config.feeds.topics
        names = name_all(self.config.own_topics)
        wanted = names if topics is None else set(map(make_slug, topics))
        for name in names:
            if name in wanted or make_slug(name) in wanted:
                self._open(name_topic_feed(make_slug(name)), name, sources)
        for text in self.config.feeds.clauses:
            self._open_clause(text, {source.card.policy: source for source in sources})

    def _open(self, path: str, name: str, sources: Sequence[_Source], home: str | None = None) -> None:
        title = f"{self.title}: {name}" if name else self.title
        started_at = min((source.started_at for source in sources), default=NEVER)
        self.shelf.open(path, title, started_at=started_at, source=home)

    def _open_clause(self, text: str, sources: Mapping[str, _Source]) -> None:
        """A feed for every clause that a line of `[feeds] clauses` ever named; who held a number before keeps its."""
        policy, query = split_clause(text)
        source = sources.get(policy)
        names = _list_names(self.archive, policy) if source else ()
        clauses = find_clauses(names, self.archive.clauses.resolve(query))
        if source is None or not clauses:
            self.written.idle.append(f'clauses "{text}" matches nothing')
            return
        for clause in clauses:
            label = next(name.label for name in names if name.clause == clause)
            home = source.card.find_clause_page(clause) or source.card.link
            self._open(name_clause_feed(policy, clause), f"{source.card.name}, {label}", [source], home)


def _matches(pattern: str, policy: str) -> bool:
    """An id, a glob ("zoom/*") or a service ("zoom"), as the commands take them."""
    return fnmatchcase(policy, pattern if "/" in pattern else f"{pattern}/*")


def _list_names(archive: Archive, policy: str) -> tuple[ClauseName, ...]:
    """What the policy's clauses were ever called, the names of the last text first; none where nothing was read."""
    try:
        versions = tuple(version for _, version in archive.lives.standings(policy))
    except NotFoundError:
        return ()
    return archive.lives.names(versions, opening=OPENING)


def _link_to_page(card: PolicyCard, change_set: ChangeSet, folder: Path, site: str | None) -> PolicyCard:
    """Where `[site]` names no pages but the folder itself holds that of the change, entries lead to it."""
    page = folder / card.policy / "changes" / change_set.id / "index.html"
    return replace(card, site=site) if site and not card.site and page.is_file() else card


def _write_files(
    feeds: list[Feed], folder: Path, *, title: str, site: str | None, written: FeedsWritten
) -> FeedsWritten:
    written.feeds, written.files = len(feeds), len(feeds) * len(FORMATS) + 2
    written.changed = sum(write_feed(feed, folder, site=site) for feed in feeds)
    written.index = _name_index(folder)
    written.changed += write_inside(folder, written.index, write_index(feeds, title=title).encode())
    written.changed += write_inside(folder, OUTLINE, write_opml(feeds, title=title, site=site).encode())
    return written


def _name_index(folder: Path) -> str:
    """ "index.html", unless somebody else's lies there."""
    index = folder / "index.html"
    is_foreign = index.is_file() and INDEX_MARK.encode() not in index.read_bytes()
    return "feeds.html" if is_foreign else "index.html"
