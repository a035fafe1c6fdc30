"""`tracker since DATE POLICY...`: the day on which somebody agreed -> what is new to them, gone or changed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from tracker.across.leading import describe_fact_change
from tracker.archive import Archive
from tracker.ask.policies import choose_policies
from tracker.ask.since import ask_since
from tracker.commands.clock import parse_day
from tracker.commands.database import open_record
from tracker.commands.options import Place, full_option, json_option, place_options
from tracker.commands.person import name_person
from tracker.commands.speaking import print_record
from tracker.commands.terminal import print_lines
from tracker.errors import NotFoundError, UsageError
from tracker.model import Change, Kind, Significance, SinceAgreed, Verdict, weigh_change
from tracker.publish.across_contract import since_record
from tracker.publish.agreed import NOTHING, describe_span
from tracker.publish.lines import format_comparison
from tracker.publish.spans import Line, Role, Span, trim_words
from tracker.publish.times import format_day

MOST_LINES = 10
"""Changes told by default: what a person reads before agreeing to go on."""
SHOWN_WORDS = 16
SIGNED = "signed"


@click.command()
@click.argument("day", metavar="DATE|signed")
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@click.option("--by", metavar="NAME", help="Whose signed dates. [your user name]")
@full_option
@json_option
@place_options
def command(*, day: str, policies: tuple[str, ...], by: str | None, full: bool, as_json: bool, place: Place) -> None:
    """Tell the net effect of all changes since you agreed: facts old and new, what is new to you, what went.

    DATE is the day; "signed" takes the day you noted with `tracker signed`. Ten lines a policy; --full has all.

    \b
    Examples:
      tracker since 2022-06-01 zoom/terms-of-service
      tracker since signed
      tracker since 2023-01-01 zoom github --json
    """
    with open_record(place, read_only=True) as archive:
        for policy, moment in choose_moments(archive, day, policies, by or name_person()):
            since = ask_since(archive, policy, moment)
            if as_json:
                print_record(since_record(since))
            else:
                print_lines((*format_since(since, full=full), Line()))


def choose_moments(archive: Archive, day: str, policies: Sequence[str], by: str) -> tuple[tuple[str, datetime], ...]:
    """The policies asked about, each with the end of the day that counts for it. Raises UsageError, NotFoundError."""
    if day != SIGNED:
        if not policies:
            raise UsageError("which policy?", hint="tracker since DATE POLICY..., or: tracker since signed")
        moment = parse_day(day)
        return tuple((policy, moment) for policy in choose_policies(archive, policies))
    signed = {one.policy: one.moment for one in archive.signatures.of(by)}
    wanted = choose_policies(archive, policies) if policies else tuple(signed)
    missing = [policy for policy in wanted if policy not in signed]
    if missing or not wanted:
        what = f'no day is noted on which {by} signed "{missing[0]}"' if missing else f"{by} has noted no signed day"
        raise NotFoundError(what, hint="note it: tracker signed POLICY DATE")
    return tuple((policy, signed[policy]) for policy in wanted)


def format_since(since: SinceAgreed, *, full: bool) -> tuple[Line, ...]:
    """Which two texts, the facts that changed, then the changes: ten by name, or all with their words."""
    head = [
        Line((Span(since.policy, Role.TITLE), Span(f"  since {format_day(since.moment.date())}"))),
        Line((Span(describe_span(since), Role.QUIET),), 1),
    ]
    if since.comparison.verdict is Verdict.UNCHANGED:
        return (*head, Line((Span(NOTHING),), 1))
    facts = [Line((Span(describe_fact_change(change), Role.LABEL),), 1) for change in since.comparison.facts]
    if full:
        return (*head, *facts, *format_comparison(since.comparison, most=None))
    weighty = [one for one in since.comparison.changes if one.significance is Significance.SUBSTANTIVE]
    if not weighty:
        return (*head, Line((Span("Nothing of substance differs from what you agreed to."),), 1))
    told = sorted(weighty, key=weigh_change)[: max(1, MOST_LINES - len(facts))]
    more = len(weighty) - len(told)
    rest = [Line((Span(f"and {more} more; --full shows every word", Role.QUIET),), 1)] if more else []
    return (*head, *facts, *map(format_net_change, told), *rest)


def format_net_change(change: Change) -> Line:
    """ "new  10.4 Customer Licence: You agree that …", with the words that count."""
    word = "new" if not change.old else "gone" if not change.new else "changed"
    if set(change.kinds) == {Kind.MOVED}:
        word = "moved"
    role = {"new": Role.INSERTED, "gone": Role.DELETED}.get(word, Role.PLAIN)
    runs = change.inserted or change.deleted
    quote = " ".join(trim_words(max(runs, key=len), SHOWN_WORDS)) if runs else ""
    return Line((Span(f"{word:8}", Role.QUIET), Span(change.label, Role.LABEL), Span(": "), Span(quote, role)), 1)
