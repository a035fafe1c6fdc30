"""Messages of one reader -> one digest: a table of contents first, then details that share the room by weight. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from tracker.model import Message, Severity, name_severity, weigh_reasons
from tracker.publish.contract import Record
from tracker.publish.letters import PART_MARK, TEMPLATES, message_body
from tracker.publish.lines import count_words
from tracker.publish.render import clean_text
from tracker.publish.subjects import shorten_text

MOST_HTML: Final = 86_000
"""Bytes of a digest's HTML. Gmail cuts a mail at 102 kB, and quoted-printable adds a tenth to western text."""

MOST_TEXT: Final = 60_000
LINE_BYTES: Final = 600
"""What one line of the contents takes of the HTML at most."""

SHARES: Final = {Severity.GRAVE: 4, Severity.SUBSTANTIVE: 2, Severity.COSMETIC: 1}
"""How the room for details is shared between policies that all want more than there is."""

MOST_LISTED: Final = 100
"""Policies with a line of their own in the contents."""

MOST_PREVIEWED: Final = 3
"""Policies named in what a list of mails shows beside the subject."""

_HEAD_BLOCKS: Final = 3
"""Name, summary and facts, which begin the text of a message, each set apart by an empty line."""

RULE: Final = "\n" + "-" * 72 + "\n\n"


@dataclass(frozen=True)
class DigestEntry:
    """What happened to one policy: its messages, the weightiest first and then by time, and what the contents say."""

    name: str
    news: str
    severity: Severity
    weight: int
    leading: Message
    messages: tuple[Message, ...]

    @property
    def count(self) -> str:
        return count_words(len(self.messages), "change") if len(self.messages) > 1 else ""

    @property
    def command(self) -> str:
        """What to type to see all of it."""
        return f"tracker log {self.leading.thread}"


def write_digest(subscription: str, messages: Sequence[Message]) -> tuple[str, str, str]:
    """Subject, text and HTML of many messages in one.

    The contents have every policy, the weightiest first: its name, one sentence, how much it weighs. The details
    stand in the same order; heavier policies get more room, and what does not fit is said, with the link.
    """
    entries = list_entries(messages)
    subject = _write_digest_subject(subscription, entries, len(messages))
    title = clean_text(f"{subscription}: {count_words(len(messages), 'change')}")
    listed, unlisted = entries[:MOST_LISTED], len(entries) - MOST_LISTED
    html = TEMPLATES.get_template("digest.html.j2").render(
        title=title,
        entries=listed,
        unlisted=max(0, unlisted),
        preview="; ".join(f"{entry.name}: {entry.news}" for entry in entries[:MOST_PREVIEWED]),
        details=list(_cut_details(listed, MOST_HTML - LINE_BYTES * len(listed), _parts_of_html)),
    )
    contents = "".join(_write_contents(listed, unlisted))
    details = _cut_details(listed, MOST_TEXT - len(contents), _parts_of_text)
    bodies = ["\n\n".join(filter(None, parts)) + _name_rest(entry, left) for entry, parts, left in details]
    return subject, RULE.join([f"{title}\n\n{contents.rstrip()}", *bodies]) + "\n", html


def _write_digest_subject(subscription: str, entries: Sequence[DigestEntry], count: int) -> str:
    """How much there is, then the weightiest change by name: "desk: 7 changes in 5 policies, first Zoom: Terms …"."""
    lead = entries[0].leading.subject
    if count == 1:
        return f"{subscription}: {lead}"
    spread = f" in {len(entries)} policies" if len(entries) > 1 else ""
    return f"{subscription}: {count} changes{spread}, first {lead}"


def find_leading(messages: Sequence[Message]) -> Message:
    """The message that weighs most."""
    return list_entries(messages)[0].leading


def list_entries(messages: Sequence[Message]) -> list[DigestEntry]:
    """The messages by policy, the weightiest policy first; successive changes of one policy are one entry."""
    ordered = sorted(messages, key=lambda message: message.thread)
    entries = [_make_entry(tuple(group)) for _, group in groupby(ordered, key=lambda message: message.thread)]
    places = {message.thread: place for place, message in reversed(list(enumerate(messages)))}
    return sorted(entries, key=lambda entry: (entry.weight, places[entry.messages[0].thread]))


