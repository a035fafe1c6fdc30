"""A channel's settings -> a carrier that sends through it. A new kind of channel is one file and one row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from tracker.config import AppriseChannel, Channel, CommandChannel, EmailChannel, FeedChannel, WebhookChannel
from tracker.errors import ChannelDownError
from tracker.model import Alert
from tracker.publish.command import run_command
from tracker.publish.deliver import Carrier, Send
from tracker.publish.feedfiles import ALERTS_KEPT, publish_alert
from tracker.publish.feedfold import Fold
from tracker.publish.mail import Mailer
from tracker.publish.notify import notify_alert
from tracker.publish.webhook import post_alert
from tracker.values import Struct


class Surroundings(Struct, frozen=True):
    """What channels need besides their settings: a clock (seconds since 1970), the configuration's folder, what a
    subscription was sent through a channel lately, newest first, the names of all subscriptions, and who says which
    policies changed the same words."""

    clock: Callable[[], float]
    folder: Path
    recent: Callable[[str, str, int], Sequence[Alert]]
    subscriptions: tuple[str, ...] = ()
    fold: Fold = lambda _: ()


def open_carrier(
    name: str, stack: ExitStack, *, channels: Mapping[str, Channel], surroundings: Surroundings
) -> Carrier:
    """Make a configured channel ready; connections close with `stack`. Raises ChannelDownError if there is none."""
    settings = channels.get(name)
    if settings is None:
        raise ChannelDownError(f"there is no [channel.{name}] in the configuration any more")
    per_minute = getattr(settings, "per_minute", None)
    send = OPENERS[type(settings)](settings, stack, surroundings)
    return Carrier(send, spacing=60 / per_minute if per_minute else 0.0)


def _open_mail(settings: EmailChannel, stack: ExitStack, _surroundings: Surroundings) -> Send:
    return Mailer(settings, stack)


def _open_webhook(settings: WebhookChannel, _stack: ExitStack, surroundings: Surroundings) -> Send:
    return partial(post_alert, settings=settings, clock=surroundings.clock)


def _open_apprise(settings: AppriseChannel, _stack: ExitStack, _surroundings: Surroundings) -> Send:
    return partial(notify_alert, settings=settings)


def _open_command(settings: CommandChannel, _stack: ExitStack, _surroundings: Surroundings) -> Send:
    return partial(run_command, settings=settings)


def _open_feed(settings: FeedChannel, _stack: ExitStack, surroundings: Surroundings) -> Send:
    def send(alert: Alert) -> None:
        earlier = surroundings.recent(alert.subscription, alert.channel, ALERTS_KEPT * settings.entries)
        publish_alert(
            alert,
            earlier=earlier,
            settings=settings,
            folder=surroundings.folder,
            beside=surroundings.subscriptions,
            fold=surroundings.fold,
        )

    return send


# Each opener takes its own kind of settings, which a mapping's type cannot say.
OPENERS: dict[type[Channel], Callable[[Any, ExitStack, Surroundings], Send]] = {
    EmailChannel: _open_mail,
    FeedChannel: _open_feed,
    WebhookChannel: _open_webhook,
    AppriseChannel: _open_apprise,
    CommandChannel: _open_command,
}
