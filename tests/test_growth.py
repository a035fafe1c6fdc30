"""What must not cost more with a longer record: counted in statements and in steps of SQLite's machine, never timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parcels import FIRST, SHORTER, START, TRAINED, WALL, capture

from tracker.archive import Archive, open_archive
from tracker.ask.gaps import Unknown, find_all_unknown, find_unknown
from tracker.ask.status import ask_status
from tracker.model import Capture, Outcome, PastLook, Source
from tracker.track import derive
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures, record_looks
from tracker.values import replace

POLICY = "parcels/terms"
NEAR = 1.3
"""By how much more of the same may differ: an index that is a level deeper."""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Path]]:
    folder, numbers = tmp_path_factory.mktemp("growth"), count()
    return lambda: folder / f"{next(numbers)}.db"


def count_steps(archive: Archive, act: Callable[[], object]) -> int:
    """How many tens of instructions SQLite's machine takes meanwhile."""
    steps = 0

    def note() -> int:
        nonlocal steps
        steps += 1
        return 0

    archive._store.connection.set_progress_handler(note, 10)
    act()
    archive._store.connection.set_progress_handler(None, 0)
    return steps


# --- one more look at a text that stands ----------------------------------------------------------------------


def look(archive: Archive, text: str | None, day: float):
    """A live look: a text, "" for one that failed, None for a 304."""
    moment = START + timedelta(days=day)
    outcome = Outcome.ERROR if text == "" else Outcome.NOT_MODIFIED if text is None else Outcome.FETCHED
    archive.observations.record(
        POLICY,
        observed_at=moment,
        outcome=outcome,
        recorded_at=moment,
        captures=[capture(text, day)] if text else [],
        error="no answer" if text == "" else None,
    )
    return derive_policy(archive, POLICY, now=moment)


@pytest.mark.parametrize("text", [FIRST, None, ""])
def test_a_look_that_shows_nothing_new_costs_the_same_after_many_looks(text: str | None, places) -> None:
    steps = []
    for looks in (20, 600):
        with open_archive(places()) as archive:
            moments = [START + timedelta(days=day) for day in range(looks)]
            past = [PastLook(at, (replace(capture(FIRST), captured_at=at),)) for at in moments]
            record_looks(archive, POLICY, past, now=START)
            derive_policy(archive, POLICY, now=START)
            look(archive, FIRST, looks)
            steps.append(count_steps(archive, partial(look, archive, text, looks + 1)))
    assert steps[1] <= steps[0] * NEAR


def list_seen(archive: Archive) -> list[tuple[object, ...]]:
    """What is noted of every look, and when each text was seen last."""
    seen = archive._store.rows("SELECT seq, version, failure, screened, is_judged, setting FROM seen ORDER BY seq")
    texts = archive._store.rows("SELECT id, last_seen_at, is_latest FROM version ORDER BY id")
    return [tuple(row) for row in (*seen, *texts)]


TEXTS = st.lists(
    st.tuples(st.sampled_from([FIRST, SHORTER, TRAINED, WALL, None, ""]), st.sampled_from([1, 1, 1, 5, -30])),
    min_size=1,
    max_size=14,
)


@settings(max_examples=25)
@given(texts=TEXTS)
def test_the_newest_looks_say_what_all_looks_say(places, texts: list[tuple[str | None, int]]) -> None:
    """Looks in any order, of which some were taken earlier than those before: with the mark of what was weighed, and
    with the mark taken away each time and every look read and weighed the long way."""
    with open_archive(places()) as quick, open_archive(places()) as slow:
        for archive in (quick, slow):
            archive.policies.ensure(POLICY, at=START)
            look(archive, FIRST, 0)
        day = 0
        for number, (text, days) in enumerate(texts):
            slow._store.run("UPDATE derivation SET weighed_to = 0")
            day += max(days, 0)
            at = day if days > 0 else day - 30 - number / 100
            with patch.object(derive._Run, "_find_seen_again", return_value=None):
                derived = look(slow, text, at)
            assert look(quick, text, at) == derived
            assert story(quick) == story(slow)
            assert list_seen(quick) == list_seen(slow)
            for archive in (quick, slow):
                assert find_all_unknown(archive).get(POLICY, Unknown((), ())) == find_unknown(archive, POLICY)
                assert count_by_hand(archive) == (archive.tallies.versions()[POLICY], archive.tallies.steps()[POLICY])


