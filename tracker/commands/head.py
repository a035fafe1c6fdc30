"""`tracker head`: the record -> the number and hash of the newest look, to be noted down elsewhere."""

from __future__ import annotations

import click

from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_answer


@click.command()
@json_option
@place_options
def command(*, as_json: bool, place: Place) -> None:
    """Print the head of the chain of looks: how many there are, and the hash that stands for all of them.

    Whoever notes it down elsewhere (another machine, a mail, a printed page) is a witness: `tracker verify --witness`
    then finds any look that was altered, added or taken away up to there.

    \b
    Examples:
      tracker head
      tracker head >> /mnt/elsewhere/heads.txt
    """
    with open_record(place, read_only=True) as archive:
        looks, head = archive.observations.head()
        seq = archive.observations.head_seq()
    record = {"schema": "tracker.head/1", "looks": looks, "seq": seq, "head": head}
    print_answer(record, f"{seq} {head}", as_json=as_json)
