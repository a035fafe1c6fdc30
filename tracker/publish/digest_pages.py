"""Messages of one reader -> one digest: a table of contents first, then details that share the room by weight. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate, groupby
from typing import Final

from tracker.model import Message, Severity, SharedWords, name_severity, weigh_reasons
from tracker.publish.clusters import describe_shared, join_some
from tracker.publish.hostile import clean_text
from tracker.publish.letters import PART_MARK, TEMPLATES, message_body
from tracker.publish.lines import count_words
from tracker.publish.postage import MailEncoding, choose_encoding, measure_encoded
from tracker.publish.record import Record
from tracker.publish.subjects import shorten_text
from tracker.values import Struct, replace

MOST_HTML: Final = 62_000
MOST_TEXT: Final = 24_000
"""Bytes of a digest's two parts as they travel: with headers a mail stays under 90 kB. Gmail cuts it at 102 kB."""

CONTENTS_SHARE: Final = 0.6
"""How much of a part the contents may take; policies that find no room there are counted."""

LINE_MARKS: Final = 420
"""Bytes of mark-up around one line of the contents in HTML."""

DETAIL_MARKS: Final = 460
"""Bytes of mark-up around the details of one policy in HTML, and of what is said where some are left out."""

LEFT_OUT: Final = 160
"""Bytes of what is said in text where details are left out."""

SHARES: Final = {Severity.GRAVE: 4, Severity.SUBSTANTIVE: 2, Severity.COSMETIC: 1}
"""How the room for details is shared between policies that all want more than there is."""

MOST_LISTED: Final = 100
"""Policies with a line of their own in the contents."""

MOST_NAMED: Final = 12
"""Policies that are named where they changed the same words; `tracker like` has all."""

MOST_PREVIEWED: Final = 3
"""Policies named in what a list of mails shows beside the subject."""

_HEAD_BLOCKS: Final = 3
"""Name, summary and facts, which begin the text of a message, each set apart by an empty line."""

RULE: Final = "\n" + "-" * 72 + "\n\n"


class DigestEntry(Struct, frozen=True):
    """What happened to one policy: its messages, the weightiest first and then by time, and what the contents say.

    `others` are the other policies that changed the same words and nothing else: they are this entry's news, too.
    """

    name: str
    news: str
    severity: Severity
    weight: int
    leading: Message
    messages: tuple[Message, ...]
    others: tuple[DigestEntry, ...] = ()

    @property
    def count(self) -> str:
        if self.others:
            return f"{len(self.others) + 1} policies"
        return count_words(len(self.messages), "change") if len(self.messages) > 1 else ""

    @property
    def command(self) -> str:
        """What to type to see all of it."""
        return f"tracker log {self.leading.thread}"


def write_digest(
    subscription: str, messages: Sequence[Message], shared: Sequence[SharedWords] = ()
) -> tuple[str, str, str]:
    """Subject, text and HTML of many messages in one.

    The contents have every policy, the weightiest first: its name, one sentence, how much it weighs. The details
    stand in the same order; heavier policies get more room, and what does not fit is said, with the link. Policies that
    changed the same words and nothing else (`shared`) are one entry.
    """
    entries = list_entries(messages, shared)
    subject = _write_digest_subject(subscription, entries, len(messages))
    title = clean_text(f"{subscription}: {count_words(len(messages), 'change')}")
    return subject, _write_digest_text(title, entries), _write_digest_html(title, entries)


def _write_digest_html(title: str, entries: Sequence[DigestEntry]) -> str:
    sheet = _Sheet(MOST_HTML, LINE_MARKS, DETAIL_MARKS, _parts_of_html, _find_encoding(entries))
    listed = sheet.list_entries(entries)
    render = partial(
        TEMPLATES.get_template("digest.html.j2").render,
        title=title,
        entries=listed,
        unlisted=len(entries) - len(listed),
        preview="; ".join(f"{entry.name}: {entry.news}" for entry in entries[:MOST_PREVIEWED]),
    )
    return render(details=list(sheet.cut_details(listed, sheet.measure(render(details=())))))


def _write_digest_text(title: str, entries: Sequence[DigestEntry]) -> str:
    sheet = _Sheet(MOST_TEXT, 0, LEFT_OUT + len(RULE), _parts_of_text, _find_encoding(entries))
    listed = sheet.list_entries(entries)
    contents = f"{title}\n\n" + "".join(_write_contents(listed, len(entries) - len(listed)))
    details = sheet.cut_details(listed, sheet.measure(contents))
    bodies = ["\n\n".join(filter(None, parts)) + _name_rest(entry, left) for entry, parts, left in details]
    return RULE.join([contents.rstrip(), *bodies]) + "\n"


