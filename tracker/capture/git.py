"""A git repository on disk -> its paths, histories and file contents, through git's plumbing commands."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tracker.errors import ImportSourceError

LEAST_VERSION = (2, 38)
"""The first git whose `cat-file --batch` takes names with any character in them (`-z`)."""

OBJECT = re.compile(rb"[0-9a-f]{40,64} \w+ \d+\n")
"""How git begins the answer for an object that is there."""

TOO_LARGE = 256 * 1024 * 1024
"""Bytes beyond which a file of a repository is no terms page."""


@dataclass(frozen=True)
class HistoryEntry:
    """A commit that touches a path; `author_time` in seconds since 1970."""

    commit: str
    author_time: int
    message: str


@dataclass(frozen=True)
class GitRepository:
    """`folder` is a work tree or a bare repository; `locator` the address it came from, else where it lies."""

    folder: Path
    locator: str

    @classmethod
    def open(cls, folder: Path) -> GitRepository:
        """Raises ImportSourceError: no such folder, no git or one too old, no repository, one without commits, or one
        that holds only a part of its contents."""
        if not folder.is_dir():
            hint = f"git clone --bare {folder} FOLDER, then import FOLDER" if folder.is_file() else None
            raise ImportSourceError(f"no repository at {folder}", hint=hint)
        here = cls(folder, str(folder.resolve()))
        found = here._ask("rev-parse", "--git-dir")
        if found.returncode or not is_own_repository(folder, found.stdout.decode("utf-8", "replace").strip()):
            raise ImportSourceError(f"{folder} is not a git repository", hint=last_line(found.stderr) or None)
        here._check_version()
        here._refuse_partial()
        if here._ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode:
            raise ImportSourceError(f"the repository {folder} has no commits")
        origin = here._ask("config", "--get", "remote.origin.url").stdout.decode("utf-8", "replace").strip()
        return cls(folder, without_secrets(origin) or here.locator)

    def list_paths(self) -> tuple[str, ...]:
        """Every file of the newest commit."""
        listed = self._run("ls-tree", "-r", "-z", "--name-only", "HEAD")
        return tuple(name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name)

    def has_history(self, path: str) -> bool:
        """Whether any commit touched a path, though it may be gone now."""
        return bool(self._run("rev-list", "-1", "HEAD", "--", path).strip())

    def list_history(self, path: str) -> list[HistoryEntry]:
        """Every commit that touches a path, parents before their children, lines that were merged by author date."""
        listed = self._run("log", "--author-date-order", "--reverse", "-z", "--format=%H%n%at%n%B", "HEAD", "--", path)
        entries = []
        for record in listed.decode("utf-8", "replace").split("\0"):
            if record:
                commit, time, message = record.split("\n", 2)
                entries.append(HistoryEntry(commit, int(time), message))
        return entries

    def read_bodies(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """The content of each 'COMMIT:PATH' in turn, None where the commit has no such file. Holds one at a time.

        Raises ImportSourceError where the commit has it and the repository does not.
        """
        with subprocess.Popen(  # noqa: S603 - no shell; the names go through stdin
            self._command("cat-file", "--batch", "-z"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=quiet_environment(),
        ) as process:
            assert process.stdin is not None and process.stdout is not None
            try:
                for name in names:
                    process.stdin.write(name.encode("utf-8", "surrogateescape") + b"\0")
                    process.stdin.flush()
                    body = read_object(process.stdout, name)
                    if body is None:
                        self._check_removed(name)
                    yield body
            finally:
                process.stdin.close()
                process.stdout.close()

    def _check_version(self) -> None:
        told = self._run("version").decode("utf-8", "replace")
        found = re.search(r"(\d+)\.(\d+)", told)
        if found is None or (int(found[1]), int(found[2])) < LEAST_VERSION:
            least = ".".join(map(str, LEAST_VERSION))
            raise ImportSourceError(f"{told.strip()} is too old to import with", hint=f"git {least} or newer is needed")

    def _refuse_partial(self) -> None:
        """A partial clone fetches what it lacks from wherever its configuration says, while we read. Older git cannot
        be kept from it (GIT_NO_LAZY_FETCH is heeded from 2.45 on), so no such clone is read."""
        partial = self._ask("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
        if partial.stdout.strip():
            raise ImportSourceError(
                f"{self.folder} is a partial clone: contents are missing",
                hint="clone it again without --filter, then import that",
            )

    def _check_removed(self, name: str) -> None:
        """Raises ImportSourceError unless a commit really has no such file."""
        commit, _, path = name.partition(":")
        if self._run("ls-tree", "-z", "--full-tree", commit, "--", path):
            raise ImportSourceError(
                f"the content of {name} is missing from {self.folder}",
                hint="the repository is damaged: `git fsck` tells more; clone it again",
            )

    def _run(self, *arguments: str) -> bytes:
        done = self._ask(*arguments)
        if done.returncode:
            raise ImportSourceError(f"git cannot read {self.folder}: {last_line(done.stderr)}")
        return done.stdout

    def _ask(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - no shell
                self._command(*arguments), capture_output=True, check=False, env=quiet_environment()
            )
        except FileNotFoundError as error:
            raise ImportSourceError("git is needed to import a repository", hint="install git") from error

    def _command(self, *arguments: str) -> list[str]:
        """Paths are meant literally; nothing that the repository's own configuration names is run."""
        options = ["-c", f"safe.directory={self.folder.resolve()}", "-c", "log.showSignature=false"]
        options += ["-c", "core.fsmonitor=false", "-c", "log.mailmap=false"]
        return ["git", "--literal-pathspecs", "-C", str(self.folder), *options, *arguments]


def is_own_repository(folder: Path, git_dir: str) -> bool:
    """Whether the folder is itself a repository and not merely inside one."""
    found = (folder / git_dir).resolve()
    return found == folder.resolve() or found == (folder / ".git").resolve() or (folder / ".git").is_file()


def read_object(stream: IO[bytes], name: str) -> bytes | None:
    """One answer of `git cat-file --batch`: '<hash> blob <size>' and the bytes, or '<name> missing'."""
    header = stream.readline()
    fields = header.split()
    if not OBJECT.fullmatch(header):  # what git says instead begins with the name, line breaks and all
        header += b"".join(stream.readline() for _ in range(name.count("\n")))
        fields = []
    if header.rstrip(b"\n").endswith(b" missing"):
        return None
    if len(fields) != 3 or not fields[2].isdigit():
        raise ImportSourceError(f"git gave no content for {name}: {header.decode('utf-8', 'replace').strip()}")
    size = int(fields[2])
    if size > TOO_LARGE:
        raise ImportSourceError(f"{name} has {size} bytes: too large for a terms page")
    body = stream.read(size)
    stream.read(1)
    if len(body) != size:
        raise ImportSourceError(f"git stopped in the middle of {name}")
    return body if fields[1] == b"blob" else None


def quiet_environment() -> dict[str, str]:
    """The environment without what would point git elsewhere, and with messages we can quote."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}


def without_secrets(address: str) -> str:
    """An address without user name and password: 'https://me:secret@example.org/x.git' -> 'https://example.org/x.git'"""
    scheme, separator, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}" if separator else address


def last_line(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
