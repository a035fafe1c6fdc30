"""Derived rows: readings, comparisons and steps come back as they were made; ids and notes outlive them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parcels import FIRST, INSURED, START, capture

from tracker.archive import Archive, open_archive
from tracker.archive.change_sets import name_change_set
from tracker.archive.derivations import Derivation
from tracker.archive.redlines import read_ops, read_runs, write_ops, write_runs
from tracker.believe.lasting import SILENT
from tracker.compare.changes import compare_readings
from tracker.compare.redline.redlining import redline_texts
from tracker.errors import NotFoundError
from tracker.model import (
    Block,
    BlockKind,
    HeldBecause,
    Judgement,
    Link,
    LinkChange,
    MovedText,
    Op,
    Outcome,
    Reading,
    ReadingSettings,
    Section,
    StatedDate,
)
from tracker.read.document import read_document
from tracker.values import replace

POLICY = "parcels/terms"
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        archive.policies.ensure(POLICY, at=START)
        for days in range(4):
            moment = START + timedelta(days=days)
            archive.observations.record(
                POLICY, observed_at=moment, outcome=Outcome.FETCHED, recorded_at=moment, captures=[capture(FIRST, days)]
            )
        yield archive


@pytest.fixture
def derivation(archive: Archive) -> Derivation:
    setting = archive.policies.set_settings(POLICY, ReadingSettings(), at=START)
    return archive.derivations.prepare(POLICY, setting=setting, ruleset=1)


def read(text: str) -> Reading:
    return read_document(text.encode(), media_type="text/markdown")


def judge(old_seq: int, new_seq: int, **more) -> Judgement:
    old_at, new_at = (START + timedelta(days=seq - 1) for seq in (old_seq, new_seq))
    said = {"confirmed_at": new_at, "is_believed": "held_because" not in more, **more}
    return Judgement("h1", "h2", old_seq, new_seq, old_at, new_at, **said)


def settle(archive: Archive, derivation: Derivation, *judgements: Judgement) -> None:
    """Two texts, their comparison, and these steps between them."""
    versions = [archive.versions.add(derivation, name, read(text)) for name, text in (("h1", FIRST), ("h2", INSURED))]
    comparison = archive.comparisons.add(derivation, *versions, compare_readings(read(FIRST), read(INSURED)))
    archive.change_sets.replace(derivation, [(judged, comparison) for judged in judgements])
    archive.versions.place(derivation, [(version, START, START) for version in versions], versions[-1])
    archive.derivations.promote(derivation)


# --- redlines ---


@given(old=words, new=words)
def test_any_redline_comes_back(old: str, new: str) -> None:
    ops = redline_texts(old, new)
    assert read_ops(write_ops(ops, old, new), old, new) == ops


@given(old=words, new=words, wrong=st.lists(st.tuples(st.sampled_from(Op), words.filter(len)), max_size=4).map(tuple))
def test_a_redline_of_other_texts_comes_back_too(old: str, new: str, wrong) -> None:
    assert read_ops(write_ops(wrong, old, new), old, new) == wrong


@given(runs=st.lists(words.map(lambda run: run.replace("\x1e", ""))).map(tuple))
def test_any_runs_come_back(runs: tuple[str, ...]) -> None:
    assert read_runs(write_runs(runs)) == runs


# --- readings and comparisons ---


def test_a_reading_comes_back(archive: Archive, derivation: Derivation) -> None:
    blocks = (
        Block(BlockKind.ITEM, "rent it", 2, "(a)", 4, (Link("it", "https://x.example/?a=1"),), anchor="i"),
        Block(BlockKind.ROW, "name | use", is_header=True),
    )
    sections = (
        Section(0, 1, "10", "27.", "10", "Use", blocks, heading_links=(Link("Use", "#use"),)),
        Section(1, 2, "(a)", None, "10(a)", None, (), parent=0),
    )
    dates = (StatedDate("effective", date(2024, 3, 1), "effective 1 March 2024"),)
    reading = Reading("text/html", "Terms", "en", sections, dates)
    assert archive.versions.reading(archive.versions.add(derivation, "h", reading)) == reading
    assert archive.versions.add(derivation, "h", replace(reading, title="other")) == 1  # the text is there already


def test_a_comparison_comes_back(archive: Archive, derivation: Derivation) -> None:
    old, new = read(FIRST), read(INSURED)
    comparison = compare_readings(old, new)
    moved = MovedText("in writing", old.sections[2], new.sections[3])
    changes = (
        replace(comparison.changes[0], moved_text=(moved,), ripple_of=0, is_ripple=True),
        *comparison.changes[1:],
    )
    links = (LinkChange("2", "here", "https://a.example", "https://b.example"),)
    comparison = replace(comparison, changes=changes, links_changed=links)
    versions = [archive.versions.add(derivation, name, text) for name, text in (("h1", old), ("h2", new))]
    row = archive.comparisons.add(derivation, *versions, comparison)
    assert archive.comparisons.get(row) == comparison
    assert archive.comparisons.add(derivation, *versions, comparison) == row
    assert archive.comparisons.pairs(derivation) == {tuple(versions): row}


# --- steps ---


def test_steps_come_back_with_what_was_believed(archive: Archive, derivation: Derivation) -> None:
    told = judge(1, 2, reverts_to=START)
    held = judge(3, 4, confirmed_at=None, held_because=HeldBecause.FLAPPING, reason="gone at the next look")
    settle(archive, derivation, told, held)
    first, second = archive.change_sets.of(POLICY)
    assert (first.judgement, first.is_told) == (told, True)
    assert (second.judgement, second.is_told) == (held, False)
    assert first.comparison == second.comparison
    assert [one.id for one in archive.change_sets.advancing(POLICY)] == [first.id]
    assert list(archive.change_sets.judged(derivation).values()) == [told, held]
    assert [one.id for one in archive.change_sets.of(POLICY, since=told.observed_at)] == [second.id]
    assert archive.change_sets.last(POLICY).id == second.id


@pytest.mark.parametrize("held", [None, *HeldBecause])
def test_the_archive_and_belief_call_the_same_steps_untold(
    archive: Archive, derivation: Derivation, held: HeldBecause | None
) -> None:
    settle(archive, derivation, judge(1, 2), judge(3, 4, held_because=held))
    assert archive.change_sets.has_untold(derivation) is (held in SILENT)
    settle(archive, derivation, judge(1, 2, held_because=held), judge(3, 4))
    assert not archive.change_sets.has_untold(derivation)


def test_two_steps_between_the_same_looks_have_ids_of_their_own(archive: Archive, derivation: Derivation) -> None:
    settle(archive, derivation, judge(1, 2, held_because=HeldBecause.LANGUAGE_SWITCH), judge(1, 2))
    first, second = archive.change_sets.of(POLICY)
    assert first.id == name_change_set(POLICY, 1, 2) != second.id


def test_a_step_is_found_by_the_beginning_of_its_id(archive: Archive, derivation: Derivation) -> None:
    settle(archive, derivation, judge(1, 2), judge(2, 3))
    first = next(archive.change_sets.of(POLICY))
    assert archive.change_sets.get(POLICY, first.id[:6]).id == first.id
    for wrong in ("", "%", "zzz", "_" * 12):
        with pytest.raises(NotFoundError, match="no change set"):
            archive.change_sets.get(POLICY, wrong)


def test_versions_say_what_is_missing(archive: Archive, derivation: Derivation) -> None:
    with pytest.raises(NotFoundError, match=r"nothing of .* has been read yet"):
        archive.versions.latest(POLICY)
    settle(archive, derivation, judge(1, 2))
    with pytest.raises(NotFoundError, match=r"has no version 3 \(it has 2\)"):
        archive.versions.numbered(POLICY, 3)
    with pytest.raises(NotFoundError, match="the first observation is of 2024-03-01 08:30 UTC"):
        archive.versions.at(POLICY, START - timedelta(seconds=1))


# --- what people decided, and ids, outlive what is derived ---


def test_a_note_stays_with_its_step_or_goes_to_the_nearest(archive: Archive, derivation: Derivation) -> None:
    settle(archive, derivation, judge(1, 2), judge(3, 4))
    _, noted = archive.change_sets.of(POLICY)
    archive.decisions.add_note(POLICY, noted.id, old_seq=3, seq=4, by="Ann", at=START, text="Ask counsel.")
    assert [len(one.notes) for one in archive.change_sets.of(POLICY)] == [0, 1]
    archive.change_sets.replace(derivation, [(judge(1, 2), 1), (judge(2, 4), 1)])  # another ruleset sees other steps
    first, second = archive.change_sets.of(POLICY)
    assert (first.notes, [note.text for note in second.notes]) == ((), ["Ask counsel."])
    assert second.notes[0].change_set == second.id


def test_the_last_word_on_an_observation_counts(archive: Archive) -> None:
    archive.decisions.accept(POLICY, seq=1, by="Ann", at=START)
    archive.decisions.accept(POLICY, seq=2, by="Ann", at=START)
    archive.decisions.refuse(POLICY, seq=2, by="Bob", at=START, note="an error page")
    assert archive.decisions.accepted(POLICY) == {1}
    assert archive.decisions.refused(POLICY) == {2}


def test_clause_ids_are_never_given_twice(archive: Archive) -> None:
    archive.policies.ensure("parcels/privacy", at=START)
    minted = [archive.clauses.mint(policy, ["seed"], at=START)[0] for policy in (POLICY, POLICY, "parcels/privacy")]
    assert len(set(minted)) == 3
    assert archive.clauses.of(POLICY) == tuple(minted[:2])


def test_a_lost_id_leads_to_the_end_of_its_aliases(archive: Archive) -> None:
    one, two, three = archive.clauses.mint(POLICY, [str(n) for n in range(3)], at=START)
    archive.clauses.add_aliases({one: two, three: three})
    archive.clauses.add_aliases({two: three})
    assert [archive.clauses.resolve(clause) for clause in (one, two, three, "c0")] == [three, three, three, "c0"]
