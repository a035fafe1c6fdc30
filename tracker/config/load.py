"""config.toml -> Config, or one ConfigError that names file, line, key and the nearest right key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

import msgspec

from tracker.across.kinds_of_fact import list_kinds
from tracker.compare.weigh.topics import name_all
from tracker.config.locate import KeyPath, find_line
from tracker.config.settings import (
    CHANNEL_KINDS,
    AuthoritySettings,
    Channel,
    Config,
    FeedsSettings,
    FetchSettings,
    Parsed,
    PolicySettings,
    ServeSettings,
    SiteSettings,
    SubscriptionSettings,
    TimestampSettings,
    TrackerSettings,
    UserSettings,
)
from tracker.config.topics import load_topics
from tracker.errors import ConfigError
from tracker.first_use import FirstUse
from tracker.names import make_slug

if TYPE_CHECKING:
    import tomli
else:
    tomli = FirstUse("tomli")  # two files are compared without a configuration

AT_ONCE = "at once"
TABLES = (
    "tracker",
    "fetch",
    "site",
    "feeds",
    "timestamp",
    "authority",
    "serve",
    "user",
    "policy",
    "channel",
    "subscription",
)

Table = TypeVar("Table", bound=msgspec.Struct)


class _FoundError(Exception):
    """What is wrong and at which key; becomes a ConfigError once the file and line are known."""

    def __init__(self, at: KeyPath, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


def load_config(path: Path | None, *, missing_ok: bool = False) -> Config:
    """Read and check a configuration file. None, or a missing file where that is no error: all defaults."""
    if path is None or (missing_ok and not path.exists()):
        return Config()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file", hint="`tracker init` writes one to start from") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text (byte {error.start + 1})") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    return parse_config(text, path=path)


def parse_config(text: str, *, path: Path) -> Config:
    """The text of a configuration file, read and checked. `path` is named in errors and kept in the result."""
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    try:
        return _read_config(data, path)
    except _FoundError as problem:
        line = find_line(text, problem.at)
        place = f"{path}:{line}" if line else f"{path}"
        raise ConfigError(f"{place}: {_write_path(problem.at)}: {problem.message}") from problem


def _read_config(data: dict[str, Any], path: Path) -> Config:
    _refuse_unknown(data, TABLES, ())
    tracker = _read_table(TrackerSettings, data.get("tracker", {}), ("tracker",))
    if "cron" in data.get("tracker", {}) and "every" in data.get("tracker", {}):
        raise _FoundError(("tracker", "cron"), "every and cron exclude each other: keep one")
    _check_cluster(tracker)
    own_topics, faults = load_topics(_find_topics(tracker, path))
    if faults:
        more = f" ({len(faults) - 1} more: tracker config check)" if len(faults) > 1 else ""
        raise ConfigError(f"{faults[0]}{more}")
    channels = {
        name: _read_channel(name, table) for name, table in _as_table(data.get("channel", {}), ("channel",)).items()
    }
    config = Config(
        tracker=tracker,
        fetch=_read_table(FetchSettings, data.get("fetch", {}), ("fetch",)),
        site=_read_table(SiteSettings, data.get("site", {}), ("site",)),
        feeds=_read_table(FeedsSettings, data.get("feeds", {}), ("feeds",)),
        timestamp=_read_table(TimestampSettings, data.get("timestamp", {}), ("timestamp",)),
        authorities=_read_list(AuthoritySettings, data, "authority"),
        serve=_read_table(ServeSettings, data.get("serve", {}), ("serve",)),
        users=_read_list(UserSettings, data, "user"),
        policies=_read_list(PolicySettings, data, "policy"),
        channels=channels,
        subscriptions=tuple(
            msgspec.structs.replace(subscription, timezone=subscription.timezone or tracker.timezone)
            for subscription in _read_list(SubscriptionSettings, data, "subscription")
        ),
        own_topics=own_topics,
        path=path,
    )
    _check_policies(config)
    _check_subscriptions(config)
    _check_asked(config, config.feeds.topics or (), config.feeds.clauses, ("feeds",))
    _check_users(config)
    return config


def list_topic_faults(path: Path) -> tuple[str, ...]:
    """Everything that is wrong with the topic files of a configuration; nothing where it cannot be read itself."""
    try:
        tracker = _read_table(
            TrackerSettings, tomli.loads(path.read_text("utf-8-sig")).get("tracker", {}), ("tracker",)
        )
        return load_topics(_find_topics(tracker, path))[1]
    except (OSError, ValueError, _FoundError, ConfigError):
        return ()


def _find_topics(tracker: TrackerSettings, path: Path) -> Path:
    """The folder of topic files. Raises ConfigError where one that is named is not there."""
    folder = path.parent / (tracker.topics or "topics")
    if tracker.topics is not None and not folder.is_dir():
        raise _FoundError(("tracker", "topics"), f"there is no folder {folder}")
    return folder


def _read_list(kind: type[Table], data: Mapping[str, Any], key: str) -> tuple[Table, ...]:
    tables = data.get(key, [])
    if not isinstance(tables, list):
        raise _FoundError((key,), f"expected [[{key}]] with two brackets, once for each {key}")
    return tuple(_read_table(kind, table, (key, index)) for index, table in enumerate(tables))


def _read_channel(name: str, table: object) -> Channel:
    at: KeyPath = ("channel", name)
    values = dict(_as_table(table, at))
    kind = values.pop("kind", None)
    if kind not in CHANNEL_KINDS:
        if kind is None:
            raise _FoundError(at, f"needs the key kind; known here: {', '.join(CHANNEL_KINDS)}")
        raise _FoundError((*at, "kind"), f"{kind!r} is no kind of channel{_nearest(kind, CHANNEL_KINDS)}")
    if "name" in values:
        raise _FoundError((*at, "name"), "unknown key; a channel's name is in its [channel.NAME] line")
    channel = _read_table(CHANNEL_KINDS[kind], {**values, "name": name}, at)
    if kind == "apprise" and not (values.get("urls") or values.get("urls_env")):
        raise _FoundError(at, "needs urls or urls_env")
    return channel


def _read_table(kind: type[Table], table: object, at: KeyPath) -> Table:
    """One table as a struct: every key known, every value of its type, every needed key there."""
    values = _as_table(table, at)
    keys = _list_keys(kind)
    _refuse_unknown(values, keys, at)
    for key in _list_required(kind):
        if key not in values:
            raise _FoundError(at, f"needs the key {key}")
    return kind(**{keys[key].name: _read_value(keys[key], value, (*at, key)) for key, value in values.items()})


class _Key(NamedTuple):
    """A key of a table: the field's name, and what makes its value of what TOML has there."""

    name: str
    read: Callable[[object], object]


