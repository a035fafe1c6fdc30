"""Things of different size -> pages of about one size, in order; nothing is left out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tracker.errors import NotFoundError
from tracker.pages.addresses import Address
from tracker.values import Struct

Item = TypeVar("Item")

PAGE_SIZE = 42_000
"""Bytes of text on a page: with markup, the frame of the page, and old beside new, under 100 kB."""


class PartLinks(Struct, frozen=True):
    """Where one is among the parts of a long page; `hrefs` are all parts in order."""

    part: int
    hrefs: tuple[str, ...]

    @property
    def earlier(self) -> str | None:
        return self.hrefs[self.part - 2] if self.part > 1 else None

    @property
    def later(self) -> str | None:
        return self.hrefs[self.part] if self.part < len(self.hrefs) else None


def split_parts(
    items: Sequence[Item], size: Callable[[Item], int], limit: int = PAGE_SIZE
) -> tuple[tuple[Item, ...], ...]:
    """The items in order, so many on a page as fit; one that fits on none has a page for itself. At least one page."""
    parts: list[list[Item]] = [[]]
    room = limit
    for item in items:
        if parts[-1] and size(item) > room:
            parts.append([])
            room = limit
        parts[-1].append(item)
        room -= size(item)
    return tuple(map(tuple, parts))


def pick_part(parts: Sequence[tuple[Item, ...]], part: int) -> tuple[Item, ...]:
    """The items of a page. Raises NotFoundError."""
    if not 1 <= part <= len(parts):
        raise NotFoundError(f"no page {part}", hint=f"there are {len(parts)}")
    return parts[part - 1]


def link_parts(address: Address, count: int) -> PartLinks:
    pages = (
        Address(address.kind, address.policy, address.name, part, address.is_side).path for part in range(1, count + 1)
    )
    return PartLinks(address.part, tuple(pages))
