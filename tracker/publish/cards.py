"""A configuration and a policy -> what people are told of it: its name, its source, and its pages where there are any.

The one place that knows under which address the page of a policy, a change or a clause stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from tracker.names import list_folders, name_for_people
from tracker.values import Struct

if TYPE_CHECKING:  # who has a card already needs no configuration
    from tracker.config import Config


class PolicyCard(Struct, frozen=True):
    """`name` is what people call the policy, the service among it; `link` the document at its source; `site` the
    address of the pages ("https://terms.example.org"), None where nobody serves any."""

    policy: str
    name: str
    link: str | None = None
    site: str | None = None

    @property
    def page(self) -> str | None:
        """The policy's own page."""
        return (
            f"{self.site.rstrip('/')}/{quote('/'.join(list_folders(self.policy)), safe='/~')}/" if self.site else None
        )

    def find_change_page(self, change_set: str) -> str | None:
        """The page that shows one change set, by its id."""
        return f"{self.page}changes/{quote(change_set)}/" if self.page else None

    def find_clause_page(self, clause: str) -> str | None:
        """The page that follows one clause, by its id."""
        return f"{self.page}clauses/{quote(clause)}/" if self.page else None


def make_card(config: Config, policy: str, *, recorded_name: str | None = None) -> PolicyCard:
    """The card of a policy, configured or not; `recorded_name` is what the record calls it where the configuration
    says nothing."""
    settings = config.find_policy(policy)
    name = (settings.name if settings else "") or recorded_name
    link = settings.public_link if settings else None
    return PolicyCard(policy, name_for_people(policy, name), link, config.site.base_url)
