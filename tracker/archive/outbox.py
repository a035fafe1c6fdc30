"""Alerts <-> rows: who is to be sent what, what was sent, and which channel is out of order.

Everything here is fact: a rebuild never touches these tables. Delivery is at least once: a row stays `pending`
until the channel has taken it and the receipt is committed. Knows nothing of channels or of how texts are made.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from tracker.archive.moments import read_moment, read_moment_or_none, write_moment
from tracker.archive.store import Parameters, Store
from tracker.model import Alert, AlertState, Message
from tracker.values import Struct, asdict

OUTBOX_SCHEMA = """
-- What is sent, once however many people get it: zlib-compressed JSON under the hash of that JSON.
create table message (hash text primary key, data blob not null) strict;

create table alert (
  id integer primary key,                -- the order of raising, and so of sending
  receipt_key text not null unique,      -- the same for the same news in every derivation
  subscription text not null,
  channel text not null,
  address text not null,                 -- '' where a channel has but one receiver
  message text not null references message(hash),
  state text not null check (state in ('pending', 'gathered', 'bundled', 'sent', 'failed')),
  created_at text not null,
  due_at text not null,                  -- not before: the hour of a digest
  next_at text not null,                 -- the next try after a failure
  attempts integer not null default 0,
  sent_at text,
  error text,
  bundle text                            -- receipt_key of the digest a bundled alert went into
) strict;
create index alert_queue on alert(channel, due_at, id) where state = 'pending';
create index alert_waiting on alert(channel, address, due_at, id) where state = 'pending' and attempts > 0;
create index alert_gathered on alert(subscription, channel, address, due_at, id) where state = 'gathered';
create index alert_bundle on alert(bundle) where bundle is not null;
create index alert_state on alert(state, id);

-- Steps that subscribers were told of, or that were let pass in silence (history imported, rebuilt).
-- Keyed by the first sighting of the new text: a fact, where an id of a change set is not.
create table told (
  policy text not null, new_seq integer not null, old_seq integer not null,
  at text not null, is_alerted integer not null,
  primary key (policy, new_seq)
) strict, without rowid;

create table outage (channel text primary key, since_at text not null, next_at text not null,
  attempts integer not null, error text not null) strict;
"""

TOLD_SCHEMA = """
create index told_at on told(at);
create index change_set_step on change_set(policy, new_seq);
"""

# Rows of one lane (channel, address) go in order, so a row whose elder waits for another try waits too.
_DUE = """
select alert.*, message.data from alert join message on message.hash = alert.message
where channel = :channel and state = 'pending' and due_at <= :now
  and not exists (
    select 1 from alert elder where elder.channel = alert.channel and elder.address = alert.address
      and elder.state = 'pending' and elder.attempts > 0 and elder.next_at > :now
      and (elder.due_at, elder.id) <= (alert.due_at, alert.id))
