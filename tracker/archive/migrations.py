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
from tracker.archive.back_history import BACK_HISTORY_SCHEMA
from tracker.archive.derivations import RECENT_SCHEMA
from tracker.archive.follows import FOLLOW_SCHEMA
from tracker.archive.outbox import OUTBOX_SCHEMA, TOLD_SCHEMA
from tracker.archive.overviews import OVERVIEW_SCHEMA
from tracker.archive.passages import PASSAGE_SCHEMA
from tracker.archive.purges import PURGE_SCHEMA
from tracker.archive.renames import RENAME_SCHEMA
from tracker.archive.reviews import REVIEW_SCHEMA
from tracker.archive.rulings import RULING_SCHEMA, TOPIC_CHANGE_SCHEMA
from tracker.archive.schema import DERIVED, FACTS, PAST_SCHEMA, VIEWS
from tracker.archive.sections import SECTION_SCHEMA
from tracker.archive.sentences import SENTENCE_SCHEMA
from tracker.archive.signatures import SIGNED_SCHEMA
from tracker.archive.sites import SITE_SCHEMA, keep_sites
from tracker.archive.stamps import STAMP_SCHEMA
from tracker.archive.tallies import TALLY_SCHEMA, TALLY_STEPS
from tracker.archive.text_rows import FORGET, SET_ASIDE, move_texts
from tracker.archive.topic_sets import TOPIC_SET_SCHEMA
from tracker.archive.views import VIEWS_FOR_PEOPLE

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


_ENLARGING: Final = (
    STAMP_SCHEMA,
    RULING_SCHEMA,
    TOPIC_CHANGE_SCHEMA,
    SIGNED_SCHEMA,
    SENTENCE_SCHEMA,
    RENAME_SCHEMA,
    PURGE_SCHEMA,
    VIEWS_FOR_PEOPLE,
    PAST_SCHEMA,
    OVERVIEW_SCHEMA,
    REVIEW_SCHEMA,
    SITE_SCHEMA,
    RECENT_SCHEMA,
    BACK_HISTORY_SCHEMA,
    TALLY_SCHEMA,
    TOPIC_SET_SCHEMA,
    TOLD_SCHEMA,
)
"""Time-stamps, what texts rule and who says the same, signed dates, other ids, views for people, the settings of each
look, reviews, what is laid to a site, and plans of what web archives hold: all that came in between two releases."""


def enlarge_record(database: Database) -> None:
    """What `_ENLARGING` names; texts that are there already are written anew, each over the one before."""
    for script in (SET_ASIDE, PASSAGE_SCHEMA, SECTION_SCHEMA, *_ENLARGING):
        _execute(database, script)
    database.execute("ALTER TABLE comparison ADD COLUMN facts TEXT NOT NULL DEFAULT '[]'")
    database.execute(TALLY_STEPS)
    move_texts(database.conn)
    _execute(database, FORGET)
    keep_sites(database.conn)


MIGRATIONS: Final[tuple[Callable[[Database], None], ...]] = (
    create_tables,
    create_outbox,
    create_follows,
    create_asking,
    enlarge_record,
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
