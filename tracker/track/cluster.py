"""Tasks -> their results, made by the workers of a Dask cluster; what is wrong with the cluster in one clear line.

Workers need no database and no configuration: a task carries the bytes and the settings that it reads. Each task
carries our stamp as well, so that a worker with other rules refuses it, also one that joins later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final, ParamSpec, Protocol, TypeVar, cast

from tracker.errors import ClusterError
from tracker.track.parcels import pack, unpack
from tracker.track.pool import WorkPool
from tracker.track.stamp import Stamp, find_difference, read_stamp
from tracker.values import Struct

Task = ParamSpec("Task")
Result = TypeVar("Result")

_WATCHED_EVERY: Final = 0.5  # seconds
_SAME: Final = "install the same version on both sides, and start that worker again"
_LOST: Final = "run again when it is back: what was written stays, and the rest is made then"


class ClusterSettings(Struct, frozen=True):
    """Where a scheduler listens, and how many workers are to have joined before work begins. `authority`,
    `certificate` and `key` are files (PEM); without them the connection is plain. `patience` is within how many
    seconds the scheduler answers and the workers join."""

    scheduler: str
    workers: int = 1
    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    patience: float = 30.0


class _Sent(Protocol):
    """A future of Dask's."""

    def result(self) -> bytes: ...
    def add_done_callback(self, call: Callable[[_Sent], object]) -> None: ...


class _Client(Protocol):
    """What is used of Dask's client."""

    status: str

    def submit(self, task: Callable[..., bytes], *args: object, pure: bool) -> _Sent: ...
    def run(self, task: Callable[[], Stamp], *, on_error: str) -> dict[str, Stamp | Exception]: ...
    def wait_for_workers(self, count: int, *, timeout: float) -> None: ...
    def scheduler_info(self, n_workers: int) -> dict[str, dict[str, object]]: ...
    def nthreads(self) -> dict[str, int]: ...
    def close(self, *, timeout: float) -> None: ...


class StrangerError(Exception):
    """A worker's word that it would read or compare otherwise than we do."""


class ClusterPool(WorkPool):
    """Workers on other machines. It connects with the first task: who has nothing to hand over needs no cluster.

    `submit` raises ClusterError where no cluster can be worked with, and so does the future of a task whose cluster
    went away; that of one whose workers died under it (memory ran out) raises BrokenExecutor.
    """

    def __init__(self, cluster: ClusterSettings) -> None:
        self._cluster = cluster
        self._client: _Client | None = None
        self._width = cluster.workers
        self._waiting: dict[Future[Any], _Sent] = {}
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._failure: ClusterError | None = None

    @property
    def width(self) -> int:
        return self._width

    def submit(self, task: Callable[Task, Result], /, *args: Task.args, **kwargs: Task.kwargs) -> Future[Result]:
        client = self._connect()
        result: Future[Result] = Future()
        sent = client.submit(do_task, read_stamp(), pack((task, args, kwargs)), pure=False)
        with self._lock:
            self._waiting[result] = sent
        sent.add_done_callback(lambda done: self._settle(result, done))
        return result

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - the interface's
        """Leave the cluster; what is under way there is given up."""
        self._is_over.set()
        if self._client is not None:
            with suppress(Exception):  # a scheduler that is gone cannot be taken leave of
                self._client.close(timeout=2)

    def _connect(self) -> _Client:
        """The client; the first time find the scheduler, wait for workers, and see that they read as we do."""
        if self._failure is not None:
            raise self._failure
        if self._client is None:
            try:
                self._client = open_client(self._cluster)
                self._width = greet_workers(self._client, self._cluster)
            except ClusterError as error:
                self._failure = error
                raise
            threading.Thread(target=self._watch, args=(self._client,), name="tracker-cluster", daemon=True).start()
        return self._client

    def _settle(self, result: Future[Any], done: _Sent) -> None:
        """One task is done: hand its result or what became of it to whom waits for it."""
        with self._lock:
            if self._waiting.pop(result, None) is None:
                return  # given up
        try:
            value = unpack(done.result())
        except Exception as error:
            result.set_exception(self._translate(error))
        else:
            result.set_result(value)

    def _translate(self, error: Exception) -> Exception:
        """A failure in the words of an executor of the standard library, or of a person."""
        if isinstance(error, StrangerError):
            self._failure = ClusterError(str(error), hint=_SAME)
            return self._failure
        if type(error).__name__ == "KilledWorker":  # distributed's; it may not be installed where this is read
            return BrokenExecutor("every worker that tried it died")
        if type(error).__module__.split(".")[0] in ("distributed", "asyncio", "concurrent"):
            return self._failure or self._lose()
        return error

    def _watch(self, client: _Client) -> None:
        """Fail whatever waits once the scheduler is gone: it would wait for ever, the tasks are forgotten there."""
        while not self._is_over.wait(_WATCHED_EVERY):
            if client.status != "running":
                failure = self._lose()
                with self._lock:
                    waiting, self._waiting = list(self._waiting), {}
                for result in waiting:
                    result.set_exception(failure)
                return

    def _lose(self) -> ClusterError:
        self._failure = ClusterError(f"the scheduler at {self._cluster.scheduler} is gone", hint=_LOST)
        return self._failure


