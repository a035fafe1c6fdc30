"""`tracker run`: a configuration -> a resident process that checks, tells and delivers on schedule."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from datetime import UTC, datetime
from typing import Any

import click

from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.config import load_config
from tracker.publish.hostile import clean_text, escape_json
from tracker.schedule.lock import hold_lock
from tracker.track.resident import Resident


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return escape_json(json.dumps(entry, ensure_ascii=False))


class _PlainLines(logging.Formatter):
    """One event a line: what a page or a server said can neither start another nor reach the terminal raw."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's own name
        return " ".join(clean_text(super().formatMessage(record)).splitlines())

    def formatException(self, ei: Any) -> str:  # noqa: N802, ANN401 - the library's own
        return clean_text(super().formatException(ei))


@click.command()
@json_option
@place_options
def command(*, as_json: bool, place: Place) -> int:
    """Stay and check, tell and deliver on schedule, until SIGTERM or Ctrl-C. Logs to stderr (--json: JSON lines).

    \b
    Examples:
      tracker run
      tracker run --config /etc/tracker/config.toml --json 2>> /var/log/tracker.jsonl

    One process a database. Without a resident process, cron does the same work:
    `tracker check --due -q --fail-on never && tracker alerts send` every few minutes.
    """
    config = load_config(place.config_path)
    open_record(place).close()
    write_logs(as_json=as_json)
    stay(Resident(place.database_path, config))
    return 0


def stay(resident: Resident) -> None:
    """Run until a signal says stop. Raises HeldError where another process stays with the same database."""
    with hold_lock(resident.database, "run"):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: resident.stop.set())
        if not resident.run():
            # A page that drips is not waited for: what was recorded is safe, and what was not is looked at again.
            logging.shutdown()
            sys.stderr.flush()
            os._exit(0)


def write_logs(*, as_json: bool) -> None:
    """Our own log and warnings of the libraries to stderr, one line an event."""
    handler = logging.StreamHandler()
    plain = _PlainLines("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(_JsonLines() if as_json else plain)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("tracker").setLevel(logging.INFO)
