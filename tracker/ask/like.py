"""A change set or a clause -> who else says the same: sentences that came or went elsewhere, clauses that stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Final, Literal

from tracker.across.alike import (
    ALIKE,
    FEWEST_WORDS,
    list_sentences,
    list_words,
    mark_sentence,
    name_service,
    share_runs,
)
from tracker.archive import Archive
from tracker.archive.sentences import FoundSentence
from tracker.ask.clauses import find_sections
from tracker.model import Change, ChangeSet, Cluster, Significance, Twin

MOST_SENTENCES: Final = 40
"""Sentences of one change set that are looked up, the longest first: a rewrite has thousands."""
TELLING_WORDS: Final = 10
"""Words of a clause by which others like it are looked for."""
CANDIDATES: Final = 80
CLAUSE_ALIKE: Final = 0.3
"""A clause is longer than a sentence and more is filled in: a third of its runs is a common origin."""

SIDES: Final[tuple[Literal["inserted", "deleted"], ...]] = ("inserted", "deleted")


def find_clusters(archive: Archive, change_set: ChangeSet) -> tuple[Cluster, ...]:
    """The sentences of a change set that came to, or went from, other policies too, the most widespread first."""
    clusters = [
        cluster
        for side in SIDES
        for sentence in list_moved(change_set.comparison.changes, side)
        if (cluster := _find_cluster(archive, change_set.policy, side, sentence))
    ]
    return tuple(sorted(clusters, key=lambda cluster: -len(cluster.policies)))


def list_moved(changes: Sequence[Change], side: Literal["inserted", "deleted"]) -> tuple[str, ...]:
    """The sentences that changes of substance put in or took out, the longest of very many."""
    weighty = [one for one in changes if one.significance is Significance.SUBSTANTIVE and not one.is_ripple]
    sentences = [sentence for one in weighty for sentence in list_sentences(getattr(one, side))]
    return tuple(sorted(sentences, key=len, reverse=True)[:MOST_SENTENCES])


def _find_cluster(archive: Archive, policy: str, side: str, sentence: str) -> Cluster | None:
    mark = mark_sentence(sentence, name_service(policy))
    found = archive.sentences.find(side, mark.exact, mark.bands)
    twins = tuple(
        Twin(one.policy, one.change_set, one.observed_at, text, round(share, 3), **asdict(one.where))
        for one in found
        if one.policy != policy
        for text in _pick(one)
        if (share := share_runs(sentence, text, name_service(policy) | name_service(one.policy))) >= ALIKE
    )
    if not twins:
        return None
    earliest = min(found, key=lambda one: one.observed_at)
    first = next(_pick(earliest), sentence)
    return Cluster(name_cluster(first, earliest.policy), side, sentence, twins)


def name_cluster(sentence: str, policy: str) -> str:
    """The id of a cluster, from the words of its first sighting: 12 hexadecimal digits."""
    return f"{mark_sentence(sentence, name_service(policy)).exact & 0xFFFFFFFFFFFF:012x}"


def _pick(found: FoundSentence) -> Iterator[str]:
    sentences = list_sentences(found.runs)
    if found.place < len(sentences):
        yield sentences[found.place]


def ask_like_clause(archive: Archive, policy: str, clause: str) -> tuple[Twin, ...]:
    """The clauses that stand in other policies and say much the same, the most alike first. Raises NotFoundError."""
    archive.policies.get(policy)
    version = archive.versions.latest(policy)
    text = "\n".join(section.text for section in find_sections(archive, version, clause))
    names = name_service(policy)
    words = sorted({word for word in list_words(text, names) if len(word) > 3}, key=lambda word: (-len(word), word))
    if len(text.split()) < FEWEST_WORDS or not words:
        return ()
    twins = [
        replace(one, share=round(share, 3))
        for one in archive.search.find_standing(words[:TELLING_WORDS], most=CANDIDATES)
        if one.policy != policy
        and (share := share_runs(text, one.text, names | name_service(one.policy))) >= CLAUSE_ALIKE
    ]
    return tuple(sorted(twins, key=lambda twin: -twin.share))
