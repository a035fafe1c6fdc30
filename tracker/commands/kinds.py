"""`tracker kinds`: the kinds of fact that `tracker facts` reads, and the languages it reads them in."""

from __future__ import annotations

import click

from tracker.across.kinds_of_fact import KindOfFact, list_kinds
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_record
from tracker.commands.terminal import print_lines
from tracker.publish.spans import Line, Role, Span


@click.command()
@json_option
@place_options
def command(*, as_json: bool, place: Place) -> None:
    """List the kinds of fact that are read from clauses, and in which languages.

    \b
    Examples:
      tracker kinds
      tracker kinds --json
    """
    del place  # the kinds come with the program
    for kind in sorted(list_kinds().values(), key=lambda kind: kind.rank):
        if as_json:
            languages = list(kind.languages)
            print_record(
                {"schema": "tracker.kinds/1", "kind": kind.id, "name": kind.name, "about": kind.about}
                | {"languages": languages}
            )
        else:
            print_lines(format_kind(kind))


def format_kind(kind: KindOfFact) -> list[Line]:
    return [
        Line((Span(kind.id, Role.LABEL), Span(f"  {kind.about}"))),
        Line((Span(f"read in {', '.join(kind.languages)}", Role.QUIET),), 1),
    ]
