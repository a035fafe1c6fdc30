"""`tracker demo`: an invented service changes its terms twice -> what a real watch makes of it, in a few seconds."""

from __future__ import annotations

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from tracker.archive import open_archive
from tracker.commands import history
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.site import open_pages
from tracker.commands.speaking import complain, print_record
from tracker.commands.terminal import print_lines
from tracker.config import load_config
from tracker.demo.site import EDITIONS, DemoSite
from tracker.errors import UsageError
from tracker.pages.site import SiteOptions, build_site
from tracker.publish.cards import make_card
from tracker.publish.contract import log_record
from tracker.publish.files import write_atomically
from tracker.publish.lines import format_change_set
from tracker.publish.messages import write_message
from tracker.publish.spans import Line, Role, Span
from tracker.track.checking import Checked, check_policies
from tracker.track.feeding import write_feeds

POLICY = "wrencall/terms-of-service"
CLAUSE = "10.4"
SITE = "site"
MARK = "# Written by `tracker demo`"

CONFIG = f"""{MARK}, which may write it anew. The site it watched is gone; its record stays.
[tracker]
confirm_after = "0s"                    # tell a change at first sight: the demo has no time for a second look

[fetch]
allow_private_addresses = true          # the demo's site is on this machine
per_host_delay = "0s"
retries = 0                             # once the site is gone, a check need not try twice

[[policy]]
id = "{POLICY}"
name = "Wrencall Terms of Service"
fetch = "%s"
"""

STORY = {
    1: "Wrencall, an invented video service, publishes its terms. `tracker check` reads them for the first time.",
    2: "Four months later people complain about clause 10.4. Wrencall adds a sentence. `tracker check` again:",
    3: "Days later 10.4 is folded into 10.2, and its number goes to another clause. `tracker check` once more:",
}

LOOKS = {
    1: ("2026-03-01T18:30:00Z",),
    2: ("2026-07-07T06:31:00Z", "2026-07-07T18:30:00Z"),
    3: ("2026-07-11T06:31:00Z", "2026-07-11T18:30:00Z"),
}
"""When each edition is first seen, by the story's clock, and the last look at the one before it: a watch that looks
twice a day. The dates are those that the editions state."""


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tracker-demo"),
    show_default=True,
    help="Where config.toml and the database go.",
)
@json_option
@place_options
def command(*, folder: Path, as_json: bool, place: Place) -> int:
    """Watch an invented service change its terms: three looks over HTTP on this machine, no network.

    Leaves a folder with config.toml and a database to go on exploring. --config and --database are not used.

    \b
    Examples:
      tracker demo
      tracker demo --folder /tmp/tour
    """
    del place  # a folder of its own
    with DemoSite() as site:
        where = prepare_folder(folder, site.url)
        results = [look_once(where, site, edition, as_json=as_json) for edition in EDITIONS]
    write_samples(where)
    if not as_json:
        print_ending(where)
    return int(any(result.outcome == "error" for result in results))


def prepare_folder(folder: Path, url: str) -> Place:
    """The folder with its configuration and no database. Raises UsageError where it holds anything but a demo."""
    where = Place(folder / "config.toml", folder / "snapshots" / "tracker.db", is_named=True)
    try:
        is_demo = where.config_path.exists() and where.config_path.read_text("utf-8").startswith(MARK)
        if folder.exists() and any(folder.iterdir()) and not is_demo:
            raise UsageError(f"{folder} is there and is no demo", hint="name another folder with --folder")
        folder.mkdir(parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-shm"):
            where.database_path.with_name(f"{where.database_path.name}{suffix}").unlink(missing_ok=True)
        where.config_path.write_text(CONFIG % url, "utf-8")
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror}", hint="name another with --folder") from error
    return where


def look_once(where: Place, site: DemoSite, edition: int, *, as_json: bool) -> Checked:
    """Publish an edition, check it as `tracker check` does, and show what came of it.

    The looks are real, their times are the story's.
    """
    if not as_json:
        print_lines([Line(), Line((Span(STORY[edition], Role.TITLE),)), Line()])
    config = load_config(where.config_path)
    *before, seen_at = map(datetime.fromisoformat, LOOKS[edition])
    with open_archive(where.database_path) as archive:
        for moment in before:
            list(check_policies(archive, config, config.policies, now=partial(keep, moment)))
        site.publish(edition)
        (result,) = check_policies(archive, config, config.policies, now=partial(keep, seen_at))
        sections = 0 if result.outcome == "error" else len(archive.versions.latest(POLICY).reading.sections)
    if result.error is not None:
        complain(f"{result.error}")
    elif result.change_set is None:
        if not as_json:
            print_lines([Line((Span(f"{POLICY}: {result.outcome} look, {sections} sections read."),))])
    elif as_json:
        print_record(log_record(result.change_set))
    else:
        print_lines(format_change_set(result.change_set))
    return result


def keep(moment: datetime) -> datetime:
    """A clock that stands still."""
    return moment


def write_samples(where: Place) -> None:
    """What subscribers would get, to open in a browser: feeds, and the newest change as a mail shows it."""
    config, folder = load_config(where.config_path), where.config_path.parent
    with open_archive(where.database_path, read_only=True) as archive:
        write_feeds(archive, config, folder / "feeds", title="Wrencall", entries=50, site=None)
        newest = archive.change_sets.last(POLICY)
    if newest is not None:
        mail = write_message(newest, make_card(config, POLICY))
        write_atomically(folder / "mail.html", mail.html.encode())
    with ThreadPoolExecutor(1) as executor:  # one small policy: processes would take longer to start
        build_site(partial(open_pages, where), folder / SITE, SiteOptions(), executor=executor)


def print_ending(where: Place) -> None:
    """The life of the clause, and what to try next."""
    heading = f"The number {CLAUSE} has named two clauses. `tracker history {POLICY} {CLAUSE}` knows both:"
    print_lines([Line(), Line((Span(heading, Role.TITLE),)), Line()])
    history.show_history(where, POLICY, CLAUSE)
    folder = where.config_path.parent
    program = name_program(folder)
    tries = (
        f"{program} log {POLICY}",
        f"{program} show {POLICY} 10.2",
        f'{program} history {POLICY} "Customer Licence"',
        f"{program} blame {POLICY} 10.2",
        f'{program} search --inserted "artificial intelligence"',
    )
    samples = f"What subscribers would get: {folder / 'mail.html'} and {folder / 'feeds' / 'all.atom'}"
    print_lines(
        [
            Line((Span(samples),)),
            Line((Span(f"The record as a website: {folder / SITE}. To open it, in a terminal of its own:"),)),
            Line((Span(f"{name_python()} -m http.server --bind 127.0.0.1 --directory {folder / SITE}"),), 1),
            Line((Span("and in a browser: http://127.0.0.1:8000/"),), 1),
            Line(),
            Line((Span(f"The record is in {folder}. Try next:", Role.TITLE),)),
            Line((Span(f"cd {folder}"),), 1),
            *(Line((Span(text),), 1) for text in tries),
        ]
    )


def name_python() -> str:
    """The Python to type: by its name where the shell finds it, else the way to it."""
    return "python3" if shutil.which("python3") else sys.executable


def name_program(folder: Path) -> str:
    """What to type in the folder to call this program: its name where the shell finds it, else the way to it."""
    called = Path(sys.argv[0])
    if shutil.which("tracker") or called.name != "tracker":
        return "tracker"
    return os.path.relpath(called.absolute(), folder.absolute())
