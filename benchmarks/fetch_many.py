"""How many policies on how many hosts are looked at in what time and memory, and how long each host was left in peace.

    .venv/bin/python benchmarks/fetch_many.py --policies 2000 --hosts 100 --delay 0.1 --rounds 3

The hosts are loopback addresses (127.1.x.y) of one server process; rests are measured on the server's side.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import time
from collections import defaultdict
from itertools import pairwise
from multiprocessing.connection import Connection

from tracker.capture.fetch import Looks, PageRequest
from tracker.config import FetchSettings

PAGE = b"<!doctype html><html><main><h1>Terms</h1>" + b"<p>You may not resell seats to anybody.</p>" * 1000


def name_host(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def serve(port: int, hosts: int, report: Connection) -> None:
    """Answer on every host until told to stop; then report per host the shortest rest between two requests."""
    visits: dict[str, list[tuple[float, float]]] = defaultdict(list)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                began = time.monotonic()
                is_robots = head.startswith(b"GET /robots.txt")
                status, body = (404, b"") if is_robots else (200, PAGE)
                writer.write(b"HTTP/1.1 %d -\r\nContent-Length: %d\r\n" % (status, len(body)))
                writer.write(b"Content-Type: text/html\r\n\r\n" + body)
                await writer.drain()
                visits[writer.get_extra_info("sockname")[0]].append((began, time.monotonic()))
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

    async def main() -> None:
        servers = [await asyncio.start_server(answer, name_host(number), port) for number in range(hosts)]
        report.send("ready")
        while not report.poll():
            await asyncio.sleep(0.1)
        for server in servers:
            server.close()

    asyncio.run(main())
    rests = [later[0] - earlier[1] for times in visits.values() for earlier, later in pairwise(times)]
    report.send((sum(len(times) for times in visits.values()), min(rests, default=0.0)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policies", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--delay", type=float, default=0.1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=18080)
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(options.port, options.hosts, theirs))
    server.start()
    ours.recv()
    settings = FetchSettings(
        allow_private_addresses=("127.0.0.0/8",),
        per_host_delay=options.delay,
        concurrency=min(100, max(16, options.hosts)),
    )
    requests = [
        PageRequest(f"a/{n}", (f"http://{name_host(n % options.hosts)}:{options.port}/{n}",))
        for n in range(options.policies)
    ]
    for turn in range(options.rounds):
        began = time.monotonic()
        good = sum(look.error is None for look in Looks(requests, settings))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"round {turn + 1}: {good}/{len(requests)} in {time.monotonic() - began:.1f} s, peak {memory:.0f} MB")
    ours.send("stop")
    count, shortest = ours.recv()
    server.join()
    print(f"server: {count} requests, shortest rest of a host {shortest:.3f} s (asked for: {options.delay} s)")


if __name__ == "__main__":
    main()
