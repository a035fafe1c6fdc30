"""This program -> what its results depend on beside the bytes: version, rules, code, and the libraries that read."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import tracker
from tracker.ruleset import RULESET

Stamp = tuple[tuple[str, str], ...]
"""Names and values in the order in which a person would ask for them."""

_PACKAGE = Path(str(tracker.__file__)).parent
_LIBRARIES = ("charset-normalizer", "lxml", "pypdfium2", "pyspellchecker", "rapidfuzz", "selectolax")
"""What reads and compares; another version of one of them may give another text."""


@cache
def read_stamp() -> Stamp:
    """What this process would read and compare with."""
    return (
        ("tracker", _find_version("policy-clause-tracker")),
        ("rules", str(RULESET)),
        ("Python", ".".join(map(str, sys.version_info[:2]))),
        *((name, _find_version(name)) for name in _LIBRARIES),
        ("code", hash_code(_PACKAGE)),
    )


def find_difference(theirs: Stamp, ours: Stamp) -> str | None:
    """In words the first thing that differs: "rules 3, not 4"; None where nothing does."""
    other = dict(theirs)
    for name, value in ours:
        if other.get(name) != value:
            return f"{name} {other.get(name, 'unknown')}, not {value}"
    return None


def hash_code(package: Path) -> str:
    """A short digest over all files of a package that decide what it does."""
    digest = hashlib.sha256()
    for path in sorted(path for path in package.rglob("*") if path.suffix in (".py", ".toml", ".j2")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _find_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
