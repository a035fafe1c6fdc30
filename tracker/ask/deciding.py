"""A policy and perhaps a change set -> the held step that a person may decide on, if what it shows still stands."""

from __future__ import annotations

from typing import Final, Literal

from tracker.archive import Archive
from tracker.errors import NotFoundError, UsageError
from tracker.model import ChangeSet, HeldBecause, Judgement, Reading

Decision = Literal["accept", "refuse"]

_WAITING: Final = (HeldBecause.QUARANTINED, HeldBecause.UNCONFIRMED)
_ACCEPTABLE: Final = (*_WAITING, HeldBecause.REFUSED)


def find_decidable(archive: Archive, policy: str, decision: Decision, change_set: str | None = None) -> ChangeSet:
    """The step meant, by default the newest that waits for a decision. Raises NotFoundError where none does, and
    UsageError where there is nothing to decide: another text was seen since, or it is not held for a doubt."""
    archive.policies.get(policy)
    newest = find_newest_text(archive, policy)
    if change_set is None:
        for name, judged in reversed(archive.change_sets.index(policy).items()):
            if judged.held_because in _WAITING and judged.new_hash == newest:
                return archive.change_sets.get(policy, name)
        hint = "tracker log --all shows what was held and why; only what the newest look shows can be decided"
        raise NotFoundError(f'nothing of "{policy}" waits for a decision', hint=hint)
    step = archive.change_sets.get(policy, change_set)
    _refuse_senseless(step, decision, newest)
    return step


def _refuse_senseless(step: ChangeSet, decision: Decision, newest: str | None) -> None:
    judged: Judgement = step.judgement
    when = f"{judged.observed_at:%Y-%m-%d %H:%M} UTC"
    if judged.new_hash != newest:
        message = f"{step.id} is superseded: another text was seen since {when}"
        raise UsageError(message, hint="only what the newest look shows can be decided")
    if decision == "accept" and judged.held_because not in _ACCEPTABLE:
        held = f"is held as {judged.held_because.value}, for no doubt" if judged.held_because else "was told already"
        raise UsageError(f"there is nothing to accept: {step.id} {held}")
    if decision == "refuse" and judged.held_because is HeldBecause.REFUSED:
        raise UsageError(f"{step.id} is refused already", hint="--take-back takes that back")


def find_newest_text(archive: Archive, policy: str) -> str | None:
    """The hash of the text that the newest look showed that showed any, doubted or not."""
    derivation = archive.derivations.current(policy)
    looks = archive.derivations.looks(derivation) if derivation else ()
    return next((look.text_hash for look in reversed(looks) if look.text_hash), None)


def read_seen(archive: Archive, step: ChangeSet) -> Reading:
    """The text that a step leads to, believed or not."""
    derivation = archive.derivations.current(step.policy)
    assert derivation is not None, f"{step.id} belongs to no derivation"
    return archive.versions.reading(archive.versions.ids(derivation)[step.judgement.new_hash])
