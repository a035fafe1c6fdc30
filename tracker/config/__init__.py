"""config.toml -> settings. `tracker.config.edit` writes it; nothing else here knows how it is written."""

from tracker.config.load import list_topic_faults, load_config, parse_config
from tracker.config.settings import (
    CHANNEL_KINDS,
    AppriseChannel,
    AuthoritySettings,
    Channel,
    CommandChannel,
    Config,
    EmailChannel,
    FeedChannel,
    FetchSettings,
    PolicySettings,
    ServeSettings,
    SubscriptionSettings,
    TimestampSettings,
    TrackerSettings,
    UserSettings,
    WebhookChannel,
)

__all__ = [
    "CHANNEL_KINDS",
    "AppriseChannel",
    "AuthoritySettings",
    "Channel",
    "CommandChannel",
    "Config",
    "EmailChannel",
    "FeedChannel",
    "FetchSettings",
    "PolicySettings",
    "ServeSettings",
    "SubscriptionSettings",
    "TimestampSettings",
    "TrackerSettings",
    "UserSettings",
    "WebhookChannel",
    "list_topic_faults",
    "load_config",
    "parse_config",
]