def _make_entry(messages: tuple[Message, ...]) -> DigestEntry:
    records = [json.loads(message.record) for message in messages]
    weighed = list(map(_weigh, records))
    places = sorted(range(len(messages)), key=lambda place: weighed[place])  # where room is short the weightiest stays
    ordered, (weight, severity) = tuple(messages[place] for place in places), weighed[places[0]]
    leading = ordered[0]
    # A notice has no name in its record: its subject is the name, then the whole summary.
    name = records[0].get("policy_name") or leading.subject.removesuffix(f": {leading.summary}")
    return DigestEntry(
        name, shorten_text(leading.summary, 240), severity, weight, leading, tuple(messages[place] for place in places)
    )


def _weigh(record: Record) -> tuple[int, Severity]:
    """The weight of what one message tells; a notice that a policy died or recovered leads."""
    if "notice" in record:
        return -1, Severity.SUBSTANTIVE
    changes = record.get("changes", [])
    matched = record.get("matched")
    told = [changes[index] for index in matched if index < len(changes)] if matched else changes
    substantive = [change for change in told if change["significance"] == "substantive"]
    reasons = [reason for change in substantive for reason in change["reasons"]]
    severity = name_severity("substantive" if substantive else "cosmetic", reasons)
    return (weigh_reasons(reasons) if substantive else 1_000), severity


def _parts_of_html(message: Message) -> list[str]:
    """The head of a message, then its changes, as HTML."""
    return message_body(message.html).split(PART_MARK)


def _parts_of_text(message: Message) -> list[str]:
    """The head of a message (name, summary and facts), then its changes, as text."""
    blocks = [block.strip("\n") for block in message.text.split("\n\n")]
    return ["\n\n".join(blocks[:_HEAD_BLOCKS]), *blocks[_HEAD_BLOCKS:]]


def _cut_details(
    entries: Sequence[DigestEntry], room: int, cut: Callable[[Message], list[str]]
) -> Iterator[tuple[DigestEntry, list[str], int]]:
    """The entries with room for at least their first change: the parts that fit, in order, and how many are left out.

    The weightiest are asked first; what room is left then is shared.
    """
    shown, least = list[tuple[DigestEntry, list[str]]](), list[int]()
    for entry in entries:
        parts = [part for message in entry.messages for part in cut(message)]
        first = sum(map(len, parts[:2]))
        if first <= room:
            shown.append((entry, parts))
            least.append(first)
            room -= first
    sizes = [sum(map(len, parts[2:])) for _, parts in shown]
    shares = share_room(sizes, [SHARES[entry.severity] for entry, _ in shown], room)
    for (entry, parts), first, share in zip(shown, least, shares, strict=True):
        kept = list(_take(parts, first + share))
        yield entry, kept, len(parts) - len(kept)


def share_room(sizes: Sequence[int], weights: Sequence[int], room: int) -> list[int]:
    """What each gets of `room`: in proportion to its weight, and what the small ones leave over goes to the others."""
    shares = [0] * len(sizes)
    waiting = list(range(len(sizes)))
    while waiting:
        total = sum(weights[index] for index in waiting)
        modest = [index for index in waiting if sizes[index] * total <= room * weights[index]]
        if not modest:
            for index in waiting:
                shares[index] = max(0, room) * weights[index] // total
            break
        for index in modest:
            shares[index] = sizes[index]
            room -= sizes[index]
        waiting = [index for index in waiting if index not in modest]
    return shares


def _take(parts: Sequence[str], room: int) -> Iterator[str]:
    for part in parts:
        room -= len(part)
        if room < 0:
            return
        yield part


def _write_contents(entries: Sequence[DigestEntry], unlisted: int) -> Iterator[str]:
    for entry in entries:
        marks = " · ".join(mark for mark in (entry.severity.value, entry.count) if mark)
        yield f"* {clean_text(entry.name)} [{marks}]\n  {clean_text(entry.news)}\n"
    if unlisted > 0:
        yield f"and {count_words(unlisted, 'policy', 'policies')} more: tracker log --since last\n"


def _name_rest(entry: DigestEntry, left: int) -> str:
    """What is said where parts were left out; empty where none were."""
    return (
        f"\n\n… {count_words(left, 'more change', 'more changes')}: {entry.leading.page or entry.command}"
        if left
        else ""
    )
