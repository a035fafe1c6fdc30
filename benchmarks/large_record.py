"""Sizes -> a database of many policies with years of versions, for the benchmarks of what must not grow.

    python benchmarks/large_record.py FILE [--policies 2000] [--versions 30] [--seeds 20] [--clauses 40]

Some policies (the seeds) are written, read, compared and believed for real; every other one is a copy of a seed's rows
under another name and with other ids, for no command makes two thousand histories in a minute. What belongs to a policy
is found by the foreign keys of the schema; bodies and passages are shared, as equal ones are in any record. The hash
chain of the copies does not hold: `tracker verify` would say so.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.archive import open_archive
from tracker.model import Capture, Source
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures

START = datetime(2024, 1, 1, tzinfo=UTC)
BETWEEN = timedelta(days=14)
STEP = 10_000_000
"""Added to every id of a copy, times its number: no set of seeds has as many rows in one table."""

MATTERS = (
    "your account", "orders", "deliveries", "returns", "gift cards", "reviews", "images", "messages", "cookies",
    "partners", "support", "security", "accessibility", "subscriptions", "invoices", "taxes", "competitions", "the app",
    "interfaces", "beta features", "complaints", "notices", "assignment", "events beyond control", "severability",
)  # fmt: skip
RULES = (
    "You must be at least {n} years old to use the service.",
    "We may change these terms and will give you at least {d} days notice by e-mail before a change takes effect.",
    "Our total liability is limited to the fees you paid in the {n} months before the claim.",
    "We may use your content to train machine learning models only with your consent.",
    "You can cancel at any time with {d} days notice.",
    "A subscription renews automatically unless you cancel {d} days before its end.",
    "You may return goods within {d} days and get a full refund.",
    "Disputes are settled by binding arbitration; you may opt out within {d} days.",
    "We keep your data for {n} months after your account was closed.",
    "These terms are governed by the laws of Ireland.",
)
SENTENCES = (
    "You may ask us about {m} at any time and we answer in writing.",
    "We keep what you told us about {m} for as long as the matter is open.",
    "Where the law of your country gives you more about {m}, it goes before what stands here.",
    "What others offer in connection with {m} is theirs, and we do not answer for it.",
    "We can refuse a request about {m} that comes again within {d} days without a new reason.",
    "Please do not share {m} with anybody who has no right to see them.",
    "We may limit {m} where that is needed to keep the service safe for everybody.",
)


def write_texts(seed: int, versions: int, *, clauses: int = 40) -> list[str]:
    """The successive texts of one invented service: about 2,500 words, of which each version changes a few, as
    recorded terms do; every sixth adds a clause."""
    chosen = random.Random(seed)
    bodies = [write_clause(chosen, number) for number in range(clauses)]
    texts = []
    for version in range(versions):
        if version:
            bodies[chosen.randrange(len(bodies))] = write_clause(chosen, chosen.randrange(clauses))
        if version % 6 == 5:
            bodies.insert(chosen.randrange(len(bodies)), write_clause(chosen, chosen.randrange(clauses)))
        numbered = (f"## {number}. {body}" for number, body in enumerate(bodies, 1))
        texts.append("\n\n".join([f"# Terms of service {seed}", "These terms govern all we do for you.", *numbered]))
    return texts


def write_clause(chosen: random.Random, number: int) -> str:
    matter = MATTERS[number % len(MATTERS)]
    said = [sentence.format(m=matter, d=chosen.randrange(7, 90)) for sentence in chosen.sample(SENTENCES, 4)]
    rule = RULES[number % len(RULES)].format(n=chosen.randrange(6, 24), d=chosen.randrange(7, 60))
    return f"{matter.capitalize()}\n\n" + "\n\n".join([" ".join(said[:2]), f"{rule} {said[2]}", said[3]])


def write_record(path: Path, policies: int, versions: int, *, seeds: int = 20, clauses: int = 40) -> None:
    """A new database at `path` of that many policies, named "s3/terms" (seeds) and "c7-s3/terms" (copies)."""
    seeds = min(seeds, policies)
    with tempfile.TemporaryDirectory() as folder:
        seed_path = Path(folder) / "seeds.db"
        write_seeds(seed_path, versions, seeds, clauses)
        with closing(sqlite3.connect(seed_path)) as source, closing(sqlite3.connect(path)) as large:
            source.backup(large)
        with closing(sqlite3.connect(path, isolation_level=None)) as large:
            copy_seeds(large, seed_path, policies // seeds - 1)


def write_seeds(path: Path, versions: int, seeds: int, clauses: int = 40) -> None:
    with open_archive(path) as archive:
        for seed in range(seeds):
            policy, source = (
                f"s{seed}/terms",
                Source("ota-versions", f"https://git.example/versions.git#S{seed}/Terms.md"),
            )
            archive.policies.ensure(policy, f"Terms of service {seed}", at=START)
            captures = [
                Capture(source, START + number * BETWEEN, text.encode(), "text/markdown", "utf-8",
                        external_key=f"{seed}-{number}")
                for number, text in enumerate(write_texts(seed, versions, clauses=clauses))
            ]  # fmt: skip
            record_captures(archive, policy, captures, now=START)
            derive_policy(archive, policy, now=START)
        archive._store.run("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_seeds(large: sqlite3.Connection, seed_path: Path, copies: int) -> None:
    """The rows of all seeds, that many times, and the words of both searches.

    Table by table, without a journal and with the indexes made afterwards: every file grows at its end.
    """
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "journal_mode = OFF", "cache_size = -1000000"):
        large.execute(f"PRAGMA {pragma}")
    large.execute("ATTACH ? AS seed", (str(seed_path),))
    owned = list_owned(large)
    indexes = [row for row in large.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'index'") if row[1]]
    large.execute("BEGIN")
    for name, _ in indexes:
        large.execute(f"DROP INDEX main.{name}")
    for table in owned:
        for number in range(1, copies + 1):
            large.execute(f"INSERT INTO main.{table} SELECT {copy_columns(large, table, owned)} FROM seed.{table}",
                          {"shift": number * STEP, "mark": f"c{number}-", "hex": f"{number:06x}"})  # fmt: skip
    large.execute(
        "INSERT INTO section_search (rowid, heading, text) SELECT section_text.* FROM section_text JOIN section"
        f" USING (id) WHERE section.is_indexed AND section.id > {STEP}"
    )
    large.execute(
        "INSERT INTO change_search (rowid, inserted, deleted) SELECT id, inserted, deleted FROM change"
        f" WHERE id > {STEP}"
    )
    for _, sql in indexes:
        large.execute(sql)
    large.execute("COMMIT")
    large.execute("PRAGMA journal_mode = WAL")


def list_policies(path: Path) -> list[str]:
    """The ids of a record's policies, which is only read."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as record:
        return [row[0] for row in record.execute("SELECT id FROM policy ORDER BY id")]


