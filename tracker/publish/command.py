"""An alert -> JSON on the standard input of a program. No shell: the configured words are the argument list."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from typing import IO

from tracker.addresses import is_telling, mask_userinfo
from tracker.config import CommandChannel
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.model import Alert
from tracker.publish.mail import clean_header
from tracker.publish.webhook import write_payload

# sysexits.h: EX_DATAERR, the input itself is wrong; trying again would not help.
REJECTED_STATUS = 65

COMPLAINT_BYTES = 4096
"""Of what a program writes to stderr only so much is read, from its end."""

SHORTEST_SECRET = 6
"""Characters: shorter values ("on", "1") stand in too many words to be masked."""


def run_command(alert: Alert, *, settings: CommandChannel) -> None:
    """Run the program once for one alert.

    Exit status 0 is a receipt and 65 a refusal for good; any other is tried again. The environment has
    TRACKER_RECEIPT_KEY (the same when an alert comes twice) and TRACKER_SUBSCRIPTION.
    """
    environment = os.environ | {
        "TRACKER_RECEIPT_KEY": alert.receipt_key,
        "TRACKER_SUBSCRIPTION": alert.subscription,
    }
    with tempfile.TemporaryFile() as complaint:
        try:
            finished = subprocess.run(  # noqa: S603 - the program is the configuration's; page text is only on its input
                settings.command,
                input=write_payload(alert) + b"\n",
                stdout=subprocess.DEVNULL,
                stderr=complaint,
                timeout=settings.timeout,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DeliveryError(f"command {settings.name}: still running after {settings.timeout:g} s") from error
        except OSError as error:
            raise ChannelDownError(f"command {settings.name}: {error}") from error
        if finished.returncode == 0:
            return
        reason = f"command {settings.name}: exit status {finished.returncode}"
        if last := read_complaint(complaint, environment):
            reason += f": {last}"
    raise RejectedError(reason) if finished.returncode == REJECTED_STATUS else DeliveryError(reason)


def read_complaint(stream: IO[bytes], environment: Mapping[str, str]) -> str:
    """The last line a program wrote to stderr, as it may be kept with the alert: short, printable, without what the
    environment holds under a telling name and without what stands before the host of an address."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - COMPLAINT_BYTES))
    lines = stream.read().decode("utf-8", "replace").strip().splitlines()
    line = mask_userinfo(lines[-1]) if lines else ""
    for name, value in environment.items():
        if len(value) >= SHORTEST_SECRET and is_telling(name):
            line = line.replace(value, f"${name}")
    return clean_header(line)
