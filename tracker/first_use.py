"""The name of a library -> that library, loaded when something of it is first asked for.

For what few documents or commands need, and takes long to load: a page has a table or not, a command fetches or not.
Our own modules are loaded by import alone, so that no cycle hides (docs/decisions/0104).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class FirstUse:
    """Stands for a module: `FirstUse("bs4").Tag` is `bs4.Tag`. Raises ImportError there, not where it is made."""

    def __init__(self, library: str) -> None:
        self._library = library

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the library has
        found = getattr(import_module(self._library), name)
        setattr(self, name, found)  # the next time it is an attribute like any other
        return found
