"""`tracker add URL...`: addresses -> the documents found there, shown, and policies in config.toml."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any, TextIO
from urllib.parse import urlsplit

import click

from tracker.addresses import show_address
from tracker.capture.fetch import Look, Looks, PageRequest
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.import_wayback import Manner, import_history, list_known_pages
from tracker.commands.options import Place, PolicyIdType, json_option, place_options
from tracker.commands.speaking import complain, print_record
from tracker.commands.surprises import Surprises
from tracker.commands.terminal import print_lines, progress_bar
from tracker.config import Config, PolicySettings
from tracker.config.edit import add_policies
from tracker.errors import EmptyDocumentError, ImportSourceError, UsageError
from tracker.fence.bounds import Bounds, read_bounds
from tracker.fence.documents import read_in_bounds
from tracker.model import Capture, Reading
from tracker.names import canonical_id, fold, make_slug, name_for_people
from tracker.publish.contract import outline_record
from tracker.publish.lines import count_words
from tracker.publish.outlines import format_outline
from tracker.publish.spans import Line, Role, Span
from tracker.read.document import Part
from tracker.track.engine import choose_pool
from tracker.values import Struct, replace

HOST_PREFIXES = frozenset({"www", "m", "legal", "policies", "help", "support", "about", "privacy", "terms"})
"""First labels of a host that name a department, not the service: "policies.acme.example" is acme's."""

SECOND_LEVELS = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
LONGEST_DOCUMENT = 48


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option(
    "--from",
    "listed",
    type=click.File("r", encoding="utf-8"),
    metavar="FILE",
    help='Addresses of a file ("-": stdin), one a line, after an id where one is chosen; # begins a comment.',
)
@click.option(
    "--id",
    "policy_id",
    metavar="POLICY",
    type=PolicyIdType(),
    help="service/document. [made from the address and the title]",
)
@click.option("--name", metavar="TEXT", help="What people call it. [the document's title]")
@click.option("--select", multiple=True, metavar="CSS", help="Read only what this selector matches.")
@click.option("--remove", multiple=True, metavar="CSS", help="Leave out what this selector matches.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag, for subscriptions.")
@click.option("--browser", is_flag=True, help="Render the page with a browser, now and always.")
@click.option("--history", is_flag=True, help="Import what a web archive holds of it, too.")
@click.option("--archive", "site", metavar="URL", help="With --history: another one. [https://web.archive.org]")
@click.option("--dry-run", is_flag=True, help="Show what is found and write nothing.")
@json_option
@place_options
def command(
    *,
    urls: tuple[str, ...],
    listed: TextIO | None,
    policy_id: str | None,
    name: str | None,
    select: tuple[str, ...],
    remove: tuple[str, ...],
    tags: tuple[str, ...],
    browser: bool,
    history: bool,
    site: str | None,
    dry_run: bool,
    as_json: bool,
    place: Place,
) -> int:
    """Find the document at URL, show its outline, and write the policy into config.toml, comments kept.

    Of many addresses each is a line; one that cannot be read keeps no other from being added.

    \b
    Examples:
      tracker add https://www.zoom.com/en/trust/terms/
      tracker add https://example.org/legal#cookies --id example/cookies --tag cookies
      tracker add https://example.org/terms https://example.org/privacy
      tracker add --from vendors.txt --tag vendor
      tracker add https://example.org/terms --history

    Exit status 1 when an address could not be read.
    """
    config = read_config(place)
    wanted = list_wanted(config, urls, listed, policy_id=policy_id)
    if (policy_id or name) and len(wanted) > 1:
        raise UsageError("--id and --name are of one address")
    how: dict[str, Any] = {"select": select, "remove": remove, "tags": tags, "browser": browser or None}
    asked = [PolicySettings(id=f"new/{number}", fetch=one.url, **how) for number, one in enumerate(wanted)]
    surprises = Surprises("cannot add")
    is_one = len(wanted) == 1 and listed is None
    readings = read_pages(config, asked, None if is_one else surprises)
    found = [(asked[number], one, readings[number]) for number, one in enumerate(wanted) if number in readings]
    taken = {fold(policy.id) for policy in config.policies}
    policies = []
    for policy, one, reading in found:
        policies.append(settle_policy(policy, one, reading, name=name, taken=taken))
        taken.add(fold(policies[-1].id))
    if policies and not dry_run:
        add_policies(place.config_path, policies)
    for policy, (_, _, reading) in zip(policies, found, strict=True):
        show_added(policy, reading, is_written=not dry_run, is_one=is_one, as_json=as_json)
    if history and policies and not dry_run:
        add_history([policy.id for policy in policies], site, surprises, as_json=as_json, place=place)
    return surprises.status


def add_history(
    policies: Sequence[str], site: str | None, surprises: Surprises, *, as_json: bool, place: Place
) -> None:
    """Import what a web archive holds of policies that were just added. They are added, whether or not anybody kept
    their past."""
    config = read_config(place)
    with open_record(place) as archive, choose_pool(config) as pool:
        for policy in policies:
            with surprises.kept_to(policy):
                addresses = list_known_pages(config, policy)
                try:
                    status = import_history(
                        archive, config, policy, addresses, Manner(site), pool=pool, as_json=as_json
                    )
                    surprises.status = max(surprises.status, status)
                except ImportSourceError as error:
                    complain(error)


class NewAddress(Struct, frozen=True):
    """An address to watch, and the id that a person chose for it."""

    url: str
    id: str | None = None


