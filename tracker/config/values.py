"""One value of config.toml -> what the program works with: durations, addresses, cron lines, clock times, ids.

Each `read_*` takes the raw TOML value and raises ValueError with a sentence that ends "…, not VALUE". Secrets in
addresses are masked in every message.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tracker.addresses import PLACEHOLDER, mask_secrets, strip_userinfo
from tracker.compiled import compile_pattern
from tracker.first_use import FirstUse
from tracker.names import canonical_id

if TYPE_CHECKING:
    import zoneinfo
else:
    zoneinfo = FirstUse("zoneinfo")  # two files are compared without a configuration

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = compile_pattern(r"(\d{1,9}(?:\.\d{1,3})?)([smhdw])")  # "1h30m"
_LANGUAGE = compile_pattern(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")  # "pt-BR"
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
_WHEN = compile_pattern(rf"(?:at once|daily {_CLOCK}|weekly (?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}} {_CLOCK})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# crontab(5): lowest, highest and names of each of the five fields; day 7 is Sunday as well.
_CRON_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _DAYS),
)


def read_duration(value: object) -> timedelta:
    """ "12h", "1h30m", "0s", "0.5s" or a number of seconds, none negative."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 10**9:
        return timedelta(seconds=value)
    if not isinstance(value, str):
        raise ValueError(f'expected a duration such as "12h", "10m" or "0s", not {value!r}')
    return _parse_duration(value)


@lru_cache(maxsize=256)  # thousands of policies say one of a few
def _parse_duration(value: str) -> timedelta:
    text = value.replace(" ", "").lower()
    parts = _DURATION.findall(text)
    if not parts or _DURATION.sub("", text):
        raise ValueError(f'expected a duration such as "12h", "10m" or "0s", not {value!r}')
    seconds = sum(float(amount) * _UNITS[unit] for amount, unit in parts)
    if seconds > 10**9:
        raise ValueError(f"expected a duration of less than 30 years, not {value!r}")
    return timedelta(seconds=seconds)


def read_positive_duration(value: object) -> timedelta:
    """A duration longer than none, for what would otherwise run without end."""
    duration = read_duration(value)
    if not duration:
        raise ValueError(f"expected a duration longer than none, not {value!r}")
    return duration


def read_seconds(value: object) -> float:
    """A duration in seconds, longer than none."""
    return read_positive_duration(value).total_seconds()


def read_pause(value: object) -> float:
    """A duration in seconds, which may be none."""
    return read_duration(value).total_seconds()


def write_duration(duration: timedelta) -> str:
    """The shortest text that `read_duration` reads back: 43200 s is "12h"."""
    seconds = duration.total_seconds()
    for unit in "wdhm":
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds // _UNITS[unit]:.0f}{unit}"
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + "s"


def read_url(value: object) -> str:
    """An http or https address with a host."""
    if not isinstance(value, str):
        raise ValueError(f"expected an address as a text, not {type(value).__name__}")
    if not value or " " in value or not value.isprintable():
        raise ValueError(f"expected an address without blanks, not {mask_secrets(value)!r}")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"expected an address, not {mask_secrets(value)!r}: {error}") from error
    if "://" not in value and "." in value.split("/", 1)[0]:
        shown = mask_secrets(value)
        raise ValueError(
            f'expected an address with http:// or https://, not {shown!r}; did you mean "https://{shown}"?'
        )
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"expected an http or https address, not {mask_secrets(value)!r}")
    if not parts.hostname or port == 0:
        raise ValueError(f"expected an address with a host, not {mask_secrets(value)!r}")
    return value


def read_urls(value: object) -> tuple[str, ...]:
    """One address or several."""
    return tuple(read_url(item) for item in (value if isinstance(value, list) else [value]))


def read_page_url(value: object) -> str:
    """The address of a page, in which ${NAME} stands for a secret of the environment; its host is written out."""
    url = read_url(value)
    if "${" not in url:
        return url
    if "${" in PLACEHOLDER.sub("", url):
        raise ValueError(f"expected ${{NAME}} with the name of an environment variable, not {mask_secrets(url)!r}")
    if "${" in (urlsplit(url).hostname or ""):
        raise ValueError(f"expected an address whose host is written out, not {mask_secrets(url)!r}")
    return url


def read_page_urls(value: object) -> tuple[str, ...]:
    """One address of a page or several."""
    return tuple(read_page_url(item) for item in (value if isinstance(value, list) else [value]))


def read_link(value: object) -> str:
    """An address that everybody may see."""
    url = read_url(value)
    if strip_userinfo(url) != url:
        raise ValueError(f"expected a public address, without user and password, not {mask_secrets(url)!r}")
    return url


def read_networks(value: object) -> bool | tuple[str, ...]:
    """Whether private addresses may be asked: yes, no, or only those in some networks ("10.0.0.0/8")."""
    if isinstance(value, bool):
        return value
    try:
        return tuple(str(ip_network(item)) for item in read_texts(value))
    except ValueError as error:
        raise ValueError(f'expected true, false or networks such as ["10.0.0.0/8"]: {error}') from error


