"""Policy version diff tracker: reads published terms clause by clause and says what changed.

`import tracker` offers what docs/api.md describes. The names are loaded when they are first used, so that
`tracker --help` needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.api import (
        ArchiveError,
        NotFoundError,
        Opcode,
        ReadingError,
        Record,
        TrackerError,
        UsageError,
        compare_documents,
        is_signed,
        list_opcodes,
        open_record,
        read_document,
        redline_texts,
        split_words,
    )

__version__ = "0.1.0"

__all__ = [
    "ArchiveError",
    "NotFoundError",
    "Opcode",
    "ReadingError",
    "Record",
    "TrackerError",
    "UsageError",
    "__version__",
    "compare_documents",
    "is_signed",
    "list_opcodes",
    "open_record",
    "read_document",
    "redline_texts",
    "split_words",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'tracker' has no attribute {name!r}")
    value: object = getattr(import_module("tracker.api"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
