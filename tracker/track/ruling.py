"""The texts of a derivation -> what they ruled and spoke of, from when to when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.across.facts import read_clause, read_facts
from tracker.across.spans import trace_stretches
from tracker.archive import Archive
from tracker.archive.derivations import Derivation
from tracker.archive.rulings import FactStanding, Ruling, TopicStanding
from tracker.compare.weigh.topics import find_topics
from tracker.model import Fact, Reading

Timeline = Sequence[tuple[datetime, int]]
"""The believed texts by row, from the moment from which each stood, oldest first."""


@dataclass(frozen=True)
class Said:
    """What a text rules, and of which topic which section speaks: (topic, ordinal)."""

    facts: tuple[Fact, ...]
    topics: tuple[tuple[str, int], ...]


def find_said(reading: Reading) -> Said:
    """What a text rules and speaks of: as much work as a third of reading it, which a worker may do."""
    topics = tuple(
        (topic, section.ordinal)
        for section in reading.sections
        for topic in find_topics(f"{section.heading or ''}\n{section.text}", reading.language)
    )
    return Said(read_facts(reading.sections, reading.language), topics)


def keep_ruling(archive: Archive, version: int, said: Said) -> Ruling:
    """Note what a text rules and speaks of. Call it in the transaction that keeps the text."""
    archive.rulings.keep(version, said.facts, said.topics)
    return Ruling(tuple((fact.kind, fact.value, fact.ordinal) for fact in said.facts), said.topics)


def write_rulings(archive: Archive, derivation: Derivation, timeline: Timeline) -> None:
    """Say from when to when each value held and each clause spoke of a topic. Call it in the transaction that writes
    the belief."""
    rulings = dict(archive.rulings.of(derivation))
    for version in {version for _, version in timeline} - set(rulings):  # of a tracker that noted none
        rulings[version] = keep_ruling(archive, version, find_said(archive.versions.reading(version)))
    archive.rulings.replace_facts(derivation, _trace_facts(archive, derivation, timeline, rulings))
    archive.rulings.replace_topics(derivation, _trace_topics(archive, derivation, timeline, rulings))


def _trace_facts(
    archive: Archive, derivation: Derivation, timeline: Timeline, rulings: Mapping[int, Ruling]
) -> list[FactStanding]:
    known = archive.rulings.quotes(derivation)
    places = {
        version: {(kind, value): ordinal for kind, value, ordinal in reversed(ruling.facts)}
        for version, ruling in rulings.items()
    }
    spans = []
    for span in trace_stretches(timeline, places):
        ordinal = places[span.version][span.key]
        quote = known.get((*span.key, span.version, ordinal)) or _quote(archive, span.version, ordinal, span.key)
        spans.append(FactStanding(span.key, quote, span.version, ordinal, span.from_at, span.to_at, span.is_from_start))
    return spans


def _quote(archive: Archive, version: int, ordinal: int, key: tuple[str, str]) -> str:
    said = read_clause(*archive.rulings.words(version, ordinal))
    return next((quote for kind, value, quote in said if (kind, value) == key), "")


def _trace_topics(
    archive: Archive, derivation: Derivation, timeline: Timeline, rulings: Mapping[int, Ruling]
) -> list[TopicStanding]:
    clauses = archive.rulings.topic_clauses(derivation)
    places = {
        version: {
            (topic, clauses[version, ordinal]): ordinal
            for topic, ordinal in rulings[version].topics
            if (version, ordinal) in clauses
        }
        for version in {version for _, version in timeline}
    }
    return [
        TopicStanding(
            *(span.key[0], span.version, places[span.version][span.key]),
            *(span.from_at, span.to_at, span.is_from_start),
        )
        for span in trace_stretches(timeline, places)
    ]
