"""A policy gets another id, or is deleted: what was recorded of it and of others stays what it was, or is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from parcels import FIRST, INSURED, SHORTER, START, TRAINED, capture

from tracker.archive import Archive, open_archive
from tracker.errors import NotFoundError, UsageError
from tracker.model import Source
from tracker.track.derive import derive_policy, rebuild_policy
from tracker.track.recording import record_captures

RECORDED = Source("ota-versions", "https://git.example/versions.git#x")
OLD, NEW, OTHER = "parcels/terms", "parcels/terms-of-service", "letters/terms"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Two policies whose looks were recorded in turns, the second one's bodies compressed against the first's."""
    with open_archive(tmp_path / "t.db") as archive:
        for days, text in enumerate([FIRST, SHORTER, TRAINED]):
            look(archive, OLD, text, days)
            look(archive, OTHER, text.replace("routing", "sorting") if days else text, days)
        yield archive


def look(archive: Archive, policy: str, text: str, days: int) -> None:
    seen = [capture(text, 24 * days + hour, key=f"{policy}{days}{hour}", source=RECORDED) for hour in (0, 1)]
    record_captures(archive, policy, seen, now=START + timedelta(days=days))
    derive_policy(archive, policy, now=START + timedelta(days=days))


def describe(archive: Archive, policy: str) -> list[object]:
    """What people see of a policy: change sets with their ids and notes, and clauses with theirs."""
    steps = [(one.id, one.notes, one.comparison.changes) for one in archive.change_sets.of(policy)]
    return [*steps, [section.clause for section in archive.versions.latest(policy).reading.sections]]


def test_everything_goes_with_the_new_id_and_stays_through_a_rebuild(archive: Archive) -> None:
    step = next(archive.change_sets.of(OLD))
    place = {"old_seq": step.judgement.old_seq, "seq": step.judgement.new_seq}
    archive.decisions.add_note(OLD, step.id, **place, by="Dana", at=START, text="seen")
    before = describe(archive, OLD)
    archive.renames.rename(OLD, NEW, at=START)
    assert archive.policies.ids() == (OTHER, NEW)
    assert describe(archive, NEW) == before
    rebuild_policy(archive, NEW, now=START)
    assert describe(archive, NEW) == before
    with pytest.raises(NotFoundError):
        archive.policies.get(OLD)


def test_the_chain_of_looks_holds_through_renames_and_tells_what_was_tampered_with(archive: Archive) -> None:
    archive.renames.rename(OLD, NEW, at=START)
    look(archive, NEW, INSURED, 3)
    archive.renames.rename(NEW, "post/terms", at=START)
    look(archive, "post/terms", TRAINED, 4)
    look(archive, OLD, FIRST, 5)  # another policy under the old id
    assert archive.find_damage() == ()
    archive._store.run("UPDATE observation SET error = 'x' WHERE seq = 3")
    assert archive.find_damage() == ("observation 3 is not as it was recorded",)


def test_a_taken_id_and_an_unknown_one_are_refused(archive: Archive) -> None:
    with pytest.raises(UsageError, match="already"):
        archive.renames.rename(OLD, OTHER, at=START)
    with pytest.raises(NotFoundError):
        archive.renames.rename("no/terms", NEW, at=START)
    assert archive.policies.ids() == (OTHER, OLD)


@pytest.mark.parametrize("last", [OLD, OTHER])
def test_a_purged_policy_is_gone_and_the_others_are_whole(archive: Archive, last: str) -> None:
    look(archive, last, INSURED, 3)
    looks, head = archive.observations.head()
    kept = describe(archive, OTHER)
    archive.purges.purge(OLD, at=START)
    assert archive.policies.ids() == (OTHER,)
    assert describe(archive, OTHER) == kept
    assert archive.observations.head() == (looks, head)
    look(archive, OTHER, FIRST, 6)
    assert archive.find_damage() == ()
    assert [archive.snapshots.get(*one.snapshots).body for one in archive.observations.of(OTHER)]
    assert archive.search.find("sorting OR routing", sides=("now", "first", "inserted", "deleted"), policy=OLD) == ()
    assert archive._store.rows("PRAGMA foreign_key_check") == []
    for index in ("section_search", "change_search"):
        archive._store.run(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 0)")


def test_what_was_purged_is_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with open_archive(path) as archive:
        look(archive, OTHER, FIRST, 0)
        look(archive, OLD, FIRST.replace("arcel", "alanquin"), 1)
        archive.purges.purge(OLD, at=START)
        archive._store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"alanquin" not in path.read_bytes()
    assert b"arcel" in path.read_bytes()


def test_a_look_that_was_stamped_is_not_deleted(archive: Archive) -> None:
    seq = archive.observations.of(OLD)[0].seq
    head = archive.observations.link_hash(seq)
    moments = {"stamped_at": START, "received_at": START}
    archive.stamps.add(seq=seq, head=head, authority="tsa", **moments, token=b"token", certificates="")
    with pytest.raises(UsageError, match=f"look {seq} of {OLD} was time-stamped"):
        archive.purges.purge(OLD, at=START)
    assert archive.policies.ids() == (OTHER, OLD) and archive.find_damage() == ()
