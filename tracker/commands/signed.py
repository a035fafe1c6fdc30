"""`tracker signed [POLICY DATE]`: the day on which somebody agreed -> a fact that every rebuild keeps."""

from __future__ import annotations

import click

from tracker.ask.policies import choose_policy
from tracker.commands.clock import parse_day, read_clock
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.person import name_person
from tracker.commands.speaking import print_answer, print_record
from tracker.commands.terminal import print_lines
from tracker.errors import UsageError
from tracker.model import Signed
from tracker.publish.across_contract import signed_record
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_day


@click.command()
@click.argument("policy", required=False)
@click.argument("day", required=False, metavar="[DATE]")
@click.option("--note", default="", metavar="TEXT", help="Which account, contract or order form.")
@click.option("--by", metavar="NAME", help="Who agreed. [your user name]")
@json_option
@place_options
def command(*, policy: str | None, day: str | None, note: str, by: str | None, as_json: bool, place: Place) -> None:
    """Note the day on which you agreed to a policy, for `tracker since signed`; without POLICY, list what is noted.

    \b
    Examples:
      tracker signed zoom/terms-of-service 2022-06-01
      tracker signed zoom/terms-of-service 2022-06-01 --note "order form 118" --by legal
      tracker signed
    """
    person = by or name_person()
    if policy is None:
        with open_record(place, read_only=True) as archive:
            list_signed(archive.signatures.of(person), person, as_json=as_json)
        return
    if day is None:
        raise UsageError("on which day?", hint=f"tracker signed {policy} 2022-06-01")
    moment, now = parse_day(day), read_clock()
    if moment.date() > now.date():
        raise UsageError(f"{day} is still to come", hint="name the day on which you agreed")
    with open_record(place) as archive:
        signed = Signed(choose_policy(archive, policy), moment.date(), person, now, note)
        archive.signatures.add(signed)
    said = f"{person} agreed to {signed.policy} on {format_day(signed.on)}. See: tracker since signed {signed.policy}"
    print_answer(signed_record(signed), said, as_json=as_json)


def list_signed(signed: tuple[Signed, ...], person: str, *, as_json: bool) -> None:
    for one in signed:
        if as_json:
            print_record(signed_record(one))
        else:
            note = f"  {one.note}" if one.note else ""
            print_lines([Line((Span(one.policy, Role.TITLE), Span(f"  {format_day(one.on)}"), Span(note, Role.QUIET)))])
    if not signed and not as_json:
        print_lines([Line((Span(f"{person} has noted no signed day. tracker signed POLICY DATE", Role.QUIET),))])
