"""What takes long to make of a text and comes out the same in every process -> kept where Python keeps its own.

Python compiles a module once and keeps it in `__pycache__`; a pattern it compiles in every process again, those of the
months and labels of all languages in 5 to 20 ms each. What is made here is kept beside the compiled modules under the
same rules: a file for each source and Python, none where `-B` or PYTHONDONTWRITEBYTECODE says so or the folder cannot
be written, and whoever deletes them loses time alone (docs/decisions/0109-patterns-are-compiled-once.md).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.first_use import FirstUse
from tracker.values import DecodeError, decode_json, encode_json

if TYPE_CHECKING:
    import tomli
else:
    tomli = FirstUse("tomli")  # what it makes is kept

_NO_FLAGS: Final = re.RegexFlag(0)
_LARGE: Final = 200  # signs: what is shorter is compiled in the time that a file takes
_HAN: Final = "\u9fff"  # the class of all Han letters alone takes two milliseconds
_SAMPLE: Final = r"(?P<letter>[a-m]|é)+\b(?!\d)"


def compile_pattern(pattern: str, flags: re.RegexFlag = _NO_FLAGS) -> re.Pattern[str]:
    """What `re.compile` gives, to the last instruction: for patterns that hold rows of language files or large classes.

    Raises `re.error` where the pattern is none.
    """
    is_large = len(pattern) >= _LARGE or _HAN in pattern
    engine = _find_engine() if is_large else None
    if engine is None:
        return re.compile(pattern, flags)
    source = f"{engine.machine.MAGIC} {int(flags)} {pattern}".encode("utf-8", "surrogatepass")
    return engine.load(pattern, keep("pattern", source, lambda: engine.compile(pattern, flags)))


def keep(kind: str, source: bytes, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """What `make` makes of a source, as JSON gives it back: read where an earlier process kept it, else made and kept.

    `kind` says what is made, so that two things made of one source are two.
    """
    file = _folder() / f"{kind}-{sha256(MAGIC_NUMBER + source).hexdigest()[:24]}.{sys.implementation.cache_tag}.json"
    with suppress(OSError, DecodeError):  # not kept yet, or cut short: it is made again
        return decode_json(file.read_bytes())
    written = encode_json(make())
    if not sys.dont_write_bytecode:
        with suppress(OSError):  # as Python does, which says nothing of a folder where it may keep nothing
            _write(file, written)
    return decode_json(written)


def load_toml(file: Path) -> dict[str, Any]:
    """What a TOML file of the package says. Raises ValueError where it is no TOML, or no UTF-8."""
    written = file.read_bytes()
    said: dict[str, Any] = keep("toml", written, lambda: tomli.loads(written.decode("utf-8")))
    return said


@cache
def _folder() -> Path:
    return Path(cache_from_source(__file__)).parent


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


@cache
def _find_engine() -> _Engine | None:
    """None where this Python makes patterns otherwise: then each process compiles its own."""
    try:
        engine = _Engine(import_module("re._parser"), import_module("re._compiler"), import_module("_sre"))
        is_known = engine.load(_SAMPLE, engine.compile(_SAMPLE, re.IGNORECASE)) == re.compile(_SAMPLE, re.IGNORECASE)
    except (ImportError, AttributeError, TypeError, ValueError, RuntimeError):
        return None
    return engine if is_known else None