def _find_encoding(entries: Sequence[DigestEntry]) -> MailEncoding:
    """The encoding that a mail of all these would have."""
    return choose_encoding("".join(message.text for entry in entries for message in entry.messages))


def _write_digest_subject(subscription: str, entries: Sequence[DigestEntry], count: int) -> str:
    """How much there is, then the weightiest change by name: "desk: 7 changes in 5 policies, first Zoom: Terms …"."""
    lead = entries[0].leading.subject
    if count == 1:
        return f"{subscription}: {lead}"
    policies = sum(1 + len(entry.others) for entry in entries)
    spread = f" in {policies} policies" if policies > 1 else ""
    return f"{subscription}: {count} changes{spread}, first {lead}"


def find_leading(messages: Sequence[Message]) -> Message:
    """The message that weighs most."""
    return list_entries(messages)[0].leading


def list_entries(messages: Sequence[Message], shared: Sequence[SharedWords] = ()) -> list[DigestEntry]:
    """The messages by policy, the weightiest policy first; successive changes of one policy are one entry, and so are
    policies that changed the same words."""
    places = {message.thread: place for place, message in reversed(list(enumerate(messages)))}
    folded = {member for one in shared for member in one.members}
    entries = _group_by_policy([message for place, message in enumerate(messages) if place not in folded])
    entries += [_make_shared(one, _group_by_policy([messages[member] for member in one.members])) for one in shared]
    return sorted(entries, key=lambda entry: (entry.weight, places[entry.messages[0].thread]))


def _group_by_policy(messages: Sequence[Message]) -> list[DigestEntry]:
    ordered = sorted(messages, key=lambda message: message.thread)
    return [_make_entry(tuple(group)) for _, group in groupby(ordered, key=lambda message: message.thread)]


def _make_shared(shared: SharedWords, entries: Sequence[DigestEntry]) -> DigestEntry:
    """One entry for all who changed the same words: the first is told, the others are named."""
    first, others = entries[0], tuple(entries[1:])
    name = f"{first.name} and {count_words(len(others), 'other policy', 'other policies')}"
    named = join_some([entry.name for entry in entries], MOST_NAMED)
    return replace(first, name=name, news=f"{describe_shared(shared, len(entries))} ({named})", others=others)


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


class _Sheet(Struct, frozen=True):
    """One part of a mail: its room in bytes, what stands around a line of its contents and around the details of a
    policy, how a message is cut into what can be left out, and how it travels."""

    room: int
    line_marks: int
    detail_marks: int
    cut: Callable[[Message], list[str]]
    encoding: MailEncoding

    def measure(self, text: str) -> int:
        return measure_encoded(text, self.encoding)

    def list_entries(self, entries: Sequence[DigestEntry]) -> Sequence[DigestEntry]:
        """The weightiest, as many as the contents have room for."""
        sizes = (
            self.measure("".join(_write_contents([entry], 0))) + self.line_marks for entry in entries[:MOST_LISTED]
        )
        room = self.room * CONTENTS_SHARE
        return entries[: sum(1 for total in accumulate(sizes) if total <= room)]

    def cut_details(self, entries: Sequence[DigestEntry], taken: int) -> Iterator[tuple[DigestEntry, list[str], int]]:
        """The entries with room for at least their first change, where so many bytes are taken: the parts that fit, in
        order, and how many are left out. The weightiest are asked first; what room is left then is shared."""
        room = self.room - taken
        shown, least = list[tuple[DigestEntry, list[str], list[int]]](), list[int]()
        for entry in entries:
            parts = [part for message in entry.messages for part in self.cut(message)]
            sizes = list(map(self.measure, parts))
            first = sum(sizes[:2])
            if first + self.detail_marks <= room:
                shown.append((entry, parts, sizes))
                least.append(first)
                room -= first + self.detail_marks
        wanted = [sum(sizes[2:]) for _, _, sizes in shown]
        shares = share_room(wanted, [SHARES[entry.severity] for entry, _, _ in shown], room)
        for (entry, parts, sizes), first, share in zip(shown, least, shares, strict=True):
            kept = sum(1 for total in accumulate(sizes) if total <= first + share)
            yield entry, parts[:kept], len(parts) - kept


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
