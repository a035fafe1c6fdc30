"""The pipeline for one policy, from captures to what is believed and told; archive and teller are asked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parcels import FIRST, GERMAN, INSURED, OPENING, SHORTER, START, TRAINED, WALL, capture

from tracker.archive import Archive, open_archive
from tracker.compare.changes import compare_readings
from tracker.errors import ReadingError
from tracker.model import Capture, ChangeSet, Comparison, HeldBecause, Outcome, Reading, ReadingSettings, Source
from tracker.read.document import Part, read_parts
from tracker.ruleset import RULESET
from tracker.track.derive import Handling, derive_policy, rebuild_policy
from tracker.track.jobs import Craft
from tracker.track.pool import reading_pool
from tracker.track.recording import record_captures

POLICY = "parcels/terms"
RECORDED = Source("ota-versions", "https://git.example/versions.git#Harbour Parcels/Terms.md")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        archive.policies.ensure(POLICY, at=START)
        yield archive


class Teller:
    """Stands where subscribers are told: remembers every change set it was handed."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, archive: Archive, change_sets: Sequence[ChangeSet]) -> None:
        self.told += [change_set.comparison.summary for change_set in change_sets]


def look(archive: Archive, text: str | None, days: float, **options):
    """One live look: a text, None for a 304, or an error given by name; then whatever follows from it."""
    error = options.pop("error", None)
    outcome = Outcome.ERROR if error else Outcome.NOT_MODIFIED if text is None else Outcome.FETCHED
    captures = [capture(text, days)] if text is not None and not error else []
    moment = START + timedelta(days=days)
    archive.observations.record(
        POLICY, observed_at=moment, outcome=outcome, recorded_at=moment, captures=captures, error=error
    )
    return derive_policy(archive, POLICY, now=moment, tell=options.pop("tell", None), handling=Handling(**options))


def bring(archive: Archive, texts: Sequence[str], *, first_day: float = 0, step: float = 2, **options):
    """A recorded history: one commit every `step` days."""
    commits = [
        capture(text, first_day + step * number, key=f"c{first_day}.{number}", source=RECORDED)
        for number, text in enumerate(texts)
    ]
    record_captures(archive, POLICY, commits, now=START)
    return derive_policy(archive, POLICY, now=START, handling=Handling(**options))


def story(archive: Archive) -> list[tuple[object, ...]]:
    """All that is derived of the policy, but for row numbers."""
    steps = [(one.id, one.judgement, one.is_told, one.comparison.changes) for one in archive.change_sets.of(POLICY)]
    versions = [
        (one.ordinal, one.text_hash, one.first_seen_at, one.last_seen_at, one.reading)
        for one in archive.versions.of(POLICY)
    ]
    return [*versions, *steps]


def headings(archive: Archive) -> dict[str | None, str | None]:
    """The clauses of the text that stands: heading -> clause id."""
    return {section.heading: section.clause for section in archive.versions.latest(POLICY).reading.sections}


# --- a recorded history ---


def test_a_history_becomes_versions_steps_and_clauses(archive: Archive) -> None:
    derived = bring(archive, [FIRST, SHORTER, TRAINED, INSURED])
    assert (derived.outcome, len(derived.told)) == ("changed", 3)
    first, shorter, trained, insured = archive.versions.of(POLICY)
    assert [version.ordinal for version in (first, shorter, trained, insured)] == [1, 2, 3, 4]
    assert (first.first_seen_at, insured.last_seen_at) == (START, START + timedelta(days=6))
    summaries = [change_set.comparison.summary for change_set in archive.change_sets.of(POLICY)]
    assert '"30" became "14"' in summaries[0] or "30 days" in summaries[0]
    clauses = {section.heading: section.clause for section in first.reading.sections}
    assert {heading: headings(archive)[heading] for heading in clauses} == clauses  # renumbered, and still the same
    assert headings(archive)["Insurance"] not in clauses.values()
    assert archive.clauses.of(POLICY) == (*dict.fromkeys(clauses.values()), headings(archive)["Insurance"])


