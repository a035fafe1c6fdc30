"""Who asks, and whether they may: passwords, sessions, tokens against forged forms, and limits to guessing.

A password is kept as scrypt makes it (RFC 7914), with the costs that OWASP's cheat sheet asks for. A session is a
signed cookie; it ends by itself, and at once when the password changes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import mmap
import secrets
from collections import OrderedDict
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from multiprocessing import get_context
from typing import Final

from itsdangerous import BadSignature, URLSafeTimedSerializer

from tracker.values import Struct, field

COST: Final = (2**15, 8, 3)
"""n, r and p: a tenth of a second and 32 MB for each try."""

LONGEST_PASSWORD: Final = 1000
TRIES: Final = 5
WINDOW: Final = 15 * 60.0
"""So many failed tries, for one name or from one address, within so many seconds; then nobody is let in."""

KEPT_TRIES: Final = 10_000


# --- passwords ------------------------------------------------------------------------------------------------


def hash_password(password: str, salt: bytes | None = None, cost: tuple[int, int, int] = COST) -> str:
    """What may stand in a configuration for a password: "scrypt$32768$8$3$salt$hash"."""
    salt = secrets.token_bytes(16) if salt is None else salt
    n, r, p = cost
    digest = hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=n, r=r, p=p, maxmem=2**27, dklen=32)
    return "$".join(("scrypt", str(n), str(r), str(p), *(base64.b64encode(one).decode() for one in (salt, digest))))


def check_password(password: str, hashed: str) -> bool:
    """Whether a password is the one; what is no hash of ours lets nobody in."""
    try:
        kind, n, r, p, salt, _ = hashed.split("$")
        cost = (int(n), int(r), int(p))
        if kind != "scrypt" or cost[0] > 2**17 or len(password) > LONGEST_PASSWORD:
            return False
        made = hash_password(password, base64.b64decode(salt, validate=True), cost)
    except ValueError:
        return False
    return hmac.compare_digest(made.encode(), hashed.encode())


_NOBODY: Final = hash_password("", b"0" * 16)
"""Checked for a name that nobody has, so that the time an answer takes does not say which names there are."""


# --- guessing -------------------------------------------------------------------------------------------------


class Tries:
    """Counts failed log-ins by what they came from; forgets what is long ago."""

    def __init__(self) -> None:
        self.failed: OrderedDict[str, list[float]] = OrderedDict()

    def wait(self, keys: Collection[str], now: float) -> int:
        """The seconds to wait before another try from any of these, 0 for none. `now` counts seconds."""
        waits = [0.0]
        for key in keys:
            recent = [at for at in self.failed.get(key, ()) if now - at < WINDOW]
            if len(recent) >= TRIES:
                waits.append(recent[-TRIES] + WINDOW - now)
        return round(max(waits)) + 1 if max(waits) > 0 else 0

    def note(self, keys: Collection[str], now: float) -> None:
        """A try from these failed."""
        for key in keys:
            recent = [at for at in self.failed.pop(key, ()) if now - at < WINDOW]
            self.failed[key] = [*recent, now][-TRIES:]
        while len(self.failed) > KEPT_TRIES:
            self.failed.popitem(last=False)


class SharedTries(Tries):
    """The same for processes that were forked from one: what one of them notes all know."""

    def __init__(self, room: int = 2**21) -> None:
        super().__init__()
        self._shared = mmap.mmap(-1, room)
        self._lock = get_context("fork").Lock()

    def wait(self, keys: Collection[str], now: float) -> int:
        with self._lock:
            self._read()
            return super().wait(keys, now)

    def note(self, keys: Collection[str], now: float) -> None:
        with self._lock:
            self._read()
            super().note(keys, now)
            while len(text := json.dumps(self.failed).encode()) >= len(self._shared):
                self.failed.popitem(last=False)
            self._shared[: len(text) + 1] = text + b"\0"

    def _read(self) -> None:
        text = self._shared[: self._shared.find(b"\0")]
        self.failed = OrderedDict(json.loads(text)) if text else OrderedDict()


# --- sessions -------------------------------------------------------------------------------------------------


class Accounts(Struct, frozen=True):
    """The users by name with their hashed passwords, and the secret that signs.

    `proxy_header` is where a trusted proxy says who asks; `trusted_proxies` are addresses.
    """

    secret: bytes
    users: Mapping[str, str] = field(default_factory=dict)
    proxy_header: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    session_days: int = 14

    @property
    def has_sign_in(self) -> bool:
        """Whether anybody can be known: without users and proxy the pages are read-only."""
        return bool(self.users) or self.proxy_header is not None

    def log_in(self, name: str, password: str) -> bool:
        """Whether name and password belong together; takes as long for a name that nobody has."""
        hashed = self.users.get(name)
        return check_password(password, hashed or _NOBODY) and hashed is not None

    def write_session(self, name: str) -> str:
        """The cookie of who has signed in."""
        return self._serializer().dumps([name, self._mark(name)])

    def read_session(self, cookie: str) -> str | None:
        """Who a cookie says has signed in; None for one that is forged, too old, or of before the password changed."""
        try:
            name, mark = self._serializer().loads(cookie, max_age=self.session_days * 86_400)
        except (BadSignature, ValueError):
            return None
        is_known = isinstance(name, str) and name in self.users
        return name if is_known and hmac.compare_digest(str(mark), self._mark(name)) else None

    def read_proxy(self, named: str | None, client: str | None) -> str | None:
        """Who a proxy says has signed in; None where it is not one that is trusted."""
        if self.proxy_header is None or not named or client is None:
            return None
        return named.strip()[:200] if same_address(client, self.trusted_proxies) else None

    def make_token(self, person: str) -> str:
        """What a form of this person must bring back: nobody else's page can know it."""
        return hmac.new(self.secret, f"form\n{person}\n{self._mark(person)}".encode(), "sha256").hexdigest()

    def check_token(self, person: str, token: str) -> bool:
        return hmac.compare_digest(self.make_token(person).encode(), token.encode("utf-8", "replace"))

    def _mark(self, name: str) -> str:
        return hashlib.sha256(self.users.get(name, "").encode()).hexdigest()[:16]

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="tracker session")


def same_address(client: str, trusted: Collection[str]) -> bool:
    """Whether an address is among others, however each is written."""
    try:
        return ip_address(client) in {ip_address(one) for one in trusted}
    except ValueError:
        return client in trusted
