"""`tracker note POLICY CHANGE_SET TEXT`: what a person made of a change set -> a fact that every rebuild keeps."""

from __future__ import annotations

import click

from tracker.archive import Archive
from tracker.ask.policies import choose_policy
from tracker.commands.clock import read_clock
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.person import name_person
from tracker.commands.speaking import print_answer
from tracker.errors import UsageError
from tracker.model import Note
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
        note = add_note(archive, choose_policy(archive, policy), change_set, by=by or name_person(), text=said)
    print_answer(note_record(note), f"Noted on {note.change_set}.", as_json=as_json)


def add_note(archive: Archive, policy: str, change_set: str, *, by: str, text: str) -> Note:
    """Keep what a person says of a change set. Raises NotFoundError with near misses."""
    archive.policies.get(policy)
    judged = archive.change_sets.get(policy, change_set)
    steps = judged.judgement
    return archive.decisions.add_note(
        policy, judged.id, old_seq=steps.old_seq, seq=steps.new_seq, by=by, at=read_clock(), text=text
    )
