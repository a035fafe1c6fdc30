"""What the tests of telling share: change sets in our own words, and receivers on loopback."""

from __future__ import annotations

import email
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from tracker.model import (
    Alert,
    AlertState,
    Block,
    BlockKind,
    Change,
    ChangeSet,
    Comparison,
    HeldBecause,
    Judgement,
    Kind,
    Message,
    Op,
    Section,
    Significance,
    Verdict,
)
from tracker.publish.cards import PolicyCard
from tracker.publish.messages import write_message

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def make_section(text: str, *, ordinal: int = 0, number: str | None = None, heading: str | None = None, **more: Any):
    blocks = tuple(Block(BlockKind.PARAGRAPH, part) for part in text.split("\n") if part)
    return Section(ordinal=ordinal, level=1, number=number, path=number, heading=heading, blocks=blocks, **more)


def make_change(
    old: str = "We may show your clips.",
    new: str = "We may sell your clips.",
    *,
    number: str = "4.2",
    heading: str = "Your clips",
    clause: str = "c0000042",
    **more: Any,
) -> Change:
    """A changed clause; the redline is the whole of both texts, which is all that telling looks at."""
    fields: dict[str, Any] = {
        "kinds": (Kind.EDITED,),
        "old": (make_section(old, number=number, heading=heading, clause=clause),),
        "new": (make_section(new, number=number, heading=heading, clause=clause),),
        "ops": tuple((op, text) for op, text in ((Op.DELETE, old), (Op.INSERT, new)) if text),
        "deleted": (old,),
        "inserted": (new,),
        "significance": Significance.SUBSTANTIVE,
        "reasons": ("obligation: may -> must",),
    }
    return Change(**(fields | more))


def make_change_set(
    *changes: Change,
    policy: str = "clipcast/terms",
    seq: int = 2,
    at: datetime = NOW,
    verdict: Verdict = Verdict.SUBSTANTIVE,
    held_because: HeldBecause | None = None,
    summary: str = "4.2 Your clips: “show” became “sell”.",
) -> ChangeSet:
    judgement = Judgement(
        old_hash=f"old{seq}",
        new_hash=f"new{seq}",
        old_seq=seq - 1,
        new_seq=seq,
        previous_at=at - timedelta(hours=12),
        observed_at=at,
        confirmed_at=at + timedelta(minutes=10),
        held_because=held_because,
    )
    comparison = Comparison(verdict=verdict, changes=changes or (make_change(),), summary=summary)
    return ChangeSet(f"cs{seq}", policy, judgement, comparison, is_told=held_because is None)


def make_message(name: str = "Clipcast Terms", *changes: Change, **more: Any) -> Message:
    change_set = make_change_set(*changes, **more)
    return write_message(change_set, PolicyCard(change_set.policy, name, "https://clipcast.example/terms"))


def make_card(name: str = "Clipcast Terms", *, policy: str = "clipcast/terms", link: str | None = None, **more: Any):
    return PolicyCard(policy, name, link, **more)


def make_alert(
    key: str = "k1",
    *,
    channel: str = "desk",
    address: str = "ana@example.org",
    message: Message | None = None,
    due_at: datetime = NOW,
    state: AlertState = AlertState.PENDING,
    subscription: str = "clips",
) -> Alert:
    message = message or make_message()
    return Alert(key, subscription, channel, address, message, NOW, due_at, NOW, state=state)


@dataclass
class FakeClock:
    """A clock that moves only when told, or when somebody sleeps."""

    now: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Inbox:
    """What a mail server on loopback took; `refuse` may answer a recipient or a message with an SMTP reply."""

    refuse: Callable[[str], str | None] = lambda _address: None
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if answer := self.refuse(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


class _AnyPort(Controller):
    """Port 0 lets the system choose; the controller's check after starting must then ask for what was chosen."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serve_mail(inbox: Inbox, port: int = 0, **options: Any) -> Iterator[Inbox]:
    controller = _AnyPort(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop()


@dataclass
class Hook:
    """What an HTTP receiver on loopback was sent; `answers` are the statuses it gives, the last one for good."""

    answers: list[int] = field(default_factory=lambda: [204])
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@contextmanager
def serve_hook(hook: Hook) -> Iterator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            hook.requests.append((dict(self.headers.items()), body))
            status = hook.answers.pop(0) if len(hook.answers) > 1 else hook.answers[0]
            self.send_response(status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
