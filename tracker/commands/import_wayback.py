"""`tracker import wayback`: what web archives hold of policies -> observations, asked for politely."""

from __future__ import annotations

from concurrent.futures import Executor
from datetime import datetime, timedelta

import click

from tracker.archive import Archive
from tracker.capture.importers.wayback import NEAR, WebArchive, is_capture, open_archive_site
from tracker.capture.patience import PatientClient
from tracker.commands.clock import parse_day, read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.durations import DurationType
from tracker.commands.imported import finish_import, handle_import
from tracker.commands.options import Place, PolicyIdType, json_option, place_options
from tracker.commands.speaking import complain, print_answer, say
from tracker.commands.surprises import Surprises
from tracker.commands.terminal import progress_bar
from tracker.config import Config
from tracker.errors import ImportSourceError, UsageError
from tracker.publish.lines import count_words
from tracker.track.back_history import Harvest
from tracker.track.back_plan import Plan, Wish
from tracker.track.engine import choose_pool
from tracker.values import Struct

MOST_LINES = 20
"""Captures that could not be taken are named one by one up to so many."""


class Manner(Struct, frozen=True):
    """How much of an archive is asked for, and which."""

    archive: str | None = None
    first: datetime | None = None
    last: datetime | None = None
    every: timedelta = timedelta(0)
    most: int | None = None
    within: timedelta = NEAR
    dry_run: bool = False


@click.command("wayback")
@click.argument("policies", nargs=-1, required=True, type=PolicyIdType(), metavar="POLICY...")
@click.option("--from", "first", metavar="DATE", help="No captures before. [the oldest]")
@click.option("--to", "last", metavar="DATE", help="No captures after. [the newest]")
@click.option("--archive", "site", metavar="URL", help="Another archive. [https://web.archive.org]")
@click.option("--url", "urls", multiple=True, metavar="URL", help="An address it has or had. [as in config.toml]")
@click.option("--every", type=DurationType(), default="0s", metavar="1w", help="One capture in so long. [all]")
@click.option("--max", "most", type=click.IntRange(min=1), metavar="N", help="At most so many in this run. [all]")
@click.option(
    "--within",
    type=DurationType(),
    default="7d",
    metavar="30d",
    help="Pages that together are the policy, captured so far apart, make one look. [7d]",
)
@click.option("--dry-run", is_flag=True, help="Say how many captures there are, and take none.")
@json_option
@place_options
def import_wayback(
    *,
    policies: tuple[str, ...],
    first: str | None,
    last: str | None,
    site: str | None,
    urls: tuple[str, ...],
    every: timedelta,
    most: int | None,
    within: timedelta,
    dry_run: bool,
    as_json: bool,
    place: Place,
) -> int:
    """Import what a web archive holds of policies: the Internet Archive, or any with a CDX index or TimeMaps.

    Asked for are all addresses a policy has and had (`was`), one request at a time with a rest between. A run that is
    interrupted goes on where it was; one that is done fetches nothing again.

    \b
    Examples:
      tracker import wayback zoom/terms-of-service --dry-run
      tracker import wayback zoom/terms-of-service --from 2020-01-01 --every 1w
      tracker import wayback acme/terms --archive http://localhost:8080/collection

    Exit status 1 when captures could not be taken; each is named, and the others still come.
    """
    if urls and len(policies) > 1:
        raise UsageError("--url says which addresses one policy has", hint="name one policy")
    config = read_config(place)
    manner = Manner(
        archive=site,
        first=parse_first(first) if first else None,
        last=parse_day(last),
        every=every,
        most=most,
        within=within,
        dry_run=dry_run,
    )
    surprises = Surprises("cannot import")
    with open_record(place) as archive, choose_pool(config) as pool:
        for policy in policies:
            with surprises.kept_to(policy):
                pages = (urls,) if urls else list_known_pages(config, policy)
                status = import_history(archive, config, policy, pages, manner, pool=pool, as_json=as_json)
                surprises.status = max(surprises.status, status)
    return surprises.status


def import_history(
    archive: Archive,
    config: Config,
    policy: str,
    pages: tuple[tuple[str, ...], ...],
    manner: Manner,
    *,
    pool: Executor,
    as_json: bool,
) -> int:
    """Take what an archive holds of one policy, and derive what it means; the exit status. `pages` are the addresses
    that each of its pages has and had.

    Raises ImportSourceError where it holds nothing, TransientError where it stays away or busy.
    """
    wish = Wish(pages, manner.first, manner.last, manner.every, manner.most, manner.within)
    with PatientClient(config.fetch, contact=config.tracker.contact, is_final=is_capture) as client:
        site = open_archive_site(manner.archive, client.get)
        harvest = Harvest(archive, site, policy, wish, client.get, read_clock)
        plan = harvest.plan
        if manner.dry_run:
            say_plan(policy, site, plan, as_json=as_json)
            return 0
        try:
            with progress_bar(f"asking {site.base} for {policy}") as advance:
                for done, _ in enumerate(harvest.take(), start=1):
                    advance(done, len(plan.waiting))
        finally:
            if harvest.taken:
                handling = handle_import(archive, config, policy, pool=pool)
                finish_import(archive, policy, harvest.taken, handling, as_json=as_json)
    if not plan.listed:
        raise ImportSourceError(f"{site.base} holds no capture of {', '.join(wish.addresses)}")
    if not harvest.taken:
        finish_import(archive, policy, 0, handle_import(archive, config, policy, pool=pool), as_json=as_json)
    if plan.alone and not as_json:
        say(f"{policy}: {describe_alone(plan)}.")
    for line in harvest.passed[:MOST_LINES]:
        complain(f"{policy}: not taken: {line}")
    if len(harvest.passed) > MOST_LINES:
        complain(f"{policy}: and {len(harvest.passed) - MOST_LINES:,} more captures that could not be taken")
    return int(bool(harvest.passed))


def say_plan(policy: str, site: WebArchive, plan: Plan, *, as_json: bool) -> None:
    """Say how many captures there are, and how many looks a run would take."""
    record = {
        "schema": "tracker.import-wayback/1",
        "policy": policy,
        "archive": site.base,
        "captures": plan.listed,
        "to_take": len(plan.waiting),
        "alone": plan.alone,
    }
    text = f"{policy}: {plan.listed:,} captures in {site.base}, {len(plan.waiting):,} of them to take"
    print_answer(record, f"{text}; {describe_alone(plan)}." if plan.alone else f"{text}.", as_json=as_json)


def describe_alone(plan: Plan) -> str:
    """How many captures no look can be made of, and why."""
    days = plan.wish.within / timedelta(days=1)
    captures = count_words(plan.alone, "capture")
    return f"{captures} without one of every other page from the {days:g} days before (--within)"


def list_known_pages(config: Config, policy: str) -> tuple[tuple[str, ...], ...]:
    """Of each page of a policy the addresses it has and had; what the policy `was` stands for its first page. Raises
    UsageError where none is known."""
    watched = config.find_policy(policy)
    if watched is None:
        raise UsageError(
            f'the addresses of "{policy}" are not known', hint="name them with --url, or watch it in config.toml"
        )
    first, *others = watched.addresses
    return ((*dict.fromkeys((first, *watched.was)),), *((address,) for address in others))


def parse_first(text: str) -> datetime:
    """A date as the beginning of what it names: "2020-01-01" from midnight on. Raises UsageError."""
    moment = parse_day(text)
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) if len(text) <= len("2020-01-01") else moment
