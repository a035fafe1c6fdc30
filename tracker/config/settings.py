"""What config.toml may say, as frozen structs. A field's name is the key; its annotation says how it is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from tracker.addresses import show_address
from tracker.config import values
from tracker.model import OwnTopic, ReadingSettings


class Parsed(NamedTuple):
    """Marks a field whose raw TOML value goes through one of the readers of `values`."""

    read: Callable[[object], object]


Duration = Annotated[timedelta, Parsed(values.read_duration)]
Interval = Annotated[timedelta, Parsed(values.read_positive_duration)]
Seconds = Annotated[float, Parsed(values.read_seconds)]
Pause = Annotated[float, Parsed(values.read_pause)]
Folder = Annotated[Path, Parsed(values.read_folder)]
Texts = Annotated[tuple[str, ...], Parsed(values.read_texts)]
Url = Annotated[str, Parsed(values.read_url)]
OptionalUrl = Annotated[str | None, Parsed(values.read_url)]
PageUrl = Annotated[str | None, Parsed(values.read_page_url)]
PageUrls = Annotated[tuple[str, ...], Parsed(values.read_page_urls)]
PublicUrl = Annotated[str | None, Parsed(values.read_link)]
Urls = Annotated[tuple[str, ...], Parsed(values.read_urls)]
Scheduler = Annotated[str | None, Parsed(values.read_scheduler)]
Proxy = Annotated[str | None, Parsed(values.read_proxy)]
Networks = Annotated[bool | tuple[str, ...], Parsed(values.read_networks)]
Cron = Annotated[str | None, Parsed(values.read_cron)]
Statuses = Annotated[tuple[int, ...], Parsed(values.read_statuses)]
Language = Annotated[str | None, Parsed(values.read_language)]
Timezone = Annotated[str, Parsed(values.read_timezone)]
Header = Annotated[str, Parsed(values.read_header)]
OptionalHeader = Annotated[str | None, Parsed(values.read_header)]
When = Annotated[str, Parsed(values.read_when)]
PolicyId = Annotated[str, Parsed(values.read_policy_id)]
Count = Annotated[int, msgspec.Meta(ge=1, le=10_000_000_000)]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Rate = Annotated[float, msgspec.Meta(gt=0)]
FilledText = Annotated[str, msgspec.Meta(min_length=1)]


class TrackerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[tracker]`: who we are, how often we look, and how much we believe.

    `cron` takes the place of `every`. `confirm_after`: how long after a change is first seen a second look confirms
    it; none tells at once.
    `accept_after`: after how many equal looks a quarantined text becomes a version by itself.
    `dead_after`: after how many failed looks in a row a document counts as dead.
    `pdf_memory`: bytes that reading one PDF may take; `pdf_time`: processor time that it may take.
    `executor`: who reads and compares long records, processes of this machine or a Dask cluster (docs/scale.md).
    `workers`: how many processes, one a core by default; with a cluster, how many must have joined before work begins.
    `scheduler`: where the cluster's is; `scheduler_authority`, `scheduler_certificate` and `scheduler_key` are files
    beside the configuration (PEM): who signed both sides' certificates, and our own.
    `topics`: the folder of topics of your own, by default `topics` beside the configuration, where there is one.
    """

    contact: OptionalHeader = None
    every: Interval = timedelta(hours=12)
    cron: Cron = None
    confirm_after: Duration = timedelta(minutes=10)
    accept_after: Count = 4
    dead_after: Count = 4
    pdf_memory: Annotated[int, msgspec.Meta(ge=300_000_000, le=1_000_000_000_000)] = 1_000_000_000
    pdf_time: Seconds = 30.0
    timezone: Timezone = "UTC"
    executor: Literal["local", "dask"] = "local"
    workers: Annotated[int, msgspec.Meta(ge=1, le=100_000)] | None = None
    scheduler: Scheduler = None
    scheduler_authority: FilledText | None = None
    scheduler_certificate: FilledText | None = None
    scheduler_key: FilledText | None = None
    topics: Annotated[Path | None, Parsed(values.read_folder)] = None


class FetchSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[fetch]`: manners and limits, the same for every policy. docs/politeness.md says why these figures.

    `allow_private_addresses`: all, none, or those of some networks. `timeout`: one look from connecting to the last
    byte, in seconds, redirects included. `max_bytes`: of one page, decoded. `per_host_delay`: seconds of rest between
    two requests to one host, `per_host_concurrency` of them at one time. `retries`: further tries after a failure
    that may pass, the first after about `retry_delay` seconds, each later one after twice the wait. `browser`: whether
    a page that plain HTTP cannot give may be rendered (a policy's own `browser` goes before); `chromium`: the
    browser's program. `trust_validators`: how long after a page was last sent whole a server is believed that says it
    is unchanged (304); none asks for the whole page at every look.
    """

    allow_private_addresses: Networks = False
    timeout: Seconds = 60.0
    max_bytes: Count = 20_000_000
    max_redirects: Annotated[int, msgspec.Meta(ge=0, le=50)] = 10
    per_host_delay: Pause = 1.0
    per_host_concurrency: Count = 1
    concurrency: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 16
    retries: Annotated[int, msgspec.Meta(ge=0, le=20)] = 2
    retry_delay: Pause = 2.0
    robots: bool = True
    proxy: Proxy = None
    accept_language: Header = "en"
    user_agent: OptionalHeader = None
    browser: bool = True
    chromium: str | None = None
    trust_validators: Duration = timedelta(days=7)


class PolicySettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[[policy]]`: one tracked document. `fetch` is its page; `combine` the pages that go on where it ends.

    In both `${NAME}` stands for a secret of the environment. `link` is the address people are given, by default that
    of `fetch` without user, password and secret parameters. `was` are addresses it had before. `browser`: true renders
    it always, false never, unset when plain HTTP gives no document. `accept_status`: error statuses (403, 404) that
    this site answers with the document all the same. `every`, `cron`, `robots`, `proxy`, `trust_validators`: as in
    `[tracker]` and `[fetch]`, for this policy alone. `paused`: nobody looks at it, and its record stays.
    """

    id: PolicyId
    name: str = ""
    fetch: PageUrl = None
    combine: PageUrls = ()
    link: PublicUrl = None
    select: Texts = ()
    remove: Texts = ()
    language: Language = None
    accept_language: OptionalHeader = None
    browser: bool | None = None
    robots: bool | None = None
    proxy: Proxy = None
    accept_status: Statuses = ()
    trust_validators: Annotated[timedelta | None, Parsed(values.read_duration)] = None
    every: Annotated[timedelta | None, Parsed(values.read_positive_duration)] = None
    cron: Cron = None
    paused: bool = False
    tags: Texts = ()
    was: Urls = ()

    @property
    def label(self) -> str:
        """The name people see: the configured one, else the id."""
        return self.name or self.id

    @property
    def service(self) -> str:
        return self.id.partition("/")[0]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The pages that together are the document, in order; at least one."""
        return ((self.fetch,) if self.fetch else ()) + self.combine

    @property
    def public_addresses(self) -> tuple[str, ...]:
        """The pages' addresses as everybody may see them."""
        return tuple(map(show_address, self.addresses))

    @property
    def public_link(self) -> str | None:
        """The address people are given; None where the policy has but parts and names no link."""
        return self.link or (show_address(self.fetch) if self.fetch else None)

    def reading_settings(self) -> ReadingSettings:
        """What of these settings bears on how the bytes are read. The address's fragment names a part of the page."""
        fragment = urlsplit(self.addresses[0]).fragment if self.addresses else ""
        return ReadingSettings(
            select=self.select,
            remove=self.remove,
            language=self.language,
            # ":~:text=" and "!/" are instructions to a browser, not names of parts.
            fragment=fragment if fragment and fragment[0] not in ":!/" else None,
        )


