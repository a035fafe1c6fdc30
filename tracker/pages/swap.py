"""A folder that was built beside another -> in its place, whole or not at all; and what marks a folder as ours."""

from __future__ import annotations

import ctypes
import ctypes.util
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tracker.errors import HeldError, UsageError

MARK: Final = ".tracker-site.json"
"""Stands in every site that was built: what it was built from, so that the next build does only what is new."""

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD


def read_mark(folder: Path) -> dict[str, Any]:
    """What a site was built from; nothing where there is no folder or an empty one.

    Raises UsageError for a folder with files that are not ours, which no build touches.
    """
    try:
        if not folder.exists() or not any(folder.iterdir()):
            return {}
        if not (folder / MARK).is_file():
            raise UsageError(
                f"{folder} has files in it and is no site of the tracker",
                hint="name an empty or a new folder; nothing was written",
            )
        mark = json.loads((folder / MARK).read_text("utf-8"))
    except NotADirectoryError as error:
        raise UsageError(f"{folder} is no folder") from error
    except OSError as error:
        raise UsageError(f"cannot read {folder}: {error.strerror}") from error
    except ValueError:
        return {}  # cut short by a full disk: everything is made anew
    return mark if isinstance(mark, dict) else {}


@contextmanager
def build_beside(folder: Path) -> Iterator[Path]:
    """A new folder beside the site, on the same file system; it takes the site's place at the end.

    Whatever ends the build before that, the old site stands as it was. Raises UsageError where nothing can be written.
    """
    folder = folder.absolute()
    stage = folder.with_name(f".{folder.name}.building")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with hold_folder(stage):
            shutil.rmtree(stage, ignore_errors=True)  # of a build that was killed
            stage.mkdir()
            try:
                yield stage
                swap_folders(stage, folder)
            finally:
                shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        place = error.filename or folder
        raise UsageError(
            f"cannot write the site: {place}: {error.strerror}", hint="the old one is as it was"
        ) from error


@contextmanager
def hold_folder(stage: Path) -> Iterator[None]:
    """One build at a time; the kernel lets go when the process ends, however it ends. Raises HeldError."""
    path = stage.with_name(f"{stage.name}.lock")
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HeldError(f"another build holds {path}", hint="wait for it") from error
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def swap_folders(new: Path, old: Path) -> None:
    """Put one folder in the place of another; what stood there is where the new one was. In one step where the system
    can do that (Linux), else in two renames with no more than a moment between them."""
    if not old.exists():
        new.rename(old)
        return
    if not _exchange(new, old):
        aside = new.with_name(f"{new.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        old.rename(aside)
        new.rename(old)
        aside.rename(new)


def _exchange(new: Path, old: Path) -> bool:
    """Whether the system exchanged the two names at once."""
    library = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    rename = getattr(library, "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE) == 0)


def take_over(old: Path, new: Path) -> None:
    """The same file in another folder: one more name for it, a copy where the file system has no such names."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except FileExistsError:
        return
    except OSError:
        shutil.copy2(old, new)
