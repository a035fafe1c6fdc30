"""A belief -> rows, all in one transaction: change sets, versions, clause ids, what is found, what is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from tracker.archive import Archive
from tracker.archive.derivations import Derivation, RecordedLook
from tracker.believe.news import became_tellable, is_news
from tracker.model import LIVE, ChangeSet, HeldBecause, Judgement
from tracker.track.believing import Belief
from tracker.track.clause_ids import Minting, Place, chain_clauses, keep_ids
from tracker.track.ruling import write_rulings
from tracker.track.texts import Texts
from tracker.values import Struct, field


class Chains(Struct, frozen=True):
    """Clause ids by text hash, provisional where they are new. `is_whole`: of all versions, not only of new ones."""

    clauses: Mapping[str, tuple[str, ...]]
    minted: Sequence[Minting]
    is_whole: bool


class Settled(Struct, frozen=True):
    """The ids of the change sets that are new and of those that became told; by the seq of a new text's first
    sighting, why its step is held; by the seq of every look at a doubted text that is no version, why."""

    new: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    reasons: Mapping[int, HeldBecause] = field(default_factory=dict)
    doubts: Mapping[int, str] = field(default_factory=dict)


def settle_belief(
    texts: Texts,
    looks: Sequence[RecordedLook],
    belief: Belief,
    *,
    generation: int | None,
    decided: int,
    now: datetime,
    tell: Callable[[Archive, Sequence[ChangeSet]], object] | None,
) -> Settled:
    """Write a belief into its derivation and make that the current one.

    Raises SupersededError, and writes nothing, where another process settled after `generation`. Clause ids that
    people know are kept; what no longer has a chain leaves an alias.
    """
    archive, derivation = texts.archive, texts.derivation
    steps = [(judged, texts.comparison_row(judged.old_hash, judged.new_hash)) for judged in belief.judgements]
    chains = chain_belief(texts, belief)
    with archive.write():
        archive.derivations.hold(derivation, generation=generation)
        before = archive.derivations.current(derivation.policy)
        known = archive.change_sets.judged(before) if before else {}
        write_clauses(texts, before, chains, now)
        archive.change_sets.replace(derivation, steps)
        archive.sentences.adopt(derivation)
        rows = [(texts.rows[text_hash], *span) for text_hash, span in belief.spans.items()]
        latest = texts.rows[belief.latest] if belief.latest else None
        archive.versions.place(derivation, rows, latest)
        archive.search.index_versions(
            derivation.id, [version for version in (*(row[0] for row in rows[:1]), latest) if version]
        )
        archive.derivations.promote(derivation)
        if latest is not None:
            write_rulings(archive, derivation, archive.lives.standings(derivation.policy))
        archive.derivations.set_screened(derivation, belief.screened)
        archive.derivations.advance(derivation, decided=decided)
        judged = archive.change_sets.judged(derivation)
        fresh = {name: step for name, step in judged.items() if became_tellable(known.get(name), step)}
        return Settled(
            new=tuple(name for name in judged if name not in known),
            told=hand_on(archive, derivation, looks, fresh, tell, now=now),
            reasons={step.new_seq: step.held_because for step in belief.judgements if step.held_because},
            doubts=list_doubts(looks, belief),
        )


def list_doubts(looks: Sequence[RecordedLook], belief: Belief) -> dict[int, str]:
    """Why the looks were doubted whose text is no version, by seq: also a wall that is seen again."""
    reasons = ((look, belief.screened.get(look.seq)) for look in looks)
    return {look.seq: reason for look, reason in reasons if reason and look.text_hash not in belief.spans}


def chain_belief(texts: Texts, belief: Belief) -> Chains:
    """The clauses of the versions that have none yet; of all versions where an older one came in between."""
    versions = list(belief.spans)
    known = texts.archive.versions.chained(texts.derivation)
    is_known = [text_hash in known for text_hash in versions]
    is_whole = is_known != sorted(is_known, reverse=True)
    clauses, minted = chain_clauses(versions, belief.judgements, texts, () if is_whole else known)
    return Chains(clauses, minted, is_whole or not any(is_known))


def write_clauses(texts: Texts, before: Derivation | None, chains: Chains, now: datetime) -> None:
    """Give every provisional id its own: the one a person knows, where the chain had one, else a new one."""
    archive, derivation = texts.archive, texts.derivation
    ids: dict[str, str] = {}
    heirs: dict[str, str] = {}
    if chains.is_whole and before is not None:
        held: dict[Place, str] = {
            (texts.rows[text_hash], ordinal): clause
            for text_hash, clauses in chains.clauses.items()
            for ordinal, clause in enumerate(clauses)
        }
        old_places = archive.clauses.occurrences(before.id)
        new_places = archive.clauses.occurrences(derivation.id)
        ids, heirs = keep_ids(old_places, archive.clauses.standing(before.id), new_places, held)
    new = [minting for minting in chains.minted if minting.provisional not in ids]
    minted = archive.clauses.mint(derivation.policy, [minting.seed for minting in new], at=now)
    ids |= {minting.provisional: clause for minting, clause in zip(new, minted, strict=True)}
    named = {
        texts.rows[text_hash]: [ids.get(clause, clause) for clause in clauses]
        for text_hash, clauses in chains.clauses.items()
    }
    archive.versions.set_clauses(derivation, named)
    archive.clauses.add_aliases({lost: ids[heir] for lost, heir in heirs.items()})


def hand_on(
    archive: Archive,
    derivation: Derivation,
    looks: Sequence[RecordedLook],
    fresh: Mapping[str, Judgement],
    tell: Callable[[Archive, Sequence[ChangeSet]], object] | None,
    *,
    now: datetime,
) -> tuple[str, ...]:
    """Hand on what became tellable by a live look that is new; let the rest pass in silence, for good. Ids of the told.

    What a better judgement of old looks turns up is in the log, and no news.
    """
    if not fresh:
        return ()
    since = min((look.observed_at for look in looks if not look.is_judged), default=None)
    live = {look.seq for look in looks if look.source_kind in LIVE}
    news = [name for name, judged in fresh.items() if tell is not None and is_news(judged, live=live, since=since)]
    for name, judged in fresh.items():
        if name not in news:
            archive.outbox.record_told(
                derivation.policy, old_seq=judged.old_seq, new_seq=judged.new_seq, at=now, is_alerted=False
            )
    if tell is not None and news:
        tell(archive, [archive.change_sets.get(derivation.policy, name) for name in news])
    return tuple(name for name, judged in fresh.items() if judged.is_told)
