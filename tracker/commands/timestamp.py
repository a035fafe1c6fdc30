"""`tracker timestamp`: the chain's head -> tokens of the configured time-stamp authorities, kept in the record."""

from __future__ import annotations

import click

from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import complain, print_record, say
from tracker.errors import ConfigError
from tracker.publish.contract import write_time
from tracker.publish.times import format_moment
from tracker.track.stamping import Stamped, stamp_head


@click.command()
@json_option
@place_options
def command(*, as_json: bool, place: Place) -> int:
    """Have the newest look time-stamped (RFC 3161): it, and every look before it, is then proven to have existed.

    Asks every [[authority]] of the configuration whose newest token does not stand over that look already. After each
    run, `check` and `run` do the same by themselves, at most once in [timestamp] every. docs/evidence.md says what
    that proves.

    \b
    Examples:
      tracker timestamp
      tracker timestamp --json

    Exit status 1 when an authority gave no token that holds.
    """
    config = read_config(place)
    if not config.authorities:
        hint = "[[authority]] with url and certificates names one: docs/evidence.md"
        raise ConfigError(f"{place.config_path} names no time-stamp authority", hint=hint)
    status = 0
    with open_record(place) as archive:
        seq, head = archive.observations.head_seq(), archive.observations.head()[1]
        results = list(stamp_head(archive, config, clock=read_clock))
    for stamped in results:
        status |= show_stamped(stamped, head, as_json=as_json)
    if not results and not as_json:
        say(f"Look {seq} is time-stamped already." if seq else "Nothing is recorded yet.")
    return status


def show_stamped(stamped: Stamped, head: str, *, as_json: bool) -> int:
    """Print what one authority gave; 1 where that is no token."""
    if as_json:
        record = {"schema": "tracker.timestamp/1", "authority": stamped.authority, "seq": stamped.seq, "head": head}
        print_record({**record, "stamped_at": write_time(stamped.stamped_at), "error": stamped.error})
    elif stamped.stamped_at:
        say(f"Look {stamped.seq} is time-stamped by {stamped.authority}, {format_moment(stamped.stamped_at)}.")
    else:
        complain(f"no time-stamp over look {stamped.seq}: {stamped.error}")
    return int(stamped.error is not None)
