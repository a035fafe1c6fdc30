"""The life of a clause, answered from its rows: the same as read from all texts, whatever the clause went through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from parcels import FIRST, INSURED, OPENING, SHORTER, START, TRAINED, capture

from tracker.archive import Archive, open_archive
from tracker.ask.blame import ask_blame
from tracker.ask.history import ask_history
from tracker.ask.show import ask_show
from tracker.errors import NotFoundError
from tracker.model import ClauseHistory, Source
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures

POLICY = "parcels/terms"
RECORDED = Source("ota-versions", "https://git.example/versions.git#Harbour Parcels/Terms.md")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Clauses that come, change, shift, go and come back."""
    texts = [FIRST, SHORTER, TRAINED, INSURED, OPENING, FIRST, INSURED]
    with open_archive(tmp_path / "t.db") as archive:
        archive.policies.ensure(POLICY, at=START)
        commits = [capture(text, 9 * day, key=f"c{day}", source=RECORDED) for day, text in enumerate(texts)]
        record_captures(archive, POLICY, commits, now=START)
        derive_policy(archive, POLICY, now=START)
        yield archive


def read_life(archive: Archive, clause: str) -> tuple[list[object], list[object]]:
    """The numbers and the changes of a clause, from every text and every comparison in full."""
    steps = list(archive.change_sets.advancing(POLICY))
    texts = [(archive.versions.of(POLICY)[0].first_seen_at, archive.versions.of(POLICY)[0])]
    texts += [(one.judgement.observed_at, archive.versions.with_hash(POLICY, one.judgement.new_hash)) for one in steps]
    labels: list[object] = []
    for from_at, version in texts:
        found = [section for section in version.reading.sections if section.clause == clause]
        label = (found[0].number, found[0].path) if found else None
        if not labels or labels[-1][1] != label:
            labels.append((from_at, label))
    events = [
        (one.id, one.judgement.previous_at, one.judgement.observed_at, change)
        for one in steps
        for change in one.comparison.changes
        if any(section.clause == clause for section in change.old + change.new)
    ]
    return labels, events


def list_labels(life: ClauseHistory) -> list[object]:
    """The held numbers as the moments at which they began, absences as None."""
    labels: list[object] = []
    for held, following in zip(life.held, (*life.held[1:], None), strict=True):
        labels.append((held.from_at, (held.number, held.path)))
        if held.to_at is not None and (following is None or following.from_at != held.to_at):
            labels.append((held.to_at, None))
    return labels


def test_every_life_is_the_one_that_the_texts_tell(archive: Archive) -> None:
    clauses = archive.clauses.of(POLICY)
    assert len(clauses) > 4
    for clause in clauses:
        (life,) = ask_history(archive, POLICY, clause).clauses
        labels, events = read_life(archive, clause)
        assert list_labels(life) == [one for one in labels if one != (START, None)]
        told = [(one.step.change_set, one.step.previous_at, one.step.observed_at, one.change) for one in life.events]
        assert told == events
        is_there = any(one.clause == clause for one in archive.versions.latest(POLICY).reading.sections)
        assert (life.state == "present") is is_there


def test_no_text_is_read_whole(archive: Archive) -> None:
    statements: list[str] = []
    archive._store.connection.set_trace_callback(statements.append)
    ask_history(archive, POLICY, "3")
    archive._store.connection.set_trace_callback(None)
    assert statements
    assert [one for one in statements if "JOIN passage" in one and "ORDER BY section.place" in one] == []


def test_blame_reads_the_latest_text_and_no_body_twice(archive: Archive) -> None:
    statements: list[str] = []
    archive._store.connection.set_trace_callback(statements.append)
    ages = ask_blame(archive, POLICY)
    archive._store.connection.set_trace_callback(None)
    assert len({age.since_at for age in ages}) > 1
    assert len([one for one in statements if "JOIN passage" in one and "ORDER BY section.place" in one]) == 1
    wanted = [one.partition("json_each(")[2] for one in statements if one.startswith("SELECT id, text FROM passage")]
    rows = [row for one in wanted for row in re.findall(r"\d+", one)]
    assert len(rows) == len(set(rows)) > 0


def test_a_number_tells_all_its_holders_the_present_one_first(archive: Archive) -> None:
    lives = ask_history(archive, POLICY, "3.").clauses
    assert len(lives) == len({life.clause for life in lives}) > 1
    assert lives[0].held[-1].to_at is None and lives[0].held[-1].number == "3"


def test_an_id_that_a_rebuild_replaced_still_names_its_clause(archive: Archive) -> None:
    kept = archive.versions.latest(POLICY).reading.sections[1].clause
    assert kept is not None
    lost = archive.clauses.mint(POLICY, ["lost"], at=START)[0]
    archive.clauses.add_aliases({lost: kept})
    assert [life.clause for life in ask_history(archive, POLICY, lost).clauses] == [kept]
    assert ask_show(archive, POLICY, lost).sections[0].clause == kept


def test_what_cannot_be_answered_is_said(archive: Archive) -> None:
    with pytest.raises(NotFoundError, match="no clause"):
        ask_history(archive, POLICY, "99")
    with pytest.raises(NotFoundError, match="no policy"):
        ask_history(archive, "parcels/nothing", "3")
    archive.policies.ensure("parcels/empty", at=START + timedelta(days=1))
    with pytest.raises(NotFoundError, match="has been read yet"):
        ask_history(archive, "parcels/empty", "3")
