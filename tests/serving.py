"""A live server of pages on a free port of loopback, for as long as it is entered."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import uvicorn
from records import open_pages
from starlette.applications import Starlette

from tracker.commands.options import Place
from tracker.commands.serve import make_acts
from tracker.pages.accounts import Accounts, hash_password
from tracker.pages.running import take_port
from tracker.pages.serve import ServeOptions, make_app

CHEAP = (2**4, 8, 1)
"""Costs of a hash that no test has to wait for."""
PASSWORD = "correct horse battery"


def make_accounts(*names: str, **more: object) -> Accounts:
    users = {name: hash_password(PASSWORD, cost=CHEAP) for name in names}
    return Accounts(b"secret of the tests", users, **more)  # type: ignore[arg-type]


@contextmanager
def serve_app(app: Starlette) -> Iterator[str]:
    """The address without a slash at the end."""
    taken = take_port("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        taken.close()


@contextmanager
def serve_record(
    database: Path, accounts: Accounts | None = None, options: ServeOptions | None = None
) -> Iterator[str]:
    acts = make_acts(Place(database.parent / "config.toml", database))
    app = make_app(partial(open_pages, database), options or ServeOptions(), accounts or make_accounts(), acts)
    with serve_app(app) as address:
        yield address