class EmailChannel(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """`kind = "email"`. `security` by default: none on port 25, tls on 465, else starttls."""

    name: str
    host: FilledText
    port: Port = 25
    from_: FilledText
    to: Texts
    security: Literal["none", "starttls", "tls"] | None = None
    username: str | None = None
    password_env: str | None = None
    password_keyring: str | None = None
    timeout: Seconds = 30.0
    per_minute: Rate | None = None
    unsubscribe: str | None = None

    def __post_init__(self) -> None:
        if self.security is None:
            usual = {25: "none", 465: "tls"}.get(self.port, "starttls")
            msgspec.structs.force_setattr(self, "security", usual)


class FeedChannel(msgspec.Struct, frozen=True, kw_only=True):
    """`kind = "feed"`. Files under `folder`; `site` is the address they will be served under."""

    name: str
    folder: Folder = Path("feeds")
    title: str = "Policy changes"
    formats: tuple[Literal["rss", "atom", "json"], ...] = ("rss", "atom", "json")
    entries: Count = 50
    site: OptionalUrl = None


class WebhookChannel(msgspec.Struct, frozen=True, kw_only=True):
    """`kind = "webhook"`. `secret_env` names the environment variable that holds the signing secret."""

    name: str
    url: Url
    secret_env: str | None = None
    timeout: Seconds = 30.0
    per_minute: Rate | None = None


class AppriseChannel(msgspec.Struct, frozen=True, kw_only=True):
    """`kind = "apprise"`. `urls_env` names an environment variable with addresses, blank between them."""

    name: str
    urls: Texts = ()
    urls_env: str | None = None
    per_minute: Rate | None = None

    def __repr__(self) -> str:
        return f"AppriseChannel(name={self.name!r}, urls=<{len(self.urls)} hidden>, urls_env={self.urls_env!r})"


class CommandChannel(msgspec.Struct, frozen=True, kw_only=True):
    """`kind = "command"`. Program and arguments as a list; no shell comes between."""

    name: str
    command: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    timeout: Seconds = 60.0
    per_minute: Rate | None = None


Channel = EmailChannel | FeedChannel | WebhookChannel | AppriseChannel | CommandChannel

CHANNEL_KINDS: dict[str, type[Channel]] = {
    "email": EmailChannel,
    "feed": FeedChannel,
    "webhook": WebhookChannel,
    "apprise": AppriseChannel,
    "command": CommandChannel,
}


class SubscriptionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[[subscription]]`: who hears what, how and when. Every key narrows; several values of one key widen.

    `clauses`: "zoom/terms-of-service 10.4" or 'zoom/terms-of-service "Governing law"'. `facts`: kinds of
    fact whose value changed ("liability-cap"). `timezone` unset is `[tracker] timezone` once loaded. `signed_by`: whose
    signed days (`tracker signed`) a digest tells the policies against, in place of the single changes.
    """

    name: FilledText
    channels: Texts
    policies: Texts = ()
    services: Texts = ()
    tags: Texts = ()
    clauses: Texts = ()
    headings: Texts = ()
    topics: Texts = ()
    facts: Texts = ()
    words: Texts = ()
    words_in: Literal["either", "inserted", "deleted"] = "either"
    least: Literal["substantive", "cosmetic"] = "substantive"
    when: When = "at once"
    timezone: Timezone = ""
    signed_by: FilledText | None = None


class SiteSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[site]`: the address under which this tracker's own pages are served; mails and feeds link to them."""

    base_url: PublicUrl = None


class FeedsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[feeds]`: which feeds `tracker feeds write` writes beside that of everything.

    `policies`: whom they tell of, by id, glob or service, all where none is named; `each`: what has a feed of its own;
    `topics`: of these only, by default of every topic; `clauses`: "zoom/terms-of-service 10.4".
    """

    policies: Texts = ()
    each: tuple[Literal["service", "policy"], ...] = ("service", "policy")
    topics: Annotated[tuple[str, ...] | None, Parsed(values.read_texts)] = None
    clauses: Texts = ()


class TimestampSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[timestamp]`: how the head of the chain of looks is time-stamped by the authorities that are named.

    `after_check`: also after each run of `check` and `run`, at most once in `every`. `timeout`: for one answer, in
    seconds; `retries`: further tries after a failure.
    """

    after_check: bool = True
    every: Duration = timedelta(hours=1)
    timeout: Seconds = 15.0
    retries: Annotated[int, msgspec.Meta(ge=0, le=5)] = 1


class AuthoritySettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[[authority]]`: a time-stamp authority (RFC 3161). `certificates` is a file beside the configuration with the
    root that is trusted, and what stands between it and the authority's own (PEM)."""

    url: Url
    certificates: FilledText


class ServeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[serve]`: who may read and write the pages that `tracker serve` gives.

    `reading`: everyone, or only who is signed in. `proxy_header` is the header in which a proxy says who signed in
    there; it is believed from the addresses in `trusted_proxies` alone. `session_days`: how long a sign-in lasts.
    """

    reading: Literal["everyone", "signed-in"] = "everyone"
    proxy_header: OptionalHeader = None
    trusted_proxies: Texts = ("127.0.0.1", "::1")
    session_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 14


class UserSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[[user]]`: who may sign in and review. `password` is what `tracker serve user add` made of it."""

    name: FilledText
    password: FilledText

    def __repr__(self) -> str:
        return f"UserSettings(name={self.name!r})"


class Config(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A whole config.toml, with the topics of the folder beside it; `path` is None where no file was read."""

    tracker: TrackerSettings = TrackerSettings()
    fetch: FetchSettings = FetchSettings()
    site: SiteSettings = SiteSettings()
    feeds: FeedsSettings = FeedsSettings()
    timestamp: TimestampSettings = TimestampSettings()
    authorities: tuple[AuthoritySettings, ...] = ()
    serve: ServeSettings = ServeSettings()
    users: tuple[UserSettings, ...] = ()
    policies: tuple[PolicySettings, ...] = ()
    channels: dict[str, Channel] = {}
    subscriptions: tuple[SubscriptionSettings, ...] = ()
    own_topics: tuple[OwnTopic, ...] = ()
    path: Path | None = None

    def find_policy(self, id: str) -> PolicySettings | None:
        """The policy of an id, else None."""
        return self._by_id.get(id)

    @cached_property
    def _by_id(self) -> dict[str, PolicySettings]:
        """Each look asks several times, and there may be a hundred thousand policies."""
        return {policy.id: policy for policy in self.policies}
