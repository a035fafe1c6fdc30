"""`tracker rebuild [POLICY...]`: everything derived -> made again from the facts; nobody is told."""

from __future__ import annotations

import click

from tracker.commands.log import select_policies
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.record import open_record, read_config, tell_now
from tracker.commands.terminal import progress_bar
from tracker.publish.contract import dump_record
from tracker.track import reading_pool, rebuild_policy
from tracker.track.checking import believes_at_once


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@json_option
@place_options
def command(*, policies: tuple[str, ...], as_json: bool, place: Place) -> None:
    """Make versions, changes and clauses again from what was captured, under the rules of this tracker.

    Clause ids, change-set ids and notes stay. Nobody is alerted. Killed at any moment, the old record stands.

    \b
    Examples:
      tracker rebuild
      tracker rebuild zoom/terms-of-service
    """
    config = read_config(place)
    with open_record(place) as archive, reading_pool() as pool:
        for policy in select_policies(archive, policies):
            watched = config.find_policy(policy)
            with progress_bar(f"rebuilding {policy}") as advance:
                rebuild_policy(
                    archive,
                    policy,
                    now=tell_now(),
                    settings=watched.reading_settings() if watched else None,
                    executor=pool,
                    progress=advance,
                    at_once=believes_at_once(config),
                    accept_after=config.tracker.accept_after,
                )
            versions, steps = len(archive.versions.dates(policy)), len(archive.change_sets.judgements(policy))
            record = {"schema": "tracker.rebuild/1", "policy": policy, "versions": versions, "change_sets": steps}
            click.echo(dump_record(record) if as_json else f"{policy}: {versions} versions, {steps} change sets.")
