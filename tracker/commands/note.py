"""`tracker note POLICY CHANGE_SET TEXT`: what a person made of a change set -> a fact that every rebuild keeps."""

from __future__ import annotations

import click

from tracker.commands.clock import read_clock
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.record import name_person, open_record
from tracker.commands.speaking import print_answer
from tracker.errors import UsageError
from tracker.publish.contract import note_record


@click.command()
@click.argument("policy")
@click.argument("change_set")
@click.argument("text", nargs=-1, required=True, metavar="TEXT")
@click.option("--by", metavar="NAME", help="Who says it. [your user name]")
@json_option
@place_options
def command(
    *, policy: str, change_set: str, text: tuple[str, ...], by: str | None, as_json: bool, place: Place
) -> None:
    """Write down what you made of a change set; log and history show it. `tracker log` shows the ids.

    \b
    Examples:
      tracker note zoom/terms-of-service 4f1c20ab93d7 "Reviewed: DPA not touched."
      tracker note zoom/terms-of-service 4f1c --by "Dana, legal" Ask them about minors.
    """
    said = " ".join(text).strip()
    if not said:
        raise UsageError("an empty note")
    with open_record(place) as archive:
        archive.policies.get(policy)
        judged = archive.change_sets.get(policy, change_set)
        note = archive.decisions.add_note(
            policy,
            judged.id,
            old_seq=judged.judgement.old_seq,
            seq=judged.judgement.new_seq,
            by=by or name_person(),
            at=read_clock(),
            text=said,
        )
    print_answer(note_record(note), f"Noted on {judged.id}.", as_json=as_json)