def list_owned(database: sqlite3.Connection) -> list[str]:
    """Every table whose rows belong to a policy: it, and what refers to an owned one, however far; `told` and
    `source`, too, whose policy is no foreign key: a service has a site of its own."""
    tables = [row[0] for row in database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    refers = {table: {row[2] for row in database.execute(f"PRAGMA foreign_key_list({table})")} for table in tables}
    owned = {"policy", "told", "source"} & set(tables)
    while more := {table for table in tables if table not in owned and refers[table] & owned}:
        owned |= more
    return sorted(owned)


def copy_columns(database: sqlite3.Connection, table: str, owned: list[str]) -> str:
    """The columns of a table as a copy has them: ids and what refers to one shifted, names marked."""
    refers = {row[3]: row[2] for row in database.execute(f"PRAGMA foreign_key_list({table})")}
    columns = list(database.execute(f"PRAGMA table_info({table})"))
    keys = [column[1] for column in columns if column[5]]
    copied = []
    for _, name, kind, *_ in columns:
        is_own = (keys == [name] and name not in refers) or (table, name) in OWN
        if not (is_own or refers.get(name) in owned):
            copied.append(name)
        elif kind.upper() == "INTEGER":
            copied.append(f"{name} + :shift")
        elif "clause" in (table if is_own else "", refers.get(name)):
            copied.append(f"{name} || :hex")
        else:
            copied.append(f":hex || substr({name}, 7)" if table == "change_set" and is_own else f":mark || {name}")
    return ", ".join(copied)


OWN = {
    ("source", "locator"),
    ("source", "site"),
    ("told", "policy"),
    ("told", "new_seq"),
    ("told", "old_seq"),
    ("change_set", "id"),
    ("derivation", "weighed_to"),
    ("version", "sheet"),
    ("section", "since"),
    ("section", "until"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--policies", type=int, default=2000)
    parser.add_argument("--versions", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument(
        "--clauses", type=int, default=40, help="fewer make a smaller file, with as many looks and steps"
    )
    given = parser.parse_args()
    if given.file.exists():
        sys.exit(f"{given.file} is there already")
    started = time.perf_counter()
    write_record(given.file, given.policies, given.versions, seeds=given.seeds, clauses=given.clauses)
    size = given.file.stat().st_size / 1e6
    print(
        f"{given.policies} policies of {given.versions} versions: {size:.0f} MB, {time.perf_counter() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
