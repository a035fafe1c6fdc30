"""What a person decides of a doubted text or a held change -> a fact, once they saw what it is and what follows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import cast

import click

from tracker.archive import Archive
from tracker.ask.deciding import Decision, find_decidable, read_seen
from tracker.ask.policies import choose_policy
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Command, Place
from tracker.commands.person import name_person
from tracker.commands.speaking import ask, print_answer
from tracker.commands.terminal import print_lines
from tracker.config import Config
from tracker.errors import NotFoundError, UsageError
from tracker.model import ChangeSet, Reading
from tracker.publish.lines import count_words, format_heading
from tracker.publish.outlines import format_text
from tracker.publish.record import Record
from tracker.publish.spans import Line, Role, Span
from tracker.track.checking import choose_handling
from tracker.track.derive import Derived, derive_policy
from tracker.track.foresight import Foreseen, foresee
from tracker.track.telling import tell_change_sets
from tracker.values import Struct

SHOWN_LINES = 16
"""Lines of a text: a wall shows itself in fewer."""

FOLLOWS = {
    "accept": "If you take it as true, it becomes the text that stands",
    "refuse": "If you take it as not true, it is never told, and no version is made of it",
    "take back": "If you take the decision back, the look is weighed as if nobody had decided",
}
QUESTIONS = {"accept": "Take it as true?", "refuse": "Take it as not true?", "take back": "Take the decision back?"}
DONE = {"accept": "taken as true", "refuse": "taken as not true", "take back": "weighed by the rules again"}


class Decided(Struct, frozen=True):
    """The words of one call: what is decided, by whom and why, and whether the person need not be asked."""

    by: str
    note: str
    yes: bool
    take_back: bool


def decide_options(command: Command) -> Command:
    """Add POLICY, CHANGE_SET and what accept and refuse share; the command receives `said: Decided`."""

    @wraps(command)
    def call(*args: object, by: str | None, note: str, yes: bool, take_back: bool, **kwargs: object) -> object:
        return command(*args, said=Decided(by or name_person(), note, yes, take_back), **kwargs)

    wrapped: Callable[..., object] = call
    for option in (
        click.option("--take-back", is_flag=True, help="Take back the decision on CHANGE_SET, or the newest."),
        click.option("--yes", is_flag=True, help="Do not ask; needs CHANGE_SET."),
        click.option("--note", default="", metavar="TEXT", help="Why."),
        click.option("--by", metavar="NAME", help="Who decides. [your user name]"),
        click.argument("change_set", required=False),
        click.argument("policy"),
    ):
        wrapped = option(wrapped)
    return cast(Command, wrapped)


def decide(
    decision: Decision,
    policy: str,
    change_set: str | None,
    said: Decided,
    *,
    as_json: bool,
    place: Place,
) -> None:
    """Show what there is to decide and what follows, ask, record the decision and derive the policy again."""
    if said.yes and not change_set:
        raise UsageError("--yes decides without asking: say on which change set", hint="tracker log --all shows ids")
    config = read_config(place)
    with open_record(place) as archive:
        policy = choose_policy(archive, policy)
        step, record = find_step(archive, policy, decision, change_set, said)
        derive = partial(derive_again, archive, config, policy)
        foreseen = foresee(archive, record, derive)
        word = "take back" if said.take_back else decision
        if not said.yes:
            print_lines(format_question(step, read_seen(archive, step), foreseen, word))
            insist_on_answer(f"{QUESTIONS[word]} [y/N]", step.id)
        record()
        derived = derive()
    shown: Record = {
        "schema": f"tracker.{decision}/1",
        "policy": policy,
        "change_set": step.id,
        "seq": step.judgement.new_seq,
        "taken_back": said.take_back,
        "told": list(derived.told),
        "alerts": foreseen.alerts,
    }
    when = f"{step.judgement.observed_at:%Y-%m-%d %H:%M} UTC"
    print_answer(shown, f"{policy}: what was seen {when} is {DONE[word]}.", as_json=as_json)


def find_step(
    archive: Archive, policy: str, decision: Decision, change_set: str | None, said: Decided
) -> tuple[ChangeSet, Callable[[], None]]:
    """The step meant, and what writes the decision on it (or its withdrawal) into the record."""
    facts = archive.decisions
    if not said.take_back:
        step = find_decidable(archive, policy, decision, change_set)
        record = facts.accept if decision == "accept" else facts.refuse
        return step, partial(record, policy, seq=step.judgement.new_seq, by=said.by, at=read_clock(), note=said.note)
    named = archive.change_sets.get(policy, change_set) if change_set else None
    found = facts.find(policy, decision, named.judgement.new_seq if named else None)
    if found is None:
        what = f"on {named.id}" if named else f'on "{policy}"'
        raise NotFoundError(f"there is no decision to {decision} {what} to take back")
    key, seq = found
    step = named or find_decided(archive, policy, seq)
    return step, partial(facts.withdraw, key, by=said.by, at=read_clock(), note=said.note)


def find_decided(archive: Archive, policy: str, seq: int) -> ChangeSet:
    """The step to the text that an observation saw first. Raises NotFoundError."""
    for name, judged in archive.change_sets.index(policy).items():
        if judged.new_seq == seq:
            return archive.change_sets.get(policy, name)
    raise NotFoundError(f'no change set of "{policy}" begins at look {seq}', hint="tracker log --all shows the ids")


def format_question(step: ChangeSet, seen: Reading, foreseen: Foreseen, word: str) -> Iterator[Line]:
    """What was seen, how it begins, and what follows from deciding."""
    yield from format_heading(step)
    yield Line((Span(step.comparison.summary),))
    yield Line()
    text = format_text(seen.sections)
    yield Line((Span(seen.title or "no title", Role.TITLE),), 1)
    yield from (Line(line.spans, line.depth + 1) for line in text[:SHOWN_LINES])
    if len(text) > SHOWN_LINES:
        yield Line((Span(f"and {count_words(len(text) - SHOWN_LINES, 'line')} more", Role.QUIET),), 1)
    yield Line()
    alerts = f"{count_words(foreseen.alerts, 'alert')} will be sent" if foreseen.alerts else "nobody is alerted"
    told = f"{count_words(len(foreseen.told), 'change')} told, " if foreseen.told else ""
    yield Line((Span(f"{FOLLOWS[word]}; {told}{alerts}."),))


def insist_on_answer(question: str, change_set: str) -> None:
    """Raises UsageError unless a person says yes."""
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked, and nothing was decided", hint=f"say {change_set} and --yes")
    if ask(question).strip().casefold() not in ("y", "yes"):
        raise UsageError("nothing was decided")


def derive_again(archive: Archive, config: Config, policy: str) -> Derived:
    """Weigh the record again; what becomes news by it is told."""
    return derive_policy(
        archive,
        policy,
        now=read_clock(),
        tell=partial(tell_change_sets, config=config, now=read_clock()),
        handling=choose_handling(config, policy),
    )
