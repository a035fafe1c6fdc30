"""A real cluster on loopback comes to what this machine comes to, whatever dies meanwhile."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

import pytest
import yaml
from clusters import ROOT, Machines, find_port, make_certificates, needs_cluster, running_cluster
from parcels import FIRST, INSURED, SHORTER, START, TRAINED, capture
from records import list_rows

from tracker.archive import open_archive
from tracker.errors import ClusterError, ReadingError
from tracker.fence.documents import read_in_bounds
from tracker.model import Reading, ReadingSettings, Source
from tracker.read.document import Part
from tracker.ruleset import RULESET
from tracker.track.ahead import work_ahead
from tracker.track.cluster import cluster_pool
from tracker.track.derive import Handling, rebuild_policy
from tracker.track.jobs import Craft
from tracker.track.recording import record_captures
from tracker.values import replace

pytestmark = [needs_cluster, pytest.mark.slow]

POLICIES, EDITIONS = 14, 6
RECORDED = Source("ota-versions", "https://git.example/versions.git#Harbour Parcels/Terms.md")
USUAL = Craft()
HUNGRY = "parcels-07/terms"
"""The policy whose text makes `read_hungrily` take memory until its worker dies."""


def name_policies() -> list[str]:
    return [f"parcels-{number:02d}/terms" for number in range(POLICIES)]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory, certificates: Path) -> Iterator[Machines]:
    """Two workers that live as long as these tests, for those that harm nobody."""
    with running_cluster(tmp_path_factory.mktemp("machines"), certificates) as running:
        yield running


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of which nothing is derived yet."""
    path = tmp_path_factory.mktemp("facts") / "tracker.db"
    with open_archive(path) as archive:
        for number, policy in enumerate(name_policies()):
            archive.policies.ensure(policy, at=START)
            texts = [(FIRST, SHORTER, TRAINED, INSURED, TRAINED, FIRST)[day % 6] for day in range(EDITIONS)]
            named = [text.replace("80 euros", f"{80 + number} euros") for text in texts]
            looks = [capture(text, 2 * day, key=f"c{day}", source=RECORDED) for day, text in enumerate(named)]
            record_captures(archive, policy, looks, now=START)
    return path


def derive_all(facts: Path, to: Path, executor: Executor | None, craft: Craft = USUAL) -> dict[str, Exception]:
    """Derive everything of a copy of the facts; what went wrong with each policy."""
    shutil.copy(facts, to)
    return rebuild_all(to, executor, craft)


def rebuild_all(path: Path, executor: Executor | None, craft: Craft = USUAL) -> dict[str, Exception]:
    troubles: dict[str, Exception] = {}
    with open_archive(path) as archive:
        handling = Handling(executor=executor, craft=craft)
        turns = [(policy, handling) for policy in name_policies()]
        if executor is not None:
            turns = work_ahead(archive, name_policies(), lambda _: handling, executor=executor, now=START, again=True)
        for policy, one in turns:
            try:
                rebuild_policy(archive, policy, now=START, handling=one)
            except ReadingError as error:
                troubles[policy] = error
    return troubles


def check_nothing_is_half_written(path: Path, whole: Sequence[str]) -> None:
    """The record holds, and going on without a cluster comes to what it would have come to."""
    with open_archive(path) as archive:
        assert archive.find_damage() == ()
    assert rebuild_all(path, None) == {}
    assert set(tell_story(path)) == set(whole)


def tell_story(path: Path) -> list[str]:
    with open_archive(path, read_only=True) as archive:
        versions = [(p, one.ordinal, one.text_hash) for p in name_policies() for one in archive.versions.of(p)]
        steps = [(p, one.id, one.comparison.summary) for p in name_policies() for one in archive.change_sets.of(p)]
    return [*map(repr, versions), *map(repr, steps)]


