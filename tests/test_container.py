"""examples/: the commands of Dockerfile and compose.yaml, run as they stand with the tracker of this environment.

No image is built, which would take an engine and a registry: `COPY` and `pip install` are compared with the checkout,
and `nox -s wheel` tries the same install in an empty folder.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
PAGE = "<title>Terms</title><h1>Terms of the ferry</h1><p>" + "You may bring a bicycle. " * 40 + "</p>"
SETTINGS = """[fetch]
allow_private_addresses = true
per_host_delay = "0s"

[[policy]]
id = "ferry/terms"
fetch = "http://127.0.0.1:{port}/terms.html"
"""


def list_instructions() -> list[tuple[str, str]]:
    lines = (EXAMPLES / "Dockerfile").read_text("utf-8").splitlines()
    pairs = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in pairs]


def read_services() -> dict[str, Any]:
    return yaml.safe_load((EXAMPLES / "compose.yaml").read_text("utf-8"))["services"]


def test_the_container_installs_what_the_readme_installs() -> None:
    ((source, target),) = [rest.split() for word, rest in list_instructions() if word == "COPY"]
    assert (EXAMPLES / read_services()["tracker"]["build"]["context"]).resolve() == ROOT
    assert (EXAMPLES / "Dockerfile").samefile(ROOT / read_services()["tracker"]["build"]["dockerfile"])
    assert (source, (ROOT / source / "pyproject.toml").exists()) == (".", True)
    (install,) = [shlex.split(rest) for word, rest in list_instructions() if word == "RUN" and rest.startswith("pip ")]
    assert install[-3:] == ["-c", f"{target}/constraints.txt", f"{target}$EXTRAS"]
    assert [rest for word, rest in list_instructions() if word == "ARG"] == ['EXTRAS=""']


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """What the volume holds: a configuration of one policy, on a server of ours."""
    (tmp_path / "terms.html").write_text(PAGE, "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "config.toml").write_text(SETTINGS.format(port=server.server_address[1]), "utf-8")
    yield folder
    server.shutdown()
    server.server_close()


def start(command: list[str], folder: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, cwd=folder, env=environment, text=True, **pipes)


def test_the_container_looks_says_how_it_is_and_stops_when_told(data: Path) -> None:
    """CMD and HEALTHCHECK as they stand, with the tracker of this environment; STOPSIGNAL ends it cleanly."""
    parts = dict(list_instructions())
    command, health = yaml.safe_load(parts["CMD"]), yaml.safe_load(parts["HEALTHCHECK"].partition(" CMD ")[2])
    assert command == read_services()["tracker"]["command"]
    process = start(command, data)
    patience = threading.Timer(30, process.kill)
    patience.start()
    try:
        assert process.stdout is not None
        assert any("ferry/terms" in line for line in process.stdout), "it ended without a look"
        checked = start(health, data)
        assert "ferry/terms" in checked.communicate(timeout=20)[0]
        assert checked.returncode == 0
        process.send_signal(getattr(signal, parts["STOPSIGNAL"]))
        process.communicate(timeout=20)
    finally:
        patience.cancel()
        process.kill()
        process.communicate()
    assert process.returncode == 0


def test_one_look_with_compose_leaves_a_record(data: Path) -> None:
    look = start(read_services()["look"]["command"], data)
    output = look.communicate(timeout=30)[0]
    assert look.returncode == 0, output
    assert (data / "snapshots" / "tracker.db").exists()
