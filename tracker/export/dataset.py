"""A record -> a data set in a folder: one file a table, typed, with a datapackage.json that describes every column.

Rows are streamed policy by policy. A policy in which nothing happened since the last export is taken over from the
files that are there, so that exporting again costs what changed. https://specs.frictionlessdata.io/data-package/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tracker import __version__
from tracker.archive import Archive
from tracker.errors import DeliveryError
from tracker.export.columns import COLUMNS, TITLES, DataColumn
from tracker.export.lives import list_sentences
from tracker.export.tablefiles import FORMATS, TableFormat
from tracker.ruleset import RULESET
from tracker.values import Struct, field

PACKAGE = "datapackage.json"
Row = tuple[Any, ...]


class Exported(Struct):
    """What an export wrote: rows by table, and how many policies were taken over as they were."""

    rows: dict[str, int] = field(default_factory=dict)
    kept: int = 0


def export_dataset(
    archive: Archive,
    folder: Path,
    policies: Sequence[str],
    *,
    form: str = "parquet",
    since: datetime | None = None,
    is_incremental: bool = False,
) -> Exported:
    """Write the tables of some policies into a folder, each file whole or not at all.

    `since`: only what was seen, or still stood, after it. `is_incremental`: take over what did not change since the
    last export into this folder. Raises DeliveryError where a file cannot be written, UsageError for a library that is
    not installed.
    """
    table_format: TableFormat = FORMATS[form]()
    archive.tables.spare_memory()
    stamps = {policy: archive.tables.stamp(policy) for policy in policies}
    before = read_stamps(folder, form) if is_incremental and since is None else {}
    unchanged = frozenset(policy for policy, stamp in stamps.items() if before.get(policy) == stamp)
    exported = Exported(kept=len(unchanged))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table in COLUMNS:
            exported.rows[table] = _write_table(
                archive,
                folder,
                table,
                policies=policies,
                unchanged=unchanged,
                table_format=table_format,
                ending=FORMATS[form].ending,
                since=since,
            )
        package = describe_package(exported, form, stamps, since)
        _replace(folder / PACKAGE, (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        raise DeliveryError(f"cannot write {error.filename or folder}: {error.strerror or error}") from error
    return exported


def read_stamps(folder: Path, form: str) -> Mapping[str, str]:
    """What the policies of an earlier export were at; nothing where there is none, or it is of another form."""
    try:
        said = json.loads((folder / PACKAGE).read_text("utf-8"))["tracker"]
        usable = said["form"] == form and said["columns"] == _name_columns() and said["since"] is None
        complete = all((folder / f"{table}.{FORMATS[form].ending}").exists() for table in COLUMNS)
        return dict(said["policies"]) if usable and complete else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write_table(
    archive: Archive,
    folder: Path,
    table: str,
    *,
    policies: Sequence[str],
    unchanged: frozenset[str],
    table_format: TableFormat,
    ending: str,
    since: datetime | None,
) -> int:
    """Write one file beside the old one and put it in its place; how many rows it has."""
    path, count = folder / f"{table}.{ending}", 0
    partial = path.with_name(f".{path.name}.partial")
    try:
        with table_format.open_writer(partial, COLUMNS[table]) as write:
            if unchanged:
                for rows in table_format.read(path, COLUMNS[table], unchanged):
                    count += write(rows)
            for policy in policies:
                if policy not in unchanged:
                    count += write(_read_rows(archive, table, policy, since))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count


def _read_rows(archive: Archive, table: str, policy: str, since: datetime | None) -> Iterator[Row]:
    if table == "sentences":
        yield from list_sentences(_read_rows(archive, "clauses", policy, None), since)
        return
    columns = COLUMNS[table]
    for row in archive.tables.rows(table, policy, since):
        yield tuple(convert(row[column.name], column) for column in columns)


def convert(value: Any, column: DataColumn) -> Any:  # noqa: ANN401 - whatever SQLite holds
    """A value of SQLite as the column's type has it."""
    if value is None:
        return None
    match column.type:
        case "boolean":
            return bool(value)
        case "datetime":
            return datetime.fromisoformat(value).astimezone(UTC)
        case "date":
            return date.fromisoformat(value)
        case _:
            return value


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


# --- what the package says of itself -------------------------------------------------------------------------------


def describe_package(
    exported: Exported, form: str, stamps: Mapping[str, str], since: datetime | None
) -> dict[str, object]:
    """The Frictionless Data Package, with what the next export needs under "tracker"."""
    return {
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "name": "published-terms",
        "title": "Published terms, clause by clause",
        "description": "Looks at published documents, the texts read in them, and what changed between these; in UTC.",
        "version": f"rules {RULESET}",
        "resources": [_describe_table(table, form, exported.rows[table]) for table in COLUMNS],
        "tracker": {
            "program": f"policy-clause-tracker {__version__}",
            "form": form,
            "since": since.isoformat() if since else None,
            "columns": _name_columns(),
            "policies": dict(stamps),
        },
    }


def _describe_table(table: str, form: str, rows: int) -> dict[str, object]:
    return {
        "name": table,
        "title": TITLES[table],
        "path": f"{table}.{FORMATS[form].ending}",
        "format": form,
        "mediatype": FORMATS[form].media_type,
        "encoding": "utf-8",
        "rows": rows,
        "schema": {"fields": [_describe_column(column) for column in COLUMNS[table]], "missingValues": [""]},
    }


def _describe_column(column: DataColumn) -> dict[str, object]:
    described: dict[str, object] = {"name": column.name, "type": column.type, "description": column.meaning}
    described["source"] = column.source
    return {**described, "unit": column.unit} if column.unit else described


def _name_columns() -> dict[str, list[str]]:
    return {table: [column.name for column in columns] for table, columns in COLUMNS.items()}