@pytest.fixture(scope="module")
def whole(facts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record as it is derived in this process, one policy after the other."""
    path = tmp_path_factory.mktemp("whole") / "tracker.db"
    assert derive_all(facts, path, None) == {}
    return path


def test_a_cluster_comes_to_the_same_rows_as_this_machine(
    machines: Machines, facts: Path, whole: Path, tmp_path: Path
) -> None:
    with cluster_pool(machines.settings(2)) as pool:
        assert derive_all(facts, tmp_path / "cluster.db", pool) == {}
        assert pool.width == 2
    assert list_rows(tmp_path / "cluster.db") == list_rows(whole)


# --- what goes wrong ---


def read_slowly(parts: Sequence[Part], settings: ReadingSettings) -> Reading:
    time.sleep(0.02)
    return read_in_bounds(parts, settings)


def read_hungrily(parts: Sequence[Part], settings: ReadingSettings) -> Reading:
    """As always; a text of the one policy takes memory without end, as a page might that a parser chokes on."""
    hoard = []
    while b"87 euros" in parts[0].body:
        hoard.append(bytearray(os.urandom(1000)) * 10_000)
        time.sleep(0.005)
    return read_in_bounds(parts, settings)


def after(seconds: float, do: object) -> threading.Timer:
    timer = threading.Timer(seconds, do)  # type: ignore[arg-type]
    timer.start()
    return timer


def test_a_worker_that_is_killed_costs_nothing(facts: Path, whole: Path, certificates: Path, tmp_path: Path) -> None:
    with running_cluster(tmp_path, certificates) as machines, cluster_pool(machines.settings(2)) as pool:
        assert pool.submit(len, "abc").result(60) == 3  # connected
        after(0.6, machines.workers[0].kill)
        assert derive_all(facts, tmp_path / "killed.db", pool, Craft(read=read_slowly)) == {}
        assert machines.workers[0].poll() == -signal.SIGKILL
    assert list_rows(tmp_path / "killed.db") == list_rows(whole)


def test_a_scheduler_that_is_killed_ends_the_run_with_one_line(
    facts: Path, whole: Path, certificates: Path, tmp_path: Path
) -> None:
    path = tmp_path / "orphaned.db"
    with running_cluster(tmp_path, certificates) as machines, cluster_pool(machines.settings(2)) as pool:
        assert pool.submit(len, "abc").result(60) == 3
        assert machines.scheduler is not None
        after(0.6, machines.scheduler.kill)
        began = time.monotonic()
        with pytest.raises(ClusterError, match=rf"the scheduler at {machines.address} is gone"):
            derive_all(facts, path, pool, Craft(read=read_slowly))
        assert time.monotonic() - began < 20
        with pytest.raises(ClusterError):
            pool.submit(len, "abc")
    check_nothing_is_half_written(path, tell_story(whole))


def make_stranger(folder: Path) -> Path:
    """This tracker as it would be with the rules of before."""
    shutil.copytree(ROOT / "tracker", folder / "tracker", ignore=shutil.ignore_patterns("__pycache__"))
    rules = folder / "tracker" / "ruleset.py"
    rules.write_text(re.sub(r"RULESET = \d+", "RULESET = 3", rules.read_text("utf-8")), "utf-8")
    return folder


def test_a_worker_with_other_rules_is_refused(certificates: Path, tmp_path: Path) -> None:
    with running_cluster(tmp_path, certificates, workers=1) as machines:
        machines.start_worker(package=make_stranger(tmp_path / "stranger"))
        with (
            cluster_pool(machines.settings(2)) as pool,
            pytest.raises(ClusterError, match=rf"the worker at tls://\S+ has rules 3, not {RULESET} \(install the"),
        ):
            pool.submit(len, "abc")


def test_a_worker_with_other_rules_that_joins_later_is_refused(certificates: Path, tmp_path: Path) -> None:
    with running_cluster(tmp_path, certificates, workers=1) as machines, cluster_pool(machines.settings()) as pool:
        assert pool.submit(len, "abc").result(60) == 3
        machines.start_worker(package=make_stranger(tmp_path / "stranger"))
        machines.workers[0].terminate()
        with pytest.raises(ClusterError, match=f"a worker of the cluster has rules 3, not {RULESET}"):
            pool.submit(len, "abc").result(60)


def test_a_body_that_eats_all_memory_fails_its_policy_alone(
    facts: Path, whole: Path, certificates: Path, tmp_path: Path
) -> None:
    path = tmp_path / "eaten.db"
    with (
        running_cluster(tmp_path, certificates, memory="400MB", failures=0) as machines,
        cluster_pool(machines.settings(2)) as pool,
    ):
        troubles = derive_all(facts, path, pool, Craft(read=read_hungrily))
    assert {policy: str(error) for policy, error in troubles.items()} == {
        HUNGRY: f'a process died while reading "{HUNGRY}" (run again: what was read until then is kept)'
    }
    told = tell_story(path)
    assert set(told) == {line for line in tell_story(whole) if HUNGRY not in line}


def test_no_scheduler_or_too_few_workers_are_one_line(certificates: Path, tmp_path: Path) -> None:
    machines = Machines(tmp_path, certificates)
    nowhere = replace(machines.settings(), patience=1)
    with cluster_pool(nowhere) as pool, pytest.raises(ClusterError, match="no scheduler answers at tls://"):
        pool.submit(len, "abc")
    with running_cluster(tmp_path, certificates, workers=1) as lonely:
        many = replace(lonely.settings(3), patience=5)
        with cluster_pool(many) as pool, pytest.raises(ClusterError, match="1 of 3 workers have joined"):
            pool.submit(len, "abc")
    missing = replace(machines.settings(), key=tmp_path / "none.key")
    with cluster_pool(missing) as pool, pytest.raises(ClusterError, match=r"none\.key: no such file"):
        pool.submit(len, "abc")


# --- from the command line ---


def read_services() -> dict[str, dict[str, str | list[str]]]:
    return yaml.safe_load((ROOT / "examples" / "compose.cluster.yaml").read_text("utf-8"))["services"]


def test_the_commands_of_the_example_work_together(
    certificates: Path, facts: Path, whole: Path, tmp_path: Path
) -> None:
    """compose.cluster.yaml and the settings of docs/scale.md as they stand, with paths and names of this machine."""
    port = find_port()

    def fit(text: str) -> str:
        placed = text.replace("tls://scheduler:8786", f"tls://127.0.0.1:{port}").replace(
            "0.0.0.0:8786", f"127.0.0.1:{port}"
        )
        return placed.replace("/certificates/", f"{certificates}/")

    def start(service: str) -> subprocess.Popen[str]:
        command = read_services()[service]["command"]
        words = shlex.split(fit(command)) if isinstance(command, str) else command
        environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        return subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=-1, stderr=subprocess.STDOUT, text=True)

    (settings,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "scale.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "config.toml").write_text(fit(settings), "utf-8")
    (tmp_path / "certificates").symlink_to(certificates)
    (tmp_path / "snapshots").mkdir()
    shutil.copy(whole, tmp_path / "snapshots" / "tracker.db")
    running = [start(service) for service in ("scheduler", "worker", "worker")]
    try:
        rebuilt = start("rebuild")
        assert rebuilt.communicate(timeout=120)[0].count("\n") == POLICIES
        assert rebuilt.returncode == 0
    finally:
        for process in reversed(running):
            process.kill()
            process.communicate()
    assert tell_story(tmp_path / "snapshots" / "tracker.db") == tell_story(whole)


SETTINGS = """[tracker]
executor = "dask"
workers = 2
scheduler = "{address}"
scheduler_authority = "{folder}/authority.pem"
scheduler_certificate = "{folder}/tracker.pem"
scheduler_key = "{folder}/tracker.key"
"""


def test_rebuild_works_on_the_cluster_that_is_configured(
    machines: Machines, facts: Path, whole: Path, tmp_path: Path
) -> None:
    shutil.copy(whole, tmp_path / "tracker.db")
    (tmp_path / "config.toml").write_text(SETTINGS.format(address=machines.address, folder=machines.certificates))
    place = ["--config", str(tmp_path / "config.toml"), "--database", str(tmp_path / "tracker.db")]
    command = [sys.executable, "-m", "tracker", "rebuild", *place]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == POLICIES
    assert tell_story(tmp_path / "tracker.db") == tell_story(whole)
