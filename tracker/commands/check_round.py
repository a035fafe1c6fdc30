"""Policies to look at now -> what each gave, printed as it comes: what `tracker check` does once something is due.

A half of its own, since all that reading, comparing and asking needs takes longer to load than to find that nothing is
due, which `tracker check --due` mostly finds.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.archive import Archive
from tracker.commands.clock import read_clock
from tracker.commands.outcomes import format_result, is_worth_mail, write_result
from tracker.commands.speaking import complain, print_record
from tracker.commands.terminal import print_lines, progress_bar
from tracker.config import Config, PolicySettings
from tracker.track.checking import check_policies
from tracker.track.engine import choose_pool
from tracker.track.stamping import stamp_after_check


def look_at(
    archive: Archive,
    config: Config,
    policies: Sequence[PolicySettings],
    *,
    verbose: bool,
    quiet: bool,
    as_json: bool,
) -> set[str]:
    """Look at these policies, print what comes of each, and have the newest look stamped where that is configured; the
    outcomes there were."""
    outcomes: set[str] = set()
    with choose_pool(config) as pool, progress_bar("checking") as advance:
        results = check_policies(archive, config, policies, now=read_clock, executor=pool)
        for done, result in enumerate(results, start=1):
            outcomes.add(result.outcome)
            advance(done, len(policies))
            if quiet and not is_worth_mail(result):
                continue
            if as_json:
                print_record(write_result(result))
            else:
                print_lines(format_result(result, is_verbose=verbose))
    for stamped in stamp_after_check(archive, config, clock=read_clock):
        if stamped.error and not quiet:
            complain(f"no time-stamp over look {stamped.seq}: {stamped.error}")
    return outcomes
