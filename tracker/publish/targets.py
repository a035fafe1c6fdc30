"""A channel's settings -> the addresses it serves, an alert and a receipt for each. Holds no secret, sends nothing."""

from __future__ import annotations

import hashlib

from tracker.config import AppriseChannel, Channel, EmailChannel

ONLY = ""
"""The address of a channel that has but one receiver."""


def list_addresses(channel: Channel) -> tuple[str, ...]:
    """One for each receiver: mail addresses; for Apprise a digest of each address, since those hold tokens."""
    if isinstance(channel, EmailChannel):
        return tuple(dict.fromkeys(channel.to))
    if isinstance(channel, AppriseChannel):
        named = [digest_url(url) for url in channel.urls]
        return (*named, f"${channel.urls_env}") if channel.urls_env else tuple(named)
    return (ONLY,)


def digest_url(url: str) -> str:
    """What stands for an Apprise address in the outbox."""
    return hashlib.sha256(url.encode()).hexdigest()[:12]
