"""`tracker rename OLD NEW`: a policy -> another id, in config.toml and in the database."""

from __future__ import annotations

import click

from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.mentions import warn_of_mentions
from tracker.commands.options import Place, PolicyIdType, place_options
from tracker.commands.speaking import say
from tracker.config.edit import rename_policy
from tracker.errors import NotFoundError, UsageError
from tracker.names import fold
from tracker.schedule.lock import hold_lock


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW", type=PolicyIdType())
@place_options
def command(*, old: str, new: str, place: Place) -> None:
    """Give a policy another id. Looks, texts, ids of clauses and of changes, notes and what was told go with it.

    Subscriptions that name the old id are named: whom to tell is yours to change. Files of feeds under the old id stay
    as they are, and new ones begin under the new one.

    \b
    Examples:
      tracker rename zoom/terms zoom/terms-of-service
    """
    config = read_config(place)
    is_watched = config.find_policy(old) is not None
    if fold(new) in {fold(policy.id) for policy in config.policies if policy.id != old}:
        raise UsageError(f'the configuration has a policy "{new}" already')
    if place.database_path.exists():
        with hold_lock(place.database_path, "run"), open_record(place) as archive, archive.write():
            if archive.policies.has(old):
                archive.renames.rename(old, new, at=read_clock())
            elif not is_watched:
                archive.policies.get(old)  # says what is near
            if is_watched:
                rename_policy(place.config_path, old, new)
    elif is_watched:
        rename_policy(place.config_path, old, new)
    else:
        raise NotFoundError(f'no policy "{old}"', hint="`tracker list` shows what is known")
    say(f"{old} is {new} now.")
    warn_of_mentions(config, old, f"matches nothing from now on: write {new}")
