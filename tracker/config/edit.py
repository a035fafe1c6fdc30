"""A policy -> a [[policy]] table in config.toml, every comment and blank line of the file kept."""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import msgspec
import tomlkit
from tomlkit.items import Item

from tracker.config.load import parse_config
from tracker.config.locate import find_table_end
from tracker.config.settings import PolicySettings
from tracker.config.values import write_duration
from tracker.errors import ConfigError


def read_template() -> str:
    """The commented config.toml that `tracker init` writes."""
    return files("tracker.config").joinpath("template.toml").read_text(encoding="utf-8")


def write_template(path: Path) -> None:
    """Write the commented configuration to start from. ConfigError where a file is already there."""
    if path.exists():
        raise ConfigError(f"{path}: is already there; nothing was written")
    _write_atomically(path, read_template())


def add_policy(path: Path, policy: PolicySettings) -> None:
    """Append a policy to a configuration file, which is made from the template where there is none.

    The result is checked before it takes the file's place; on ConfigError (a taken id, a file that was wrong
    before) nothing is written.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else read_template()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    parse_config(text, path=path)
    extended = _append_policy(text, policy)
    parse_config(extended, path=path)
    _write_atomically(path, extended)


def _append_policy(text: str, policy: PolicySettings) -> str:
    """The file with the policy's table after the last one, before whatever comment introduces the next."""
    table = tomlkit.table()
    for field in msgspec.structs.fields(policy):
        value = getattr(policy, field.name)
        if field.required or value != field.default:
            table.add(field.encode_name, _write_value(value))
    lines = text.splitlines(keepends=True)
    end = find_table_end(text, "policy") or len(lines)
    before, after = "".join(lines[:end]).rstrip(), "".join(lines[end:])
    return f"{before}\n\n[[policy]]\n{tomlkit.dumps(table)}{after}".lstrip("\n")


def _write_value(value: object) -> Item:
    if isinstance(value, timedelta):
        return tomlkit.item(write_duration(value))
    return tomlkit.item(list(value) if isinstance(value, tuple) else value)


def _write_atomically(path: Path, text: str) -> None:
    """All or nothing, through a symbolic link and with the mode the file had."""
    target = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o644)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error
