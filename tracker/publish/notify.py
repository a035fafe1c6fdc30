"""An alert -> a short message to any service Apprise speaks to (Slack, Teams, Discord, Telegram, ntfy, Matrix ...).

The text goes out as plain text: what looks like an address, an escape or a call to everybody in it stays text.
"""

from __future__ import annotations

import os
import re

import apprise

from tracker.config import AppriseChannel
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.model import Alert
from tracker.publish.mail import clean_header
from tracker.publish.targets import digest_url

# Discord takes 2,000 characters, Telegram 4,096; a chat message is read at a glance.
BODY_LENGTH = 1_900
# "@everyone", "@here", "<!channel>", "<@U024BE7LH>": a page must not be able to page a whole team.
_MENTION = re.compile(r"@(?=everyone\b|here\b|channel\b|all\b|room\b)|<(?=[@!#])", re.IGNORECASE)
_WORD_JOINER = "\u2060"

ASSET = apprise.AppriseAsset(
    app_id="policy-clause-tracker",
    secure_logging=True,
    async_mode=False,
    interpret_escapes=False,
    interpret_emojis=False,
)


def find_urls(address: str, settings: AppriseChannel) -> tuple[str, ...]:
    """The Apprise addresses an alert's address stands for: one of `urls`, or those in the environment variable."""
    if address.startswith("$"):
        urls = tuple(os.environ.get(address[1:], "").split())
        if not urls:
            raise ChannelDownError(f"channel {settings.name}: the environment has no {address[1:]}")
        return urls
    urls = tuple(url for url in settings.urls if digest_url(url) == address)
    if not urls:
        raise RejectedError(f"channel {settings.name}: its address {address} is no longer configured")
    return urls


def notify_alert(alert: Alert, *, settings: AppriseChannel) -> None:
    """Send one alert to one Apprise address. Raises RejectedError, ChannelDownError or DeliveryError."""
    service = apprise.Apprise(asset=ASSET)
    for url in find_urls(alert.address, settings):
        if not service.add(url):
            raise ChannelDownError(f"channel {settings.name}: Apprise cannot read its address {alert.address}")
    taken = service.notify(
        title=_plain(clean_header(alert.message.subject)),
        body=_plain(write_body(alert)),
        body_format=apprise.NotifyFormat.TEXT,
        interpret_escapes=False,
    )
    if not taken:
        raise DeliveryError(f"channel {settings.name}: {service[0].service_name} did not take the message")


def write_body(alert: Alert) -> str:
    """The summary and as much of the redline as a chat message bears, with a link to the source."""
    message = alert.message
    tail = f"\n{message.link}" if message.link else ""
    room = BODY_LENGTH - len(tail)
    text = message.text if len(message.text) <= room else message.text[: room - 1].rstrip() + "…"
    return text + ("" if message.link and message.link in text else tail)


def _plain(text: str) -> str:
    return _MENTION.sub(lambda found: found[0] + _WORD_JOINER, text)
