"""`tracker rebuild [POLICY...]`: everything derived -> made again from the facts; nobody is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import click

from tracker.archive import Archive
from tracker.ask.policies import choose_policies
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import complain, print_answer, say
from tracker.commands.surprises import Surprises
from tracker.commands.terminal import progress_bar
from tracker.errors import ArchiveError
from tracker.publish.lines import count_words
from tracker.track.ahead import work_ahead
from tracker.track.checking import choose_handling
from tracker.track.derive import Handling, rebuild_policy
from tracker.track.engine import choose_pool
from tracker.values import replace

MOST_FREE: Final = 0.2
"""The share of the file that may hold nothing: new rows fill it again, while writing the file anew takes a second for
each 50 MB."""
LEAST_FREE: Final = 1_000_000
"""Bytes that are not worth it."""


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@json_option
@place_options
def command(*, policies: tuple[str, ...], as_json: bool, place: Place) -> int:
    """Make versions, changes and clauses again from what was captured, under the rules of this tracker.

    POLICY is an id, a glob or a service. Clause ids, change-set ids and notes stay. Nobody is alerted. Killed at any
    moment, the old record stands; what older rules made comes first, so that the next run goes on with the rest. Where
    a fifth of the file holds nothing any more afterwards, it is written anew without that.

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
        chosen = sort_by_rules(choose_policies(archive, policies), archive.derivations.rulesets())
        choose = partial(choose_handling, config, executor=pool)
        for policy, handling in work_ahead(archive, chosen, choose, executor=pool, now=read_clock(), again=True):
            with surprises.kept_to(policy):
                rebuild_one(archive, policy, handling, as_json=as_json)
        give_room_back(archive, as_json=as_json)
    return surprises.status


def sort_by_rules(policies: Sequence[str], rulesets: Mapping[str, int]) -> list[str]:
    """What older rules made first, in the order given: a rebuild that was stopped goes on with what it had not done."""
    return sorted(policies, key=lambda policy: rulesets.get(policy, 0))


def give_room_back(archive: Archive, *, as_json: bool) -> None:
    """Write the file anew where much of it holds nothing any more, and say so; where it cannot be, say that."""
    size, free = archive.measure()
    if free <= max(LEAST_FREE, size * MOST_FREE):
        return
    try:
        archive.compact()
    except ArchiveError as error:
        complain(f"{free / 1e6:.1f} MB of the database hold nothing and could not be given back: {error.message}")
        return
    if not as_json:
        say(f"The database takes {archive.measure()[0] / 1e6:.1f} MB now, {size / 1e6:.1f} before.")


def rebuild_one(archive: Archive, policy: str, handling: Handling, *, as_json: bool) -> None:
    """Rebuild one policy and say what came of it."""
    with progress_bar(f"rebuilding {policy}") as advance:
        rebuild_policy(archive, policy, now=read_clock(), handling=replace(handling, progress=advance))
    versions, steps = len(archive.versions.dates(policy)), len(archive.change_sets.judgements(policy))
    record = {"schema": "tracker.rebuild/1", "policy": policy, "versions": versions, "change_sets": steps}
    told = f"{policy}: {count_words(versions, 'version')}, {count_words(steps, 'change set')}."
    print_answer(record, told, as_json=as_json)