FAILURES = st.lists(
    st.tuples(st.sampled_from(["no answer", "404", FIRST]), st.sampled_from([1, 1, 3, -30])), max_size=5
)


@settings(max_examples=40)
@given(texts=TEXTS, failures=FAILURES)
def test_looks_that_fail_now_leave_the_gap_that_all_looks_tell(
    places, texts: list[tuple[str | None, int]], failures: list[tuple[str, int]]
) -> None:
    """A check that gets no answer weighs nothing: only the newest looks are read then."""
    with open_archive(places()) as archive:
        archive.policies.ensure(POLICY, at=START)
        look(archive, FIRST, 0)
        day = 0.0
        for text, days in texts:
            day += abs(days)
            look(archive, text, day)
        for what, days in failures:
            day += days
            moment, is_text = START + timedelta(days=day, hours=1), what == FIRST
            archive.observations.record(
                POLICY,
                observed_at=moment,
                outcome=Outcome.FETCHED if is_text else Outcome.ERROR,
                recorded_at=moment,
                captures=[capture_at(FIRST, moment)] if is_text else [],
                error=None if is_text else what,
            )
            assert find_all_unknown(archive).get(POLICY, Unknown((), ())) == find_unknown(archive, POLICY)


def count_by_hand(archive: Archive) -> tuple[int, dict[str | None, int]]:
    """The versions, and the steps by why they are held."""
    reasons = [one.held_because and one.held_because.value for one in archive.change_sets.judgements(POLICY)]
    return len(archive.versions.dates(POLICY)), {reason: reasons.count(reason) for reason in reasons}


@pytest.mark.parametrize("ask", ["status", "due"])
def test_a_list_of_policies_costs_the_same_after_many_looks(ask: str, places) -> None:
    steps = []
    for looks in (20, 300):
        with open_archive(places()) as archive:
            moments = [START + timedelta(days=day) for day in range(looks)]
            texts = [FIRST, SHORTER, TRAINED, *(f"{TRAINED}\nRound {turn} is over.\n" for turn in range(looks // 20))]
            past = [PastLook(at, (capture_at(texts[day * len(texts) // looks], at),)) for day, at in enumerate(moments)]
            record_looks(archive, POLICY, past, now=START)
            derive_policy(archive, POLICY, now=START)
            acts = {
                "status": partial(ask_status, archive, now=moments[-1], dead_after=5),
                "due": partial(archive.timetable.look_states, moments[-1]),
            }
            steps.append(count_steps(archive, acts[ask]))
    assert steps[1] <= steps[0] * NEAR


def capture_at(text: str, at: datetime) -> Capture:
    return replace(capture(text), captured_at=at)


def story(archive: Archive) -> list[object]:
    """What is believed, and what was made of each look."""
    derivation = archive.derivations.current(POLICY)
    assert derivation is not None
    looks = [(one.seq, one.is_judged, one.text_hash, one.screened) for one in archive.derivations.looks(derivation)]
    return [*looks, *archive.versions.dates(POLICY), *archive.change_sets.judgements(POLICY)]


# --- what is new to somebody ----------------------------------------------------------------------------------


def count_late(archive: Archive, policies: int) -> int:
    """What it takes to find what was told in the last days of a record, of which nothing was."""
    for number in range(policies):
        policy = f"parcels/terms-{number}"
        archive.policies.ensure(policy, at=START)
        source = Source("ota-versions", f"https://git.example/versions.git#{number}.md")
        texts = enumerate((FIRST, TRAINED, SHORTER))
        captures = [capture(text, 9 * day, key=f"{number}.{day}", source=source) for day, text in texts]
        record_captures(archive, policy, captures, now=START)
        derive_policy(archive, policy, now=START)
    late = START + timedelta(days=90)
    find = partial(archive.change_sets.find_steps, ["parcels/terms-0"], is_told=True, told_from=late)
    assert find() == () and len(archive.change_sets.told_from(START)) >= policies
    return count_steps(archive, find)


def test_what_is_new_to_somebody_is_found_without_going_through_what_was_told(places: Callable[[], Path]) -> None:
    with open_archive(places()) as small, open_archive(places()) as large:
        assert count_late(large, 12) <= NEAR * count_late(small, 3)
