"""An address -> the site it belongs to: the name that somebody registered, as far as its form shows it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

_SHORT: Final = 3  # letters of a name under which others are registered: "co.uk", "com.br"


def read_host(address: str) -> str | None:
    """The host of an address, in small letters and without "www."; None for a relative one."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


@lru_cache(maxsize=8192)  # the links of a page are those of its last version, and a menu repeats them
def read_site(address: str) -> str | None:
    """The registered part of an address's host ("help.boats.example" gives "boats.example"), None for a relative one.

    Told by form alone: under a country's domain of two letters a name of at most three letters is taken for a shared
    one ("boats.co.uk"), so that two strangers there are not taken for one.
    """
    host = read_host(address)
    if host is None or host.replace(".", "").isdigit() or ":" in host:
        return host
    names = host.split(".")
    is_shared = len(names) > 2 and len(names[-1]) == 2 and len(names[-2]) <= _SHORT
    return ".".join(names[-3:] if is_shared else names[-2:])


def read_brand(address: str) -> str | None:
    """The name under which somebody registered in one country or many: "boats" of "www.boats.example" and of
    "shop.boats.co.uk". A name of at most three letters may be a stranger's elsewhere, and stays with its ending."""
    site = read_site(address)
    name = (site or "").partition(".")[0]
    return name if len(name) > _SHORT and not name.isdigit() else site
