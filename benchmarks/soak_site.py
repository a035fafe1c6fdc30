"""Made-up policies -> one server process for all their hosts on loopback, which keeps a log of what it showed.

What a page shows is decided by the number of the round alone, so that whoever knows the round knows what was shown.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized

KINDS = ("tagged", "tagged", "tagged", "tagged", "tagged", "plain", "plain", "alternating", "walled", "failing")
EDITION_LASTS = 5
"""Rounds from one edition of a policy to its next; the policies take turns, so that each round has news."""

SUBJECTS = ("Account", "Fees", "Refunds", "Conduct", "Content", "Privacy", "Notices", "Ending", "Liability", "Law")
WALL = (
    b"<html><title>One moment</title><h1>Checking your browser</h1><p>Please enable JavaScript and cookies.</p></html>"
)


@dataclass(frozen=True)
class Answer:
    """What a page shows in a round: `edition` where it shows the document, None for a wall or an error."""

    status: int
    body: bytes
    edition: int | None
    etag: str | None = None


@dataclass(frozen=True)
class Shown:
    """One answered request: which page, the edition it showed (or said was unmodified), and when, in seconds."""

    turn: int
    policy: int
    edition: int | None
    began: float
    ended: float
    host: str


def name_kind(policy: int) -> str:
    """How a policy's page behaves."""
    return KINDS[(policy + policy // len(KINDS)) % len(KINDS)]


def name_host(number: int) -> str:
    """The loopback address of a host."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def write_page(policy: int, edition: int, variant: int = 0) -> bytes:
    """A document of ten clauses; its fee is the edition's, its place of court the variant's."""
    court = ("Dublin", "Lisbon")[variant]
    clauses = []
    for number, subject in enumerate(SUBJECTS, 1):
        text = f"What is said of {subject.lower()} holds for plan {policy} and for everybody who uses it with you. "
        text += f"You may object within {number + 10} days after we have written to you about the matter. " * 3
        if subject == "Fees":
            text += f"The fee is {100 + edition} euro a month, due in advance."
        if subject == "Law":
            text += f"The courts of {court} decide, and their decision binds both sides."
        clauses.append(f"<h2>{number}. {subject}</h2><p>{text}</p>")
    body = "".join(clauses)
    page = f"<!doctype html><html lang=en><title>Terms of plan {policy}</title><main><h1>Terms</h1>{body}</main></html>"
    return page.encode()


def find_edition(text: str) -> int | None:
    """The edition that a document's text shows, None for another text."""
    _, mark, rest = text.partition("The fee is ")
    return int(rest.split(" ", 1)[0]) - 100 if mark else None


def decide_answer(policy: int, turn: int) -> Answer:
    """What a policy's page shows in a round."""
    kind = name_kind(policy)
    edition = (turn + policy) // EDITION_LASTS
    if kind == "walled" and (turn + policy) % 3 == 0:
        return Answer(200, WALL, None)
    if kind == "failing" and (turn + policy) % 3 == 0:
        return Answer((404, 500)[policy % 2], b"<h1>Not here</h1>", None)
    body = write_page(policy, edition, variant=turn % 2 if kind == "alternating" else 0)
    tag = f'"{sha256(body).hexdigest()[:12]}"' if kind == "tagged" else None
    return Answer(200, body, edition, tag)


def list_rests(log: list[Shown]) -> Iterator[float]:
    """For each host, the seconds from the end of one answer to the next request."""
    visits: dict[str, list[Shown]] = {}
    for shown in log:
        visits.setdefault(shown.host, []).append(shown)
    for times in visits.values():
        for earlier, later in pairwise(sorted(times, key=lambda one: one.began)):
            yield later.began - earlier.ended


def serve_site(port: int, hosts: int, turn: Synchronized[int], report: Connection) -> None:
    """Answer on every host until told to stop; then report the log. The body of the server's process."""
    log: list[Shown] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                log.append(await answer_once(head, writer, turn.value))
        except (OSError, asyncio.IncompleteReadError):
            writer.close()  # the client went away, or was killed

    async def main() -> None:
        servers = [await asyncio.start_server(answer, name_host(number), port) for number in range(hosts)]
        report.send("ready")
        while not report.poll():
            await asyncio.sleep(0.05)
        for server in servers:
            server.close()

    asyncio.run(main())
    report.send(log)


async def answer_once(head: str, writer: asyncio.StreamWriter, turn: int) -> Shown:
    """Answer one request; raises OSError where the client is gone before it has the answer."""
    began = time.monotonic()
    path = head.split(" ", 2)[1].strip("/")
    shown = decide_answer(int(path), turn) if path.isdecimal() else Answer(404, b"", None)
    is_known = shown.etag is not None and shown.etag in head
    lines = [f"HTTP/1.1 {304 if is_known else shown.status} -", "Content-Type: text/html; charset=utf-8"]
    lines += [f"ETag: {shown.etag}"] if shown.etag else []
    lines += [] if is_known else [f"Content-Length: {len(shown.body)}"]
    writer.write("\r\n".join([*lines, "", ""]).encode() + (b"" if is_known else shown.body))
    await writer.drain()
    policy = int(path) if path.isdecimal() else -1
    host = writer.get_extra_info("sockname")[0]
    return Shown(turn, policy, shown.edition, began, time.monotonic(), host)
