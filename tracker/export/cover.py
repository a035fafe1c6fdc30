"""A redline and where its texts came from -> the first page: what is compared, sources, dates, hashes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker import __version__
from tracker.export.tracked import Fate, TrackedParagraph, TrackedText
from tracker.model import RedlineAnswer, RedlineSide
from tracker.publish.lines import EVENT_WORDS
from tracker.publish.times import format_day, format_moment
from tracker.ruleset import RULESET
from tracker.values import Struct

Facts = tuple[tuple[str, str], ...]


class Cover(Struct, frozen=True):
    """`facts` are (label, value), `notes` whole sentences; `author` stands beside every tracked change."""

    title: str
    author: str
    facts: Facts
    notes: tuple[str, ...]


def describe_redline(answer: RedlineAnswer, tracked: TrackedText, *, with_cosmetic: bool = True) -> Cover:
    """The first page of a redline. `tracked` is what follows it; `with_cosmetic` as it was made."""
    name = answer.policy.name if answer.policy.name != answer.policy.id else answer.policy.id
    return Cover(
        title=f"Redline of {name}",
        author=f"{name} as published",
        facts=tuple(_list_facts(answer, tracked)),
        notes=tuple(_list_notes(answer, with_cosmetic=with_cosmetic)),
    )


def _list_facts(answer: RedlineAnswer, tracked: TrackedText) -> Iterator[tuple[str, str]]:
    yield "Policy", answer.policy.id
    if answer.clause is not None:
        yield "Clause", answer.clause
    if answer.change_set is not None:
        yield "Change set", answer.change_set
    yield from _describe_side("Old text", answer.old)
    yield from _describe_side("New text", answer.new)
    if effective := answer.new.reading.effective_on:
        yield "Says it is effective", format_day(effective)
    if answer.comparison.summary:
        yield "In short", answer.comparison.summary
    if answer.comparison.event is not None:
        yield "The whole document", EVENT_WORDS[answer.comparison.event]
    yield "Tracked here", count_tracked(tracked)
    yield "Made by", f"policy-clause-tracker {__version__}, rules {RULESET}"


def _describe_side(label: str, side: RedlineSide) -> Iterator[tuple[str, str]]:
    version = "never taken as the policy's text" if side.ordinal is None else f"version {side.ordinal}"
    yield label, f"{version}, as seen {format_moment(side.origin.observed_at)} (look {side.origin.seq})"
    for body in side.origin.bodies:
        yield "  source", body.address
        yield "  SHA-256 of its bytes", body.sha256
    yield "  fingerprint of the text", side.text_hash
    yield "  SHA-256 in the chain of looks", side.origin.link


def _list_notes(answer: RedlineAnswer, *, with_cosmetic: bool) -> Iterator[str]:
    yield (
        "Each change bears the day on which the new text was first seen at its source; it may have been published"
        " at any time since the look before."
    )
    if with_cosmetic:
        yield "With all changes accepted this is the new text, with all rejected the old one, word for word."
    else:
        yield (
            "Changes of form alone (numbers that shifted, typing errors, dates of the document) are not tracked:"
            " with all changes accepted this is the new text; with all rejected it is not quite the old one."
        )
    if answer.clause is not None:
        yield "It holds the clause named above and what stands under it, not the whole document."


def count_tracked(tracked: TrackedText) -> str:
    """How much is tracked, in words: "12 insertions, 9 deletions, 1 clause moved"."""
    fates = list(_list_fates(tracked))
    moves = {part.move for part in tracked if isinstance(part, TrackedParagraph) and part.move is not None}
    counts = ((fates.count(Fate.INSERTED), "insertion"), (fates.count(Fate.DELETED), "deletion"))
    said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    if moves:
        said.append(f"{len(moves)} clause{'' if len(moves) == 1 else 's'} moved")
    return ", ".join(said) or "nothing: the two texts are the same"


def _list_fates(tracked: TrackedText) -> Iterable[Fate]:
    """The fates of all stretches of words, one after another of the same fate counted once."""
    last = Fate.KEPT
    for part in tracked:
        rows = (part.runs,) if isinstance(part, TrackedParagraph) else part.cells
        for run in (run for runs in rows for run in runs if run.text):
            if run.fate is not last:
                yield run.fate
            last = run.fate
