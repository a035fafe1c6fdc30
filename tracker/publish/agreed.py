"""The net effect since somebody agreed to a policy -> words, and the message that tells it in a digest. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tracker.model import Message, Signed, SinceAgreed, Verdict
from tracker.publish.across_contract import since_record
from tracker.publish.cards import PolicyCard
from tracker.publish.contract import write_date
from tracker.publish.letters import Letter, write_html, write_text
from tracker.publish.lines import count_words
from tracker.publish.messages import CHARACTERS_SHOWN, fit_record, list_lines, shorten_lines
from tracker.publish.record import Record
from tracker.publish.subjects import shorten_text
from tracker.publish.times import format_day

NOTHING = "Nothing differs from what you agreed to."
NOTHING_ASKED = "Nothing you asked for differs from what you agreed to."


def describe_span(since: SinceAgreed) -> str:
    """Which two texts are compared, and how much was told between them."""
    old, new = format_day(since.old.first_seen_at.date()), format_day(since.new.first_seen_at.date())
    steps = f"{count_words(since.steps, 'told change')} between"
    if not since.is_watched_then:
        return f"nobody looked then; against the first text seen, {old}, to the one of {new}, {steps}"
    return f"the text of {old} against the one of {new}, {steps}"


def write_agreed(
    since: SinceAgreed, signed: Signed, card: PolicyCard, *, matched: Sequence[int] | None, summary: str
) -> Message:
    """What differs from the text that somebody agreed to: all of it, or the changes at these indexes; `summary` says so
    in a sentence, and is empty where nothing does."""
    is_same = since.comparison.verdict is Verdict.UNCHANGED or matched == ()
    told = (NOTHING if matched is None else NOTHING_ASKED) if is_same else summary
    lines = () if is_same else tuple(list_lines(since.comparison, matched))
    letter = Letter(
        name=card.name,
        summary=shorten_text(told, 1_000),
        facts=tuple(_list_facts(since, signed)),
        lines=shorten_lines(lines, CHARACTERS_SHOWN),
        link=card.link,
        page=card.page,
    )
    return Message(
        thread=since.policy,
        subject=shorten_text(f"{card.name}, since {format_day(signed.on)}: {told}", 300),
        summary=letter.summary,
        text=write_text(letter),
        html=write_html(letter),
        record=_write_record(since, signed, card, matched),
        occurred_at=since.new.first_seen_at,
        link=card.link,
        page=card.page,
    )


def _list_facts(since: SinceAgreed, signed: Signed) -> Iterator[str]:
    note = f" ({shorten_text(signed.note, 200)})" if signed.note else ""
    yield f"{signed.by} agreed on {format_day(signed.on)}{note}."
    span = describe_span(since)
    yield f"{span[0].upper()}{span[1:]}. All of it: tracker since signed {since.policy}"


def _write_record(since: SinceAgreed, signed: Signed, card: PolicyCard, matched: Sequence[int] | None) -> str:
    about: Record = {"policy_name": card.name, "url": card.link, "page": card.page}
    about |= {"signed_on": write_date(signed.on), "signed_by": signed.by, "note": signed.note}
    about |= {} if matched is None else {"matched": list(matched)}
    return json.dumps(fit_record(since_record(since) | about), ensure_ascii=True)