order by due_at, alert.id limit :limit
"""


class Waiting(Struct, frozen=True):
    """An alert that was not tried yet: when it was raised, and when it is due."""

    receipt_key: str
    subscription: str
    state: AlertState
    created_at: datetime
    due_at: datetime


class Outage(Struct, frozen=True):
    """A channel that takes nothing from anybody: since when, and when it is tried again."""

    channel: str
    since_at: datetime
    next_at: datetime
    attempts: int
    error: str


class Outbox:
    """The alerts of one database. Every writing method is one short transaction, or joins the one under way."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def enqueue(self, alerts: Iterable[Alert]) -> int:
        """Add alerts; those whose receipt key is known already are left as they are. Returns how many were new."""
        added = 0
        packed: dict[Message, str] = {}
        with self._store.write():
            for alert in alerts:
                if alert.message not in packed:
                    packed[alert.message] = self._keep_message(alert.message)
                added += self._insert(alert, packed[alert.message])
        return added

    def _keep_message(self, message: Message) -> str:
        digest, data = _pack_message(message)
        self._store.run("insert or ignore into message (hash, data) values (?, ?)", (digest, data))
        return digest

    def _insert(self, alert: Alert, digest: str) -> int:
        cursor = self._store.run(
            "insert or ignore into alert (receipt_key, subscription, channel, address, message, state, created_at,"
            " due_at, next_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(alert.receipt_key, alert.subscription, alert.channel, alert.address, digest, alert.state.value),
                *(write_moment(at) for at in (alert.created_at, alert.due_at, alert.next_at)),
            ),
        )
        return cursor.rowcount

    # --- what was told ---

    def is_told(self, policy: str, new_seq: int) -> bool:
        """Whether the step to the text first seen in observation `new_seq` was dealt with, aloud or in silence."""
        row = self._store.row("select 1 from told where policy = ? and new_seq = ?", (policy, new_seq))
        return row is not None

    def record_told(self, policy: str, *, old_seq: int, new_seq: int, at: datetime, is_alerted: bool) -> None:
        """Note that a step was told (`is_alerted`) or let pass in silence; the first note stands."""
        self._store.run(
            "insert or ignore into told (policy, new_seq, old_seq, at, is_alerted) values (?, ?, ?, ?, ?)",
            (policy, new_seq, old_seq, write_moment(at), int(is_alerted)),
        )

    def last_told_at(self) -> datetime | None:
        """When a step was told or let pass last; None where none ever was."""
        row = self._store.row("select max(at) as at from told")
        return read_moment_or_none(row["at"]) if row else None

    # --- digests ---

    def due_digests(self, now: datetime) -> Iterator[tuple[Alert, ...]]:
        """The gathered alerts whose hour has come, one tuple for each digest, oldest first within it."""
        until = write_moment(now)
        groups = self._store.run(
            "select subscription, channel, address from alert where state = 'gathered' and due_at <= ?"
            " group by subscription, channel, address order by min(due_at), subscription, channel, address",
            (until,),
        ).fetchall()
        for group in groups:
            yield self._alerts(
                "where state = 'gathered' and subscription = ? and channel = ? and address = ? and due_at <= ?"
                " order by alert.id",
                (*group, until),
            )

    def bundle(self, digest: Alert, members: Sequence[Alert]) -> None:
        """Put `digest` in the queue in place of its members, in one transaction."""
        with self._store.write():
            self._insert(digest, self._keep_message(digest.message))
            for member in members:
                self._store.run(
                    "update alert set state = 'bundled', bundle = ? where receipt_key = ? and state = 'gathered'",
                    (digest.receipt_key, member.receipt_key),
                )

    # --- when ---

    def unsent(self) -> tuple[Waiting, ...]:
        """What waits for its first try, digests that were made already left out."""
        rows = self._store.rows(
            "select receipt_key, subscription, state, created_at, due_at from alert"
            " where state in ('pending', 'gathered') and attempts = 0"
            " and receipt_key not in (select bundle from alert where bundle is not null) order by id"
        )
        return tuple(
            Waiting(row[0], row[1], AlertState(row[2]), read_moment(row[3]), read_moment(row[4])) for row in rows
        )

    def move(self, receipt_key: str, *, state: AlertState, due_at: datetime) -> None:
        """Let an alert that waits be due at another time, alone (PENDING) or in a digest (GATHERED)."""
        self._store.run(
            "update alert set state = ?, due_at = ? where receipt_key = ? and state in ('pending', 'gathered')",
            (state.value, write_moment(due_at), receipt_key),
        )

    def hasten(self, now: datetime) -> None:
        """Let everything that waits be due now: digests before their hour, what failed before its next try."""
        at = write_moment(now)
        with self._store.write():
            self._store.run("delete from outage")
            self._store.run("update alert set due_at = min(due_at, ?) where state in ('pending', 'gathered')", (at,))
            self._store.run("update alert set next_at = min(next_at, ?) where state = 'pending'", (at,))

    # --- delivering ---

    def due_channels(self, now: datetime) -> tuple[str, ...]:
        """Channels with something to send that are not waiting out a failure."""
        rows = self._store.run(
            "select distinct channel from alert where state = 'pending' and due_at <= :now and channel not in"
            " (select channel from outage where next_at > :now) order by channel",
            {"now": write_moment(now)},
        )
        return tuple(row[0] for row in rows)

    def due(self, channel: str, now: datetime, *, limit: int = 100) -> tuple[Alert, ...]:
        """Up to `limit` alerts of a channel that may be sent now, in the order in which they were raised."""
        return self._select(_DUE, {"channel": channel, "now": write_moment(now), "limit": limit})

    def mark_sent(self, receipt_key: str, *, at: datetime) -> None:
        """The receipt: the channel has taken it. A digest's receipt counts for all it bundles."""
        with self._store.write():
            for column in ("receipt_key", "bundle"):
                self._store.run(
                    f"update alert set state = 'sent', sent_at = ?, error = null where {column} = ?",  # noqa: S608
                    (write_moment(at), receipt_key),
                )

    def postpone(self, receipt_key: str, *, next_at: datetime, error: str) -> None:
        """A try that failed: the alert, and all after it in its lane, wait until `next_at`."""
        self._store.run(
            "update alert set attempts = attempts + 1, next_at = ?, error = ? where receipt_key = ?",
            (write_moment(next_at), error, receipt_key),
        )

    def mark_failed(self, receipt_key: str, *, error: str) -> None:
        """Given up: it no longer holds up its lane; `retry` brings it back."""
        self._store.run(
            "update alert set state = 'failed', attempts = attempts + 1, error = ? where receipt_key = ?",
            (error, receipt_key),
        )

    def retry(self, *, now: datetime, receipt_keys: Sequence[str] | None = None) -> int:
        """Put failed alerts (all, or those named) back in the queue and lift every outage; returns how many."""
        with self._store.write():
            self._store.run("delete from outage")
            self._store.run("update alert set next_at = ? where state = 'pending'", (write_moment(now),))
            wanted = None if receipt_keys is None else frozenset(receipt_keys)
            failed = self._store.rows("select receipt_key from alert where state = 'failed' order by id")
            chosen = [row[0] for row in failed if wanted is None or row[0] in wanted]
            for key in chosen:
                self._store.run(
                    "update alert set state = 'pending', attempts = 0, next_at = ? where receipt_key = ?",
                    (write_moment(now), key),
                )
        return len(chosen)

    # --- outages ---

    def outages(self) -> tuple[Outage, ...]:
        rows = self._store.run(
            "select channel, since_at, next_at, attempts, error from outage order by channel"
        ).fetchall()
        return tuple(Outage(row[0], read_moment(row[1]), read_moment(row[2]), row[3], row[4]) for row in rows)

    def record_outage(self, channel: str, *, now: datetime, next_at: datetime, error: str) -> None:
        """A channel failed as a whole; nothing of it is tried before `next_at`."""
        self._store.run(
            "insert into outage (channel, since_at, next_at, attempts, error) values (?, ?, ?, 1, ?)"
            " on conflict (channel) do update set next_at = excluded.next_at, attempts = attempts + 1,"
            " error = excluded.error",
            (channel, write_moment(now), write_moment(next_at), error),
        )

    def outage_attempts(self, channel: str) -> int:
        """How often in a row a channel has failed; 0 for one that works."""
        row = self._store.row("select attempts from outage where channel = ?", (channel,))
        return int(row[0]) if row else 0

    def end_outage(self, channel: str) -> None:
        self._store.run("delete from outage where channel = ?", (channel,))

    # --- looking ---

    def find(self, *states: AlertState, limit: int = 100) -> tuple[Alert, ...]:
        """Alerts in these states (all without any), the newest `limit` of them, oldest first; -1 means all."""
        marks = ", ".join("?" for _ in states)
        where = f"where state in ({marks})" if states else ""
        newest = self._alerts(f"{where} order by alert.id desc limit ?", (*(state.value for state in states), limit))
        return newest[::-1]

    def recently_sent(self, subscription: str, channel: str, *, limit: int) -> tuple[Alert, ...]:
        """The newest messages a subscription was sent through a channel, newest first (what a feed shows)."""
        return self._alerts(
            "where subscription = ? and channel = ? and state = 'sent' order by alert.id desc limit ?",
            (subscription, channel, limit),
        )

    def count_states(self) -> Mapping[AlertState, int]:
        """How many alerts stand in each state: the depth of the outbox."""
        rows = self._store.run("select state, count(*) from alert group by state").fetchall()
        return dict.fromkeys(AlertState, 0) | {AlertState(row[0]): row[1] for row in rows}

    def _alerts(self, tail: str, values: Parameters) -> tuple[Alert, ...]:
        return self._select(
            f"select alert.*, message.data from alert join message on message.hash = alert.message {tail}",  # noqa: S608
            values,
        )

    def _select(self, sql: str, values: Parameters) -> tuple[Alert, ...]:
        return tuple(_read_alert(row) for row in self._store.rows(sql, values))


def _read_alert(row: sqlite3.Row) -> Alert:
    return Alert(
        receipt_key=row["receipt_key"],
        subscription=row["subscription"],
        channel=row["channel"],
        address=row["address"],
        message=_unpack_message(row["data"]),
        created_at=read_moment(row["created_at"]),
        due_at=read_moment(row["due_at"]),
        next_at=read_moment(row["next_at"]),
        state=AlertState(row["state"]),
        attempts=row["attempts"],
        sent_at=read_moment_or_none(row["sent_at"]),
        error=row["error"],
        bundle=row["bundle"],
    )


def _pack_message(message: Message) -> tuple[str, bytes]:
    fields = asdict(message) | {"occurred_at": write_moment(message.occurred_at)}
    data = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode("utf-8", "backslashreplace")
    return hashlib.sha256(data).hexdigest(), zlib.compress(data)


def _unpack_message(data: bytes) -> Message:
    fields = json.loads(zlib.decompress(data))
    return Message(**(fields | {"occurred_at": read_moment(fields["occurred_at"])}))
