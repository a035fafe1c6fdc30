"""`tracker remove POLICY...`: policies -> out of config.toml, and with --purge out of the database."""

from __future__ import annotations

import click

from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.mentions import warn_of_mentions
from tracker.commands.options import Place, place_options
from tracker.commands.speaking import confirm, say
from tracker.config.edit import remove_policies
from tracker.errors import NotFoundError, UsageError
from tracker.publish.lines import count_words
from tracker.schedule.lock import hold_lock


@click.command()
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...")
@click.option("--purge", is_flag=True, help="Delete what is recorded of it, too. This cannot be undone.")
@click.option("--yes", is_flag=True, help="Do not ask before deleting.")
@place_options
def command(*, policies: tuple[str, ...], purge: bool, yes: bool, place: Place) -> None:
    """Stop watching policies: take them out of config.toml, comments kept. Their record stays, and can be read.

    With --purge their captures, texts, changes and notes are deleted from the database. Alerts stay as raised, and of
    each look what its hash covers (when and where it was, and hashes of what came), so that the others can still be
    verified; a look that was time-stamped is not deleted. `tracker pause` stops looking and keeps the settings.

    \b
    Examples:
      tracker remove zoom/terms-of-service
      tracker remove acme/terms acme/privacy --purge
    """
    config = read_config(place)
    watched = [policy for policy in dict.fromkeys(policies) if config.find_policy(policy)]
    if not purge and (unknown := [policy for policy in policies if policy not in watched]):
        hint = "`tracker list` shows what is watched; --purge deletes what is recorded of it"
        raise NotFoundError(f'the configuration watches no policy "{unknown[0]}"', hint=hint)
    if purge:
        purge_policies(place, policies, watched, is_sure=yes)
    if watched:
        remove_policies(place.config_path, watched)
    for policy in policies:
        say(
            f"{policy}: deleted." if purge else f"{policy}: no longer watched; `tracker log {policy}` reads its record."
        )
        warn_of_mentions(config, policy, "matches nothing from now on")


def purge_policies(place: Place, policies: tuple[str, ...], watched: list[str], *, is_sure: bool) -> None:
    """Delete what is recorded, all or nothing. Raises NotFoundError for a policy nobody knows, HeldError while
    `tracker run` may be writing."""
    with hold_lock(place.database_path, "run"), open_record(place) as archive:
        recorded = [policy for policy in policies if archive.policies.has(policy) or policy not in watched]
        looks = sum(len(archive.observations.of(archive.policies.get(policy).id)) for policy in recorded)
        if not is_sure:
            told = f"Delete {count_words(looks, 'look')} and all that is known of {', '.join(policies)}?"
            if not confirm(told):
                raise UsageError("nothing was deleted")
        with archive.write():
            for policy in recorded:
                archive.purges.purge(policy, at=read_clock())