@cache
def _list_keys(kind: type[msgspec.Struct]) -> Mapping[str, _Key]:
    """The keys of a kind of table. Resolving its annotations takes a millisecond, and there may be thousands of
    policies."""
    return {field.encode_name: _Key(field.name, _find_reader(field.type)) for field in msgspec.structs.fields(kind)}


@cache
def _list_required(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(kind) if field.required)


def _find_reader(kind: object) -> Callable[[object], object]:
    marks = (mark for mark in getattr(kind, "__metadata__", ()) if isinstance(mark, Parsed))
    reader = next(marks, None)
    return reader.read if reader else partial(msgspec.convert, type=cast(Any, kind))


def _read_value(key: _Key, value: object, at: KeyPath) -> object:
    try:
        return key.read(value)
    except (ValueError, msgspec.ValidationError) as error:
        raise _FoundError(at, _lower_first(str(error).partition(" - at `$")[0].replace("`", ""))) from error


def _check_cluster(tracker: TrackerSettings) -> None:
    """A cluster has a scheduler, and one that is asked over TLS is shown a certificate."""
    if tracker.executor == "dask" and tracker.scheduler is None:
        raise _FoundError(("tracker", "executor"), '"dask" needs the key scheduler')
    files = [key for key in ("scheduler_authority", "scheduler_certificate", "scheduler_key") if getattr(tracker, key)]
    if tracker.scheduler and tracker.scheduler.startswith("tls:") and len(files) < 3:
        message = "tls:// needs scheduler_authority, scheduler_certificate and scheduler_key"
        raise _FoundError(("tracker", "scheduler"), message)
    if files and not (tracker.scheduler or "").startswith("tls:"):
        raise _FoundError(("tracker", files[0]), "only a tls:// scheduler is shown a certificate")


