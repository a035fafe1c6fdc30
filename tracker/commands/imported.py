"""New facts of a policy that an import brought -> what they mean, derived in silence, and a line that says so."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor

from tracker.archive import Archive
from tracker.commands.clock import read_clock
from tracker.commands.speaking import print_record, say
from tracker.commands.terminal import progress_bar
from tracker.config import Config
from tracker.model import ReadingSettings
from tracker.publish.lines import count_words
from tracker.track.checking import choose_handling
from tracker.track.derive import Derived, Handling, derive_policy
from tracker.values import replace


def finish_import(archive: Archive, policy: str, added: int, handling: Handling, *, as_json: bool) -> None:
    """Derive what the new facts mean, in silence, and say what came of it."""
    derived = derive_import(archive, policy, handling)
    versions, steps = len(archive.versions.dates(policy)), len(archive.change_sets.judgements(policy))
    record = {
        "schema": "tracker.import/1",
        "policy": policy,
        "added": added,
        "versions": versions,
        "change_sets": steps,
        "new_change_sets": list(derived.new),
    }
    if as_json:
        print_record(record)
    else:
        counts = [count_words(added, "observation"), count_words(versions, "version"), count_words(steps, "change set")]
        say(f"{policy}: {counts[0]} added; {', '.join(counts[1:])}.")


def derive_import(archive: Archive, policy: str, handling: Handling, *, again: bool = False) -> Derived:
    """Derive what a policy's facts mean, in silence; `again` also where only other pages of its site are new."""
    with progress_bar(f"reading {policy}") as advance:
        shown = replace(handling, progress=advance)
        return derive_policy(archive, policy, now=read_clock(), handling=shown, again=again)


def handle_import(
    archive: Archive, config: Config, policy: str, *, pool: Executor, languages: Mapping[str, str | None] | None = None
) -> Handling:
    """How an imported policy is derived. `languages` are those of policies of which nothing else is known."""
    is_known = archive.policies.has_settings(policy)
    settings = None if is_known else ReadingSettings(language=(languages or {}).get(policy))
    return choose_handling(config, policy, settings=settings, executor=pool)
