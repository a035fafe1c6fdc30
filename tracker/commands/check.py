"""`tracker check [POLICY...]`: a look at policies now -> what each gave, recorded and queued to be told."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import click

from tracker.archive import Archive
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.fail_on import FAIL_ON, FailOn, choose_status
from tracker.commands.halves import load_half
from tracker.commands.options import Place, exit_code_option, json_option, place_options, trouble_status
from tracker.commands.speaking import complain
from tracker.config import Config, PolicySettings
from tracker.errors import ConfigError, NotFoundError
from tracker.publish.unmatched import sum_up_unmatched
from tracker.schedule.due import due_policies, read_rhythms
from tracker.track.unmatched import find_unmatched


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@click.option("--due", is_flag=True, help="Only what is due by its schedule, second looks included.")
@click.option("-v", "--verbose", is_flag=True, help="Also the changed words of what is told.")
@click.option("-q", "--quiet", is_flag=True, help="Silent but for what is told or fails: for cron.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="any",
    help="Leave with 1 when any page could not be checked, when all could not, or never for a page. [any]",
)
@exit_code_option
@json_option
@place_options
def command(
    *,
    policies: tuple[str, ...],
    due: bool,
    verbose: bool,
    quiet: bool,
    fail_on: FailOn,
    exit_code: bool,
    as_json: bool,
    place: Place,
) -> int:
    """Look at every policy (or those named) now; with --due at what is due. Never sleeps on a schedule.

    Prints one line a policy; -v adds the changed words, -q leaves out what need not be read.

    \b
    Examples:
      tracker check
      tracker check zoom/terms-of-service -v
      tracker check --due -q --fail-on never && tracker alerts send

    Exit status 0 when every policy was checked, 1 when any could not be, 2 for bad usage or configuration. With
    `--fail-on all` a page that fails stops nothing that follows; only a round in which every page failed does, and
    with `--fail-on never` not even that. A database or configuration that fails always does.
    """
    outcomes: set[str] = set()
    with trouble_status(exit_code):
        config = read_watch_list(place)
        with open_record(place) as archive:
            chosen = choose_policies(archive, config, policies, due=due)
            if chosen or config.authorities:
                work = load_half("check")
                outcomes = work.look_at(archive, config, chosen, verbose=verbose, quiet=quiet, as_json=as_json)
            if not quiet and (unmatched := find_unmatched(archive, config)):
                complain(sum_up_unmatched(unmatched))
    return choose_status(outcomes, fail_on=fail_on, exit_code=exit_code)


def read_watch_list(place: Place) -> Config:
    """The configuration, which a check cannot do without. Raises ConfigError where it watches nothing."""
    config = read_config(place)
    if not config.policies:
        there = "watches no policy" if config.path else "is not there"
        raise ConfigError(
            f"{place.config_path} {there}", hint="`tracker add URL` adds one; --config names another file"
        )
    return config


def choose_policies(archive: Archive, config: Config, named: Sequence[str], *, due: bool) -> tuple[PolicySettings, ...]:
    """The configured policies to look at: those named, else all that are not paused. Raises NotFoundError for one that
    the configuration does not have."""
    for name in named:
        if config.find_policy(name) is None:
            near = tuple(get_close_matches(name, [policy.id for policy in config.policies], n=3, cutoff=0.5))
            hint = f"did you mean {', '.join(near)}?" if near else "`tracker add URL` adds one"
            raise NotFoundError(f'the configuration watches no policy "{name}"', candidates=near, hint=hint)
    chosen = [policy for policy in config.policies if policy.id in named or not (named or policy.paused)]
    if due:
        now = read_clock()
        looks = due_policies(now, read_rhythms(config), archive.timetable.look_states(now))
        wanted = {look.policy for look in looks}
        chosen = [policy for policy in chosen if policy.id in wanted]
    return tuple(chosen)
