"""A change set -> its title: what weighs most, by name. What mails, feeds and `log --oneline` call it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model import Change, ChangeSet, Event, list_topics, weigh_change
from tracker.publish.hostile import clean_text
from tracker.publish.lines import count_words

EVENT_SUBJECTS = {
    Event.LANGUAGE_SWITCH: "came in another language or spelling",
    Event.DOCUMENT_REPLACED: "another document stands there",
    Event.REWRITE: "was rewritten",
}


def write_subject(change_set: ChangeSet, matched: Sequence[int] | None = None, *, asked: str | None = None) -> str:
    """The weightiest change by name, with its topics: "10.4 Licence added (AI training), and 8 more".

    `matched` are the indexes of the changes it is about (None: all). What was `asked` for, which stands before it
    already, is not said again.
    """
    comparison = change_set.comparison
    event = EVENT_SUBJECTS[comparison.event] if comparison.event is not None and matched is None else None
    if comparison.event in (Event.LANGUAGE_SWITCH, Event.DOCUMENT_REPLACED) and event:
        return event
    changes = list_told(change_set, matched)
    if not changes:
        return event or count_words(len(comparison.links_changed), "link") + " changed"
    leading = min(changes, key=weigh_change)
    told = f"{shorten_text(leading.label, 80)} " if leading.label != asked else ""
    told += leading.kinds[0].value
    topics = [topic for topic in list_topics(leading.reasons) if topic != asked]
    told += f" ({', '.join(topics[:2])})" if topics else ""
    told += f", and {len(changes) - 1} more" if len(changes) > 1 else ""
    return f"{event}: {told}" if event else told


def list_told(change_set: ChangeSet, matched: Sequence[int] | None = None) -> list[Change]:
    """The changes that a title speaks of: those matched (None: all) that do not merely follow another."""
    changes = change_set.comparison.changes
    indexes = range(len(changes)) if matched is None else matched
    return [changes[index] for index in indexes if not changes[index].is_ripple]


def shorten_text(text: str, characters: int) -> str:
    """Harmless text on one line, cut with "…" where it is longer."""
    line = " ".join(clean_text(text[: 2 * characters]).split())
    return line if len(line) <= characters else line[: characters - 1].rstrip() + "…"
