"""What a round of looks costs a policy, beside urlwatch (extra `bench`) at the same pages in the same run.

    python benchmarks/check_rounds.py [--policies 2000] [--hosts 100] [--times 1]

Pages of 180 kB on loopback addresses (127.1.x.y), asked by `tracker check` and by `urlwatch`, each a process of its own
whose processor time, its children's included, is what counts. The rounds, in order: the first look; pages that are not
modified (304); the same bytes again; the same text with another nonce in the markup. urlwatch keeps pages as they come
and tells every one of the last round as changed; the tracker reads them.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import multiprocessing
import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from fetch_many import name_host
from large_record import write_texts
from start_up import TRACKER, measure

ROUNDS = ("first look", "304", "same bytes", "same text, another nonce")
SEEDS = 20
PADDING = "window.features=" + "[0,1,2,3,4,5,6,7,8,9];" * 5000
HEAD = "HTTP/1.1 {status} -\r\nContent-Length: {size}\r\nContent-Type: text/html; charset=utf-8\r\nETag: {tag}\r\n\r\n"


@cache
def write_main(seed: int) -> str:
    """The document of a page: what `large_record.py` writes, as HTML."""
    (text,) = write_texts(seed, 1)
    lines = [line for line in text.split("\n\n") if line]
    return "\n".join(
        f"<h2>{html.escape(line.lstrip('# '))}</h2>" if line.startswith("#") else f"<p>{html.escape(line)}</p>"
        for line in lines
    )


def write_page(number: int, nonce: str) -> bytes:
    """A page with what real ones have around the document; `nonce` stands where nobody reads it."""
    menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("home", "prices", "help", "about"))
    head = (
        f'<meta name="csrf-token" content="{nonce}"><title>Terms of service {number}</title>'
        f'<script nonce="{nonce}">{PADDING}</script>'
    )
    return (
        f"<!doctype html><html lang=en><head>{head}</head><body><nav><ul>{menu}</ul></nav><main>"
        f"<p>Service {number} is run by Harbour {number} Ltd.</p>{write_main(number % SEEDS)}</main></body></html>"
    ).encode()


def serve(port: int, hosts: int, orders: Connection) -> None:
    """Answer on every host, in the round that was ordered last, until told to stop."""
    doing = {"round": ROUNDS[0], "nonce": ""}

    def write_answer(path: str, has_tag: bool) -> bytes:
        if path == "/robots.txt":
            return HEAD.format(status=404, size=0, tag='""').encode()
        now = doing["round"]
        if now == "304" and has_tag:
            return HEAD.format(status=304, size=0, tag='"1"').encode()
        body = write_page(int(path[1:]), doing["nonce"])
        return HEAD.format(status=200, size=len(body), tag='"1"').encode() + body

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(write_answer(head.split(b" ", 2)[1].decode(), b"if-none-match" in head.lower()))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

    async def main() -> None:
        servers = [await asyncio.start_server(answer, name_host(number), port) for number in range(hosts)]
        orders.send("ready")
        while (order := await asyncio.to_thread(orders.recv)) is not None:
            doing["round"] = order
            if order == ROUNDS[3]:
                doing["nonce"] = secrets.token_hex(32)
            orders.send("ready")
        for server in servers:
            server.close()

    asyncio.run(main())


def write_tracker(folder: Path, addresses: Sequence[str]) -> Sequence[str]:
    """The command that looks once with the tracker."""
    policies = (
        f'[[policy]]\nid = "s{number}/terms"\nfetch = "{address}"\n' for number, address in enumerate(addresses)
    )
    settings = '[fetch]\nallow_private_addresses = true\nper_host_delay = "0s"\nretries = 0\n'
    (folder / "config.toml").write_text(settings + "".join(policies), "utf-8")
    place = ("--config", str(folder / "config.toml"), "--database", str(folder / "tracker.db"))
    return (*TRACKER, "check", "--quiet", *place)


def write_peer(folder: Path, addresses: Sequence[str]) -> Sequence[str]:
    """The command that looks once with urlwatch."""
    (folder / "urls.yaml").write_text("---\n".join(f"url: {address}\n" for address in addresses), "utf-8")
    (folder / "urlwatch.yaml").write_text("report:\n  stdout:\n    enabled: true\n", "utf-8")
    files = ("--urls", "urls.yaml", "--config", "urlwatch.yaml", "--cache", "cache.db", "--hooks", "hooks.py")
    program = str(Path(sys.executable).with_name("urlwatch"))
    return (program, *(str(folder / word) if "." in word else word for word in files))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--policies", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument(
        "--times", type=int, default=1, help="further rounds of each kind but the first; the least counts"
    )
    parser.add_argument("--port", type=int, default=18081)
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(options.port, options.hosts, theirs))
    server.start()
    ours.recv()
    addresses = [f"http://{name_host(n % options.hosts)}:{options.port}/{n}" for n in range(options.policies)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands = {"tracker": write_tracker(folder, addresses), "urlwatch": write_peer(folder, addresses)}
        os.environ["HOME"] = name
        print(f"{'CPU ms a policy':30} {'tracker':>9} {'urlwatch':>9} {'times':>6}")
        for now in ROUNDS:
            least = dict.fromkeys(commands, float("inf"))
            for _ in range(1 if now == ROUNDS[0] else options.times):
                ours.send(now)
                ours.recv()
                for who, command in commands.items():
                    least[who] = min(least[who], measure(command) * 1000 / options.policies)
            tracker, peer = least.values()
            print(f"{now:30} {tracker:9.2f} {peer:9.2f} {tracker / peer:6.2f}", flush=True)
    ours.send(None)
    server.join()


if __name__ == "__main__":
    main()
