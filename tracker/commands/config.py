"""`tracker config check`: config.toml -> what is wrong with it, without a look at anything."""

from __future__ import annotations

import os

import click

from tracker.archive import Archive
from tracker.commands.database import open_record
from tracker.commands.options import Place, place_options
from tracker.commands.speaking import complain, say
from tracker.config import Config, list_topic_faults, load_config
from tracker.publish.lines import count_words
from tracker.publish.unmatched import describe_unmatched
from tracker.track.unmatched import find_unmatched


@click.group()
def command() -> None:
    """Check config.toml without looking at anything.

    \b
    Examples:
      tracker config check
      tracker config check --config /etc/tracker/config.toml && systemctl restart tracker
    """


@command.command()
@place_options
def check(*, place: Place) -> int:
    """Read config.toml and say what is wrong with it: the line, the key and the nearest right one; of topic files every
    fault, and every example that is not heard as it says.

    What is right, and does nothing yet, is said on stderr: what in subscriptions matches nothing, channels that nobody
    uses, variables of the environment that are not set here. Exit status 0 when it can be used, 2 when not.

    \b
    Examples:
      tracker config check
      tracker config check --config new.toml
    """
    faults = list_topic_faults(place.config_path) if place.config_path else ()
    for fault in faults:
        complain(fault)
    if faults:
        return 2
    config = load_config(place.config_path)
    paused = sum(policy.paused for policy in config.policies)
    policies = count_words(len(config.policies), "policy", "policies") + (f" ({paused} paused)" if paused else "")
    channels, subscriptions = count_words(len(config.channels), "channel"), len(config.subscriptions)
    say(
        f"{place.config_path}: {policies}, {channels}, {count_words(subscriptions, 'subscription')}"
        f"{describe_topics(config)}: no mistake found"
    )
    archive = open_record(place, read_only=True) if place.database_path.exists() else None
    for idle in list_idle(config, archive):
        complain(idle)
    return 0


def describe_topics(config: Config) -> str:
    return f", {count_words(len(config.own_topics), 'topic')} of your own" if config.own_topics else ""


def list_idle(config: Config, archive: Archive | None) -> list[str]:
    """What is right and does nothing, one sentence each. What subscriptions match is known from a record alone."""
    unmatched = find_unmatched(archive, config) if archive is not None else ()
    idle = [f'subscription "{one.subscription}": {describe_unmatched(one)}' for one in unmatched]
    used = {name for subscription in config.subscriptions for name in subscription.channels}
    idle += [f'channel "{name}": no subscription uses it' for name in config.channels if name not in used]
    for name, channel in config.channels.items():
        for key in ("password_env", "secret_env", "urls_env"):
            variable = getattr(channel, key, None)
            if variable and variable not in os.environ:
                idle.append(f'channel "{name}": {key} names ${variable}, which is not set here')
    return idle
