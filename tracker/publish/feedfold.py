"""Entries of several policies -> one for the wording that went round in a week, the others as they are. Pure.

Twelve vendors that adopt one clause are one piece of news in a feed, too. The entry is that of the first of them, with
more in it: it keeps its id and its place, so that no reader is told anything twice.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Final

from tracker.model import Change, ChangeSet, SharedWords, Significance
from tracker.publish.clusters import describe_shared, join_some
from tracker.publish.feeds import FeedEntry
from tracker.publish.lines import count_words
from tracker.publish.record import Record
from tracker.values import Struct, replace

Runs = tuple[Sequence[str], Sequence[str]]
"""The runs of words that one change put in, and those that it took out."""
Told = tuple[str, Sequence[Runs]]
"""A policy, and what it is told to have changed in substance."""
Fold = Callable[[Sequence[Told]], Sequence[SharedWords]]
"""Says which of them changed the same words and nothing else."""

MOST_NAMED: Final = 12
"""Policies that are named in a summary; the entry itself names all."""


class FoldableEntry(Struct, frozen=True):
    """An entry with what it tells of. `name` is the policy's, `witness` stands under everything that is told."""

    entry: FeedEntry
    name: str
    told: Told
    witness: str = ""

    @property
    def whole(self) -> FeedEntry:
        return replace(self.entry, html=self.entry.html + self.witness)


def read_told(change_set: ChangeSet, matched: Sequence[int] | None) -> Told:
    """What of a change set is told to who asked for the changes at these indexes (None: for all)."""
    changes = change_set.comparison.changes
    told = changes if matched is None else [changes[index] for index in matched]
    return change_set.policy, tuple((one.inserted, one.deleted) for one in told if _is_of_substance(one))


def read_told_record(record: Record) -> Told:
    """The same of an alert's record; nothing where it is a notice, a digest, or what differs since some day."""
    if "since" in record:
        return "", ()
    matched = record.get("matched")
    changes = (one for index, one in enumerate(record.get("changes", [])) if matched is None or index in matched)
    told = [one for one in changes if one["significance"] == Significance.SUBSTANTIVE.value and not one["is_ripple"]]
    return str(record.get("policy", "")), tuple((one["inserted"], one["deleted"]) for one in told)


def _is_of_substance(change: Change) -> bool:
    return change.significance is Significance.SUBSTANTIVE and not change.is_ripple


def fold_entries(items: Sequence[FoldableEntry], fold: Fold, *, is_cut: bool) -> tuple[FeedEntry, ...]:
    """The entries, newest first as they are given. What several policies changed alike within a week of the calendar
    (UTC) is one, in the place of the first: weeks do not move when a feed goes on, so neither do entries.

    `is_cut`: there were older ones. Then the first of a group in the oldest week may be gone; such a group is old, and
    is left out rather than told again under another's id.
    """
    weeks: dict[tuple[int, int], list[int]] = {}
    for place in reversed(range(len(items))):
        year, number, _ = items[place].entry.published_at.isocalendar()
        weeks.setdefault((year, number), []).append(place)
    entries: dict[int, FeedEntry | None] = {place: item.whole for place, item in enumerate(items)}
    oldest = min(weeks, default=None) if is_cut and len(weeks) > 1 else None
    for week, places in weeks.items():
        places.sort(key=lambda place: items[place].entry.published_at)  # oldest first; `sort` keeps the order of equals
        several = len({items[place].told[0] for place in places}) > 1
        for shared in fold([items[place].told for place in places]) if several else ():
            members = sorted(shared.members)
            entries.update({places[member]: None for member in members})
            if week != oldest:
                entries[places[members[0]]] = _join(shared, [items[places[member]] for member in members])
    return tuple(entry for entry in entries.values() if entry is not None)


def _join(shared: SharedWords, items: Sequence[FoldableEntry]) -> FeedEntry:
    """The first one's entry, told as everybody's: who, with where to read on, then the words."""
    first, names = items[0], list(dict.fromkeys(item.name for item in items))
    said = describe_shared(shared, len({item.told[0] for item in items}))
    places = "".join(f"<li>{_link(item)}</li>" for item in items)
    others = count_words(len(names) - 1, "other policy", "other policies")
    return replace(
        first.entry,
        title=f"{first.name} and {others}: {said}" if len(names) > 1 else f"{first.name}: {said}",
        summary=f"{said} ({join_some(names, MOST_NAMED)})",
        html=f"<p>{html.escape(said)}</p>\n<ul>{places}</ul>\n{first.entry.html}{items[-1].witness}",
        updated_at=max(item.entry.updated_at for item in items),
        categories=tuple(dict.fromkeys(category for item in items for category in item.entry.categories)),
    )


def _link(item: FoldableEntry) -> str:
    """A policy's name, as a link to its change; a word of a page is never mark-up."""
    name, day = html.escape(item.name), f"{item.entry.published_at:%Y-%m-%d}"
    named = f'<a href="{html.escape(item.entry.link)}">{name}</a>' if item.entry.link else name
    return f"{named}, {day}"
