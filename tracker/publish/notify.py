"""An alert -> a short message to any service Apprise speaks to (Slack, Teams, Discord, Telegram, ntfy, Matrix ...).

The text goes out as plain text: what looks like an address, an escape, mark-up or a call to somebody stays text.
"""

from __future__ import annotations

import os
from typing import Any

import apprise

from tracker.config import AppriseChannel
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.model import Alert
from tracker.publish.chat_markup import READS_MARKDOWN, neutralise, shorten
from tracker.publish.mail import clean_header
from tracker.publish.targets import digest_url

# Discord takes 2,000 characters, Telegram 4,096; a chat message is read at a glance.
BODY_LENGTH = 1_900

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
    services = []
    for url in find_urls(alert.address, settings):
        service = apprise.Apprise(asset=ASSET)
        if not service.add(url):
            raise ChannelDownError(f"channel {settings.name}: Apprise cannot read its address {alert.address}")
        services.append(service)
    refused = [str(service[0].service_name) for service in services if not send_alert(alert, service)]
    if refused:
        raise DeliveryError(f"channel {settings.name}: {', '.join(refused)} did not take the message")


def send_alert(alert: Alert, service: apprise.Apprise) -> bool:
    """Send to one service in the words it shows as they are; whether it took them."""
    plugin: Any = service[0]
    is_text = plugin.resolve_format(apprise.NotifyFormat.TEXT) == apprise.NotifyFormat.TEXT
    escapes = is_text and not READS_MARKDOWN.isdisjoint(plugin.schemas())
    return bool(
        service.notify(
            title=neutralise(clean_header(alert.message.subject), escapes_markdown=escapes),
            body=write_body(alert, escapes_markdown=escapes),
            body_format=apprise.NotifyFormat.TEXT,
            interpret_escapes=False,
        )
    )


def write_body(alert: Alert, *, escapes_markdown: bool = False) -> str:
    """The summary and as much of the redline as a chat message bears, with a link to the source."""
    message = alert.message
    tail = f"\n{message.link}" if message.link else ""
    links = tuple(link for link in (message.page, message.link) if link)
    text = neutralise(message.text[:BODY_LENGTH], links=links, escapes_markdown=escapes_markdown)
    if len(message.text) > BODY_LENGTH:
        text += "…"
    shown = shorten(text, BODY_LENGTH - len(tail))
    return shown + ("" if message.link and message.link in shown else tail)