def test_a_second_import_adds_nothing(archive: Archive) -> None:
    bring(archive, [FIRST, SHORTER])
    before = story(archive)
    assert bring(archive, [FIRST, SHORTER]).new == ()
    assert story(archive) == before


def test_the_text_of_a_day(archive: Archive) -> None:
    bring(archive, [FIRST, SHORTER, FIRST])
    for days, ordinal in ((0, 1), (1.9, 1), (2, 2), (3.9, 2), (4, 1), (400, 1)):
        assert archive.versions.at(POLICY, START + timedelta(days=days)).ordinal == ordinal
    assert archive.versions.latest(POLICY).ordinal == 1


def test_a_page_that_alternates_is_compared_once_each_way(archive: Archive) -> None:
    derived = bring(archive, [FIRST, SHORTER] * 40, step=0.5)
    assert len(derived.told) <= 2
    assert archive._store.row("SELECT count(*) AS n FROM comparison")["n"] <= 2
    assert len(archive.versions.of(POLICY)) == 2


def test_documents_that_cannot_be_read_are_on_record(archive: Archive) -> None:
    bring(archive, [FIRST, "   ", SHORTER])
    derivation = archive.derivations.current(POLICY)
    failures = [one.failure for one in archive.derivations.looks(derivation)]
    assert failures == [None, "the document is empty", None]
    assert len(archive.versions.of(POLICY)) == 2


# --- live looks ---


def test_the_outcomes_of_looks(archive: Archive) -> None:
    outcomes = [
        look(archive, FIRST, 0).outcome,
        look(archive, FIRST, 1).outcome,
        look(archive, None, 2).outcome,
        look(archive, None, 3, error="timed out").outcome,
        look(archive, SHORTER, 4).outcome,
        look(archive, SHORTER, 5).outcome,
        look(archive, WALL, 6).outcome,
        look(archive, SHORTER, 7).outcome,
    ]
    assert outcomes == ["first", "unchanged", "not-modified", "error", "held", "changed", "quarantined", "unchanged"]
    held = [one.judgement.held_because for one in archive.change_sets.of(POLICY)]
    assert held == [None, HeldBecause.QUARANTINED]
    assert len(archive.versions.of(POLICY)) == 2


def test_a_wall_is_doubted_at_every_look(archive: Archive) -> None:
    first = look(archive, WALL, 0)
    assert first.outcome == "quarantined" and first.error
    look(archive, FIRST, 1)
    again = [look(archive, WALL, days) for days in (2, 3, 4)]
    assert [derived.outcome for derived in again] == ["quarantined"] * 3
    assert all(derived.error for derived in again)


def test_an_error_says_why(archive: Archive) -> None:
    derived = look(archive, None, 0, error="certificate expired")
    assert (derived.outcome, derived.error) == ("error", "certificate expired")
    assert look(archive, FIRST, 1).outcome == "first"


def test_at_once_believes_the_first_sighting(archive: Archive) -> None:
    teller = Teller()
    look(archive, FIRST, 0, at_once=True, tell=teller)
    assert look(archive, SHORTER, 1, at_once=True, tell=teller).outcome == "changed"
    assert len(teller.told) == 1
    assert look(archive, WALL, 2, at_once=True, tell=teller).outcome == "quarantined"


def test_unchanged_bytes_are_not_read_again(archive: Archive) -> None:
    look(archive, FIRST, 0)
    reads = []
    for days in (1, 2, 3):
        look(archive, FIRST, days, progress=lambda done, total: reads.append(total))
    assert reads == []
    assert archive.versions.latest(POLICY).last_seen_at == START + timedelta(days=3)


def test_a_person_accepts_what_was_quarantined(archive: Archive) -> None:
    for days, text in enumerate((FIRST, FIRST, WALL)):
        derived = look(archive, text, days)
    assert derived.outcome == "quarantined"
    archive.decisions.accept(POLICY, seq=3, by="Ann", at=START)
    assert derive_policy(archive, POLICY, now=START).outcome == "changed"
    assert archive.versions.latest(POLICY).ordinal == 2
    archive.decisions.refuse(POLICY, seq=3, by="Ann", at=START)
    derive_policy(archive, POLICY, now=START)
    assert archive.versions.latest(POLICY).ordinal == 1


