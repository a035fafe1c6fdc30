"""An open record -> what of it holds: bytes, chain, time-stamps; and what does not. Needs no network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from tracker.archive import Archive
from tracker.errors import StampError
from tracker.export.spans import list_spans
from tracker.export.tokens import check_token, describe_roots
from tracker.model import ChainLink, ProofReport, Stamp
from tracker.publish.times import format_moment
from tracker.ruleset import RULESET

NOTHING_BEFORE = "0" * 64
"""What the first look has in place of a hash before it."""

Reread = tuple[int, int, Sequence[str]]
"""How many texts were read again, of how many, and what was found wrong with them."""


def verify_record(archive: Archive, *, reread: Reread, witnessed: Sequence[tuple[int, str]] = ()) -> ProofReport:
    """Check everything that was recorded against itself and against time-stamps and witnesses.

    `reread` is what a fresh reading of the texts gave; `witnessed` are heads as (look, hash) that were noted elsewhere.
    """
    looks, head = archive.observations.head()
    seq = archive.observations.head_seq()
    faults = [*find_damage(archive), *find_chain_faults(archive)]
    bodies, spoiled = _check_bodies(archive)
    stamps = archive.stamps.all()
    hashes = {link.seq: link.hash for link in _pick_links(archive, {stamp.seq for stamp in stamps})}
    good, bad = check_stamps(stamps, hashes)
    faults += [*spoiled, *bad, *find_witness_faults(archive, witnessed), *reread[2]]
    return ProofReport(
        subject=str(archive.path),
        looks=looks,
        seq=seq,
        head=head,
        bodies=bodies,
        stamps=len(stamps),
        texts=reread[0],
        known_texts=reread[1],
        faults=tuple(faults),
        spans=list_spans(good, first=1, last=seq) if seq else (),
        roots=describe_roots(stamp.certificates for stamp in good),
        notes=_list_notes(archive),
    )


def _list_notes(archive: Archive) -> tuple[str, ...]:
    """What could not be checked, and why."""
    derivations = map(archive.derivations.current, archive.policies.ids())
    older = sum(derivation is not None and derivation.ruleset != RULESET for derivation in derivations)
    if not older:
        return ()
    said = "1 policy was" if older == 1 else f"{older} policies were"
    return (f"{said} read under other rules than today's: tracker rebuild, then verify, reads them again",)


def find_damage(archive: Archive) -> tuple[str, ...]:
    """What SQLite's own check finds wrong with the file."""
    return tuple(f"the file: {found}" for found in archive.check_file())


def find_chain_faults(archive: Archive) -> Iterator[str]:
    """The first link of the chain that does not hold, and looks that are missing at the end."""
    before, last = NOTHING_BEFORE, 0
    for link in archive.observations.links():
        if fault := explain_link(link, before, last):
            yield fault
            return
        before, last = link.hash, link.seq
    recorded = archive.observations.count_recorded()
    if recorded > last:
        yield f"{_name_looks(last + 1, recorded)} missing: the record ends with look {last}"


def explain_link(link: ChainLink, before: str, last: int) -> str | None:
    """Why a link does not hold after look `last` with the hash `before`; None where it does."""
    if link.prev_hash != before:
        if link.seq > last + 1:
            return f"{_name_looks(last + 1, link.seq - 1)} missing: look {link.seq} followed another than look {last}"
        return f"look {link.seq} of {link.policy} does not follow look {last}: looks were exchanged, put in or altered"
    if not link.is_intact:
        seen = format_moment(link.observed_at)
        return f"look {link.seq} of {link.policy}, seen {seen}, is not as it was recorded"
    return None


def _name_looks(first: int, last: int) -> str:
    return f"look {first} is" if first == last else f"looks {first} to {last} are"


def _check_bodies(archive: Archive) -> tuple[int, list[str]]:
    checked, faults = 0, []
    for seq, policy, fault in archive.snapshots.verify_bodies():
        checked += 1
        if fault is not None:
            whose = f"the bytes of look {seq} of {policy}" if seq else "bytes that belong to no look"
            faults.append(f"{whose} are not those that came: {fault}")
    return checked, faults


def _pick_links(archive: Archive, seqs: Iterable[int]) -> Iterator[ChainLink]:
    for seq in sorted(set(seqs)):
        yield from archive.observations.links(seq, seq)


def check_stamps(stamps: Sequence[Stamp], hashes: dict[int, str]) -> tuple[list[Stamp], list[str]]:
    """The time-stamps that hold, and what is wrong with the others. `hashes` are those of the looks in the chain."""
    good, faults = [], []
    for stamp in stamps:
        fault = _explain_stamp(stamp, hashes.get(stamp.seq))
        if fault is None:
            good.append(stamp)
        else:
            faults.append(f"the time-stamp of {stamp.authority} over look {stamp.seq}: {fault}")
    return good, faults


def _explain_stamp(stamp: Stamp, link: str | None) -> str | None:
    if hashlib.sha256(stamp.token).hexdigest() != stamp.hash:
        return "the token is not the one that came"
    if link is None:
        return "the look it stands over is missing"
    if link != stamp.head:
        return "the look it stands over has another hash now"
    try:
        token = check_token(stamp.token, stamp.head, stamp.certificates)
    except StampError as error:
        return str(error)
    return None if token.stamped_at == stamp.stamped_at else "the token tells another time than the record"


def find_witness_faults(archive: Archive, witnessed: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Heads noted elsewhere that the record does not have."""
    for seq, head in witnessed:
        link = next(archive.observations.links(seq, seq), None)
        if link is None:
            yield f"look {seq} is missing: a witness saw it with the hash {head[:12]}…"
        elif link.hash != head:
            yield f"look {seq} has another hash than the witness saw: {link.hash[:12]}…, not {head[:12]}…"
