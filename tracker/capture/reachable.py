"""A host name -> connections only to network addresses that may be asked.

A watch list may come from someone else, so a name that leads into the own network is refused. The name is resolved
once, the answers are checked, and the connection goes to a checked answer itself: a name server that answers
differently the second time (DNS rebinding) is never asked a second time, and every redirect comes through here.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Iterable
from itertools import islice
from types import TracebackType
from typing import Any, Self

import httpcore
import httpx

from tracker.capture.head_lines import MendingStream
from tracker.errors import CaptureError, RefusedError, TransientError

# Ranges that carry an IPv4 address inside an IPv6 one: NAT64 (RFC 6052) and 6to4 (RFC 3056).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Connecting takes a round trip; who does not answer in this time is not there (seconds).
CONNECT_TIMEOUT = 15.0

# Hosts whose connections are kept for their next page, and how many of each.
MOST_HOSTS = 128
MOST_IDLE = 2
# Of a name with many addresses so many are tried.
MOST_ADDRESSES = 4
# What Python 3.11 calls global and is not: local NAT64 (RFC 8215), site-local (RFC 3879), IPv4-compatible and
# IPv4-translated (RFC 4291, RFC 2765), protocol assignments (RFC 6890), Teredo (RFC 4380).
_LOCAL = tuple(
    ipaddress.ip_network(network)
    for network in ("64:ff9b:1::/48", "fec0::/10", "::/96", "::ffff:0:0:0/96", "192.0.0.0/24", "2001::/32")
)

Resolver = Callable[[str, int], Awaitable[list[str]]]


def is_public(address: str) -> bool:
    """Whether an IP address ("203.0.113.7", "fe80::1%eth0") belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _LOCAL)


def is_admitted(address: str, private: bool | Collection[str]) -> bool:
    """Whether an IP address may be asked. `private`: are those that are not public, all, none or some networks."""
    if isinstance(private, bool):
        return private or is_public(address)
    ip = ipaddress.ip_address(address.partition("%")[0])
    return is_public(address) or any(ip in ipaddress.ip_network(network) for network in private)


async def ask_resolver(host: str, port: int) -> list[str]:
    """The system's answers for a host name, in its order."""
    answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(answer[4][0]) for answer in answers]


async def resolve_host(
    host: str, port: int, *, private: bool | Collection[str], resolver: Resolver = ask_resolver
) -> tuple[str, ...]:
    """The addresses of a host that may be connected to, in the resolver's order.

    Raises RefusedError where all of them are private, CaptureError where there are none.
    """
    try:
        found = tuple(dict.fromkeys(await resolver(host, port)))
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise TransientError(f"the name {host} cannot be resolved just now") from error
        raise CaptureError(f"there is no host {host}") from error
    except UnicodeError as error:
        raise CaptureError(f"{host!r} is no host name") from error
    admitted = tuple(address for address in found if is_admitted(address, private))
    if not admitted:
        where = f"{host} is" if host == found[0] else f"{host} leads to {found[0]},"
        raise RefusedError(f"{where} a private address; [fetch] allow_private_addresses = true permits that")
    return admitted


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore, only to addresses that `resolve_host` let through."""

    def __init__(self, *, private: bool | Collection[str], resolver: Resolver = ask_resolver) -> None:
        self._private = private
        self._resolver = resolver
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await resolve_host(host, port, private=self._private, resolver=self._resolver)
        failure: Exception | None = None
        for address in addresses[:MOST_ADDRESSES]:
            try:
                stream = await self._network.connect_tcp(
                    address, port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
                return MendingStream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        assert failure is not None
        raise failure

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


class HostPools:
    """A pool of connections for each host, in the place of one for all.

    httpcore goes through every connection of a pool, and asks the system about each, at every request: in one pool a
    page costs the more the more hosts are asked. Of the hosts that were not asked for longest the connections are
    closed where more than `MOST_HOSTS` have some.
    """

    def __init__(self, make_pool: Callable[[], httpcore.AsyncConnectionPool]) -> None:
        self._make_pool = make_pool
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """As a pool does it. Raises httpcore's errors."""
        origin = str(request.url.origin)
        pool = self._pools.pop(origin, None) or self._make_pool()
        self._pools[origin] = pool  # last: it was asked just now
        for other in self._drop_rested():
            await other.aclose()
        return await pool.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections to all hosts."""
        for pool in self._pools.values():
            await pool.aclose()

    def _drop_rested(self) -> list[httpcore.AsyncConnectionPool]:
        """Pools that are too many, those that rest longest first; none that is asked now or answers still."""
        surplus = len(self._pools) - MOST_HOSTS
        if surplus <= 0:
            return []
        *others, _asked = self._pools.items()
        rested = (origin for origin, pool in others if all(one.is_idle() for one in pool.connections))
        return [self._pools.pop(origin) for origin in islice(rested, surplus)]


class CheckedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport with connection pools on `CheckedBackend`."""

    def __init__(self, *, tls: ssl.SSLContext, connections: int, private: bool | Collection[str]) -> None:
        super().__init__(verify=tls, http2=True)
        backend = CheckedBackend(private=private)

        def make_pool() -> httpcore.AsyncConnectionPool:
            return httpcore.AsyncConnectionPool(
                ssl_context=tls,
                max_connections=connections,
                max_keepalive_connections=min(connections, MOST_IDLE),
                keepalive_expiry=15.0,
                http2=True,
                network_backend=backend,
            )

        # httpx hands no network backend through to the pool it makes, so the pools are made here.
        self._pool: Any = HostPools(make_pool)