def test_parts_are_one_document(archive: Archive) -> None:
    pages = [capture(OPENING, 0), capture("## Annex\n\nRates are listed by weight of the parcel.\n", 0)]
    archive.observations.record(POLICY, observed_at=START, outcome=Outcome.FETCHED, recorded_at=START, captures=pages)
    derive_policy(archive, POLICY, now=START)
    assert list(headings(archive))[-1] == "Annex"


# --- telling ---


def test_a_change_is_told_once_and_when_it_is_confirmed(archive: Archive) -> None:
    teller = Teller()
    counts = []
    for days, text in enumerate((FIRST, SHORTER, SHORTER, SHORTER, TRAINED, TRAINED)):
        look(archive, text, days, tell=teller)
        counts.append(len(teller.told))
    assert counts == [0, 0, 1, 1, 1, 2]


def test_a_rollout_is_told_once_when_it_stays_whatever_came_in_between(archive: Archive) -> None:
    """New terms blink twice, come, and have a slip put right a day later; then they stand, look by look."""
    slip = SHORTER.replace("parcel", "parcell", 1)
    told: list[datetime] = []

    def tell(archive: Archive, change_sets: Sequence[ChangeSet]) -> None:
        told.extend(one.judgement.observed_at for one in change_sets if one.is_told)

    for half_days, text in enumerate([FIRST, slip, FIRST, slip, FIRST, FIRST, slip, slip, *[SHORTER] * 18]):
        look(archive, text, half_days / 2, tell=tell)
        assert not told or half_days >= 20, "a week it must have stood"
    assert told == [START + timedelta(days=3)]


def test_who_cannot_be_told_leaves_the_change_untold(archive: Archive) -> None:
    look(archive, FIRST, 0)
    look(archive, SHORTER, 1)

    def fail(archive: Archive, change_sets: Sequence[ChangeSet]) -> None:
        raise RuntimeError("the outbox is full")

    with pytest.raises(RuntimeError, match="outbox"):
        look(archive, SHORTER, 2, tell=fail)
    teller = Teller()
    assert derive_policy(archive, POLICY, now=START, tell=teller).outcome == "changed"
    assert len(teller.told) == 1


def test_history_brought_in_later_is_not_told(archive: Archive) -> None:
    teller = Teller()
    for days, text in enumerate((TRAINED, INSURED, INSURED), start=20):
        look(archive, text, days, tell=teller)
    known, ids = headings(archive), [one.id for one in archive.change_sets.of(POLICY)]
    assert len(teller.told) == 1
    bring(archive, [FIRST, SHORTER, TRAINED])
    assert len(teller.told) == 1
    assert headings(archive) == known  # the ids that a person knows by now
    assert [one.id for one in archive.change_sets.of(POLICY)][-1:] == ids
    assert len(archive.versions.of(POLICY)) == 4
    look(archive, FIRST, 30, tell=teller)
    look(archive, FIRST, 31, tell=teller)
    assert len(teller.told) == 2


def test_new_settings_are_silent_and_what_comes_after_is_told(archive: Archive) -> None:
    teller = Teller()
    look(archive, FIRST, 0, tell=teller)
    look(archive, SHORTER, 1, tell=teller)
    archive.observations.record(
        POLICY, observed_at=START + timedelta(days=2), outcome=Outcome.FETCHED, recorded_at=START,
        captures=[capture(SHORTER, 2)],
    )  # fmt: skip
    known = headings(archive)
    derive_policy(archive, POLICY, now=START, tell=teller, handling=Handling(settings=ReadingSettings(language="en")))
    assert len(teller.told) == 1
    assert headings(archive) == known
    assert archive._store.row("SELECT count(*) AS n FROM derivation")["n"] == 1


