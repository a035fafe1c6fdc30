"""`tracker check [POLICY...]`: a look at policies now -> what each gave, recorded and queued to be told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

import click

from tracker.archive import Archive
from tracker.commands.options import Place, exit_code_option, json_option, place_options, trouble_status
from tracker.commands.record import open_record, read_clock, read_config
from tracker.commands.speaking import complain, print_record
from tracker.commands.terminal import print_lines, progress_bar
from tracker.config import Config, PolicySettings
from tracker.errors import ConfigError, NotFoundError
from tracker.publish.contract import check_record
from tracker.publish.lines import format_change_set
from tracker.publish.outlines import format_warnings
from tracker.publish.spans import Line, Role, Span
from tracker.publish.unmatched import sum_up_unmatched
from tracker.schedule.due import due_policies, read_rhythms
from tracker.track.checking import Checked, check_policies
from tracker.track.unmatched import find_unmatched

OUTCOME_WORDS = {
    "first": "read for the first time",
    "changed": "changed",
    "unchanged": "unchanged",
    "not-modified": "unchanged (304)",
    "held": "changed, held back until it is sure",
    "quarantined": "doubtful, held in quarantine",
    "error": "could not be checked",
}
SHOWN_WORDS = 120


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@click.option("--due", is_flag=True, help="Only what is due by its schedule, second looks included.")
@exit_code_option
@json_option
@place_options
def command(*, policies: tuple[str, ...], due: bool, exit_code: bool, as_json: bool, place: Place) -> int:
    """Look at every policy (or those named) now; with --due at what is due. Never sleeps on a schedule.

    \b
    Examples:
      tracker check
      tracker check zoom/terms-of-service
      tracker check --due && tracker alerts send

    Exit status 0 when every policy was checked, 1 when any could not be, 2 for bad usage or configuration.
    """
    outcomes: set[str] = set()
    with trouble_status(exit_code):
        config = read_watch_list(place)
        with open_record(place) as archive, progress_bar("checking") as advance:
            chosen = choose_policies(archive, config, policies, due=due)
            for done, result in enumerate(check_policies(archive, config, chosen, now=read_clock), start=1):
                outcomes.add(result.outcome)
                advance(done, len(chosen))
                show_result(result, as_json=as_json)
            if unmatched := find_unmatched(archive, config):
                complain(sum_up_unmatched(unmatched))
    return choose_status(outcomes, exit_code=exit_code)


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
    """The configured policies to look at. Raises NotFoundError for one that the configuration does not have."""
    for name in named:
        if config.find_policy(name) is None:
            near = tuple(get_close_matches(name, [policy.id for policy in config.policies], n=3, cutoff=0.5))
            hint = f"did you mean {', '.join(near)}?" if near else "`tracker add URL` adds one"
            raise NotFoundError(f'the configuration watches no policy "{name}"', candidates=near, hint=hint)
    chosen = [policy for policy in config.policies if not named or policy.id in named]
    if due:
        now = read_clock()
        looks = due_policies(now, read_rhythms(config), archive.timetable.look_states(now))
        wanted = {look.policy for look in looks}
        chosen = [policy for policy in chosen if policy.id in wanted]
    return tuple(chosen)


def show_result(result: Checked, *, as_json: bool) -> None:
    if as_json:
        record = check_record(
            result.policy,
            outcome=result.outcome,
            observed_at=result.observed_at,
            change_set=result.change_set.id if result.change_set else None,
            error=result.error,
            redirected_to=result.redirected_to,
            reason=result.reason,
            warnings=result.warnings,
        )
        print_record(record)
        return
    trouble = f": {result.error or result.reason}" if result.error or result.reason else ""
    if result.redirected_to:
        trouble += f" (another host answered: {result.redirected_to})"
    print_lines([Line((Span(result.policy, Role.TITLE), Span(f"  {OUTCOME_WORDS[result.outcome]}{trouble}")))])
    print_lines(format_warnings(result.warnings, depth=1))
    if result.change_set is not None and result.change_set.is_told:
        told = format_change_set(result.change_set, limit=SHOWN_WORDS)
        print_lines(Line(line.spans, line.depth + 1) for line in told[1:])


def choose_status(outcomes: Collection[str], *, exit_code: bool) -> int:
    """The exit status of a round that had these outcomes, as CONTRACT has it."""
    has_failed = "error" in outcomes
    if not exit_code:
        return int(has_failed)
    return 2 if has_failed else int("changed" in outcomes)
