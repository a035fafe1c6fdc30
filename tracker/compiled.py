"""What takes long to make of a text and comes out the same in every process -> kept, and read by the next one.

Python compiles a module once and keeps it in `__pycache__`; a pattern it compiles in every process again, those of the
months and labels of all languages in 5 to 20 ms each. What is made here is kept beside the compiled modules, or where
Python may not write there (`-B`, PYTHONDONTWRITEBYTECODE, a package that another user installed) in the person's own
cache folder: a file for each source and Python. Whoever deletes them loses time alone
(docs/decisions/0109-patterns-are-compiled-once.md).
"""

from __future__ import annotations

import atexit
import os
import re
import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.first_use import FirstUse
from tracker.own_folders import find_own_folder
from tracker.values import DecodeError, decode_json, encode_json

if TYPE_CHECKING:
    import tomli
else:
    tomli = FirstUse("tomli")  # what it makes is kept

_NO_FLAGS: Final = re.RegexFlag(0)
LARGE: Final = 200
"""Signs of a pattern: what is shorter is compiled in the time that a file of its own takes."""
_MOST_SHELVED: Final = 4_000  # small things in one file; the package has some 400
_HAN: Final = "\u9fff"  # the class of all Han letters alone takes two milliseconds
_HALF: Final = re.compile("[\ud800-\udfff]")
_SAMPLE: Final = r"(?P<letter>[a-m]|é)+\b(?!\d)"


def compile_pattern(pattern: str, flags: re.RegexFlag = _NO_FLAGS) -> re.Pattern[str]:
    """What `re.compile` gives, to the last instruction: for patterns that are the same in every process.

    Raises `re.error` where the pattern is none.
    """
    engine = _find_engine()
    if engine is None:
        return re.compile(pattern, flags)
    if len(pattern) < LARGE and _HAN not in pattern:
        if _HALF.search(pattern):  # cannot be written
            return re.compile(pattern, flags)
        return engine.load_packed(pattern, shelve(f"{int(flags)} {pattern}", lambda: engine.pack(pattern, flags)))
    source = f"{engine.machine.MAGIC} {int(flags)} {pattern}".encode("utf-8", "surrogatepass")
    return engine.load(pattern, keep("pattern", source, lambda: engine.compile(pattern, flags)))


def keep(kind: str, source: bytes, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """What `make` makes of a source, as JSON gives it back: read where an earlier process kept it, else made and kept.

    `kind` says what is made, so that two things made of one source are two.
    """
    file = _name_file(kind, source)
    if file:
        with suppress(OSError, DecodeError):  # not kept yet, or cut short: it is made again
            return decode_json(file.read_bytes())
    written = encode_json(make())
    if file:
        with suppress(OSError):  # as Python does, which says nothing of a folder where it may keep nothing
            _write(file, written)
    return decode_json(written)


class Shelf:
    """What small things were made of their keys, in this process or an earlier one."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._kept = self._read()
        self._is_longer = False

    def take(self, key: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever JSON can hold
        if key not in self._kept:
            self._kept[key] = decode_json(encode_json(make()))
            if not self._is_longer:
                self._is_longer = True
                atexit.register(self.write)
        return self._kept[key]

    def write(self) -> None:
        """With what others wrote meanwhile; past the most that is kept the shelf is cleared, and fills again."""
        if self._file is None:
            return
        both = self._read() | self._kept
        with suppress(OSError):
            _write(self._file, encode_json(both if len(both) <= _MOST_SHELVED else {}))

    def _read(self) -> dict[str, Any]:
        with suppress(OSError, DecodeError):
            read = decode_json(self._file.read_bytes()) if self._file else {}
            return read if isinstance(read, dict) else {}
        return {}


def shelve(key: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """What `make` makes of a key, as JSON gives it back: as `keep`, for what is small, all of it in one file that is
    read once and written when the process ends."""
    return _open_small().take(key, make)


@cache
def open_shelf(kind: str, source: bytes) -> Shelf:
    """What small things were made of one source: a file of its own, which `kind` begins the name of."""
    return Shelf(_name_file(kind, source))


@cache
def _open_small() -> Shelf:
    engine = _find_engine()
    return open_shelf("small", f"{engine and engine.machine.MAGIC} {sys.byteorder}".encode())


def load_toml(file: Path) -> dict[str, Any]:
    """What a TOML file of the package says. Raises ValueError where it is no TOML, or no UTF-8."""
    written = file.read_bytes()
    said: dict[str, Any] = keep("toml", written, lambda: tomli.loads(written.decode("utf-8")))
    return said


def _name_file(kind: str, source: bytes) -> Path | None:
    folder = _folder()
    name = f"{kind}-{sha256(MAGIC_NUMBER + source).hexdigest()[:24]}.{sys.implementation.cache_tag}.json"
    return folder / name if folder else None


@cache
def _folder() -> Path | None:
    """Where things are kept; None where no folder may be written."""
    own = find_own_folder("XDG_CACHE_HOME")
    beside = None if sys.dont_write_bytecode else Path(cache_from_source(__file__)).parent
    return next((folder for folder in (beside, own) if folder and _is_writable(folder)), None)


def _is_writable(folder: Path) -> bool:
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        return os.access(folder, os.W_OK)
    return False


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, whoever else writes the same."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        part.write_bytes(data)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


class _Engine(NamedTuple):
    """The parts of `re` that know the instructions of a pattern. They are Python's own affair: `_find_engine` looks
    whether they are as they were in 3.11 to 3.14."""

    parser: Any
    compiler: Any
    machine: Any

    def compile(self, pattern: str, flags: re.RegexFlag) -> tuple[int, list[int], int, dict[str, int]]:
        """The flags of a pattern, its instructions, how many groups it has, and the number of each that has a name."""
        parsed = self.parser.parse(pattern, flags)
        instructions = [int(one) for one in self.compiler._code(parsed, flags)]
        state = parsed.state
        return int(flags | state.flags), instructions, state.groups - 1, dict(state.groupdict)

    def load(self, pattern: str, compiled: tuple[int, list[int], int, dict[str, int]]) -> re.Pattern[str]:
        """The pattern that was compiled; the engine refuses instructions that are none."""
        flags, instructions, groups, numbers = compiled
        names: list[str | None] = [None] * (groups + 1)
        for name, number in numbers.items():
            names[number] = name
        made: re.Pattern[str] = self.machine.compile(pattern, flags, instructions, groups, numbers, tuple(names))
        return made

    def pack(self, pattern: str, flags: re.RegexFlag) -> tuple[int, str, int, dict[str, int]]:
        """The same as `compile`, the instructions in a text that JSON reads at once."""
        flags_found, instructions, groups, numbers = self.compile(pattern, flags)
        return flags_found, b64encode(array("I", instructions).tobytes()).decode("ascii"), groups, numbers

    def load_packed(self, pattern: str, packed: tuple[int, str, int, dict[str, int]]) -> re.Pattern[str]:
        flags, instructions, groups, numbers = packed
        return self.load(pattern, (flags, array("I", b64decode(instructions)).tolist(), groups, numbers))


@cache
def _find_engine() -> _Engine | None:
    """None where this Python makes patterns otherwise: then each process compiles its own."""
    try:
        engine = _Engine(import_module("re._parser"), import_module("re._compiler"), import_module("_sre"))
        is_known = engine.load(_SAMPLE, engine.compile(_SAMPLE, re.IGNORECASE)) == re.compile(_SAMPLE, re.IGNORECASE)
    except (ImportError, AttributeError, TypeError, ValueError, RuntimeError):
        return None
    return engine if is_known else None
