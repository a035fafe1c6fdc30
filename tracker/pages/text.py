"""A policy and a day -> the text that stood then, its sentences shaded by age, with an anchor for each clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from tracker.ask.aged import ask_aged
from tracker.ask.gaps import ask_unknown, find_gap
from tracker.ask.record import OpenRecord
from tracker.model import AgedText, Block, BlockKind, Section, StoodSpan
from tracker.pages.addresses import Address
from tracker.pages.ages import SentenceView, view_sentences
from tracker.pages.dates import name_day, read_day
from tracker.pages.news import policy_crumbs
from tracker.pages.page import WebPage
from tracker.pages.paging import PartLinks, link_parts, pick_part, split_parts
from tracker.publish.listings import aged_record
from tracker.publish.times import format_day
from tracker.publish.unknown import describe_gap
from tracker.text.canon import canon_key
from tracker.text.sentences import split_sentences
from tracker.values import Struct, replace

NOW: Final = "now"
"""Names the text that stands in an address that stays."""


class TextBlock(Struct, frozen=True):
    """A paragraph, list item, table row or quote of a clause, its sentences each with an age."""

    kind: str
    level: int
    sentences: tuple[SentenceView, ...]


class TextSection(Struct, frozen=True):
    """A clause of a text; `anchor` names it."""

    anchor: str
    level: int
    label: str
    href: str | None
    blocks: tuple[TextBlock, ...]


class TextView(Struct, frozen=True):
    """Everything on the page of a text."""

    name: str
    title: str
    language: str | None
    asked_at: datetime
    from_at: datetime
    until_at: datetime | None
    first_at: datetime
    earlier: str | None
    later: str | None
    compare: str | None
    gap: str | None
    sections: tuple[TextSection, ...]
    contents: tuple[tuple[str, str], ...]
    parts: PartLinks


def view_section(policy: str, section: Section, ages: Mapping[str, SentenceView]) -> TextSection:
    """A clause with its sentences in the blocks they stand in, each under its canonical key in `ages`."""
    return TextSection(
        anchor=name_anchor(section),
        level=min(section.level, 5),
        label=section.label,
        href=Address("clause", policy, section.clause).path if section.clause else None,
        blocks=tuple(
            TextBlock(block.kind.value, block.level if block.kind is BlockKind.ITEM else 0, tuple(_age(block, ages)))
            for block in section.blocks
        ),
    )


def _age(block: Block, ages: Mapping[str, SentenceView]) -> Iterator[SentenceView]:
    """The sentences of a block as printed, each with the age that the document's sentence of the same words has."""
    for sentence in split_sentences(block.shown):
        aged = ages.get(canon_key(sentence))
        if aged is not None:
            yield replace(aged, text=sentence.strip())
        elif sentence.strip():
            yield SentenceView(sentence.strip(), None, None, 5, is_from_start=False)


def view_text(
    aged: AgedText, address: Address, name: str, asked_at: datetime, gap: str | None, *, is_oldest: bool = False
) -> TextView:
    """The view of one page of a text. Raises NotFoundError for a page beyond the last.

    `is_oldest` where no older text has a page.
    """
    policy, standing = address.policy, aged.standing
    earlier = None if is_oldest else aged.earlier
    ages = {canon_key(one.text): one for one in view_sentences(policy, aged.ages)}
    reading = aged.version.reading
    parts = split_text(reading.sections)
    links = link_parts(address, len(parts))
    return TextView(
        name=name,
        title=reading.title or name,
        language=reading.language,
        asked_at=asked_at,
        from_at=standing.from_at,
        until_at=standing.until_at,
        first_at=aged.first_at,
        earlier=_link(policy, earlier),
        later=_link(policy, aged.later),
        compare=link_compare(policy, earlier, standing),
        gap=gap,
        sections=tuple(view_section(policy, one, ages) for one in pick_part(parts, address.part)),
        contents=tuple(
            (one.label, f"{href}#{name_anchor(one)}")
            for href, part in zip(links.hrefs, parts, strict=True)
            for one in part
            if one.level <= 2
        ),
        parts=links,
    )


def split_text(sections: Sequence[Section]) -> tuple[tuple[Section, ...], ...]:
    """The clauses of a text, page by page."""
    return split_parts(sections, lambda one: 400 + round(1.4 * len(one.text.encode("utf-8", "replace"))))


def link_places(record: OpenRecord, policy: str) -> Mapping[str, str]:
    """Every clause of the text that stands -> its place in that text, at an address that stays."""
    parts = split_text(record.archive.versions.latest(policy).reading.sections)
    hrefs = link_parts(Address("text", policy, NOW), len(parts)).hrefs
    pairs = zip(hrefs, parts, strict=True)
    return {one.clause: f"{href}#{name_anchor(one)}" for href, part in pairs for one in part if one.clause}


def name_anchor(section: Section) -> str:
    """What names a clause on the page: its id, so that a link to it outlives its number."""
    return section.clause or f"section-{section.ordinal}"


def link_compare(policy: str, old: StoodSpan | None, new: StoodSpan | None) -> str | None:
    """The page that compares two texts."""
    if old is None or new is None:
        return None
    return Address("compare", policy, f"{name_day(old)}..{name_day(new)}").path


def _link(policy: str, standing: StoodSpan | None) -> str | None:
    return Address("text", policy, name_day(standing)).path if standing else None


def make_text(record: OpenRecord, address: Address) -> WebPage:
    """The page of a text on a day. Raises NotFoundError, UsageError for what is no date."""
    return make_aged(record, address, ask_aged(record, address.policy, _read_name(record, address)))


def _read_name(record: OpenRecord, address: Address) -> datetime:
    return record.now if address.name == NOW else read_day(address.name)


def make_aged(record: OpenRecord, address: Address, aged: AgedText, *, is_oldest: bool = False) -> WebPage:
    """The same for a text that was asked for already; `is_oldest` where no older one has a page."""
    moment, name = _read_name(record, address), record.name_policy(address.policy)
    gap = find_gap(ask_unknown(record, address.policy).gaps, moment)
    told = f"{describe_gap(gap)}. This is what was seen before." if gap else None
    view = view_text(aged, address, name, moment, told, is_oldest=is_oldest)
    day = format_day(moment.date())
    stood = f"until {format_day(view.until_at.date())}" if view.until_at else "and stands now"
    return WebPage(
        *(address, "text.html.j2", view),
        title=f"{name} as it stands" if address.name == NOW else f"{name} as it stood on {day}",
        description=f"The text first seen {format_day(view.from_at.date())} {stood}, each sentence with its age.",
        write_record=lambda: aged_record(aged),
        crumbs=policy_crumbs(record, address.policy),
    )
