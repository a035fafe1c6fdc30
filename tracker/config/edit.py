"""Policies -> [[policy]] tables of config.toml: added, taken out, renamed, paused, every comment of the file kept."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Sequence
from datetime import timedelta
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

import msgspec
import tomlkit
from tomlkit.items import Item

from tracker.config.load import parse_config
from tracker.config.locate import find_tables
from tracker.config.settings import PolicySettings, UserSettings
from tracker.config.values import write_duration
from tracker.errors import ConfigError, NotFoundError


def read_template() -> str:
    """The commented config.toml that `tracker init` writes."""
    return files("tracker.config").joinpath("template.toml").read_text(encoding="utf-8")


def write_template(path: Path) -> None:
    """Write the commented configuration to start from. ConfigError where a file is already there."""
    if path.exists():
        raise ConfigError(f"{path}: is already there; nothing was written")
    _write_atomically(path, read_template())


def add_policies(path: Path, policies: Sequence[PolicySettings]) -> None:
    """Append policies to a configuration file, which is made from the template where there is none.

    The result is checked before it takes the file's place; on ConfigError (a taken id, a file that was wrong
    before) nothing is written.
    """
    text = _read_text(path) if path.exists() else read_template()
    parse_config(text, path=path)
    spans = find_tables(text, "policy")
    lines = text.splitlines(keepends=True)
    end = spans[-1][1] if spans else len(lines)
    # After the last table, before whatever comment introduces the next.
    before, after = "".join(lines[:end]).rstrip(), "".join(lines[end:])
    added = "".join(f"\n\n[[policy]]\n{_write_policy(policy)}".rstrip("\n") for policy in policies)
    _write_checked(path, f"{before}{added}\n{after}".lstrip("\n"))


def remove_policies(path: Path, ids: Collection[str]) -> None:
    """Take the tables of these policies out of a configuration file; comments around them stay.

    Raises NotFoundError for one that is not in it, ConfigError where the file cannot be edited.
    """
    text = _read_text(path)
    lines = text.splitlines(keepends=True)
    for start, end in sorted((_find_span(text, path, policy) for policy in ids), reverse=True):
        del lines[start - 1 : end]
        while start - 1 < len(lines) and not lines[start - 1].strip() and (start < 2 or not lines[start - 2].strip()):
            del lines[start - 1]
    _write_checked(path, "".join(lines))


def rename_policy(path: Path, old: str, new: str) -> None:
    """Give a policy another id; the rest of the file stays as it is. Raises as `remove_policies` does."""
    _set_key(path, old, "id", new)


def pause_policy(path: Path, policy: str, *, is_paused: bool) -> None:
    """Write whether a policy is looked at; that it is needs no key. Raises as `remove_policies` does."""
    _set_key(path, policy, "paused", True if is_paused else None)


def _set_key(path: Path, policy: str, key: str, value: str | bool | None) -> None:
    """Write one key of a policy (None: take it out): in its place with the comment after it, else under the id."""
    text = _read_text(path)
    start, end = _find_span(text, path, policy)
    lines = [f"{line.rstrip()}\n" if not line.endswith("\n") else line for line in text.splitlines(keepends=True)]
    simple = re.compile(rf"""(\s*{key}\s*=\s*)(?:"[^"]*"|'[^']*'|true|false)(\s*(?:#.*)?\r?\n?)\Z""")
    lines_of = {name: _find_key(lines, name, start, end) for name in ("id", key)}
    place = lines_of[key]
    if value is None:
        del lines[slice(place, place + 1) if place is not None else slice(0)]
    elif place is not None and (found := simple.match(lines[place])):
        lines[place] = f"{found[1]}{tomlkit.item(value).as_string()}{found[2]}"
    elif place is None and lines_of["id"] is not None:
        lines.insert(lines_of["id"] + 1, f"{key} = {tomlkit.item(value).as_string()}\n")
    else:
        raise ConfigError(f"{path}: {key} of {policy} is not written in a line of its own", hint="change it by hand")
    _write_checked(path, "".join(lines))


def _find_key(lines: Sequence[str], key: str, start: int, end: int) -> int | None:
    """The place of the line that sets a key, in a table from line `start` to `end`, counted from 1."""
    return next((place for place in range(start, end) if re.match(rf"\s*{key}\s*=", lines[place])), None)


def _find_span(text: str, path: Path, policy: str) -> tuple[int, int]:
    """The lines of a policy's table, counted from 1."""
    config = parse_config(text, path=path)
    ids = [known.id for known in config.policies]
    if policy not in ids:
        near = tuple(get_close_matches(policy, ids, n=3, cutoff=0.5))
        hint = f"did you mean {', '.join(near)}?" if near else "`tracker list` shows what is watched"
        raise NotFoundError(f'the configuration watches no policy "{policy}"', candidates=near, hint=hint)
    spans = find_tables(text, "policy")
    if len(spans) != len(ids):
        raise ConfigError(f"{path}: its policies are not written as [[policy]] tables", hint="change it by hand")
    return spans[ids.index(policy)]


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _write_checked(path: Path, text: str) -> None:
    parse_config(text, path=path)
    _write_atomically(path, text)


def check_policy(policy: PolicySettings) -> None:
    """Raise ConfigError for a policy that no configuration may have."""
    parse_config(f"[[policy]]\n{_write_policy(policy)}", path=Path("config.toml"))


def _write_policy(policy: PolicySettings) -> str:
    table = tomlkit.table()
    for field in msgspec.structs.fields(policy):
        value = getattr(policy, field.name)
        if field.required or value != field.default:
            table.add(field.encode_name, _write_value(value))
    return tomlkit.dumps(table)


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


def add_user(path: Path, user: UserSettings) -> None:
    """Append a user, or give one that is there another password. ConfigError as for policies."""
    text = _read_text(path) if path.exists() else read_template()
    known = [one.name for one in parse_config(text, path=path).users]
    if user.name in known:
        document = tomlkit.parse(text)
        document["user"][known.index(user.name)]["password"] = user.password
        changed = tomlkit.dumps(document)
    else:
        table = tomlkit.dumps({"name": user.name, "password": user.password})
        changed = f"{text.rstrip()}\n\n[[user]]\n{table}".lstrip("\n")
    _write_checked(path, changed)
