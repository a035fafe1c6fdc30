"""What is made of the files of all languages alike -> the same, as an earlier process made it.

To load 28 files and to join their words into patterns took a tenth of the time of a command that compares two small
files. What comes of it depends on the files and on the rules that join them, and is kept under the digests of both
(docs/decisions/0109-patterns-are-compiled-once.md).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tracker.compiled import Shelf, open_shelf

FOLDER = Path(__file__).parent
"""Where the files of languages lie."""


def recall(rules: str, key: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """What `make` makes of the language files and nothing else, as JSON gives it back (tuples and sets are lists).

    `rules` is the `__file__` of the module by whose rules it is made, `key` says which of its things it is.
    """
    return _open().take(f"{name_rules(rules)} {key}", make)


@cache
def name_rules(file: str) -> str:
    """A short digest of a module's source: what was made by its rules is forgotten with them."""
    return sha256(Path(file).read_bytes()).hexdigest()[:16]


@cache
def _open() -> Shelf:
    digests = (sha256(file.read_bytes()).digest() for file in sorted(FOLDER.glob("*.toml")))
    return open_shelf("languages", b"".join(digests))