def test_a_new_ruleset_derives_in_silence_and_keeps_what_people_know(archive: Archive) -> None:
    teller = Teller()
    for days, text in enumerate((FIRST, SHORTER, SHORTER, TRAINED)):
        look(archive, text, days, tell=teller)
    known, ids = headings(archive), list(archive.change_sets.judged(archive.derivations.current(POLICY)))
    archive._store.run("UPDATE derivation SET ruleset = ruleset - 1")
    assert look(archive, TRAINED, 4, tell=teller).outcome == "changed"
    assert len(teller.told) == 2  # the one before, and the one this look confirms
    assert (headings(archive), list(archive.change_sets.judged(archive.derivations.current(POLICY)))) == (known, ids)
    assert archive.derivations.current(POLICY).ruleset == RULESET


# --- deriving again ---


def test_a_rebuild_keeps_ids_and_notes_and_tells_nobody(archive: Archive) -> None:
    bring(archive, [FIRST, SHORTER, TRAINED, INSURED])
    change_set = list(archive.change_sets.of(POLICY))[1]
    steps = change_set.judgement
    archive.decisions.add_note(
        POLICY, change_set.id, old_seq=steps.old_seq, seq=steps.new_seq, by="Ann", at=START, text="Ask them why."
    )
    before, clauses = story(archive), archive.clauses.of(POLICY)
    rebuild_policy(archive, POLICY, now=START)
    assert story(archive) == before
    assert archive.clauses.of(POLICY) == clauses
    assert [note.text for note in archive.change_sets.get(POLICY, change_set.id).notes] == ["Ask them why."]
    orphans = "SELECT count(*) AS n FROM passage WHERE id NOT IN (SELECT passage FROM section)"
    assert archive._store.row(orphans)["n"] == 0
    assert archive.find_damage() == ()


texts = st.sampled_from([FIRST, SHORTER, TRAINED, INSURED, WALL])


