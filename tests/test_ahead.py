"""What is read before its turn is what would be read in it: the same rows, whatever happens to those that read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from parcels import FIRST, INSURED, SHORTER, START, TRAINED, WALL, capture
from records import list_rows

from tracker.archive import open_archive
from tracker.config.load import parse_config
from tracker.errors import ClusterError, ReadingError
from tracker.model import Reading, ReadingSettings, Source
from tracker.read.document import Part, read_parts
from tracker.track import texts as texts_of_a_policy
from tracker.track.ahead import work_ahead
from tracker.track.derive import Handling, derive_policy, rebuild_policy
from tracker.track.engine import choose_pool
from tracker.track.jobs import Craft, compare_or_explain
from tracker.track.parcels import pack, unpack
from tracker.track.recording import record_captures
from tracker.track.stamp import find_difference, hash_code, read_stamp

POLICIES = [f"parcels-{number}/terms" for number in range(9)]
RECORDED = Source("ota-versions", "https://git.example/versions.git#Harbour Parcels/Terms.md")
TEXTS = (FIRST, SHORTER, TRAINED, FIRST, INSURED)


@dataclass
class Here(Executor):
    """Works in this process, on what would have travelled; `harm` may spoil a task before it is done."""

    harm: Callable[[Sequence[Any]], None] = lambda _: None
    tasks: list[int] = field(default_factory=list)

    def submit(self, task: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        task, args = unpack(pack((task, args)))  # type: ignore[misc]
        future: Future[Any] = Future()
        self.tasks.append(len(args[0]))
        try:
            self.harm(args[0])
            future.set_result(task(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def read_here(parts: Sequence[Part], settings: ReadingSettings) -> Reading:
    return read_parts(parts, settings=settings)


def make_facts(path: Path, texts: Sequence[str] = TEXTS) -> None:
    with open_archive(path) as archive:
        for number, policy in enumerate(POLICIES):
            archive.policies.ensure(policy, at=START)
            own = [text.replace("80 euros", f"{80 + number} euros") for text in texts]
            looks = [capture(text, 2 * day, key=f"c{day}", source=RECORDED) for day, text in enumerate(own)]
            record_captures(archive, policy, looks, now=START)


def work(path: Path, executor: Executor | None, *, again: bool = False) -> list[str]:
    """Derive or rebuild all policies; those that failed, with why."""
    handling = Handling(executor=executor, craft=Craft(read=read_here))
    derive = rebuild_policy if again else derive_policy
    troubles = []
    with open_archive(path) as archive:
        turns = [(policy, handling) for policy in POLICIES]
        if executor is not None:
            turns = work_ahead(archive, POLICIES, lambda _: handling, executor=executor, now=START, again=again)
        for policy, one in turns:
            try:
                derive(archive, policy, now=START, handling=one)
            except ReadingError as error:
                troubles.append(f"{policy}: {error.message}")
    return troubles


@pytest.fixture
def facts(tmp_path: Path) -> tuple[Path, Path]:
    """Two equal records of which nothing is derived yet; the second is derived ahead."""
    make_facts(tmp_path / "plain.db")
    shutil.copy(tmp_path / "plain.db", tmp_path / "ahead.db")
    return tmp_path / "plain.db", tmp_path / "ahead.db"


def test_what_is_made_ahead_gives_the_same_rows(facts: tuple[Path, Path]) -> None:
    plain, ahead = facts
    here = Here()
    assert work(plain, None) == work(ahead, here) == []
    assert here.tasks == [4, 4, 1], "four distinct texts a policy, sixteen to a task"
    assert list_rows(ahead) == list_rows(plain)
    assert work(plain, None, again=True) == work(ahead, here, again=True) == []
    assert list_rows(ahead) == list_rows(plain)


def test_of_looks_that_differ_in_signs_alone_the_first_is_compared(tmp_path: Path) -> None:
    starred = SHORTER.replace("after one year.", "after one year.*")
    make_facts(tmp_path / "plain.db", (FIRST, SHORTER, starred, TRAINED.replace("one year", "two years")))
    shutil.copy(tmp_path / "plain.db", tmp_path / "ahead.db")
    assert work(tmp_path / "plain.db", None) == work(tmp_path / "ahead.db", Here()) == []
    assert list_rows(tmp_path / "ahead.db") == list_rows(tmp_path / "plain.db")


def test_workers_lay_the_texts_of_a_long_record_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Editions, one that comes and goes, a wall, one in signs alone as an earlier one, a page that holds nothing."""
    editions = [FIRST.replace("80 euros", f"{80 + number} euros") for number in range(12)]
    starred = editions[1].replace("after one year.", "after one year.*")
    texts = [*editions[:6], INSURED, editions[5], WALL, *editions[6:9], "", INSURED, starred, *editions[9:]]
    here = Here()
    left: list[int] = []
    monkeypatch.setattr(
        texts_of_a_policy, "compare_or_explain", lambda *asked: left.append(1) or compare_or_explain(*asked)
    )
    make_facts(tmp_path / "plain.db", texts)
    shutil.copy(tmp_path / "plain.db", tmp_path / "away.db")
    for path, executor in ((tmp_path / "plain.db", None), (tmp_path / "away.db", here)):
        with open_archive(path) as archive:
            left.clear()
            handling = Handling(executor=executor, craft=Craft(read=read_here))
            derive_policy(archive, POLICIES[0], now=START, handling=handling)
    assert here.tasks == [1, 1], "sixteen distinct pages, eight to a task"
    assert list_rows(tmp_path / "away.db") == list_rows(tmp_path / "plain.db")
    assert len(left) <= 7, "what lies across the border of two tasks, or is no neighbour"


