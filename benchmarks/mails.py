"""What a mail costs from alert to server: composed, serialised and handed over, in processor time of this process.

    python benchmarks/mails.py [--changes 200] [--readers 5]

So many change sets of six changes each (13 kB of HTML), each told to so many readers of one subscription by an SMTP
server on loopback, which is a process of its own. The first line is for one reader, to whom no mail is like another.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path

from tracker.values import replace

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from telling import Inbox, make_alert, make_card, serve_mail
from telling_load import Forgetful, make_load

from tracker.config import EmailChannel
from tracker.model import Alert
from tracker.publish.mail import Mailer
from tracker.publish.messages import write_message


def serve(orders: Connection) -> None:
    """Take mails until told to stop, and keep none."""
    with serve_mail(Inbox(mails=Forgetful(), recipients=Forgetful())) as inbox:
        orders.send(inbox.port)
        orders.recv()


def write_alerts(changes: int, readers: int) -> Iterator[Alert]:
    """An alert for each reader of each change set, those of one change set side by side."""
    for number, change_set in enumerate(make_load(changes)):
        message = write_message(change_set, make_card(policy=change_set.policy))
        for reader in range(readers):
            address = f"reader{reader}@example.org"
            yield replace(make_alert(), receipt_key=f"{number}-{reader}", address=address, message=message)


def send_all(port: int, alerts: Sequence[Alert]) -> float:
    """Processor milliseconds a mail."""
    channel = EmailChannel(
        name="desk", host="127.0.0.1", port=port, security="none", from_="watch@example.org", to=("a@example.org",)
    )
    with ExitStack() as stack:
        send = Mailer(channel, stack)
        began = time.process_time()
        for alert in alerts:
            send(alert)
        return 1000 * (time.process_time() - began) / len(alerts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--readers", type=int, default=5)
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,))
    server.start()
    port = ours.recv()
    for readers in (1, options.readers):
        alerts = list(write_alerts(options.changes, readers))
        print(f"{readers} readers: {min(send_all(port, alerts) for _ in range(3)):.2f} ms a mail")
    ours.send("stop")
    server.join()


if __name__ == "__main__":
    main()
