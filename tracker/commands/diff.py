"""`tracker diff POLICY [FROM] [TO]`: two recorded versions -> what changed between them."""

from __future__ import annotations

import click

from tracker.ask.diff import ask_diff
from tracker.commands.clock import read_clock
from tracker.commands.comparing import Form, Side, form_options, print_comparison
from tracker.commands.database import open_record
from tracker.commands.options import (
    Place,
    exit_code_option,
    pager_option,
    place_options,
    status_of_change,
    trouble_status,
)
from tracker.commands.speaking import print_record
from tracker.model import Verdict, Version, VersionDiff
from tracker.publish.contract import diff_record, write_time
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_seen


@click.command()
@click.argument("policy", metavar="POLICY|CHANGE_SET")
@click.argument("old", required=False, metavar="[FROM]")
@click.argument("new", required=False, metavar="[TO]")
@exit_code_option
@pager_option
@form_options
@place_options
def command(*, policy: str, old: str | None, new: str | None, exit_code: bool, form: Form, place: Place) -> int:
    """Compare two recorded versions. FROM and TO are dates, version numbers or ids of change sets (the text that one
    brought); without them the last two. CHANGE_SET alone compares its two sides.

    For what was recorded step by step see `tracker log`, for two files `tracker compare`.

    \b
    Examples:
      tracker diff zoom/terms-of-service
      tracker diff zoom/terms-of-service 2023-07-28 2023-08-07
      tracker diff zoom/terms-of-service 2023-03-31 2023-04-01 --full
      tracker diff zoom/terms-of-service yesterday
      tracker diff zoom/terms-of-service 12 --stat
      tracker diff 3f2a9c --unified > change.patch
    """
    with trouble_status(exit_code), open_record(place, read_only=True) as archive:
        difference = ask_diff(archive, policy, old, new, now=read_clock())
    if form.is_json:
        print_record(diff_record(difference))
    else:
        old_side, new_side = name_side(difference.old), name_side(difference.new)
        print_comparison(difference.comparison, old_side, new_side, form, heading=format_sides(difference))
    return status_of_change(difference.comparison.verdict is not Verdict.UNCHANGED, exit_code)


def name_side(version: Version) -> Side:
    """A version as a patch names it: "zoom/terms-of-service@2023-07-28T06:31:00Z"."""
    return Side(f"{version.policy}@{write_time(version.first_seen_at)}", version.reading)


def format_sides(difference: VersionDiff) -> tuple[Line, ...]:
    """Which versions are compared, and when each was seen."""
    sides = [
        Line((Span(f"{word} version {version.ordinal}, {when}", Role.QUIET),), 1)
        for word, version in (("from", difference.old), ("to", difference.new))
        for when in [format_seen(version.first_seen_at, version.last_seen_at)]
    ]
    return (Line((Span(difference.policy, Role.TITLE),)), *sides)
