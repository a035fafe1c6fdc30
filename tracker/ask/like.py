"""A change set or a clause -> who else says the same: sentences that came or went elsewhere, clauses that stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final, Literal

from tracker.across.alike import (
    FEWEST_WORDS,
    list_sentences,
    list_words,
    name_service,
    share_runs,
    write_cluster,
)
from tracker.archive import Archive
from tracker.ask.clauses import find_sections
from tracker.ask.policies import choose_policy
from tracker.ask.wordings import Wording, Wordings
from tracker.model import Change, ChangeSet, Cluster, Significance, Twin
from tracker.values import replace

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
    wordings = Wordings(archive)
    clusters = [
        cluster
        for side in SIDES
        for sentence in list_moved(change_set.comparison.changes, side)
        if (cluster := _find_cluster(wordings, change_set.policy, side, sentence))
    ]
    return tuple(sorted(clusters, key=lambda cluster: -len(cluster.policies)))


def list_moved(changes: Sequence[Change], side: Literal["inserted", "deleted"]) -> tuple[str, ...]:
    """The sentences that changes of substance put in or took out, the longest of very many."""
    weighty = [one for one in changes if one.significance is Significance.SUBSTANTIVE and not one.is_ripple]
    sentences = [sentence for one in weighty for sentence in list_sentences(getattr(one, side))]
    return tuple(sorted(sentences, key=len, reverse=True)[:MOST_SENTENCES])


def _find_cluster(wordings: Wordings, policy: str, side: str, sentence: str) -> Cluster | None:
    shares = wordings.find_alike(side, Wording(policy, sentence))
    found = tuple(wordings.archive.sentences.first_seen(side, shares))
    if all(one.policy == policy for one in found):
        return None
    pick = cache(list_sentences)
    texts = [next(iter(pick(one.runs)[one.place : one.place + 1]), sentence) for one in found]
    twins = tuple(
        Twin(
            *(one.policy, one.change_set, one.observed_at, text, shares[one.exact]),
            **{key: getattr(one.where, key) for key in ("clause", "path", "heading", "ordinal")},
        )
        for one, text in zip(found, texts, strict=True)
        if one.policy != policy
    )
    return Cluster(write_cluster(found[0].exact), side, sentence, twins)


def ask_like_clause(archive: Archive, policy: str, clause: str) -> tuple[Twin, ...]:
    """The clauses that stand in other policies and say much the same, the most alike first. Raises NotFoundError."""
    policy = choose_policy(archive, policy)
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
