"""`tracker search QUERY`: words -> where they stand, came in or went out, in all policies."""

from __future__ import annotations

import click

from tracker.ask.search import ask_search
from tracker.commands.options import Place, json_option, pager_option, place_options
from tracker.commands.record import open_record
from tracker.commands.speaking import print_record
from tracker.commands.terminal import page_lines
from tracker.model import SearchHit, SearchSide
from tracker.publish.contract import search_record
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_moment

SIDE_WORDS: dict[SearchSide, str] = {
    "now": "stands",
    "first": "stood from the first look",
    "inserted": "came in",
    "deleted": "went out",
}


@click.command()
@click.argument("query", nargs=-1, required=True, metavar="QUERY")
@click.option("--inserted", is_flag=True, help="Where the words came in.")
@click.option("--deleted", is_flag=True, help="Where the words went out.")
@click.option("--now", is_flag=True, help="Where the words stand now. [default]")
@click.option("--policy", metavar="POLICY", help="Only in this policy.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many hits.")
@pager_option
@json_option
@place_options
def command(
    *,
    query: tuple[str, ...],
    inserted: bool,
    deleted: bool,
    now: bool,
    policy: str | None,
    limit: int,
    as_json: bool,
    place: Place,
) -> int:
    """Find words in all policies. Words are stemmed and all must be there; "..." is a phrase, licen* a beginning.

    \b
    Examples:
      tracker search '"AI training"'
      tracker search --inserted artificial intelligence
      tracker search --deleted arbitration --policy zoom/terms-of-service

    Exit status 1 when nothing is found.
    """
    sides = choose_sides(inserted=inserted, deleted=deleted, now=now)
    with open_record(place, read_only=True) as archive:
        hits = ask_search(archive, " ".join(query), sides=sides, policy=policy, limit=limit)
    for hit in hits:
        if as_json:
            print_record(search_record(hit))
        else:
            page_lines(format_hit(hit))
    if not hits and not as_json:
        page_lines([Line((Span("Nothing found.", Role.QUIET),))])
    return 0 if hits else 1


def choose_sides(*, inserted: bool, deleted: bool, now: bool) -> tuple[SearchSide, ...]:
    """The sides asked for. Words of a first version never came in by a change, so --inserted looks there too."""
    sides: list[SearchSide] = []
    if inserted:
        sides += ["first", "inserted"]
    if deleted:
        sides.append("deleted")
    if now or not sides:
        sides.append("now")
    return tuple(sides)


def format_hit(hit: SearchHit) -> tuple[Line, ...]:
    when = f"{SIDE_WORDS[hit.side]}, seen {format_moment(hit.observed_at)}"
    named = f"{when}  {hit.change_set}" if hit.change_set else when
    return (
        Line((Span(hit.policy, Role.TITLE), Span(f"  {hit.label}  ", Role.LABEL), Span(named, Role.QUIET))),
        Line((Span(hit.excerpt),), 1),
    )
