"""How the record stands -> its page; and the page that says how to read all others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tracker.ask.record import OpenRecord
from tracker.ask.status import ask_status
from tracker.model import HeldBecause, PolicyStatus, RecordStatus
from tracker.pages.addresses import Address
from tracker.pages.page import SITE_NAME, Crumb, WebPage
from tracker.pages.paging import PartLinks, link_parts, pick_part, split_parts
from tracker.publish.contract import policy_status_record, status_record
from tracker.publish.record import Record
from tracker.publish.unknown import describe_gaps, describe_held, describe_states
from tracker.values import Struct

ROW_SIZE = 700


class StatusRow(Struct, frozen=True):
    """How one policy stands, in words."""

    name: str
    href: str
    status: PolicyStatus
    held: tuple[str, ...]
    held_count: int
    gaps: tuple[str, ...]
    states: str | None


class StatusView(Struct, frozen=True):
    """How the whole record stands; `failing` are the policies whose last looks gave nothing; `head`
    is the newest look by its number and hash in the chain."""

    rows: tuple[StatusRow, ...]
    policies: int
    failing: int
    dead: int
    last_look_at: datetime | None
    ruleset: int
    alerts: tuple[tuple[str, int], ...]
    head: str | None
    channels_down: tuple[str, ...]
    parts: PartLinks


class AboutView(Struct, frozen=True):
    sources: tuple[tuple[str, str], ...]


def view_status(
    status: RecordStatus, names: Mapping[str, str], address: Address, *, head: str | None = None
) -> StatusView:
    """The view of one page of the status. Raises NotFoundError for a page beyond the last."""
    rows = [_view_row(one, names.get(one.policy, one.policy)) for one in status.policies if one.policy in names]
    parts = split_parts(rows, lambda _: ROW_SIZE)
    looks = [one.last_look_at for one in status.policies if one.last_look_at]
    return StatusView(
        rows=pick_part(parts, address.part),
        policies=len(rows),
        failing=sum(bool(one.status.failures) for one in rows),
        dead=sum(one.status.is_dead for one in rows),
        last_look_at=max(looks, default=None),
        ruleset=status.ruleset,
        alerts=tuple((state, count) for state, count in status.alerts if count),
        channels_down=status.channels_down,
        head=head,
        parts=link_parts(address, len(parts)),
    )


def _view_row(status: PolicyStatus, name: str) -> StatusRow:
    return StatusRow(
        name=name,
        href=Address("policy", status.policy).path,
        status=status,
        held=tuple(describe_held([(HeldBecause(reason), count) for reason, count in status.held])),
        held_count=sum(count for _, count in status.held),
        gaps=tuple(describe_gaps(status.gaps)),
        states=describe_states(status.regular_states),
    )


def make_status(record: OpenRecord, address: Address) -> WebPage:
    """The page of how the record stands."""
    status = ask_status(record.archive, now=record.now, dead_after=record.dead_after, next_looks=record.next_looks)
    looks = record.archive.observations
    head = looks.say_head(looks.head_seq())
    view = view_status(status, record.names, address, head=head)
    return WebPage(
        *(address, "status.html.j2", view, "How the record stands"),
        description=f"{view.policies} policies on record, {view.failing} of them failing, {view.dead} dead.",
        write_record=lambda: _write_status(status) | {"head": head},
        crumbs=(Crumb(SITE_NAME, ""),),
    )


def _write_status(status: RecordStatus) -> Record:
    """As `status` prints it, but not where the database lies on the machine."""
    whole = {key: value for key, value in status_record(status).items() if key not in ("database", "exposed")}
    return whole | {"policies": [policy_status_record(one) for one in status.policies]}


def make_about(record: OpenRecord, address: Address) -> WebPage:
    """The page that says how to read the others, and what they cannot say."""
    named = [(one.name or one.id, one.addresses[0]) for one in record.watched.values() if one.addresses]
    return WebPage(
        *(address, "about.html.j2", AboutView(tuple(named)), "How to read these pages"),
        description="What is shown here, how sure it is, and what it cannot say.",
        write_record=lambda: {"schema": "tracker.page.about/1"},
        crumbs=(Crumb(SITE_NAME, ""),),
    )