def test_nothing_is_handed_over_that_one_task_would_hold(facts: tuple[Path, Path]) -> None:
    here = Here()
    with open_archive(facts[0]) as archive:
        handling = Handling(executor=here)
        turns = list(work_ahead(archive, POLICIES[:3], lambda _: handling, executor=here, now=START))
    assert [policy for policy, _ in turns] == POLICIES[:3]
    assert here.tasks == []


def test_who_breaks_its_worker_fails_alone(facts: tuple[Path, Path]) -> None:
    def break_on_one(jobs: Sequence[Any]) -> None:
        if any(b"85 euros" in document.parts[0].body for job in jobs for document in job.documents):
            raise BrokenExecutor

    plain, ahead = facts
    assert work(ahead, Here(break_on_one)) == [f'{POLICIES[5]}: a process died while reading "{POLICIES[5]}"']
    work(plain, None)
    with open_archive(plain) as one, open_archive(ahead) as other:
        for policy in POLICIES[:5] + POLICIES[6:]:
            assert [v.text_hash for v in one.versions.of(policy)] == [v.text_hash for v in other.versions.of(policy)]
            assert [c.id for c in one.change_sets.of(policy)] == [c.id for c in other.change_sets.of(policy)]


def test_a_cluster_that_goes_away_ends_the_run(facts: tuple[Path, Path]) -> None:
    def vanish(_: object) -> None:
        raise ClusterError("the scheduler is gone")

    with pytest.raises(ClusterError):
        work(facts[1], Here(vanish))
    assert work(facts[1], None) == work(facts[0], None) == []
    assert list_rows(facts[1]) == list_rows(facts[0]), "nothing half-written: going on comes to the same"


# --- what is same, and what is asked for ---


def test_a_stamp_tells_what_reads_otherwise() -> None:
    ours = read_stamp()
    assert find_difference(ours, ours) is None
    other = tuple((name, "3" if name == "rules" else value) for name, value in ours)
    assert find_difference(other, ours) == f"rules 3, not {dict(ours)['rules']}"
    assert find_difference((), ours) == f"tracker unknown, not {dict(ours)['tracker']}"


def test_the_digest_of_code_sees_every_file(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("a = 1")
    before = hash_code(tmp_path)
    (tmp_path / "words.toml").write_text("")
    assert hash_code(tmp_path) != before
    (tmp_path / "words.toml").rename(tmp_path / "notes.txt")
    assert hash_code(tmp_path) == before


def test_like_bodies_travel_as_one() -> None:
    editions = [(FIRST * 40).replace("80 euros", f"{amount} euros").encode() for amount in range(12)]
    parcel = pack(editions)
    assert unpack(parcel) == editions
    assert len(parcel) < len(editions[0])


def test_the_configuration_says_who_works() -> None:
    here = parse_config("[tracker]\nworkers = 3\n", path=Path("config.toml"))
    with choose_pool(here) as pool:
        assert pool.width == 3
    text = '[tracker]\nexecutor = "dask"\nscheduler = "tcp://127.0.0.1:8786"\nworkers = 5\n'
    with choose_pool(parse_config(text, path=Path("config.toml"))) as pool:
        assert pool.width == 5, "nobody is asked before there is something to read"
