"""An alert -> JSON on the standard input of a program. No shell: the configured words are the argument list."""

from __future__ import annotations

import os
import subprocess

from tracker.config import CommandChannel
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.model import Alert
from tracker.publish.webhook import write_payload

# sysexits.h: EX_DATAERR, the input itself is wrong; trying again would not help.
REJECTED_STATUS = 65


def run_command(alert: Alert, *, settings: CommandChannel) -> None:
    """Run the program once for one alert.

    Exit status 0 is a receipt and 65 a refusal for good; any other is tried again. The environment has
    TRACKER_RECEIPT_KEY (the same when an alert comes twice) and TRACKER_SUBSCRIPTION.
    """
    environment = os.environ | {
        "TRACKER_RECEIPT_KEY": alert.receipt_key,
        "TRACKER_SUBSCRIPTION": alert.subscription,
    }
    try:
        finished = subprocess.run(  # noqa: S603 - the program is the configuration's; page text is only on its input
            settings.command,
            input=write_payload(alert) + b"\n",
            capture_output=True,
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
    last = finished.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    reason = f"command {settings.name}: exit status {finished.returncode}" + "".join(f": {line[:200]}" for line in last)
    raise RejectedError(reason) if finished.returncode == REJECTED_STATUS else DeliveryError(reason)
