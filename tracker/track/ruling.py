"""The texts of a derivation -> what they ruled and spoke of, from when to when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache

from tracker.across.facts import read_clause, read_facts
from tracker.across.spans import trace_stretches
from tracker.archive import Archive
from tracker.archive.derivations import Derivation
from tracker.archive.rulings import FactStanding, TopicStanding
from tracker.compare.weigh.topics import find_topics
from tracker.model import Fact, OwnTopic, Reading
from tracker.values import Struct

Timeline = Sequence[tuple[datetime, int]]
"""The believed texts by row, from the moment from which each stood, oldest first."""

Places = Mapping[int, Mapping[tuple[str, str], int]]
"""What each text says, and the row of the section that says it."""

Ordinals = Callable[[int], Mapping[int, int]]
"""A text -> where each of its sections stands, by the section's row."""


class Said(Struct, frozen=True):
    """What a text rules, and of which topic which section speaks: (topic, ordinal)."""

    facts: tuple[Fact, ...]
    topics: tuple[tuple[str, int], ...]


def find_said(reading: Reading, own: tuple[OwnTopic, ...] = ()) -> Said:
    """What a text rules and speaks of, topics that people added among it: as much work as a third of reading it,
    which a worker may do."""
    topics = tuple(
        (topic, section.ordinal)
        for section in reading.sections
        for topic in find_topics(f"{section.heading or ''}\n{section.text}", reading.language, own)
    )
    return Said(read_facts(reading.sections, reading.language), topics)


def write_rulings(archive: Archive, derivation: Derivation, timeline: Timeline) -> None:
    """Say from when to when each value held and each clause spoke of a topic. Call it in the transaction that writes
    the belief."""
    versions = {version for _, version in timeline}
    for version in archive.rulings.unread(derivation) & versions:
        said = find_said(archive.versions.reading(version))
        archive.rulings.keep(version, said.facts, said.topics)
    rulings = archive.rulings.of(derivation, versions)
    ordinals = cache(archive.rulings.ordinals)
    facts = {version: ruling.facts for version, ruling in rulings.items()}
    topics = {version: ruling.topics for version, ruling in rulings.items()}
    archive.rulings.replace_facts(derivation, _trace_facts(archive, derivation, timeline, facts, ordinals))
    archive.rulings.replace_topics(derivation, _trace_topics(timeline, topics, ordinals))


def _trace_facts(
    archive: Archive, derivation: Derivation, timeline: Timeline, facts: Places, ordinals: Ordinals
) -> list[FactStanding]:
    known = archive.rulings.quotes(derivation)
    stretches = [(span, facts[span.version][span.key]) for span in trace_stretches(timeline, facts)]
    words = archive.rulings.words({section for span, section in stretches if not known.get((*span.key, section))})
    spans = []
    for span, section in stretches:
        quote = known.get((*span.key, section)) or _quote(words[section], span.key)
        ordinal = ordinals(span.version)[section]
        spans.append(FactStanding(span.key, quote, section, ordinal, span.from_at, span.to_at, span.is_from_start))
    return spans


def _quote(words: tuple[str, str, str | None], key: tuple[str, str]) -> str:
    return next((quote for kind, value, quote in read_clause(*words) if (kind, value) == key), "")


def _trace_topics(timeline: Timeline, topics: Places, ordinals: Ordinals) -> list[TopicStanding]:
    spans = []
    for span in trace_stretches(timeline, topics):
        section = topics[span.version][span.key]
        at = (section, ordinals(span.version)[section])
        spans.append(TopicStanding(span.key[0], *at, span.from_at, span.to_at, span.is_from_start))
    return spans