@given(texts=st.lists(texts, min_size=1, max_size=7))
@settings(max_examples=12, deadline=None)
def test_step_by_step_comes_to_the_same_as_all_at_once(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("steps")
    with open_archive(folder / "a.db") as stepwise, open_archive(folder / "b.db") as whole:
        for archive in (stepwise, whole):
            archive.policies.ensure(POLICY, at=START)
        for number, text in enumerate(texts):
            look(stepwise, text, number)
            moment = START + timedelta(days=number)
            whole.observations.record(
                POLICY,
                observed_at=moment,
                outcome=Outcome.FETCHED,
                recorded_at=moment,
                captures=[capture(text, number)],
            )
        derive_policy(whole, POLICY, now=START)
        assert story(stepwise) == story(whole)
        rebuild_policy(stepwise, POLICY, now=START)
        assert story(stepwise) == story(whole)


def test_any_executor_comes_to_the_same(archive: Archive, tmp_path: Path) -> None:
    history = [FIRST.replace("80 euros", f"{80 + number % 13} euros") for number in range(30)]
    bring(archive, history)
    with open_archive(tmp_path / "pool.db") as other, ThreadPoolExecutor(2) as executor:
        other.policies.ensure(POLICY, at=START)
        seen: list[tuple[int, int]] = []
        bring(other, history, executor=executor, progress=lambda *at: seen.append(at))
        assert story(other) == story(archive)
        assert seen[-1] == (13, 13)  # of thirty captures thirteen differ


class DyingPool(Executor):
    """An executor whose workers are gone, as after the system ran out of memory."""

    def submit(self, *task, **options):
        future: Future[object] = Future()
        future.set_exception(BrokenExecutor("terminated abruptly"))
        return future


def test_a_worker_that_dies_is_one_line_and_nothing_is_lost(archive: Archive) -> None:
    history = [FIRST.replace("80 euros", f"{80 + number} euros") for number in range(12)]
    with pytest.raises(ReadingError, match="a process died while reading"):
        bring(archive, history, executor=DyingPool())
    assert len(archive.observations.of(POLICY)) == 12
    assert len(derive_policy(archive, POLICY, now=START).new) == 11


def test_a_live_look_that_a_rebuild_finds_is_left_to_be_told(archive: Archive) -> None:
    teller = Teller()
    look(archive, FIRST, 0)
    look(archive, SHORTER, 1)
    late = START + timedelta(days=2)
    archive.observations.record(
        POLICY, observed_at=late, outcome=Outcome.FETCHED, recorded_at=late, captures=[capture(SHORTER, 2)]
    )
    rebuild_policy(archive, POLICY, now=late)
    derive_policy(archive, POLICY, now=late, tell=teller)
    assert len(teller.told) == 1


def test_processes_come_to_the_same(archive: Archive, tmp_path: Path) -> None:
    history = [FIRST.replace("80 euros", f"{80 + number} euros") for number in range(12)]
    bring(archive, history)
    with open_archive(tmp_path / "pool.db") as other, reading_pool(1) as executor:
        other.policies.ensure(POLICY, at=START)
        bring(other, history, executor=executor)
        assert story(other) == story(archive)


# --- a page that brings out a bug of ours ---

CHOKING = "## Insurance for choking hazards"


def read_unless_choking(parts: Sequence[Part], settings: ReadingSettings) -> Reading:
    """The reader, with a bug: it fails on a page in a way nobody foresaw."""
    if CHOKING.encode() in parts[0].body:
        raise IndexError("string index out of range")
    return read_parts(parts, settings=settings)


def read_unless_deadly(parts: Sequence[Part], settings: ReadingSettings) -> Reading:
    """Reads like always, but a body that names a pigeon takes the whole process with it, as a crash in C code does."""
    if b"pigeon" in parts[0].body:
        os._exit(11)
    return read_parts(parts, settings=settings)


@pytest.mark.slow
def test_a_process_that_dies_is_one_policys_failure_and_the_next_finds_another(archive: Archive) -> None:
    history = [FIRST.replace("80 euros", f"{80 + number} euros") for number in range(12)]
    with reading_pool(1) as pool:
        handling = Handling(executor=pool, craft=Craft(read=read_unless_deadly))
        record_captures(archive, "parcels/pigeons", list_commits([*history, FIRST + "By pigeon.\n"]), now=START)
        with pytest.raises(ReadingError, match="a process died while reading"):
            derive_policy(archive, "parcels/pigeons", now=START, handling=handling)
        record_captures(archive, POLICY, list_commits(history), now=START)
        assert len(derive_policy(archive, POLICY, now=START, handling=handling).new) == 11


def list_commits(texts: Sequence[str]) -> list[Capture]:
    return [capture(text, 2 * number, key=f"c{number}", source=RECORDED) for number, text in enumerate(texts)]


def compare_unless_choking(old: Reading, new: Reading) -> Comparison:
    if any("choking" in (section.heading or "") for section in (*old.sections, *new.sections)):
        raise KeyError("choking")
    return compare_readings(old, new)


BAD = f"{FIRST}\n\n{CHOKING}\n\nYou cover parcels that hold small parts.\n"
UNREADABLE = Craft(read=read_unless_choking)
UNCOMPARABLE = Craft(compare=compare_unless_choking)
UNDER_NEW_SETTINGS = ReadingSettings(language="en")


def failures(archive: Archive) -> list[str | None]:
    return [one.failure for one in archive.derivations.looks(archive.derivations.current(POLICY))]


@pytest.mark.parametrize(
    ("craft", "reason"),
    [
        (UNREADABLE, "the page could not be read: IndexError"),
        (UNCOMPARABLE, "the text could not be compared: KeyError"),
    ],
    ids=["read", "compare"],
)
def test_a_bad_page_is_its_own_looks_failure_for_ever_after(archive: Archive, craft: Craft, reason: str) -> None:
    teller = Teller()
    outcomes = [
        look(archive, text, day, craft=craft, tell=teller).outcome for day, text in enumerate((FIRST, BAD, FIRST, BAD))
    ]
    assert outcomes == ["first", "error", "unchanged", "error"]
    assert [bool(failure and failure.startswith(reason)) for failure in failures(archive)] == [False, True] * 2
    for day, text in enumerate((FIRST, SHORTER, SHORTER), start=4):  # read anew around it, and what is new is told
        derived = look(archive, text, day, craft=craft, tell=teller, settings=UNDER_NEW_SETTINGS)
    assert derived.outcome == "changed"
    assert len(teller.told) == 1
    rebuild_policy(archive, POLICY, now=START, handling=Handling(craft=craft))
    assert len(archive.versions.of(POLICY)) == 2
    assert [failure is None for failure in failures(archive)] == [True, False, True, False, True, True, True]


def test_what_better_rules_can_read_is_news_then(archive: Archive) -> None:
    teller = Teller()
    for day, text in enumerate((FIRST, FIRST, BAD, BAD, BAD)):
        look(archive, text, day, craft=UNREADABLE, tell=teller)
    assert teller.told == []
    assert look(archive, BAD, 5, tell=teller, settings=UNDER_NEW_SETTINGS).outcome == "changed"
    assert len(teller.told) == 1


def test_a_first_page_that_is_bad_is_known_as_failed(archive: Archive) -> None:
    for day in range(4):
        assert look(archive, BAD, day, craft=UNREADABLE).outcome == "error"
    failing = archive.timetable.last_failures(POLICY)
    assert failing is not None and failing.count == 4
    assert failing.error.startswith("the page could not be read: IndexError")
    assert look(archive, FIRST, 4, craft=UNREADABLE).outcome == "first"


def test_memory_that_runs_out_is_no_fault_of_the_page(archive: Archive) -> None:
    def run_out(parts: Sequence[Part], settings: ReadingSettings) -> Reading:
        raise MemoryError

    with pytest.raises(ReadingError, match="memory ran out"):
        look(archive, FIRST, 0, craft=Craft(read=run_out))
    assert look(archive, FIRST, 1).outcome == "first"
    assert failures(archive) == [None, None]


# --- another language ---


AMERICAN = FIRST + "".join(
    f"## {number}. Offices\n\nThe {word} of our organization is authorized to customize and recognize each parcel.\n\n"
    for number, word in ((5, "center"), (6, "licenses"))
)
BRITISH = AMERICAN
for ours, theirs in (
    ("organiz", "organis"),
    ("authoriz", "authoris"),
    ("customiz", "customis"),
    ("recogniz", "recognis"),
):
    BRITISH = BRITISH.replace(ours, theirs)
BRITISH = BRITISH.replace("center", "centre").replace("licenses", "licences").replace("two years", "three years")


def test_a_page_for_another_region_is_held_and_an_edit_made_meanwhile_told_when_it_comes_back(archive: Archive) -> None:
    edited = AMERICAN.replace("80 euros", "40 euros")
    assert edited != AMERICAN and BRITISH.count("three years") == 1
    for day in range(2):
        look(archive, AMERICAN, day)
    assert [one for day in range(2, 5) for one in look(archive, BRITISH, day).told] == []
    (told,) = [one for day in range(5, 8) for one in look(archive, edited, day).told]
    (summary,) = [one.comparison.summary for one in archive.change_sets.of(POLICY) if one.id == told]
    assert "80 euros" in summary and "years" not in summary


@pytest.mark.parametrize("expected", [None, "en"])
def test_the_same_document_in_another_language_is_held_whatever_is_expected(
    archive: Archive, expected: str | None
) -> None:
    """Whether a person said which language the document is in: a switch is seen, and nobody is alerted to it."""
    settings = ReadingSettings(language=expected)
    for day in range(3):
        look(archive, FIRST, day, settings=settings)
    told = [one for day in range(3, 11) for one in look(archive, GERMAN, day, settings=settings).told]
    assert told == []
    steps = archive.change_sets.of(POLICY)
    assert HeldBecause.LANGUAGE_SWITCH in [one.judgement.held_because for one in steps]
    assert archive.versions.latest(POLICY).reading.language == "de"