def read_scheduler(value: object) -> str:
    """The address of a Dask scheduler: "tls://host:8786", or "tcp://127.0.0.1:8786" on this machine. Whoever reaches a
    scheduler without TLS can run any code on its workers."""
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if scheme not in ("tls", "tcp") or not host or not port:
        raise ValueError(f'expected an address such as "tls://scheduler.example.org:8786", not {value!r}')
    if scheme == "tcp" and host not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError(f"expected tls:// for a scheduler on another machine, not {value!r}")
    return str(value)


def read_proxy(value: object) -> str:
    """The address of an HTTP proxy: "http://proxy.example.org:3128", "http://me:${PROXY_PASSWORD}@proxy:3128"."""
    return read_page_url(value)


def read_folder(value: object) -> Path:
    """The path of a folder; a relative one is meant beside the configuration."""
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError(f"expected the path of a folder, not {value!r}")
    return Path(value)


def read_texts(value: object) -> tuple[str, ...]:
    """One text or a list of texts, none blank."""
    items = value if isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, str) or not item.strip():
            raise ValueError("expected a text or a list of texts, none of them blank")
    return tuple(items)


def read_statuses(value: object) -> tuple[int, ...]:
    """One status of an HTTP error or several: 403, [403, 404]. 429 asks to be left alone, and is heeded."""
    statuses = value if isinstance(value, list) else [value]
    for status in statuses:
        if not isinstance(status, int) or isinstance(status, bool) or not 400 <= status <= 599 or status == 429:
            raise ValueError(f"expected a status from 400 to 599 such as 403, not 429, and not {status!r}")
    return tuple(statuses)


# crontab(5): what lines with a name stand for; "@reboot" is no time
_CRON_NAMES: Final = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}  # fmt: skip


def read_cron(value: object) -> str:
    """A crontab line of five fields: "30 */12 * * *", "0 8 * * mon-fri"; "@daily" is one, and so are its like."""
    line = value.lower().strip() if isinstance(value, str) else ""
    fields = _CRON_NAMES.get(line, line).split()
    if len(fields) != len(_CRON_FIELDS):
        raise ValueError(f'expected a cron line of five fields such as "30 */12 * * *", not {value!r}')
    for text, (name, low, high, names) in zip(fields, _CRON_FIELDS, strict=True):
        if not all(_is_cron_range(part, low, high, names) for part in text.split(",")):
            raise ValueError(f"expected a cron line; {text!r} is no {name} ({low}-{high})")
    return " ".join(fields)


def _is_cron_range(text: str, low: int, high: int, names: tuple[str, ...]) -> bool:
    span, slash, step = text.partition("/")
    if slash and not (step.isascii() and step.isdigit() and len(step) <= 4 and int(step) > 0):
        return False
    if span == "*":
        return True
    first, dash, last = span.partition("-")
    start = _cron_number(first, low, names)
    end = _cron_number(last, low, names) if dash else start
    return start is not None and end is not None and low <= start <= end <= high


def _cron_number(text: str, low: int, names: tuple[str, ...]) -> int | None:
    if text in names:
        return names.index(text) + low
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def read_timezone(value: object) -> str:
    """The name of a time zone: "Europe/Amsterdam"."""
    try:
        return zoneinfo.ZoneInfo(value if isinstance(value, str) else "").key
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f'expected a time zone such as "Europe/Amsterdam" or "UTC", not {value!r}') from error


def read_when(value: object) -> str:
    """When a reader is told: "at once", "daily 08:00", "weekly mon 08:00"."""
    text = " ".join(value.lower().split()) if isinstance(value, str) else ""
    if not _WHEN.fullmatch(text):
        raise ValueError(f'expected "at once", "daily 08:00" or "weekly mon 08:00", not {value!r}')
    words = text.split()
    if words[0] == "at":
        return text
    clock = f"{words[-1]:0>5}"
    return f"daily {clock}" if words[0] == "daily" else f"weekly {words[1][:3]} {clock}"


def read_policy_id(value: object) -> str:
    """service/document: "zoom/terms-of-service"."""
    if not isinstance(value, str):
        raise ValueError(f'expected service/document, such as "zoom/terms-of-service", not {value!r}')
    return canonical_id(value)


def read_language(value: object) -> str:
    """A BCP 47 tag: "en", "pt-BR"."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise ValueError(f'expected a language such as "en" or "pt-BR", not {value!r}')
    return value


def read_header(value: object) -> str:
    """A text that goes into an HTTP header: one line of ASCII, so that it can forge nothing."""
    if not isinstance(value, str) or not value.strip() or not value.isascii() or not value.isprintable():
        raise ValueError(f"expected one line of plain ASCII, not {value!r}")
    return value.strip()
