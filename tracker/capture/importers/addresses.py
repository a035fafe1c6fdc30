"""Policies and the addresses they have and had -> whose page an archived address is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from tracker.values import Struct, field


class Wanted(Struct, frozen=True):
    """A page of a policy: `part` counts the pages of a combined document from 0, of which there are `parts`."""

    policy: str
    part: int = 0
    parts: int = 1


class AddressBook(Struct):
    """Whose page an address is, whatever its scheme, with or without "www." and a slash at its end."""

    _owners: dict[str, list[Wanted]] = field(default_factory=dict)

    def add(self, address: str, wanted: Wanted) -> None:
        """Note that an address is a page's."""
        owners = self._owners.setdefault(fold_address(address), [])
        if wanted not in owners:
            owners.append(wanted)

    def find(self, address: str) -> Sequence[Wanted]:
        """The pages that an address is or was."""
        return self._owners.get(fold_address(address), ())

    def __bool__(self) -> bool:
        return bool(self._owners)


def book_policy(book: AddressBook, policy: str, addresses: Sequence[str], was: Iterable[str] = ()) -> None:
    """Enter the pages of a policy; what it `was` stands for its first page."""
    for part, address in enumerate(addresses):
        book.add(address, Wanted(policy, part, len(addresses)))
    for address in was:
        book.add(address, Wanted(policy, 0, max(1, len(addresses))))


def fold_address(address: str) -> str:
    """An address without what archives and servers take for the same: 'https://www.Example.org:443/terms/#top' and
    'http://example.org/terms' are 'example.org/terms'."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:  # no address at all
        return address
    bare = host.removeprefix("www.")
    place = bare if port in (None, 80, 443) else f"{bare}:{port}"
    return f"{place}{parts.path.rstrip('/')}{'?' + parts.query if parts.query else ''}"
