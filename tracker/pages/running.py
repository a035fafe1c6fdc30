"""An application -> a server that listens until a signal says stop, in one process or in several."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from tracker.errors import UsageError

KEPT_OPEN = 15
"""Seconds that an idle connection stays."""
PAUSE = 1.0
"""Seconds before a process that ended by itself is replaced, and between looks whether the first one is still there."""


def run_server(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    workers: int = 1,
    announce: Callable[[str], None],
    complain: Callable[[str], None],
) -> None:
    """Serve; `announce` is told the address once the port is ours, `complain` of a process that ended and was replaced.
    Raises UsageError where the port cannot be had."""
    taken = take_port(host, port)
    shown = f"[{host}]" if ":" in host else host
    announce(f"http://{shown}:{taken.getsockname()[1]}/")
    if workers == 1:
        make_server(app).run(sockets=[taken])
    else:
        run_workers(lambda: serve_while_watched(app, taken), workers, complain)


def make_server(app: ASGIApp) -> uvicorn.Server:
    settings = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who asks is told by the connection; a proxy is trusted for what is configured alone
        timeout_keep_alive=KEPT_OPEN,
        lifespan="off",
    )
    return uvicorn.Server(settings)


# --- several processes --------------------------------------------------------------------------------------


def run_workers(work: Callable[[], None], count: int, complain: Callable[[str], None]) -> None:
    """Do the same work in so many processes until a signal says stop. Python runs one thread of a process at a time:
    more processes are how more cores are used. Raises UsageError where there is no fork."""
    if not hasattr(os, "fork"):
        raise UsageError("several workers need a system that forks", hint="leave out --workers")
    sys.stdout.flush()
    is_stopping = False
    alive = {start_worker(work) for _ in range(count)}

    def stop(_signal: int, _frame: object) -> None:
        nonlocal is_stopping
        is_stopping = True
        for pid in alive:
            os.kill(pid, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while alive:
        pid, status = os.wait()
        alive.discard(pid)
        if not is_stopping:
            complain(f"a worker ended ({os.waitstatus_to_exitcode(status)}); another takes its place")
            time.sleep(PAUSE)
            if not is_stopping:
                alive.add(start_worker(work))


def start_worker(work: Callable[[], None]) -> int:
    """A process that does the work and ends; its id."""
    if pid := os.fork():
        return pid
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def serve_while_watched(app: ASGIApp, taken: socket.socket) -> None:
    """Serve until a signal, or until the process that started this one is no more: nobody else would stop it."""
    server, parent = make_server(app), os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PAUSE)
        server.should_exit = True

    threading.Thread(target=watch, daemon=True).start()
    server.run(sockets=[taken])


def take_port(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError.

    It names its protocol: asyncio sends at once (TCP_NODELAY) only over connections of which it knows that they are
    TCP, and a page in two parts, head and body, waited 40 ms for the reader's acknowledgement otherwise.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        reason = error.strerror or str(error)
        raise UsageError(f"cannot listen at {host}:{port}: {reason}", hint="choose another with --port") from error
    return taken
