"""A database of any age -> the tables of today: every step there ever was, in the order they came.

A step is never edited once it was released and never leaves the list: files in the world have taken it. A change of
the schema is a new function at the end, and a new file in tests/cases/schemas, as the test there says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Final

from tracker.archive.asking import ASKING_SCHEMA
from tracker.archive.follows import FOLLOW_SCHEMA
from tracker.archive.outbox import OUTBOX_SCHEMA
from tracker.archive.overviews import OVERVIEW_SCHEMA
from tracker.archive.purges import PURGE_SCHEMA
from tracker.archive.renames import RENAME_SCHEMA
from tracker.archive.reviews import REVIEW_SCHEMA
from tracker.archive.rulings import RULING_SCHEMA, TOPIC_CHANGE_SCHEMA
from tracker.archive.schema import DERIVED, FACTS, PAST_SCHEMA, VIEWS
from tracker.archive.sentences import SENTENCE_SCHEMA
from tracker.archive.signatures import SIGNED_SCHEMA
from tracker.archive.sites import SITE_SCHEMA
from tracker.archive.stamps import STAMP_SCHEMA
from tracker.archive.views import SENTENCES, VIEWS_FOR_PEOPLE, keep_sentences

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_tables(database: Database) -> None:
    """The first schema: facts, derived rows, views and full-text indexes."""
    for script in (FACTS, DERIVED, VIEWS):
        _execute(database, script)


def create_outbox(database: Database) -> None:
    """Alerts, what they carry, and what was told."""
    _execute(database, OUTBOX_SCHEMA)


def create_follows(database: Database) -> None:
    """Which clause a subscription follows."""
    _execute(database, FOLLOW_SCHEMA)


def create_asking(database: Database) -> None:
    """How looks were asked for."""
    _execute(database, ASKING_SCHEMA)


def create_stamps(database: Database) -> None:
    """What time-stamp authorities attested of the chain's head."""
    _execute(database, STAMP_SCHEMA)


def create_rulings(database: Database) -> None:
    """What texts rule and speak of, and what changed of it in a step."""
    _execute(database, RULING_SCHEMA)
    database.execute("ALTER TABLE comparison ADD COLUMN facts TEXT NOT NULL DEFAULT '[]'")


def create_signatures(database: Database) -> None:
    """When people agreed to what."""
    _execute(database, SIGNED_SCHEMA)


def create_topic_changes(database: Database) -> None:
    """Which topics a change touches."""
    _execute(database, TOPIC_CHANGE_SCHEMA)


def create_sentences(database: Database) -> None:
    """By what the same sentence is found in other policies."""
    _execute(database, SENTENCE_SCHEMA)


def create_renames(database: Database) -> None:
    """Policies that got another id, and looks that were purged."""
    for script in (RENAME_SCHEMA, PURGE_SCHEMA):
        _execute(database, script)


def create_views(database: Database) -> None:
    """What people and exports read: told changes, clauses, their spans, and sentences with since and until."""
    for script in (SENTENCES, VIEWS_FOR_PEOPLE):
        _execute(database, script)
    keep_sentences(database.conn)


def keep_the_past(database: Database) -> None:
    """With which settings each look was read, decisions that were taken back, and the newest texts found at once."""
    _execute(database, PAST_SCHEMA)


def create_overviews(database: Database) -> None:
    """What was told, in order of time over all policies."""
    _execute(database, OVERVIEW_SCHEMA)


def create_reviews(database: Database) -> None:
    """What people made of change sets."""
    _execute(database, REVIEW_SCHEMA)


def create_site_parts(database: Database) -> None:
    """What is laid to the site in a step, and the way from a source to its policies."""
    _execute(database, SITE_SCHEMA)


MIGRATIONS: Final[tuple[Callable[[Database], None], ...]] = (
    create_tables,
    create_outbox,
    create_follows,
    create_asking,
    create_stamps,
    create_rulings,
    create_topic_changes,
    create_signatures,
    create_sentences,
    create_renames,
    create_views,
    keep_the_past,
    create_overviews,
    create_reviews,
    create_site_parts,
)
SCHEMA: Final = len(MIGRATIONS)
"""What a file of today has as its `user_version`."""


def apply_migrations(database: Database) -> None:
    """Take the steps that a file has not taken yet; it keeps their names in `_sqlite_migrations`."""
    migrations = import_module("sqlite_utils.migrations")  # loaded where there is a step to take
    steps = migrations.Migrations("tracker")
    for step in MIGRATIONS:
        steps()(step)
    steps.apply(database)


def _execute(database: Database, script: str) -> None:
    for statement in split_statements(script):
        database.execute(statement)


def split_statements(script: str) -> Iterator[str]:
    """The statements of an SQL script one by one: `executescript` would commit a migration's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
