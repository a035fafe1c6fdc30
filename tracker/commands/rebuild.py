"""`tracker rebuild [POLICY...]`: everything derived -> made again from the facts; nobody is told."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import click

from tracker.archive import Archive
from tracker.ask.policies import choose_policies
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_answer
from tracker.commands.surprises import Surprises
from tracker.commands.terminal import progress_bar
from tracker.publish.lines import count_words
from tracker.track.ahead import work_ahead
from tracker.track.checking import choose_handling
from tracker.track.derive import Handling, rebuild_policy
from tracker.track.engine import choose_pool


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@json_option
@place_options
def command(*, policies: tuple[str, ...], as_json: bool, place: Place) -> int:
    """Make versions, changes and clauses again from what was captured, under the rules of this tracker.

    POLICY is an id, a glob or a service. Clause ids, change-set ids and notes stay. Nobody is alerted. Killed at any
    moment, the old record stands.

    \b
    Examples:
      tracker rebuild
      tracker rebuild zoom/terms-of-service
      tracker rebuild zoom 'github/*'

    Exit status 1 when a policy could not be rebuilt; its old record stands, and the others are still rebuilt.
    """
    config = read_config(place)
    surprises = Surprises("cannot rebuild")
    with open_record(place) as archive, choose_pool(config) as pool:
        chosen = choose_policies(archive, policies)
        choose = partial(choose_handling, config, executor=pool)
        for policy, handling in work_ahead(archive, chosen, choose, executor=pool, now=read_clock(), again=True):
            with surprises.kept_to(policy):
                rebuild_one(archive, policy, handling, as_json=as_json)
    return surprises.status


def rebuild_one(archive: Archive, policy: str, handling: Handling, *, as_json: bool) -> None:
    """Rebuild one policy and say what came of it."""
    with progress_bar(f"rebuilding {policy}") as advance:
        rebuild_policy(archive, policy, now=read_clock(), handling=replace(handling, progress=advance))
    versions, steps = len(archive.versions.dates(policy)), len(archive.change_sets.judgements(policy))
    record = {"schema": "tracker.rebuild/1", "policy": policy, "versions": versions, "change_sets": steps}
    told = f"{policy}: {count_words(versions, 'version')}, {count_words(steps, 'change set')}."
    print_answer(record, told, as_json=as_json)
