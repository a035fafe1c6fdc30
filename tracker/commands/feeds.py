"""`tracker feeds write DIR`: the recorded change sets -> RSS, Atom and JSON feeds as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from tracker.archive import Archive
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.record import open_record, read_config
from tracker.commands.speaking import complain, print_record, say
from tracker.config import Config
from tracker.model import ChangeSet
from tracker.names import ID_EXAMPLE, is_policy_id
from tracker.publish.cards import PolicyCard, make_card
from tracker.publish.feedfiles import FeedShelf
from tracker.publish.feeds import FORMATS, Feed, write_feed


@click.group()
def command() -> None:
    """Write RSS, Atom and JSON feeds as files for any static host."""


@command.command("write")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--site", metavar="URL", help="The address DIR is served under: links of the feeds to themselves.")
@click.option("--title", default="Policy changes", show_default=True, help="What the feeds are called.")
@click.option("--entries", default=50, show_default=True, help="The newest so many entries of each feed.")
@json_option
@place_options
def write(*, folder: Path, site: str | None, title: str, entries: int, as_json: bool, place: Place) -> int:
    """Write feeds for everything, each service, policy, clause and topic; unchanged files stay untouched.

    \b
    Examples:
      tracker feeds write public/feeds
      tracker feeds write public/feeds --site https://terms.example.org/feeds
    """
    config = read_config(place)
    with open_record(place, read_only=True) as archive:
        misnamed = [policy for policy in archive.policies.ids() if not is_policy_id(policy)]
        count, changed = write_feeds(archive, config, folder, title=title, entries=entries, site=site)
    for policy in misnamed:
        complain(describe_misnamed(policy))
    if as_json:
        counts = {"feeds": count, "files": count * len(FORMATS), "changed": changed}
        print_record({"schema": "tracker.feeds/1", "folder": str(folder), **counts})
    else:
        say(f"{count} feeds in {folder}: {changed} of {count * len(FORMATS)} files changed.")
    return int(bool(misnamed))


def describe_misnamed(policy: str) -> str:
    """What to do about an id that an older tracker took and that can be no name of a file."""
    return (
        f"{policy!r} is no id of a policy, so it has no feed. Its record can be read as before and, being a chain of"
        f" hashes, not be renamed: import it again with --as, or watch it, under an id such as {ID_EXAMPLE}"
    )


def write_feeds(
    archive: Archive, config: Config, folder: Path, *, title: str, entries: int, site: str | None
) -> tuple[int, int]:
    """Write every feed there is to have; how many feeds, and how many files changed."""
    shelf = FeedShelf(title=title, limit=entries, site=site)
    for change_set, card in newest_told(archive, config, limit=entries):
        shelf.add(change_set, card)
    feeds = list(shelf.feeds()) or [Feed(path="all", id="tag:tracker.localhost,2026:all", title=title, entries=())]
    return len(feeds), sum(write_feed(feed, folder, site=site) for feed in feeds)


def newest_told(archive: Archive, config: Config, *, limit: int) -> Iterator[tuple[ChangeSet, PolicyCard]]:
    """The newest told change sets of every policy, oldest first, with what people are told of it. Policies whose id is
    none are left out."""
    for tracked in archive.policies.all():
        if not is_policy_id(tracked.id):
            continue
        told = [judged.observed_at for judged in archive.change_sets.judgements(tracked.id) if judged.is_told]
        if not told:
            continue
        card = make_card(config, tracked.id, recorded_name=tracked.name)
        oldest_at = told[-limit:][0]
        for change_set in archive.change_sets.of(tracked.id):
            if change_set.is_told and change_set.judgement.observed_at >= oldest_at:
                yield change_set, card
