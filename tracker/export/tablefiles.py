"""Rows of typed columns <-> files: Parquet, CSV and JSON lines, each written and read without holding a table.

The first column is the policy: rows of one policy stand together, so that they can be taken over to the next file.
"""

from __future__ import annotations

import csv
import importlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from tracker.errors import UsageError
from tracker.export.columns import DataColumn
from tracker.publish.sheet import guard_cell

Write = Callable[[Iterable[Sequence[Any]]], int]
"""Takes the rows of one policy; how many they were."""

ROWS_AT_ONCE: Final = 5_000
LETTERS_AT_ONCE: Final = 4_000_000
"""Rows and letters of a Parquet group at most, and so of what is held in memory. Groups go over borders of policies:
what a file says of each of its groups stays in memory until its end."""


class TableFormat(Protocol):
    """One kind of file. `read` gives the rows of some policies as they can be written again, in portions."""

    def open_writer(self, path: Path, columns: Sequence[DataColumn]) -> AbstractContextManager[Write]: ...

    def read(
        self, path: Path, columns: Sequence[DataColumn], policies: Collection[str]
    ) -> Iterator[Iterable[Sequence[Any]]]: ...


class ParquetTable:
    """Apache Parquet through pyarrow (the extra `data`), compressed with zstd."""

    ending = "parquet"
    media_type = "application/vnd.apache.parquet"

    def __init__(self) -> None:
        try:
            self._arrow = importlib.import_module("pyarrow")
            self._parquet = importlib.import_module("pyarrow.parquet")
        except ImportError as error:
            hint = "pip install 'policy-clause-tracker[data]', or --csv or --jsonl"
            raise UsageError("Parquet needs pyarrow, which is not installed", hint=hint) from error

    @contextmanager
    def open_writer(self, path: Path, columns: Sequence[DataColumn]) -> Iterator[Write]:
        schema = self._make_schema(columns)
        with self._parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            group: list[Sequence[Any]] = []

            def end_group() -> None:
                values = [list(column) for column in zip(*group, strict=True)]
                group.clear()
                arrays = [self._arrow.array(value, kind) for value, kind in zip(values, schema.types, strict=True)]
                writer.write_table(self._arrow.Table.from_arrays(arrays, schema=schema))

            letters = 0

            def write(rows: Iterable[Sequence[Any]]) -> int:
                nonlocal letters
                count = 0
                for row in rows:
                    group.append(row)
                    count += 1
                    letters += sum(len(value) for value in row if isinstance(value, str))
                    if len(group) >= ROWS_AT_ONCE or letters >= LETTERS_AT_ONCE:
                        end_group()
                        letters = 0
                return count

            yield write
            if group:
                end_group()

    def read(
        self, path: Path, columns: Sequence[DataColumn], policies: Collection[str]
    ) -> Iterator[Iterable[Sequence[Any]]]:
        with self._parquet.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                rows = zip(*(table.column(column.name).to_pylist() for column in columns), strict=True)
                yield (row for row in rows if row[0] in policies)

    def _make_schema(self, columns: Sequence[DataColumn]) -> Any:  # noqa: ANN401 - of a library without types
        kinds = {
            "string": self._arrow.string(),
            "integer": self._arrow.int64(),
            "boolean": self._arrow.bool_(),
            "datetime": self._arrow.timestamp("ms", tz="UTC"),
            "date": self._arrow.date32(),
        }
        return self._arrow.schema([(column.name, kinds[column.type]) for column in columns])


class CsvTable:
    """CSV (RFC 4180, but with "\\n"); a cell that a spreadsheet would run as a formula is defused."""

    ending = "csv"
    media_type = "text/csv"

    @contextmanager
    def open_writer(self, path: Path, columns: Sequence[DataColumn]) -> Iterator[Write]:
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            sheet = csv.writer(file, lineterminator="\n")
            sheet.writerow([column.name for column in columns])

            def write(rows: Iterable[Sequence[Any]]) -> int:
                count = 0
                for row in rows:
                    sheet.writerow([write_cell(value) for value in row])
                    count += 1
                return count

            yield write

    def read(
        self, path: Path, columns: Sequence[DataColumn], policies: Collection[str]
    ) -> Iterator[Iterable[Sequence[Any]]]:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows, None)
            yield ([_Written(cell) for cell in row] for row in rows if row[0] in policies and len(row) == len(columns))


class JsonLinesTable:
    """One JSON object a line."""

    ending = "jsonl"
    media_type = "application/x-ndjson"

    @contextmanager
    def open_writer(self, path: Path, columns: Sequence[DataColumn]) -> Iterator[Write]:
        names = [column.name for column in columns]
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:

            def write(rows: Iterable[Sequence[Any]]) -> int:
                count = 0
                for row in rows:
                    values = (write_plain(value) for value in row)
                    file.write(json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False) + "\n")
                    count += 1
                return count

            yield write

    def read(
        self, path: Path, columns: Sequence[DataColumn], policies: Collection[str]
    ) -> Iterator[Iterable[Sequence[Any]]]:
        names = [column.name for column in columns]
        with path.open(encoding="utf-8") as file:
            yield ([row[name] for name in names] for row in map(json.loads, file) if row["policy"] in policies)


class _Written(str):
    """A cell as a file has it: it was defused when it was written."""


FORMATS: Final[dict[str, type[ParquetTable] | type[CsvTable] | type[JsonLinesTable]]] = {
    "parquet": ParquetTable,
    "csv": CsvTable,
    "jsonl": JsonLinesTable,
}
"""The kinds of files, by the name of their option."""


def write_cell(value: object) -> str:
    """A value as a cell of CSV: text defused, times in UTC, `true` and `false`, nothing for nothing."""
    if isinstance(value, _Written):
        return value
    plain = write_plain(value)
    if isinstance(plain, bool):
        return str(plain).lower()
    return "" if plain is None else guard_cell(plain) if isinstance(plain, str) else str(plain)


def write_plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """A value as JSON has it; times as "2023-08-11T19:15:38.000Z"."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
