"""The command channel: any program, JSON on its input, no shell."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from telling import make_alert, make_card, make_change, make_change_set

from tracker.config import CommandChannel
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.publish.command import run_command
from tracker.publish.messages import write_message


def run(code: str, *arguments: str, alert=None, timeout: float = 20.0) -> None:
    command = (sys.executable, "-c", code, *arguments)
    run_command(alert or make_alert(), settings=CommandChannel(name="script", command=command, timeout=timeout))


def test_the_program_reads_the_log_object(tmp_path: Path) -> None:
    target = tmp_path / "seen.json"
    run(
        "import sys, os, pathlib;"
        "pathlib.Path(sys.argv[1]).write_text(os.environ['TRACKER_RECEIPT_KEY'] + sys.stdin.read())",
        str(target),
    )
    assert target.read_text()[:2] == "k1"
    assert json.loads(target.read_text()[2:])["policy"] == "clipcast/terms"


def test_page_text_is_never_part_of_a_command(tmp_path: Path) -> None:
    page = f"$(touch {tmp_path}/owned) ; `touch {tmp_path}/owned` | touch {tmp_path}/owned"
    message = write_message(make_change_set(make_change(new=page, heading=page)), make_card(page))
    run("import sys; sys.stdin.read()", "; touch owned", alert=make_alert(message=message))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("import sys; print('no disk', file=sys.stderr); sys.exit(1)", DeliveryError, "exit status 1: no disk"),
        ("import sys; sys.exit(65)", RejectedError, "exit status 65"),
        ("import time; time.sleep(30)", DeliveryError, "still running after 0.3 s"),
    ],
)
def test_how_a_program_fails(code: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        run(code, timeout=0.3 if "sleep" in code else 20.0)
    assert type(caught.value) is error


def test_a_program_that_does_not_exist() -> None:
    with pytest.raises(ChannelDownError):
        run_command(make_alert(), settings=CommandChannel(name="script", command=("/no/such/program",)))


def test_what_a_program_complains_of_is_short_and_holds_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKET_API_KEY", "hunter2hunter2")
    code = (
        "import os, sys; sys.stderr.write('x' * 5_000_000 + '\\n');"
        "sys.stderr.write('no \\x1b[2J ' + os.environ['TICKET_API_KEY'] + ' at https://me:pw12345@t.example/');"
        "sys.stderr.write('y' * 999);"
        "sys.exit(1)"
    )
    with pytest.raises(DeliveryError) as caught:
        run(code)
    said = str(caught.value)
    assert "$TICKET_API_KEY at https://***@t.example/" in said and len(said) < 300
    assert not any(secret in said for secret in ("hunter2", "pw12345", "\x1b"))
