"""What a person decides of a doubted text or a held change -> a fact, and the record weighed again in its light."""

from __future__ import annotations

from functools import partial
from typing import Literal

from tracker.archive import Archive
from tracker.commands.options import Place
from tracker.commands.record import name_person, open_record, read_clock, read_config
from tracker.commands.speaking import print_answer
from tracker.config import Config
from tracker.errors import NotFoundError
from tracker.model import Judgement
from tracker.track import derive_policy
from tracker.track.checking import believes_at_once, choose_craft
from tracker.track.telling import tell_change_sets

Decision = Literal["accept", "refuse"]


def decide(
    decision: Decision, policy: str, change_set: str | None, *, by: str | None, note: str, as_json: bool, place: Place
) -> None:
    """Record the decision on a change set, by default the newest that was held, and derive the policy again."""
    config = read_config(place)
    with open_record(place) as archive:
        archive.policies.get(policy)
        judgement = find_judgement(archive, policy, change_set)
        record = archive.decisions.accept if decision == "accept" else archive.decisions.refuse
        record(policy, seq=judgement.new_seq, by=by or name_person(), at=read_clock(), note=note)
        derived = derive_again(archive, config, policy)
    shown = {"schema": f"tracker.{decision}/1", "policy": policy, "seq": judgement.new_seq, "told": list(derived)}
    when = f"{judgement.observed_at:%Y-%m-%d %H:%M} UTC"
    said = "taken as true" if decision == "accept" else "taken as not true"
    print_answer(shown, f"{policy}: what was seen {when} is {said}.", as_json=as_json)


def find_judgement(archive: Archive, policy: str, change_set: str | None) -> Judgement:
    """The step meant. Raises NotFoundError where nothing is held and none was named."""
    if change_set:
        return archive.change_sets.get(policy, change_set).judgement
    for judgement in reversed(archive.change_sets.judgements(policy)):
        if judgement.held_because is not None:
            return judgement
    raise NotFoundError(f'nothing of "{policy}" is held', hint="tracker log --all shows every change set and its id")


def derive_again(archive: Archive, config: Config, policy: str) -> tuple[str, ...]:
    """Weigh the record again; what becomes news by it is told. The ids of what was told."""
    watched = config.find_policy(policy)
    return derive_policy(
        archive,
        policy,
        now=read_clock(),
        settings=watched.reading_settings() if watched else None,
        tell=partial(tell_change_sets, config=config, now=read_clock()),
        at_once=believes_at_once(config),
        accept_after=config.tracker.accept_after,
        craft=choose_craft(config),
    ).told
