"""What every page has: its address, its words for the head, its view, and the same facts as JSON and as a feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracker.model import ChangeSet, ReviewMark
from tracker.pages.addresses import Address
from tracker.publish.feeds import Feed
from tracker.publish.record import Record
from tracker.values import Struct

SITE_NAME = "Policy clause record"


Shelf = Mapping[str, Feed]
"""The feeds of a policy and its clauses by their keys ("policy/zoom/terms")."""

MakeFeed = Callable[[str | None, Shelf | None], Feed]
"""Makes a page's feed for a site at an address; from a shelf where who asks has filled one for many pages."""


class Crumb(Struct, frozen=True):
    """A step on the way up: what it is called and where it is."""

    label: str
    href: str


class SiteFrame(Struct, frozen=True):
    """What is not of the record: where the site will stand, whether a server answers, who is signed in.

    `base_url` ends in a slash; None where nobody has said it. `revision` stands in the addresses of style and script,
    so that no browser keeps an old one. `token` is what this person's forms bring back, `mark` what people made of the
    change set that is shown.
    """

    base_url: str | None = None
    is_live: bool = False
    revision: str = ""
    has_pictures: bool = False
    person: str | None = None
    token: str | None = None
    has_sign_in: bool = False
    mark: ReviewMark | None = None
    root: str | None = None
    """The way from the page to the top ("../"), where it stands under another address than its own: an error does."""


class WebPage(Struct, frozen=True):
    """A page before it is painted: `view` is what `template` shows, `write_record` and `make_feed` the same as data.

    `title` and `description` tell the news themselves, since they are what is shown where the page is shared.
    """

    address: Address
    template: str
    view: object
    title: str
    description: str
    write_record: Callable[[], Record]
    make_feed: MakeFeed | None = None
    crumbs: tuple[Crumb, ...] = ()
    write_sheet: Callable[[], str] | None = None
    """The same as CSV, where it is a table."""
    change_set: ChangeSet | None = None
    """The one that the page shows: its redline is the picture that is shown where the page is shared."""

    @property
    def has_picture(self) -> bool:
        return self.change_set is not None


class Elsewhere(Exception):  # noqa: N818 - no error: the page stands under another address
    """Raised by who makes a page for an id that leads to another: `address` is where it stands now."""

    def __init__(self, address: Address) -> None:
        super().__init__(address.path)
        self.address = address
