"""`tracker first "PHRASE"`: words -> when each policy first had them, the earliest first."""

from __future__ import annotations

import click

from tracker.ask.first import ask_first
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.search import format_hit
from tracker.commands.speaking import print_record
from tracker.commands.terminal import print_lines
from tracker.publish.search_contract import search_record
from tracker.publish.spans import Line, Role, Span


@click.command()
@click.argument("query", nargs=-1, required=True, metavar="PHRASE")
@json_option
@place_options
def command(*, query: tuple[str, ...], as_json: bool, place: Place) -> int:
    """Tell when each policy first had these words, the earliest first; one line a policy.

    Where the first text seen had them already, they are older than the record. Exit status 1 when nobody has them.

    \b
    Examples:
      tracker first '"artificial intelligence"'
      tracker first class action waiver
    """
    with open_record(place, read_only=True) as archive:
        hits = ask_first(archive, " ".join(query))
    for hit in hits:
        if as_json:
            print_record(search_record(hit))
        else:
            print_lines(format_hit(hit))
    if not hits and not as_json:
        print_lines([Line((Span("Nobody has these words.", Role.QUIET),))])
    return 0 if hits else 1
