"""`tracker feeds write DIR`: the recorded change sets -> RSS, Atom and JSON feeds as files."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options, quiet_option
from tracker.commands.speaking import complain, print_record, say
from tracker.errors import UsageError
from tracker.names import ID_EXAMPLE
from tracker.publish.lines import count_words
from tracker.track.feeding import write_feeds


@click.group()
def command() -> None:
    """Write RSS, Atom and JSON feeds as files for any static host."""


@command.command("write")
@click.argument("folder", metavar="DIR")
@click.option("--site", metavar="URL", help="The address DIR is served under: links of the feeds to themselves.")
@click.option("--title", default="Policy changes", show_default=True, help="What the feeds are called.")
@click.option("--entries", default=50, show_default=True, help="The newest so many entries of each feed.")
@quiet_option
@json_option
@place_options
def write(*, folder: str, site: str | None, title: str, entries: int, quiet: bool, as_json: bool, place: Place) -> int:
    """Write feeds for everything, each service, policy and topic, with an index page and OPML.

    `[feeds]` in the configuration says which, and names clauses that have feeds. Entries lead to the change's page
    where `[site] base_url` is set or DIR holds it, else to the document at its source. Unchanged files stay untouched.

    \b
    Examples:
      tracker feeds write public/feeds
      tracker feeds write public/feeds --site https://terms.example.org/feeds
    """
    target = read_folder(folder)
    config = read_config(place)
    with open_record(place, read_only=True) as archive:
        written = write_feeds(archive, config, target, title=title, entries=entries, site=site)
    for policy in written.misnamed:
        complain(describe_misnamed(policy))
    for idle in written.idle:
        complain(f"[feeds] {idle}")
    if quiet:
        return int(bool(written.misnamed))
    if as_json:
        counts = {"feeds": written.feeds, "files": written.files, "changed": written.changed, "index": written.index}
        print_record({"schema": "tracker.feeds/1", "folder": str(target), **counts, "idle": written.idle})
    else:
        changed = f"{written.changed} of {count_words(written.files, 'file')} changed"
        say(f"{count_words(written.feeds, 'feed')}: {changed}. See {target / written.index}.")
    return int(bool(written.misnamed))


def read_folder(name: str) -> Path:
    """The folder to write to. Raises UsageError for an empty name, which a shell makes of a variable that is not set
    and a path of the current folder."""
    if not name.strip():
        raise UsageError("DIR is empty", hint='name a folder, such as public/feeds; "." is the current one')
    if Path(name).is_file():
        raise UsageError(f"{name} is a file, not a folder")
    return Path(name)


def describe_misnamed(policy: str) -> str:
    """What to do about an id that an older tracker took and that can be no name of a file."""
    return (
        f"{policy!r} is no id of a policy, so it has no feed. Its record can be read as before and, being a chain of"
        f" hashes, not be renamed: import it again with --as, or watch it, under an id such as {ID_EXAMPLE}"
    )