def _check_policies(config: Config) -> None:
    seen: dict[str, int] = {}
    for index, policy in enumerate(config.policies):
        at: KeyPath = ("policy", index)
        if policy.id.casefold() in seen:
            raise _FoundError((*at, "id"), f"{policy.id!r} is there twice; each policy needs an id of its own")
        seen[policy.id.casefold()] = index
        if not policy.addresses:
            raise _FoundError(at, "needs the key fetch")
        if policy.every and policy.cron:
            raise _FoundError((*at, "cron"), "every and cron exclude each other: keep one")


def _check_users(config: Config) -> None:
    seen: set[str] = set()
    for index, user in enumerate(config.users):
        if user.name.casefold() in seen:
            raise _FoundError(("user", index, "name"), f"{user.name!r} is there twice; each needs a name of its own")
        seen.add(user.name.casefold())


def _check_subscriptions(config: Config) -> None:
    """Names are unique, and every channel and topic that is named is there."""
    seen: set[str] = set()
    for index, subscription in enumerate(config.subscriptions):
        at: KeyPath = ("subscription", index)
        if subscription.name in seen:
            raise _FoundError((*at, "name"), f"{subscription.name!r} is there twice; each needs a name of its own")
        seen.add(subscription.name)
        for channel in subscription.channels:
            if channel not in config.channels:
                near = _nearest(channel, config.channels)
                raise _FoundError((*at, "channels"), f"there is no [channel.{channel}]{near}")
        _check_asked(config, subscription.topics, subscription.clauses, at)
        _check_facts(subscription.facts, at)
        if subscription.signed_by and subscription.when == AT_ONCE:
            raise _FoundError((*at, "signed_by"), 'is for digests: it needs when = "daily 08:00" or "weekly mon 08:00"')


def _check_asked(config: Config, named: Sequence[str], clauses: Sequence[str], at: KeyPath) -> None:
    """Every topic that is named is there, and a clause is named with its policy."""
    topics = tuple(map(make_slug, name_all(config.own_topics)))
    for topic in named:
        if make_slug(topic) not in topics:
            raise _FoundError((*at, "topics"), f"there is no topic {topic!r}{_nearest(make_slug(topic), topics)}")
    for clause in clauses:
        if "/" not in clause.split(" ", 1)[0] or " " not in clause.strip():
            example = "zoom/terms-of-service 10.4"
            raise _FoundError((*at, "clauses"), f"expected a policy and a clause such as {example!r}, not {clause!r}")


def _check_facts(named: Sequence[str], at: KeyPath) -> None:
    """Every kind of fact that is named is there."""
    for kind in named:
        if kind not in list_kinds():
            raise _FoundError((*at, "facts"), f"there is no kind of fact {kind!r}{_nearest(kind, list_kinds())}")


def _as_table(value: object, at: KeyPath) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _FoundError(at, f"expected a table [{_write_path(at)}] with keys under it")
    return value


def _refuse_unknown(values: Mapping[str, Any], known: Mapping[str, Any] | tuple[str, ...], at: KeyPath) -> None:
    for key in values:
        if key not in known:
            raise _FoundError((*at, key), f"unknown key{_nearest(key, known)}")


_CALLED_ELSEWHERE: Final = {
    **dict.fromkeys(("url", "urls", "address", "href"), "fetch"),
    **dict.fromkeys(("schedule", "interval", "frequency", "check_every"), "every"),
    **dict.fromkeys(("css", "selector", "selectors", "xpath"), "select"),
    **dict.fromkeys(("ignore", "exclude", "subtract"), "remove"),
    "title": "name",
}
"""What other trackers call a key, and ours: nothing of its letters tells."""


def _nearest(name: object, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    """'; did you mean "fetch"?', or the known words where nothing is near."""
    words = list(known)
    ours = _CALLED_ELSEWHERE.get(str(name).lower())
    near = [ours] if ours in known else get_close_matches(str(name).lower(), words, n=1, cutoff=0.55)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known here: {', '.join(sorted(words))}" if words else ""


def _write_path(at: KeyPath) -> str:
    """("policy", 2, "fetch") as people count: "policy 3, fetch"."""
    words = ""
    for part in at:
        if isinstance(part, int):
            words += f" {part + 1}, "
        else:
            words += f".{part}" if words and not words.endswith(" ") else part
    words = words.removesuffix(", ")
    return words or "the file"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
