"""`tracker site build DIR`: the record -> a folder of pages for any static host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click

from tracker.ask.record import OpenRecord
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import complain, print_record, say
from tracker.commands.terminal import progress_bar
from tracker.config import Config
from tracker.errors import UsageError
from tracker.model import WatchedPolicy
from tracker.pages.pictures import HAS_PILLOW
from tracker.pages.site import Built, SiteOptions, build_site
from tracker.track.pool import reading_pool

NEWEST = 20
"""Texts of a policy that have pages in files unless more are asked for: what is linked to from elsewhere is newer."""


@click.group()
def command() -> None:
    """Write the record as a website."""


@command.command("build")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--base-url",
    metavar="URL",
    help="Where it will stand, for feeds, the sitemap and who shares a page. [site.base_url of the config]",
)
@click.option(
    "--texts",
    type=click.IntRange(min=0),
    default=NEWEST,
    show_default=True,
    metavar="N",
    help="Pages of the N newest whole texts of each policy, and of its N newest doubts; 0: all.",
)
@click.option("--pictures/--no-pictures", default=None, help="Draw what is shown where a change is shared.")
@json_option
@place_options
def build(
    *, folder: Path, base_url: str | None, texts: int, pictures: bool | None, as_json: bool, place: Place
) -> None:
    """Write every page of the record into DIR, for any static host. Only what is new is written anew; the folder
    changes whole or not at all, and one with files of others is refused.

    \b
    Examples:
      tracker site build public
      tracker site build public --base-url https://terms.example.org/
    """
    base = read_base(base_url or read_config(place).site.base_url)
    options = SiteOptions(base, choose_pictures(pictures, base))
    with reading_pool() as executor, progress_bar("Pages") as advance:
        open_for = partial(open_pages, place, texts or None)
        built = build_site(open_for, folder, options, executor=executor, advance=advance)
    if as_json:
        print_record(write_built(built, folder))
    else:
        say(describe_built(built, folder))


def read_base(url: str | None) -> str | None:
    """The address with its slash at the end. Raises UsageError for what is none."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(f'--base-url: "{url}" is no address of a site', hint="such as https://terms.example.org/")
    return url.rstrip("/") + "/"


def choose_pictures(wanted: bool | None, base_url: str | None) -> bool:
    """Whether pictures are drawn: who shares a page finds one by its whole address alone."""
    if wanted and not HAS_PILLOW:
        raise UsageError("pictures need Pillow", hint="install the extra: pip install 'policy-clause-tracker[web]'")
    if wanted and base_url is None:
        raise UsageError("pictures need --base-url", hint="they are found by their whole address")
    if wanted is None and base_url is not None and not HAS_PILLOW:
        complain("no pictures are drawn: that needs the extra `web` (pip install 'policy-clause-tracker[web]')")
    return HAS_PILLOW and base_url is not None if wanted is None else wanted


@contextmanager
def open_pages(place: Place, texts: int | None = None) -> Iterator[OpenRecord]:
    """The record as pages ask it, read-only. Raises ArchiveError, ConfigError."""
    config = read_config(place)
    with open_record(place, read_only=True) as archive:
        now = read_clock()
        yield OpenRecord(archive, now, list_watched(config), config.tracker.dead_after, texts=texts, held=texts)


def list_watched(config: Config) -> dict[str, WatchedPolicy]:
    """What the configuration says of its policies."""
    return {one.id: WatchedPolicy(one.id, one.name, one.public_addresses, tuple(one.tags)) for one in config.policies}


def describe_built(built: Built, folder: Path) -> str:
    if not built.changed:
        return f"{folder}: nothing is new; {built.pages} pages stand."
    return f"{folder}: {built.pages} pages, {built.changed} of {built.files} files written."


def write_built(built: Built, folder: Path) -> dict[str, object]:
    return {
        "schema": "tracker.site/1",
        "folder": str(folder),
        "pages": built.pages,
        "files": built.files,
        "changed": built.changed,
        "policies": list(built.policies),
    }
