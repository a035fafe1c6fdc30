"""An error -> the page that says what is wrong, what lies nearest, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from tracker.errors import ArchiveError, NotFoundError, TrackerError
from tracker.names import is_policy_id
from tracker.pages.addresses import NAMED, Address, is_nameable
from tracker.pages.page import SITE_NAME, Crumb, WebPage
from tracker.publish.record import error_record
from tracker.values import Struct

MOST_NEAR: Final = 5

TITLES = {400: "That cannot be read", 403: "That is not yours to see", 404: "There is no such page", 503: "Not now"}


class TroubleView(Struct, frozen=True):
    """What is wrong, in words, and where one may have wanted to go."""

    title: str
    message: str
    hint: str | None
    near: tuple[Crumb, ...]
    status: int


def make_trouble(path: str, error: TrackerError, status: int) -> WebPage:
    """The page for an error. Its links are whole, since nobody knows how deep the path is that was asked for."""
    # Where the database lies on this machine is for its owner's log alone.
    message = "The record cannot be read now." if isinstance(error, ArchiveError) else error.message
    hint = _hide(error) if isinstance(error, ArchiveError) else error.hint
    view = TroubleView(TITLES.get(status, "Something is wrong"), message, hint, find_near(path, error), status)
    return WebPage(
        *(Address("home"), "trouble.html.j2", view, view.title, view.message),
        write_record=lambda: {"schema": "tracker.error/1", "error": error_record(error) | {"message": message}},
        crumbs=(Crumb(SITE_NAME, ""),),
    )


def _hide(error: ArchiveError) -> str | None:
    for words in ("locked", "newer", "schema", "no database", "damaged"):
        if words in error.message:
            return {
                "locked": "Another program is writing. Try again in a moment.",
                "newer": error.hint,
                "schema": error.hint,
                "no database": "Nothing was recorded yet.",
                "damaged": "The database is damaged.",
            }[words]
    return None


def find_near(path: str, error: TrackerError) -> tuple[Crumb, ...]:
    """The nearest policies, clauses, services, topics, tags or kinds of rules that the error knows, and the page above;
    each page once."""
    if not isinstance(error, NotFoundError):
        return ()
    parts = [part for part in path.split("/") if part]
    above = "/".join(parts[:2])
    near = [*_find_named(parts, error.candidates)]
    for candidate in error.candidates:
        number = candidate.split(" ", 1)[0]
        if is_policy_id(candidate):
            near.append(Crumb(candidate, Address("policy", candidate).path))
        elif "clauses" in parts and is_policy_id(above) and is_nameable(number):
            near.append(Crumb(candidate, Address("clause", above, number).path))
    if len(parts) > 2 and is_policy_id(above) and not any(is_policy_id(one) for one in error.candidates):
        near.append(Crumb(f"the page of {above}", Address("policy", above).path))
    return tuple({crumb.href: crumb for crumb in reversed(near)}.values())[::-1]


def _find_named(parts: Sequence[str], candidates: Sequence[str]) -> Iterator[Crumb]:
    """The nearest of what one name alone names: a service, or a topic, tag or kind of rule behind its word."""
    kind = NAMED.get(parts[0]) if len(parts) == 2 else None
    if len(parts) != 1 and kind is None:
        return
    asked = parts[-1].lower()
    alike = get_close_matches(asked, candidates, n=MOST_NEAR, cutoff=0.5)
    alike += [one for one in candidates if asked in one and one not in alike]
    for candidate in alike[:MOST_NEAR]:
        if not is_policy_id(candidate):
            yield Crumb(candidate, Address(kind or "service", name=candidate).path)
