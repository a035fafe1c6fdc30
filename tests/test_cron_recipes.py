"""Every recipe of docs/cron.md as printed, in an environment as empty as cron's: one page fails, all else goes on."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from telling import Inbox, serve_mail
from test_tell import TRAINED, Site, serve_site

ROOT = Path(__file__).parents[1]
RECIPES = (ROOT / "docs" / "cron.md").read_text("utf-8")
CRON_LINE = next(line for line in RECIPES.splitlines() if line.startswith("    */5 "))
EMPTY = {"PATH": "/usr/bin:/bin"}
"""What cron gives beside HOME, LOGNAME and SHELL (crontab(5))."""


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site(Site()) as site:
        yield site


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with serve_mail(Inbox()) as inbox:
        yield inbox


@pytest.fixture
def home(tmp_path: Path, site: Site, inbox: Inbox) -> Path:
    """The folder that the recipes call /srv/tracker: one policy that answers, one that is not there."""
    program = tmp_path / ".venv" / "bin" / "tracker"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m tracker "$@"\n')
    program.chmod(0o755)
    (tmp_path / "config.toml").write_text(f"""
[tracker]
confirm_after = "0s"
every = "1s"
[fetch]
allow_private_addresses = true
per_host_delay = "0s"
retries = 0
browser = false
[[policy]]
id = "clipcast/terms"
fetch = "{site.url}"
[[policy]]
id = "gone/terms"
fetch = "http://127.0.0.1:9/terms"
[channel.desk]
kind = "email"
host = "127.0.0.1"
port = {inbox.port}
security = "none"
from = "watch@example.org"
to = ["ana@example.org"]
[[subscription]]
name = "all"
channels = ["desk"]
""")
    return tmp_path


def place(recipe: str, home: Path) -> str:
    return recipe.replace("/srv/tracker", str(home))


def run_cron(home: Path) -> subprocess.CompletedProcess[str]:
    """The crontab's command as cron runs it: /bin/sh, hardly any environment, the home folder of somebody else."""
    command = place(CRON_LINE.split(maxsplit=5)[5], home)
    return subprocess.run(["/bin/sh", "-c", command], env=EMPTY, cwd="/", capture_output=True, text=True, check=False)


def is_told(home: Path, inbox: Inbox, folder: str) -> bool:
    (entry,) = feedparser.parse((home / folder / "all.atom").read_text()).entries
    (mail,) = inbox.mails
    return "3.2 Licence edited" in entry.title and "3.2 Licence edited" in mail["Subject"]


@pytest.mark.slow
def test_the_crontab_line(home: Path, site: Site, inbox: Inbox) -> None:
    first = run_cron(home)
    assert "gone/terms" in first.stdout + first.stderr and "clipcast" not in first.stdout
    assert (home / "public" / "feeds" / "index.html").is_file() and inbox.mails == []
    time.sleep(1.2)  # until both are due again
    site.page = TRAINED
    second = run_cron(home)
    assert second.returncode == 0, second.stderr
    assert is_told(home, inbox, "public/feeds")
    assert "Traceback" not in first.stderr + second.stderr


def read_unit(name: str) -> dict[str, list[str]]:
    """The keys of a systemd unit that the page prints."""
    text = next(block for block in re.findall(r"```ini\n(.*?)```", RECIPES, re.DOTALL) if f"/{name}\n" in block)
    unit: dict[str, list[str]] = {}
    for line in text.splitlines():
        key, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            unit.setdefault(key, []).append(value)
    return unit


@pytest.mark.slow
def test_the_timers_commands(home: Path, site: Site, inbox: Inbox) -> None:
    unit = read_unit("tracker-check.service")
    for page in (site.page, TRAINED):
        site.page = page
        for command in (*unit["ExecStart"], *unit["ExecStopPost"]):
            done = subprocess.run(shlex.split(place(command, home)), env={}, cwd=home, capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
        time.sleep(1.2)
    assert is_told(home, inbox, "public/feeds")


@pytest.mark.slow
def test_the_service_that_stays(home: Path, site: Site, inbox: Inbox) -> None:
    (command,) = read_unit("tracker.service")["ExecStart"]
    with subprocess.Popen(shlex.split(place(command, home)), env={}, cwd=home, stderr=subprocess.DEVNULL) as resident:
        try:
            wait_until(lambda: site.asked)
            site.page = TRAINED
            wait_until(lambda: inbox.mails)
        finally:
            resident.send_signal(signal.SIGTERM)
        assert resident.wait(20) == 0


@pytest.mark.slow
def test_the_steps_of_the_job(home: Path, site: Site, inbox: Inbox) -> None:
    steps = re.findall(r"- run: (tracker .*)", RECIPES)
    assert len(steps) == 3
    path = {"PATH": f"{home / '.venv' / 'bin'}:{EMPTY['PATH']}"}
    for page in (site.page, TRAINED):
        site.page = page
        for step in steps:
            done = subprocess.run(["/bin/sh", "-e", "-c", step], env=path, cwd=home, capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
    assert is_told(home, inbox, "public")


def wait_until(condition, seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
