"""A change set and what of it was asked for -> the message that is queued: subject, text, HTML and JSON. Pure.

A message is the same for every reader who asked for the same; who they are is added on sending. All text of pages
is hostile: it goes through render.py's painters, and no message grows with a page beyond the bounds below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.model import Change, ChangeSet, Comparison, Message, Significance
from tracker.publish.cards import PolicyCard
from tracker.publish.contract import log_record, write_time
from tracker.publish.letters import Letter, write_html, write_text
from tracker.publish.lines import (
    count_words,
    followers_by_cause,
    format_change,
    format_comparison,
    name_some,
)
from tracker.publish.record import Record
from tracker.publish.spans import Line, Role, Span
from tracker.publish.specimen import SPECIMEN
from tracker.publish.subjects import shorten_text, write_subject
from tracker.publish.times import format_between, format_day, format_moment
from tracker.values import replace

# A clause of legal English has a few hundred words; the whole of a longer one is a click away.
WORDS_SHOWN = 600
# Gmail shows the first 102 KB of a mail; inline styles take about half.
CHARACTERS_SHOWN = 40_000
LINE_SHOWN = 12_000
# Receivers of webhooks commonly take 1 MB.
RECORD_BYTES = 1_000_000
TEXT_SHOWN = 10_000

NOTICE_WORDS = {
    "dead": "has not been readable since",
    "recovered": "is readable again; it was not since",
}


def write_message(
    change_set: ChangeSet,
    card: PolicyCard,
    *,
    matched: Sequence[int] | None = None,
    summary: str | None = None,
    asked: str | None = None,
    with_record: bool = True,
) -> Message:
    """The message for readers of the changes `matched` (indexes; None or all of them: the whole change set).

    Without its record, which takes most of the time, it has no plain text either: for who shows its page alone.

    `summary` says what they asked for, by default what happened to the whole document; `asked` is what they call it
    ("AI training", "10.4 Customer License Grant"): subject, preview and text lead with it.
    """
    changes = change_set.comparison.changes
    is_whole = matched is None or len(matched) == len(changes)
    lines = tuple(list_lines(change_set.comparison, None if is_whole else matched))
    asked = shorten_text(asked, 80) if asked else None
    subject = f"{card.name}: {write_subject(change_set, matched, asked=asked)}"
    name = None if change_set.id == SPECIMEN else change_set.id  # which no command and no page can show
    page = card.find_change_page(name) if name else None
    letter = Letter(
        name=card.name,
        asked=asked,
        summary=shorten_text(summary or change_set.comparison.summary, 1_000),
        facts=tuple(_facts(change_set)),
        lines=shorten_lines(lines, CHARACTERS_SHOWN),
        link=card.link,
        page=page,
        change_set=name,
    )
    return Message(
        thread=change_set.policy,
        subject=shorten_text(f"{asked} — {subject}" if asked else subject, 300),
        summary=letter.summary,
        text=write_text(letter) if with_record else "",
        html=write_html(letter),
        record=_write_record(change_set, matched, card) if with_record else "",
        occurred_at=change_set.judgement.observed_at,
        link=card.link,
        page=page,
    )


def write_notice(card: PolicyCard, kind: str, *, since_at: datetime, why: str) -> Message:
    """What readers hear when a policy cannot be read any more ("dead"), and when it can again ("recovered")."""
    summary = f"{NOTICE_WORDS[kind]} {format_moment(since_at)}."
    letter = Letter(card.name, summary, facts=(shorten_text(why, 500),) if why else (), link=card.link, page=card.page)
    record: Record = {"schema": "tracker.notice/1", "policy": card.policy, "notice": kind}
    record |= {"policy_name": card.name, "since": write_time(since_at), "why": why, "url": card.link, "page": card.page}
    return Message(
        thread=card.policy,
        subject=shorten_text(f"{card.name}: {summary}", 300),
        summary=summary,
        text=write_text(letter),
        html=write_html(letter),
        record=json.dumps(record),
        occurred_at=since_at,
        link=card.link,
        page=card.page,
    )


def shorten_lines(lines: Sequence[Line], characters: int) -> tuple[Line, ...]:
    """As many lines as fit in so many characters, no line longer than a screenful; what is left out is said."""
    kept: list[Line] = []
    left = characters
    for whole in lines:
        line = _shorten_line(whole, min(left, LINE_SHOWN))
        left -= sum(len(span.text) for span in line.spans)
        kept.append(line)
        if left <= 0:
            kept.append(Line((Span("… shortened here; `tracker log` shows the whole.", Role.QUIET),)))
            break
    return tuple(kept)


def _shorten_line(line: Line, characters: int) -> Line:
    if sum(len(span.text) for span in line.spans) <= characters:
        return line
    spans: list[Span] = []
    for span in line.spans:
        spans.append(replace(span, text=span.text[: max(0, characters)]))
        characters -= len(span.text)
        if characters <= 0:
            break
    return replace(line, spans=(*spans, Span(" …", Role.QUIET)))


def list_lines(comparison: Comparison, matched: Sequence[int] | None) -> Iterator[Line]:
    """What changed, or the changes at these indexes, as lines of a message; its summary stands above them already."""
    if matched is None:
        yield from format_comparison(replace(comparison, summary=""), limit=WORDS_SHOWN)
    else:
        yield from _matched_lines(comparison.changes, matched)


def _matched_lines(changes: Sequence[Change], matched: Sequence[int]) -> Iterator[Line]:
    followers = followers_by_cause(changes)
    for significance in (Significance.SUBSTANTIVE, Significance.COSMETIC):
        for index in matched:
            if changes[index].significance is significance:
                yield Line()
                yield from format_change(changes[index], limit=WORDS_SHOWN)
                if ripples := followers.get(index):
                    named = name_some([ripple.label for ripple in ripples])
                    yield Line((Span(f"{count_words(len(ripples), 'section')} only followed: {named}", Role.QUIET),), 1)
    others = len(changes) - len(matched)
    yield Line()
    yield Line((Span(f"{count_words(others, 'other change')} in this document, not asked for here.", Role.QUIET),))


def _facts(change_set: ChangeSet) -> Iterator[str]:
    judgement = change_set.judgement
    yield f"Changed {format_between(judgement.previous_at, judgement.observed_at)}."
    if judgement.confirmed_at and judgement.confirmed_at > judgement.observed_at:
        yield f"Seen again {format_moment(judgement.confirmed_at)}."
    if change_set.effective_on:
        yield f"The document says it is effective {format_day(change_set.effective_on)}."
    if change_set.is_quiet_edit:
        yield "A quiet edit: the text changed, the date that the document states did not."
    if judgement.reverts_to:
        yield f"Back to the version of {format_moment(judgement.reverts_to)}."


def _write_record(change_set: ChangeSet, matched: Sequence[int] | None, card: PolicyCard) -> str:
    about = {"alerted": True, "policy_name": card.name, "url": card.link, "page": card.find_change_page(change_set.id)}
    record = log_record(change_set) | about
    if matched is not None:
        record["matched"] = list(matched)
    return json.dumps(fit_record(record), ensure_ascii=True)


def fit_record(record: Record) -> Record:
    """The record of a comparison, shortened where it is longer than receivers take."""
    return record if len(json.dumps(record, ensure_ascii=True)) <= RECORD_BYTES else _shorten_record(record)


def _shorten_record(record: Record) -> Record:
    """Without the redlines, and long texts cut: `tracker log --json` has the whole."""
    changes = [
        _cut_texts({key: value for key, value in change.items() if key not in ("ops", "heading_ops", "moved_text")})
        for change in record["changes"]
    ]
    room, kept = RECORD_BYTES, list[Record]()
    for change in changes:
        room -= len(json.dumps(change, ensure_ascii=True))
        if room < 0:
            break
        kept.append(change)
    return record | {"changes": kept, "links_changed": record["links_changed"][:100], "shortened": True}


def _cut_texts(value: Record) -> Record:
    return {key: _cut_value(item) for key, item in value.items()}


def _cut_value(value: object) -> object:
    if isinstance(value, str):
        return value if len(value) <= TEXT_SHOWN else value[:TEXT_SHOWN] + "…"
    if isinstance(value, list):
        return [_cut_value(item) for item in value]
    return _cut_texts(value) if isinstance(value, dict) else value
