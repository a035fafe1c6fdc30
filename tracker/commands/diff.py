"""`tracker diff POLICY [FROM] [TO]`: two recorded versions -> what changed between them."""

from __future__ import annotations

import click

from tracker.ask.diff import ask_diff
from tracker.commands.options import (
    Place,
    exit_code_option,
    full_option,
    json_option,
    place_options,
    status_of_change,
    trouble_status,
)
from tracker.commands.record import open_record
from tracker.commands.speaking import print_record
from tracker.commands.terminal import print_lines
from tracker.model import Verdict, VersionDiff
from tracker.publish.contract import diff_record
from tracker.publish.lines import LEADING, format_comparison
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_seen


@click.command()
@click.argument("policy")
@click.argument("old", required=False, metavar="[FROM]")
@click.argument("new", required=False, metavar="[TO]")
@exit_code_option
@full_option
@json_option
@place_options
def command(
    *, policy: str, old: str | None, new: str | None, exit_code: bool, full: bool, as_json: bool, place: Place
) -> int:
    """Compare two recorded versions. FROM and TO are dates or version numbers; without them the last two.

    \b
    Examples:
      tracker diff zoom/terms-of-service
      tracker diff zoom/terms-of-service 2023-07-28 2023-08-07
      tracker diff zoom/terms-of-service 2023-03-31 2023-04-01 --full
      tracker diff zoom/terms-of-service 12 --json
    """
    with trouble_status(exit_code), open_record(place, read_only=True) as archive:
        difference = ask_diff(archive, policy, old, new)
    if as_json:
        print_record(diff_record(difference))
    else:
        most = None if full else LEADING
        print_lines((*format_sides(difference), *format_comparison(difference.comparison, most=most)))
    return status_of_change(difference.comparison.verdict is not Verdict.UNCHANGED, exit_code)


def format_sides(difference: VersionDiff) -> tuple[Line, ...]:
    """Which versions are compared, and when each was seen."""
    sides = [
        Line((Span(f"{word} version {version.ordinal}, {when}", Role.QUIET),), 1)
        for word, version in (("from", difference.old), ("to", difference.new))
        for when in [format_seen(version.first_seen_at, version.last_seen_at)]
    ]
    return (Line((Span(difference.policy, Role.TITLE),)), *sides)
