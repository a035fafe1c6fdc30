"""`tracker diff POLICY [FROM] [TO]`: two recorded versions -> what changed between them."""

from __future__ import annotations

import click

from tracker.archive.opening import Archive
from tracker.commands.moments import find_version
from tracker.commands.options import (
    Place,
    exit_code_option,
    json_option,
    place_options,
    status_of_change,
    trouble_status,
)
from tracker.commands.record import open_record
from tracker.commands.terminal import print_lines
from tracker.compare.changes import compare_readings
from tracker.errors import NotFoundError
from tracker.model import Verdict, Version
from tracker.publish.contract import diff_record, dump_record
from tracker.publish.lines import tell_comparison
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import tell_seen


@click.command()
@click.argument("policy")
@click.argument("old", required=False, metavar="[FROM]")
@click.argument("new", required=False, metavar="[TO]")
@exit_code_option
@json_option
@place_options
def command(*, policy: str, old: str | None, new: str | None, exit_code: bool, as_json: bool, place: Place) -> int:
    """Compare two recorded versions. FROM and TO are dates or version numbers; without them the last two.

    \b
    Examples:
      tracker diff zoom/terms-of-service
      tracker diff zoom/terms-of-service 2023-07-28 2023-08-07
      tracker diff zoom/terms-of-service 12 --json
    """
    with trouble_status(exit_code), open_record(place, read_only=True) as archive:
        archive.policies.get(policy)
        old_version, new_version = find_versions(archive, policy, old, new)
    comparison = compare_readings(old_version.reading, new_version.reading)
    if as_json:
        click.echo(dump_record(diff_record(policy, old_version, new_version, comparison)))
    else:
        print_lines((*tell_sides(policy, old_version, new_version), *tell_comparison(comparison)))
    return status_of_change(comparison.verdict is not Verdict.UNCHANGED, exit_code)


def find_versions(archive: Archive, policy: str, old: str | None, new: str | None) -> tuple[Version, Version]:
    """The versions meant; without TO the text that stands now, without FROM the text before that."""
    new_version = find_version(archive.versions, policy, new) if new else archive.versions.latest(policy)
    if old:
        return find_version(archive.versions, policy, old), new_version
    for judgement in reversed(archive.change_sets.judgements(policy)):
        if judgement.new_hash == new_version.text_hash:
            return archive.versions.at(policy, judgement.previous_at), new_version
    message = f'"{policy}" has no version before the one of {new_version.first_seen_at:%Y-%m-%d}'
    raise NotFoundError(message, hint="nothing has changed since the first look")


def tell_sides(policy: str, old: Version, new: Version) -> tuple[Line, ...]:
    """Which versions are compared, and when each was seen."""
    sides = [
        Line((Span(f"{word} version {version.ordinal}, {when}", Role.QUIET),), 1)
        for word, version in (("from", old), ("to", new))
        for when in [tell_seen(version.first_seen_at, version.last_seen_at)]
    ]
    return (Line((Span(policy, Role.TITLE),)), *sides)
