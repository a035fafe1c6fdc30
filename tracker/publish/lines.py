"""Change sets -> lines of marked spans: what a person is shown, before any colour or markup.

The summary comes first, ripples are folded under the change they follow, unchanged words are left out except around
a change. `render.py` turns the lines into text, Markdown or HTML; the terminal paints them itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.model import (
    Change,
    ChangeSet,
    Comparison,
    Event,
    HeldBecause,
    Kind,
    LinkChange,
    Note,
    Op,
    Section,
    Significance,
    Verdict,
    list_topics,
    weigh_change,
)
from tracker.publish.sources import describe_source
from tracker.publish.spans import CONTEXT_WORDS, Line, Role, Span, limit_spans, redline_spans, split_lines, trim_words
from tracker.publish.times import format_between, format_day, format_moment

LISTED = 12
"""So many sections are named in a list before the rest is counted: what fits a screen with the summary."""

LISTED_REASONS = 6

LEADING = 8
"""Changes of a rewrite that are shown with their words before the rest is listed by name: a few screens."""

INDEXED = 5
"""From so many changes on they are first listed by name, a line each: more than fits a screen with its words."""

MOST_INDEXED = 40

EVENT_WORDS = {
    Event.LANGUAGE_SWITCH: "The page came in another language, or in the spelling of another region.",
    Event.DOCUMENT_REPLACED: "Another document stands at this address; nothing of the old one was found in it.",
    Event.REWRITE: "The document was rewritten: most of its words are new.",
}

HELD_WORDS = {
    HeldBecause.COSMETIC: "not told: nothing but form changed",
    HeldBecause.UNCONFIRMED: "not told yet: no second look has confirmed it",
    HeldBecause.FLAPPING: "not told: the page alternates between texts seen before",
    HeldBecause.QUARANTINED: "not told: the page does not look like the document",
    HeldBecause.VOLATILE: "not told: only what changes on every look changed",
    HeldBecause.BAD_EXTRACTION: "not told: the text was not read well",
    HeldBecause.LANGUAGE_SWITCH: "not told: the same document in another language",
    HeldBecause.SOURCE_CHANGED: "not told: the first text from another source",
    HeldBecause.SETTINGS_CHANGED: "not told: the way this policy is read was changed",
    HeldBecause.REFUSED: "not told: a person refused it",
}


# --- change sets ------------------------------------------------------------------------------------------


def format_change_set(
    change_set: ChangeSet, *, limit: int | None = None, most: int | None = LEADING, is_indexed: bool = False
) -> tuple[Line, ...]:
    """A change set as recorded: when, whether it was told, what people noted, then the changes.

    `limit` bounds the words shown of any one change, `most` the changes of a rewrite; None shows all. With
    `is_indexed` many changes are first listed by name.
    """
    changes = format_comparison(change_set.comparison, limit=limit, most=most, is_indexed=is_indexed)
    return (*format_heading(change_set), *changes)


def format_matched(change_set: ChangeSet, matched: Sequence[int], *, limit: int | None = None) -> tuple[Line, ...]:
    """Of a change set only the changes with these indexes, and how to see the others."""
    changes = change_set.comparison.changes
    lines = list(format_heading(change_set))
    for index in matched:
        lines += [Line(), *format_change(changes[index], limit=limit)]
    rest = sum(not change.is_ripple for index, change in enumerate(changes) if index not in matched)
    if rest:
        told = f"and {count_words(rest, 'other change')}: tracker show {change_set.id}"
        lines += [Line(), Line((Span(told, Role.QUIET),))]
    return tuple(lines)


NOBODY_ALERTED = "nobody was alerted: no subscription asked for it, or it was found when the record was read anew"
QUIET_EDIT = "a quiet edit: the text changed, the date that the document states did not"


def format_heading(change_set: ChangeSet) -> tuple[Line, ...]:
    """The lines above the changes: policy, span of time, id, standing and notes."""
    judgement = change_set.judgement
    when = format_between(judgement.previous_at, judgement.observed_at)
    lines = [
        Line((Span(change_set.policy, Role.TITLE), Span(f"  {when}"), Span(f"  {change_set.id}", Role.QUIET))),
    ]
    standing = []
    if judgement.held_because:
        held = HELD_WORDS[judgement.held_because]
        standing.append(f"{held} ({judgement.reason})" if judgement.reason else held)
    if change_set.is_told and not change_set.is_alerted:
        standing.append(NOBODY_ALERTED)
    if judgement.reverts_to:
        standing.append(f"back to the version of {format_moment(judgement.reverts_to)}")
    if change_set.effective_on:
        standing.append(f"says it is effective {format_day(change_set.effective_on)}")
    if words := describe_source(change_set.source):
        standing.append(words)
    if change_set.is_quiet_edit:
        standing.append(QUIET_EDIT)
    if change_set.is_date_only:
        standing.append("only the date that the document states changed")
    lines += [Line((Span(text, Role.QUIET),), 1) for text in standing]
    lines += [format_note(note) for note in change_set.notes]
    return tuple(lines)


def format_note(note: Note) -> Line:
    return Line((Span(f"note by {note.by}, {format_moment(note.at)}: ", Role.QUIET), Span(note.text)), 1)


# --- comparisons ------------------------------------------------------------------------------------------


def format_comparison(
    comparison: Comparison, *, limit: int | None = None, most: int | None = LEADING, is_indexed: bool = False
) -> tuple[Line, ...]:
    """The summary, then every change that is not a ripple, the substantive ones first.

    Of a rewrite the `most` weightiest changes with their words (None: all), the rest by name. With `is_indexed` many
    changes are first listed by name, a line each.
    """
    if comparison.verdict is Verdict.UNCHANGED and not comparison.links_changed:
        return (Line((Span("No change."),)),)
    lines = [Line((Span(comparison.summary),))] if comparison.summary else []
    if comparison.event is not None:
        lines += [Line((Span(EVENT_WORDS[comparison.event], Role.LABEL),)), *format_survival(comparison, most, limit)]
    else:
        lines += format_index(comparison.changes) if is_indexed else ()
        lines += _format_changes(comparison.changes, limit)
    return (*lines, *format_links(comparison.links_changed))


def format_index(changes: Sequence[Change]) -> Iterator[Line]:
    """Many changes by name, in the order in which they are told; nothing for a few."""
    listed = _in_order(changes)
    if len(listed) < INDEXED:
        return
    yield Line()
    for _, change in listed[:MOST_INDEXED]:
        topics = f"  {', '.join(list_topics(change.reasons))}"
        named = Span(f"{change.label}  ", Role.LABEL)
        yield Line((named, Span(name_kinds(change)), Span(topics.rstrip(), Role.QUIET)), 1)
    if len(listed) > MOST_INDEXED:
        yield Line((Span(f"and {len(listed) - MOST_INDEXED} more", Role.QUIET),), 1)


def _in_order(changes: Sequence[Change]) -> list[tuple[int, Change]]:
    """The changes that are no ripples with their indexes: those of substance first."""
    own = [(index, change) for index, change in enumerate(changes) if not change.is_ripple]
    return sorted(own, key=lambda placed: placed[1].significance is Significance.COSMETIC)


def _format_changes(changes: Sequence[Change], limit: int | None) -> Iterator[Line]:
    followers = followers_by_cause(changes)
    for index, change in _in_order(changes):
        yield Line()
        yield from format_change(change, limit=limit)
        yield from _format_followers(followers.get(index, ()))
    loose = followers.get(None, ())
    if loose:
        yield Line()
        yield from _format_followers(loose, depth=0)


def followers_by_cause(changes: Sequence[Change]) -> dict[int | None, list[Change]]:
    """The ripples under the index of the change they follow at last; None gathers those without one cause."""
    gathered: dict[int | None, list[Change]] = {}
    for change in changes:
        if not change.is_ripple:
            continue
        cause, seen = change.ripple_of, set[int]()
        while cause is not None and changes[cause].is_ripple and cause not in seen:
            seen.add(cause)
            cause = changes[cause].ripple_of
        gathered.setdefault(cause, []).append(change)
    return gathered


def _format_followers(ripples: Sequence[Change], depth: int = 1) -> Iterator[Line]:
    if ripples:
        named = name_some([_name_shift(change) for change in ripples])
        yield Line((Span(f"{count_words(len(ripples), 'section')} only followed: {named}", Role.QUIET),), depth)


def _name_shift(change: Change) -> str:
    """ "10.6 → 10.4" for a renumbering, the place alone where only a reference followed."""
    old, new = (_name_place(side[0]) if side else "" for side in (change.old, change.new))
    return f"{old} → {new}" if old != new and old and new else new or old


def _name_place(section: Section) -> str:
    return section.path or section.number or section.label


def name_some(names: Sequence[str]) -> str:
    """A list in words, cut after `LISTED` names with the rest counted."""
    shown = ", ".join(names[:LISTED])
    return f"{shown} and {len(names) - LISTED} more" if len(names) > LISTED else shown


def count_words(count: int, noun: str, plural: str | None = None) -> str:
    """ "1 change", "2 changes"; "2 policies" where the plural is given."""
    return f"{count} {noun}" if count == 1 else f"{count} {plural or noun + 's'}"


def format_survival(comparison: Comparison, most: int | None = LEADING, limit: int | None = None) -> tuple[Line, ...]:
    """For an event that changed the whole document: how much survived, the weightiest changes with their words, and
    the rest by name."""
    if comparison.event is Event.LANGUAGE_SWITCH:
        return ()
    kept = f"{count_words(comparison.unchanged, 'section')} word for word the same"
    lines = [Line((Span(kept, Role.QUIET),), 1)]
    changes = [change for change in comparison.changes if not change.is_ripple]
    shown: list[Change] = []
    if comparison.event is Event.REWRITE:
        shown = sorted(changes, key=weigh_change)[:most]
        for change in shown:
            lines += [Line(), *format_change(change, limit=limit)]
        lines.append(Line())
    # By identity: two changes may be equal, and each is told once.
    told = {id(change) for change in shown}
    return (*lines, *_list_rest([change for change in changes if id(change) not in told], bool(shown)))


def _list_rest(changes: Sequence[Change], is_rest: bool) -> Iterator[Line]:
    """The names of changes that are not shown: what survived in part, what is gone, what is new."""
    groups = (
        ("survived in part", [change.label for change in changes if change.old and change.new]),
        ("gone", [change.label for change in changes if not change.new]),
        ("new", [change.label for change in changes if not change.old]),
    )
    for word, names in groups:
        if names:
            head = f"{len(names)} more {word}: " if is_rest else f"{len(names)} {word}: "
            yield Line((Span(head, Role.LABEL), Span(name_some(names))), 1)


def format_links(links: Sequence[LinkChange]) -> tuple[Line, ...]:
    """Links that lead elsewhere, which is no change of the text."""
    if not links:
        return ()
    head = Line((Span(f"{count_words(len(links), 'link')} elsewhere, the words the same:", Role.QUIET),))
    shown = [
        Line((Span(f"{link.section or 'unnumbered'}, “{link.text}”: {link.old} → {link.new}", Role.QUIET),), 1)
        for link in links[:LISTED]
    ]
    more = [Line((Span(f"and {len(links) - LISTED} more", Role.QUIET),), 1)] if len(links) > LISTED else []
    return (Line(), head, *shown, *more)


# --- one change -------------------------------------------------------------------------------------------


def format_change(change: Change, *, limit: int | None = None) -> tuple[Line, ...]:
    """One change: its place and kinds, why it is rated so, the redline, and wording that came from elsewhere."""
    # What people ask to be told about stands before how the words say it.
    ordered = sorted(change.reasons, key=lambda reason: not list_topics((reason,)))
    shown = ordered[:LISTED_REASONS]
    more = [f"and {len(change.reasons) - len(shown)} more"] if len(change.reasons) > len(shown) else []
    reasons = ", ".join([*shown, *more])
    rated = f"{change.significance.value}: {reasons}" if reasons else change.significance.value
    lines = [
        Line((Span(change.label, Role.LABEL), Span(f"  {name_kinds(change)}"))),
        Line((Span(rated, Role.QUIET),), 1),
        *format_redline(change, limit=limit),
    ]
    for moved in change.moved_text:
        quote = " ".join(trim_words(moved.text, 2 * CONTEXT_WORDS))
        lines.append(
            Line(
                (Span(f"“{quote}” stood in {moved.old.label}, stands in {moved.new.label}", Role.QUIET),),
                1,
            )
        )
    return tuple(lines)


def name_kinds(change: Change) -> str:
    """The kinds in words: "edited, renumbered from 10.6", "merged from 10.2 Uses and 10.4 Licence"."""
    return ", ".join(_name_kind(kind, change.old, change.new) for kind in change.kinds)


def _name_kind(kind: Kind, old: Sequence[Section], new: Sequence[Section]) -> str:
    """One kind in words; from what is said only where it is one section, since a merge names all of them anyway."""
    if kind is Kind.MERGED:
        return f"merged from {' and '.join(section.label for section in old)}"
    if kind is Kind.SPLIT:
        return f"split into {' and '.join(section.label for section in new)}"
    if kind is Kind.RENUMBERED and len(old) == 1:
        return f"renumbered from {_name_number(old[0])}"
    if kind is Kind.RETITLED and len(old) == 1:
        return f"retitled from “{old[0].heading}”" if old[0].heading else "retitled, without a heading before"
    return kind.value


def _name_number(section: Section) -> str:
    return section.path or section.number or "no number"


def format_redline(change: Change, *, limit: int | None = None) -> tuple[Line, ...]:
    """The words that went and came, with a little of what stands around them; nothing for a mere shift."""
    if not change.old:
        spans = [Span(_body(change.new), Role.INSERTED)]
    elif not change.new:
        spans = [Span(_body(change.old), Role.DELETED)]
    elif any(op is not Op.EQUAL for op, _ in change.ops):
        spans = list(redline_spans(change.ops))
    else:
        return ()
    if limit is not None:
        spans = list(limit_spans(spans, limit))
    return split_lines(spans, depth=1)


def _body(sections: Sequence[Section]) -> str:
    return "\n\n".join(section.text for section in sections)


def describe_language(language: str | None) -> str:
    """Why a topic cannot be heard in a text: nobody wrote down its words in "hi", or the language is not known."""
    return f'no words for that in "{language}"' if language else "the language of the text is not known"
