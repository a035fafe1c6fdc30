"""An application -> a server that listens until a signal says stop."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from tracker.errors import UsageError

KEPT_OPEN = 15
"""Seconds that an idle connection stays."""


def run_server(app: ASGIApp, host: str, port: int, *, announce: Callable[[str], None]) -> None:
    """Serve; `announce` is told the address once the port is ours. Raises UsageError where it cannot be had."""
    taken = take_port(host, port)
    shown = f"[{host}]" if ":" in host else host
    announce(f"http://{shown}:{taken.getsockname()[1]}/")
    settings = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who asks is told by the connection; a proxy is trusted for what is configured alone
        timeout_keep_alive=KEPT_OPEN,
        lifespan="off",
    )
    uvicorn.Server(settings).run(sockets=[taken])


def take_port(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        reason = error.strerror or str(error)
        raise UsageError(f"cannot listen at {host}:{port}: {reason}", hint="choose another with --port") from error
    return taken
