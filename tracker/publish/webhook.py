"""An alert -> a signed JSON POST.

The signature is HMAC-SHA256 over "<timestamp>.<body>"; docs/telling/webhook.md shows how a receiver verifies it.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from functools import cache

from tracker.compiled import compile_pattern
from tracker.config import WebhookChannel
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.model import Alert

SIGNATURE_HEADER = "Tracker-Signature"
TIMESTAMP_HEADER = "Tracker-Timestamp"
IDEMPOTENCY_HEADER = "Idempotency-Key"
# A captured request cannot be played back later than this.
TOLERANCE_SECONDS = 300
_SECONDS = compile_pattern(r"[0-9]{1,15}")
# The body itself is refused, and will be again; or nothing at all is taken until somebody mends address or secret.
_REJECTED = frozenset({400, 413, 415, 422})
_CLOSED = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 410})


def write_payload(alert: Alert) -> bytes:
    """The body programs get: the `log` object of the change set with the name of the subscription. UTF-8 JSON."""
    record = json.loads(alert.message.record) | {"subscription": alert.subscription}
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def sign_body(secret: bytes, timestamp: int, body: bytes) -> str:
    """The signature header's value: "v1=" and the hexadecimal HMAC-SHA256 over timestamp, a full stop, and body."""
    return "v1=" + hmac.new(secret, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def is_signed(secret: bytes, headers: Mapping[str, str], body: bytes, *, now: float) -> bool:
    """Whether a request that came in is ours and fresh: what a receiver asks before it reads the body.

    `headers` may name them in any case, `body` are the bytes as they came, `now` is the receiver's clock in seconds
    since 1970. False, never an error, for whatever strangers send.
    """
    named = {name.lower(): value for name, value in headers.items()}
    timestamp, signature = (named.get(name.lower(), "") for name in (TIMESTAMP_HEADER, SIGNATURE_HEADER))
    if not _SECONDS.fullmatch(timestamp) or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = sign_body(secret, int(timestamp), body)
    return hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode())


def post_alert(alert: Alert, *, settings: WebhookChannel, clock: Callable[[], float]) -> None:
    """POST one alert. Any 2xx is a receipt; raises RejectedError, ChannelDownError or DeliveryError else."""
    body, timestamp = write_payload(alert), int(clock())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "policy-clause-tracker",
        IDEMPOTENCY_HEADER: alert.receipt_key,
        TIMESTAMP_HEADER: str(timestamp),
    }
    if settings.secret_env:
        headers[SIGNATURE_HEADER] = sign_body(_secret(settings), timestamp, body)
    request = urllib.request.Request(settings.url, data=body, headers=headers, method="POST")  # noqa: S310 - config allows http and https only
    try:
        with _open_directly().open(request, timeout=settings.timeout):
            return
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error, settings) from error
    except (OSError, http.client.HTTPException) as error:
        raise ChannelDownError(f"webhook {settings.name}: {error}") from error


@cache
def _open_directly() -> urllib.request.OpenerDirector:
    """An opener without the handler of redirects: a redirected POST would become a GET somewhere else.

    Made once, since it reads the system's certificates.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _refusal(error: urllib.error.HTTPError, settings: WebhookChannel) -> DeliveryError:
    reason = f"webhook {settings.name}: answered {error.code} {error.reason}"
    if error.code in _REJECTED:
        return RejectedError(reason)
    if error.code in _CLOSED:
        return ChannelDownError(reason)
    waited = error.headers.get("Retry-After", "")
    return DeliveryError(reason, retry_after=float(waited) if waited.isdigit() else None)


def _secret(settings: WebhookChannel) -> bytes:
    secret = os.environ.get(settings.secret_env or "")
    if not secret:
        raise ChannelDownError(f"webhook {settings.name}: the environment has no {settings.secret_env}")
    return secret.encode()
