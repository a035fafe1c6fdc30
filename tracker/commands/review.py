"""`tracker review`: what was told and nobody has settled yet -> an inbox, and marks that every rebuild keeps."""

from __future__ import annotations

import click

from tracker.archive import Archive
from tracker.ask.policies import choose_policy
from tracker.ask.review import ask_inbox
from tracker.commands.clock import read_clock
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.person import name_person
from tracker.commands.site import open_pages
from tracker.commands.speaking import print_answer, print_record
from tracker.commands.terminal import print_lines
from tracker.model import InboxItem, ReviewMark, ReviewState
from tracker.publish.listings import inbox_record, mark_record
from tracker.publish.spans import Line, Role, Span

STATES = click.Choice([state.value for state in ReviewState])


@click.group(invoke_without_command=True)
@click.option("--policy", "policies", multiple=True, metavar="POLICY", help="Only of this policy, glob or service.")
@click.option("--assignee", metavar="NAME", help="Only what is assigned to NAME.")
@click.option("--all", "is_settled", is_flag=True, help="Also what is reviewed or not relevant.")
@click.option("-n", "most", type=click.IntRange(min=1), default=50, show_default=True, help="The newest so many.")
@json_option
@place_options
@click.pass_context
def command(
    context: click.Context,
    *,
    policies: tuple[str, ...],
    assignee: str | None,
    is_settled: bool,
    most: int,
    as_json: bool,
    place: Place,
) -> None:
    """List what was told and nobody has settled yet, newest first.

    \b
    Examples:
      tracker review
      tracker review --policy zoom --assignee Dana
      tracker review mark zoom/terms-of-service 4f1c20ab93d7 needs-action --assign Dana
    """
    if context.invoked_subcommand is not None:
        return
    with open_pages(place) as record:
        items = ask_inbox(record, policies, is_settled=is_settled, assignee=assignee, most=most)
    for item in items:
        if as_json:
            print_record(inbox_record(item))
        else:
            print_lines(format_item(item))
    if not items and not as_json:
        print_lines([Line((Span("Nothing waits for review.", Role.QUIET),))])


@command.command("mark")
@click.argument("policy")
@click.argument("change_set")
@click.argument("state", type=STATES)
@click.option("--assign", metavar="NAME", help="Whose it is from now on.")
@click.option("--by", metavar="NAME", help="Who says it. [your user name]")
@json_option
@place_options
def mark(
    *, policy: str, change_set: str, state: str, assign: str | None, by: str | None, as_json: bool, place: Place
) -> None:
    """Say how far people are with a change set; `open` takes a mark back.

    \b
    Examples:
      tracker review mark zoom/terms-of-service 4f1c20ab93d7 reviewed
      tracker review mark zoom/terms-of-service 4f1c needs-action --assign Dana
    """
    with open_record(place) as archive:
        policy = choose_policy(archive, policy)
        made = add_mark(archive, policy, change_set, by=by or name_person(), state=ReviewState(state), assignee=assign)
    print_answer(mark_record(policy, made), f"{made.change_set} is marked {state}.", as_json=as_json)


def add_mark(
    archive: Archive, policy: str, change_set: str, *, by: str, state: ReviewState, assignee: str | None
) -> ReviewMark:
    """Keep what a person made of a change set. Raises NotFoundError with near misses."""
    archive.policies.get(policy)
    judged = archive.change_sets.get(policy, change_set)
    made = ReviewMark(judged.id, state, by, read_clock(), assignee)
    archive.reviews.add(policy, made, old_seq=judged.judgement.old_seq, seq=judged.judgement.new_seq)
    return made


def format_item(item: InboxItem) -> tuple[Line, ...]:
    """The day, the policy, the id, how far people are, and what changed."""
    standing = item.state.value if item.state is not ReviewState.OPEN else "not yet reviewed"
    whose = f", assigned to {item.mark.assignee}" if item.mark and item.mark.assignee else ""
    return (
        Line(
            (
                Span(f"{item.news.observed_at:%Y-%m-%d}  "),
                Span(item.news.policy, Role.TITLE),
                Span(f"  {item.news.change_set}", Role.QUIET),
                Span(f"  {standing}{whose}", Role.LABEL),
            )
        ),
        Line((Span(item.news.summary),), 1),
    )
