"""A process to be killed: raises news and delivers it, going on where the one before it was cut off.

python killed_sender.py DATABASE SMTP_PORT HOOK_URL COUNT
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from telling import make_alert, make_message

from tracker.archive import open_archive
from tracker.config import EmailChannel, WebhookChannel
from tracker.publish.deliver import Carrier, Deliverer
from tracker.publish.mail import Mailer
from tracker.publish.webhook import post_alert


def main(database: str, port: str, url: str, count: str) -> None:
    mail = EmailChannel(name="desk", host="127.0.0.1", port=int(port), from_="w@example.org", to=(), security="none")
    hook = WebhookChannel(name="hook", url=url)

    def open_carrier(name: str, stack: ExitStack) -> Carrier:
        if name == "desk":
            return Carrier(Mailer(mail, stack))
        return Carrier(partial(post_alert, settings=hook, clock=time.time))

    message = make_message()
    with open_archive(Path(database)) as archive:
        outbox = archive.outbox
        print("ready", flush=True)  # noqa: T201
        Deliverer(outbox, open_carrier, clock=lambda: datetime.now(UTC), sleep=time.sleep).deliver()
        for seq in range(1, int(count) + 1):
            if outbox.is_told("clipcast/terms", seq):
                continue
            now = datetime.now(UTC)
            with archive.write():
                outbox.record_told("clipcast/terms", old_seq=seq - 1, new_seq=seq, at=now, is_alerted=True)
                outbox.enqueue(make_alert(f"{name}-{seq}", channel=name, message=message) for name in ("desk", "hook"))
            Deliverer(outbox, open_carrier, clock=lambda: datetime.now(UTC), sleep=time.sleep).deliver()
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