def list_wanted(
    config: Config, urls: Sequence[str], listed: TextIO | None, *, policy_id: str | None
) -> tuple[NewAddress, ...]:
    """What is to be added, each address once. Of several those that are watched already are named and left out; raises
    UsageError where it is the only one, or where there is none."""
    named = [NewAddress(url, policy_id) for url in urls] + ([] if listed is None else list(read_list(listed)))
    if not named:
        raise UsageError("no address to add", hint="name one, or a file of them with --from")
    watched = {url: policy.id for policy in config.policies for url in policy.addresses}
    new = {one.url: one for one in named if one.url not in watched}
    for url in dict.fromkeys(one.url for one in named if one.url in watched):
        told = f"{show_address(url)} is watched already, as {watched[url]}"
        if not new and len(named) == 1:
            raise UsageError(told)
        complain(told)
    return tuple(new.values())


def read_list(lines: Iterable[str]) -> Iterator[NewAddress]:
    """Lines of an address, or of an id and an address; blank ones and comments are passed over. Raises UsageError."""
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) > 2 or "://" not in words[-1]:
            raise UsageError(f"line {number}: expected an address, or an id and an address, not {line.strip()!r}")
        try:
            yield NewAddress(words[-1], canonical_id(words[0]) if len(words) == 2 else None)
        except ValueError as error:
            raise UsageError(f"line {number}: {error}") from error


def settle_policy(
    asked: PolicySettings, wanted: NewAddress, reading: Reading, *, name: str | None, taken: Collection[str]
) -> PolicySettings:
    """The policy under the id that was chosen, else under one made from address and title."""
    new_id = wanted.id or make_id(wanted.url, reading.title, taken=taken)
    return PolicySettings(
        id=new_id,
        name=name or name_for_people(new_id, reading.title),
        fetch=wanted.url,
        select=asked.select,
        remove=asked.remove,
        tags=asked.tags,
        browser=asked.browser,
    )


def show_added(policy: PolicySettings, reading: Reading, *, is_written: bool, is_one: bool, as_json: bool) -> None:
    """Print what was found: of one address its outline, of many a line each."""
    address = show_address(policy.addresses[0])
    if as_json:
        record = outline_record(reading, file=address)
        print_record(record | {"schema": "tracker.add/1", "policy": policy.id, "is_written": is_written})
    elif is_one:
        done = f"Watching it as {policy.id}." if is_written else f"Nothing written; it would be {policy.id}."
        next_step = f" Next: tracker check {policy.id}" if is_written else ""
        print_lines((*format_outline(reading, name=address), Line(), Line((Span(done + next_step),))))
    else:
        sections = count_words(len(reading.sections), "section")
        print_lines([Line((Span(policy.id, Role.TITLE), Span(f"  {policy.name}, {sections}  {address}")))])


def read_pages(config: Config, policies: Sequence[PolicySettings], surprises: Surprises | None) -> dict[int, Reading]:
    """What stands at the policies' addresses now, by their place among them. What cannot be read is told to
    `surprises`, or raised where there are none."""
    places = {policy.id: place for place, policy in enumerate(policies)}
    requests = [PageRequest(policy=one.id, urls=one.addresses, browser=one.browser) for one in policies]
    looks = Looks(requests, config.fetch, contact=config.tracker.contact)
    found: dict[int, Reading] = {}
    with progress_bar("adding") as advance:
        for done, look in enumerate(looks, start=1):
            place = places[look.policy]
            address = show_address(policies[place].addresses[0])
            with nullcontext() if surprises is None else surprises.kept_to(address):
                found[place] = read_page(config, looks, look, policies[place])
            advance(done, len(policies))
    return found


def read_page(config: Config, looks: Looks, look: Look, policy: PolicySettings) -> Reading:
    """Read what a look brought, with a browser where a wall or an empty shell asks for one.

    Raises CaptureError, ReadingError.
    """
    bounds = read_bounds(config)
    try:
        return read_look(look, policy, bounds)
    except EmptyDocumentError:
        if not config.fetch.browser or look.request.browser is not None:
            raise
        return read_look(looks.render(look.request), policy, bounds)


def read_look(look: Look, policy: PolicySettings, bounds: Bounds) -> Reading:
    if look.error is not None:
        raise look.error
    (page,) = look.pages
    assert isinstance(page, Capture), "nothing was stored, so no server can say that it is unchanged"
    settings = policy.reading_settings()
    reading = read_in_bounds([Part(page.body, page.media_type, page.charset)], settings, bounds=bounds)
    return replace(reading, warnings=tuple(one.resolve(page.final_url) for one in reading.warnings))


def make_id(url: str, title: str | None, *, taken: Collection[str]) -> str:
    """ "zoom/terms-of-service" of an address and a title; a number is added where that is taken."""
    service = name_service(urlsplit(url).hostname or "")
    path = [part for part in urlsplit(url).path.split("/") if part]
    words = [word for word in make_slug(title).split("-") if word != service] if title else []
    document = "-".join(words)[:LONGEST_DOCUMENT].strip("-") or make_slug(path[-1] if path else "document")
    base, count = f"{service}/{document}", 1
    name = base
    while fold(name) in taken:
        count += 1
        name = f"{base}-{count}"
    return name


def name_service(host: str) -> str:
    """ "zoom" of "www.zoom.com", "acme" of "policies.acme.co.uk"; an address in figures stays whole."""
    labels = host.split(".")
    if all(label.isdigit() for label in labels) or len(labels) == 1:
        return make_slug(host)
    while len(labels) > 2 and labels[0] in HOST_PREFIXES:
        labels = labels[1:]
    end = -2 if len(labels) > 2 and labels[-2] in SECOND_LEVELS else -1
    return make_slug(labels[:end][-1])
