"""An open database, the moment of asking and what a configuration says -> all that a page may ask of the record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar, cast

from tracker.archive import Archive
from tracker.model import WatchedPolicy
from tracker.names import is_policy_id, make_slug, name_for_people, settle_names
from tracker.values import Struct, field

Answer = TypeVar("Answer")

KEPT = 32


class OpenRecord(Struct, frozen=True, dict=True):
    """Who asks holds one: the command that builds a site, or each request of a server.

    `dead_after` looks in a row that gave nothing make a policy dead; `next_looks` says when the watched ones are
    looked at next; `texts` how many of the newest texts of a policy have pages, `held` how many
    of its newest change sets that were neither told nor believed (None: all).
    """

    archive: Archive
    now: datetime
    watched: Mapping[str, WatchedPolicy] = field(default_factory=dict)
    dead_after: int = 4
    next_looks: Mapping[str, datetime] = field(default_factory=dict)
    texts: int | None = None
    held: int | None = None

    _remembered: dict[Hashable, Any] = field(default_factory=dict)

    def remember(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """An answer that many pages rest on, asked for once while the record is open; of big ones the last `KEPT`."""
        if key not in self._remembered:
            while len(self._remembered) >= KEPT:
                del self._remembered[next(iter(self._remembered))]
            self._remembered[key] = ask()
        return cast(Answer, self._remembered[key])

    def recall(self, key: Hashable) -> object:
        """The same where it was asked for already, else None."""
        return self._remembered.get(key)

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """Every recorded policy, by id; what is no id of a policy has no page."""
        return tuple(filter(is_policy_id, self.archive.policies.ids()))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every recorded policy with the name people see."""
        return self.name_policies(self.policies)

    @cached_property
    def tags(self) -> Mapping[str, tuple[str, ...]]:
        """The recorded policies of each tag of the configuration."""
        found: dict[str, list[str]] = {}
        recorded = frozenset(self.policies)
        for one in self.watched.values():
            for tag in one.tags:
                if one.id in recorded:
                    found.setdefault(tag, []).append(one.id)
        return {tag: tuple(policies) for tag, policies in sorted(found.items())}

    @cached_property
    def tag_slugs(self) -> Mapping[str, str]:
        """Every tag by what stands for it in an address."""
        slugs = settle_names([(tag, make_slug(tag)) for tag in self.tags])
        return {slug: tag for tag, slug in slugs.items()}

    @cached_property
    def services(self) -> Mapping[str, tuple[str, ...]]:
        """The recorded policies of each service, the first part of their ids."""
        found: dict[str, list[str]] = {}
        for policy in self.policies:
            found.setdefault(policy.partition("/")[0], []).append(policy)
        return {service: tuple(policies) for service, policies in found.items()}

    def name_policy(self, policy: str) -> str:
        """What people call a policy. Raises NotFoundError with near misses."""
        return self.name_recorded(policy, self.archive.policies.get(policy).name)

    def name_policies(self, policies: Collection[str]) -> Mapping[str, str]:
        """The same of several recorded ones, asked for at once."""
        found = self.archive.policies.names(policies)
        return {policy: self.name_recorded(policy, name) for policy, name in found.items()}

    def name_recorded(self, policy: str, name: str) -> str:
        """What people call a policy that is recorded under a name."""
        watched = self.watched.get(policy)
        return name_for_people(policy, (watched.name if watched else "") or name)