@contextmanager
def cluster_pool(cluster: ClusterSettings) -> Iterator[ClusterPool]:
    """The workers of a cluster until the block is left."""
    pool = ClusterPool(cluster)
    try:
        yield pool
    finally:
        pool.shutdown()


def do_task(theirs: Stamp, parcel: bytes) -> bytes:
    """Unpack a task, do it, pack what it gave: what a worker calls. Raises StrangerError, and what the task does."""
    if difference := find_difference(read_stamp(), theirs):
        raise StrangerError(f"a worker of the cluster has {difference}")
    task, args, kwargs = cast(tuple[Any, Any, Any], unpack(parcel))
    return pack(task(*args, **kwargs))


def open_client(cluster: ClusterSettings) -> _Client:
    """A connection to the scheduler. Raises ClusterError."""
    try:
        dask = import_module("dask")
        # What goes wrong there is said here, in one line.
        dask.config.set({"logging": {"distributed": "critical", "distributed.client": "critical"}})
        distributed = import_module("distributed")
    except ImportError as error:
        message = 'executor = "dask" needs the extra "cluster"'
        raise ClusterError(message, hint="pip install 'policy-clause-tracker[cluster]'") from error
    for file in (cluster.authority, cluster.certificate, cluster.key):
        if file is not None and not file.is_file():
            raise ClusterError(f"{file}: no such file", hint="the scheduler is shown no certificate without it")
    security = None
    if cluster.authority is not None:
        security = distributed.Security(
            tls_ca_file=str(cluster.authority),
            tls_client_cert=str(cluster.certificate),
            tls_client_key=str(cluster.key),
            require_encryption=True,
        )
    try:
        client: _Client = distributed.Client(
            cluster.scheduler,
            security=security,
            timeout=cluster.patience,
            set_as_default=False,
            name="policy-clause-tracker",
        )
    except (OSError, RuntimeError, ValueError) as error:
        message = f"no scheduler answers at {cluster.scheduler}"
        raise ClusterError(message, hint=" ".join(str(error).split())[:200] or type(error).__name__) from error
    return client


def greet_workers(client: _Client, cluster: ClusterSettings) -> int:
    """Wait for the workers, see that each reads as we do: how many tasks they do at one time. Raises ClusterError."""
    try:
        client.wait_for_workers(cluster.workers, timeout=cluster.patience)
        stamps = client.run(read_stamp, on_error="return")
    except TimeoutError as error:
        joined = len(client.scheduler_info(n_workers=-1)["workers"])
        message = f"{joined} of {cluster.workers} workers have joined the scheduler at {cluster.scheduler}"
        raise ClusterError(message, hint="start them, or set fewer `workers`") from error
    except (OSError, RuntimeError) as error:
        raise ClusterError(f"the scheduler at {cluster.scheduler} is gone", hint=_LOST) from error
    for address, stamp in stamps.items():
        if isinstance(stamp, Exception):
            message = f"the worker at {address} cannot do this tracker's work: {type(stamp).__name__}: {stamp}"
            raise ClusterError(message, hint=_SAME)
        if difference := find_difference(stamp, read_stamp()):
            raise ClusterError(f"the worker at {address} has {difference}", hint=_SAME)
    return int(sum(client.nthreads().values()))
