"""`tracker add URL`: an address -> the document found there, shown, and a policy in config.toml."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from urllib.parse import urlsplit

import click

from tracker.addresses import show_address
from tracker.capture.fetch import Look, Looks, PageRequest
from tracker.commands.options import Place, PolicyIdType, json_option, place_options
from tracker.commands.record import read_config
from tracker.commands.speaking import print_record
from tracker.commands.terminal import print_lines
from tracker.config import Config, PolicySettings
from tracker.config.edit import add_policy
from tracker.errors import EmptyDocumentError, UsageError
from tracker.fence.bounds import Bounds, read_bounds
from tracker.fence.documents import read_in_bounds
from tracker.model import Capture, Reading
from tracker.names import fold, make_slug, name_for_people
from tracker.publish.contract import outline_record
from tracker.publish.outlines import format_outline
from tracker.publish.spans import Line, Span
from tracker.read.document import Part

HOST_PREFIXES = frozenset({"www", "m", "legal", "policies", "help", "support", "about", "privacy", "terms"})
"""First labels of a host that name a department, not the service: "policies.acme.example" is acme's."""

SECOND_LEVELS = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
LONGEST_DOCUMENT = 48


@click.command()
@click.argument("url")
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
@click.option("--dry-run", is_flag=True, help="Show what is found and write nothing.")
@json_option
@place_options
def command(
    *,
    url: str,
    policy_id: str | None,
    name: str | None,
    select: tuple[str, ...],
    remove: tuple[str, ...],
    tags: tuple[str, ...],
    browser: bool,
    dry_run: bool,
    as_json: bool,
    place: Place,
) -> None:
    """Find the document at URL, show its outline, and write the policy into config.toml, comments kept.

    \b
    Examples:
      tracker add https://www.zoom.com/en/trust/terms/
      tracker add https://example.org/legal#cookies --id example/cookies --tag cookies
      tracker add https://example.org/terms --dry-run
    """
    config = read_config(place)
    for known in config.policies:
        if url in known.addresses:
            raise UsageError(f"{show_address(url)} is watched already, as {known.id}")
    wanted = PolicySettings(
        id=policy_id or "new/document",
        fetch=url,
        select=select,
        remove=remove,
        tags=tags,
        browser=True if browser else None,
    )
    reading = read_page(config, wanted)
    taken = {fold(policy.id) for policy in config.policies}
    new_id = policy_id or make_id(url, reading.title, taken=taken)
    policy = PolicySettings(
        id=new_id,
        name=name or name_for_people(new_id, reading.title),
        fetch=url,
        select=select,
        remove=remove,
        tags=tags,
        browser=True if browser else None,
    )
    if not dry_run:
        add_policy(place.config_path, policy)
    if as_json:
        record = outline_record(reading, file=show_address(url))
        print_record(record | {"schema": "tracker.add/1", "policy": policy.id, "is_written": not dry_run})
    else:
        done = f"Nothing written; it would be {policy.id}." if dry_run else f"Watching it as {policy.id}."
        next_step = "" if dry_run else f" Next: tracker check {policy.id}"
        print_lines((*format_outline(reading, name=show_address(url)), Line(), Line((Span(done + next_step),))))


def read_page(config: Config, policy: PolicySettings) -> Reading:
    """Fetch and read a page now, with a browser where a wall or an empty shell asks for one.

    Raises CaptureError, ReadingError.
    """
    request = PageRequest(policy=policy.id, urls=policy.addresses, browser=policy.browser)
    bounds = read_bounds(config)
    looks = Looks([request], config.fetch, contact=config.tracker.contact)
    for look in looks:
        try:
            return read_look(look, policy, bounds)
        except EmptyDocumentError:
            if not config.fetch.browser or look.request.browser is not None:
                raise
            return read_look(looks.render(request), policy, bounds)
    raise AssertionError("one request is one look")


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
