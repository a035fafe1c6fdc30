"""`tracker import declarations`: declarations of Open Terms Archive -> policies in config.toml, settings by date."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.capture.importers.declarations import Declared, read_declarations
from tracker.commands.clock import read_clock
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import complain, print_answer
from tracker.config import PolicySettings, load_config
from tracker.config.edit import add_policies, check_policy
from tracker.errors import ConfigError, ImportSourceError
from tracker.names import fold


@click.command("declarations")
@click.argument("path", type=click.Path(path_type=Path, exists=True), metavar="DIR|FILE")
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and write nothing.")
@json_option
@place_options
def import_declarations(*, path: Path, dry_run: bool, as_json: bool, place: Place) -> int:
    """Import declarations in the form of Open Terms Archive: each document becomes a policy of config.toml.

    What was declared before (NAME.history.json) says how older looks are read. Filters, ranges and what else has no
    place in config.toml are listed, one line each.

    \b
    Examples:
      tracker import declarations contrib-declarations/declarations
      tracker import declarations Zoom.json --dry-run

    Exit status 1 when a file declares nothing that could be taken; the others still come.
    """
    config = load_config(place.config_path, missing_ok=True)
    taken = {fold(policy.id): policy for policy in config.policies}
    fresh: list[Declared] = []
    known = status = 0
    for one in read_declarations(path):
        if isinstance(one, ImportSourceError):
            complain(one)
            status = 1
            continue
        for line in one.left_out:
            complain(f"{one.policy.id}: not taken: {line}")
        if (there := taken.get(fold(one.policy.id))) is not None:
            known += 1
            if there.addresses != one.policy.addresses:
                complain(f"{one.policy.id}: is in config.toml already, with another address; left as it is there")
        elif why := find_fault(one.policy):
            complain(f"{one.policy.id}: not taken: {why}")
            status = 1
        else:
            fresh.append(one)
            taken[fold(one.policy.id)] = one.policy
    if fresh and not dry_run:
        add_policies(place.config_path, [one.policy for one in fresh])
        record_settings(place, fresh)
    record = {
        "schema": "tracker.import-declarations/1",
        "added": [one.policy.id for one in fresh],
        "known": known,
        "is_written": not dry_run,
    }
    done = "would be added" if dry_run else "added"
    print_answer(record, f"{len(fresh)} policies {done}, {known} were there already.", as_json=as_json)
    return status


def record_settings(place: Place, declared: list[Declared]) -> None:
    """Keep how documents were read at which time, for those whose record says nothing of it yet."""
    dated = [one for one in declared if one.former]
    if not dated:
        return
    with open_record(place) as archive, archive.write():
        for one in dated:
            if not archive.policies.has_settings(one.policy.id):
                archive.policies.ensure(one.policy.id, one.policy.name or None, at=read_clock())
                for from_at, settings in one.settings_by_date():
                    archive.policies.set_settings(one.policy.id, settings, at=from_at)


def find_fault(policy: PolicySettings) -> str | None:
    """Why a policy cannot stand in config.toml; None where it can."""
    try:
        check_policy(policy)
    except ConfigError as error:
        return error.message
    return None
