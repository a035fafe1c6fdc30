"""A git repository on disk -> its files and their contents, through git's plumbing commands.

A repository may come from anyone: nothing that its configuration, attributes or hooks name is run, links are not
followed, and what would fill the memory is refused. How files came to be is told by git_history.py.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from tracker.errors import ImportSourceError
from tracker.values import Struct

LEAST_VERSION = (2, 38)
"""The first git that tells a tree and a history in the forms that are read here; of 2022."""

OBJECT = re.compile(rb"[0-9a-f]{40,64} \w+ \d+\n")
"""How git begins the answer for an object that is there."""

TOO_LARGE: Final = 64 * 1024 * 1024
"""Bytes beyond which a file of a repository is no terms page."""

MOST_FILES: Final = 200_000
"""Files beyond which a tree is not listed: a few kilobytes of git objects can name more than fit any memory."""

FILE_MODES: Final = frozenset({"100644", "100755", "100664"})
"""Of regular files; links (120000) and other repositories (160000) hold no text of their own."""

SETTINGS: Final = (
    "core.fsmonitor=false",
    "core.quotePath=false",
    "diff.external=",
    f"diff.orderFile={os.devnull}",
    "diff.relative=false",
    "diff.renameLimit=1000",
    "log.follow=false",
    "log.mailmap=false",
    "log.showRoot=true",
    "log.showSignature=false",
)
"""What the repository's own configuration must not decide."""


class GitRepository(Struct, frozen=True):
    """`folder` is a work tree or a bare repository; `locator` the address it came from, else where it lies; `revision`
    the newest commit of the branch that is read."""

    folder: Path
    locator: str
    revision: str = "HEAD"

    @classmethod
    def open(cls, folder: Path, branch: str | None = None) -> GitRepository:
        """Raises ImportSourceError: no such folder, no git or one too old, no repository, one without commits or
        without that branch, or one that holds only a part of its contents."""
        if not folder.is_dir():
            hint = f"git clone --bare {folder} FOLDER, then import FOLDER" if folder.is_file() else None
            raise ImportSourceError(f"no repository at {folder}", hint=hint)
        here = cls(folder, str(folder.resolve()))
        found = here.ask("rev-parse", "--git-dir")
        if found.returncode or not is_own_repository(folder, found.stdout.decode("utf-8", "replace").strip()):
            raise ImportSourceError(f"{folder} is not a git repository", hint=last_line(found.stderr) or None)
        here._check_version()
        here._refuse_partial()
        revision = here._resolve(branch)
        origin = here.ask("config", "--get", "remote.origin.url").stdout.decode("utf-8", "replace").strip()
        return cls(folder, without_secrets(origin) or here.locator, revision)

    def list_paths(self, within: str | None = None) -> tuple[str, ...]:
        """Every regular file of the newest commit, or of one of its folders (or the one file). Raises
        ImportSourceError for a tree that names too many."""
        command = ["ls-tree", "-r", "-z", "--full-tree", self.revision, *(["--", within] if within else [])]
        paths: list[str] = []
        for record in self.stream(*command):
            mode, _, path = record.partition(" ")
            if len(paths) >= MOST_FILES:
                raise ImportSourceError(f"{self.folder} names more than {MOST_FILES:,} files", hint="name one: --path")
            if mode in FILE_MODES:
                paths.append(path.partition("\t")[2])
        return tuple(paths)

    def find_mode(self, path: str) -> str | None:
        """The mode of a file, link or folder ("040000") of the newest commit; None where it has none."""
        listed = self.run("ls-tree", "-z", "--full-tree", self.revision, "--", path.rstrip("/"))
        return listed.partition(b" ")[0].decode("ascii", "replace") or None

    def read_blobs(self, wanted: Iterable[tuple[str, str]]) -> Iterator[bytes]:
        """The content of each (name for people, object) in turn. Holds one at a time.

        Raises ImportSourceError where the repository does not have it, or it is larger than any terms page.
        """
        with subprocess.Popen(  # noqa: S603 - no shell; the objects go through stdin
            self._command("cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=quiet_environment(),
        ) as process:
            assert process.stdin is not None and process.stdout is not None
            try:
                for name, blob in wanted:
                    process.stdin.write(blob.encode("ascii") + b"\n")
                    process.stdin.flush()
                    yield self._read_blob(process.stdout, name)
            finally:
                process.kill()  # it would wait for the rest of what is too large to be read
                process.stdin.close()
                process.stdout.close()

    def run(self, *arguments: str) -> bytes:
        """What a git command prints. Raises ImportSourceError where it fails."""
        done = self.ask(*arguments)
        if done.returncode:
            raise ImportSourceError(f"git cannot read {self.folder}: {last_line(done.stderr)}")
        return done.stdout

    def ask(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """What a git command prints and how it ends."""
        try:
            return subprocess.run(  # noqa: S603 - no shell
                self._command(*arguments), capture_output=True, check=False, env=quiet_environment()
            )
        except FileNotFoundError as error:
            raise ImportSourceError("git is needed to import a repository", hint="install git") from error
        except ValueError as error:  # a zero byte
            raise ImportSourceError(f"no path or branch of a repository: {error}") from error

    def stream(self, *arguments: str) -> Iterator[str]:
        """The records, ended by a zero byte, that a git command prints, as they come. Raises ImportSourceError."""
        with (
            TemporaryFile() as said,
            subprocess.Popen(  # noqa: S603 - no shell
                self._command(*arguments), stdout=subprocess.PIPE, stderr=said, env=quiet_environment()
            ) as process,
        ):
            assert process.stdout is not None
            rest = b""
            try:
                while piece := os.read(process.stdout.fileno(), 1 << 16):
                    *records, rest = (rest + piece).split(b"\0")
                    yield from (record.decode("utf-8", "surrogateescape") for record in records)
                if rest:
                    yield rest.decode("utf-8", "surrogateescape")
                process.wait()
            finally:
                process.kill()  # whoever has enough does not wait for the rest
                process.stdout.close()
            if process.returncode:
                said.seek(0)
                raise ImportSourceError(f"git cannot read {self.folder}: {last_line(said.read())}")

    def _resolve(self, branch: str | None) -> str:
        names = [f"refs/heads/{branch}", f"refs/remotes/origin/{branch}", f"refs/tags/{branch}"] if branch else ["HEAD"]
        for name in names:
            found = self.ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
            if not found.returncode:
                return found.stdout.decode("ascii").strip()
        listed = self.run("for-each-ref", "--count=8", "--format=%(refname:short)", "refs/heads").decode(
            "utf-8", "replace"
        )
        there = ", ".join(listed.split("\n")[:-1])
        if branch:
            raise ImportSourceError(f"{self.folder} has no branch '{branch}'", hint=there and f"it has {there}")
        hint = f"name a branch with --branch: {there}" if there else None
        raise ImportSourceError(f"the repository {self.folder} has no commits", hint=hint)

    def _read_blob(self, stream: IO[bytes], name: str) -> bytes:
        body = read_object(stream, name)
        if body is None:
            raise ImportSourceError(
                f"the content of {name} is missing from {self.folder}",
                hint="the repository is damaged: `git fsck` tells more; clone it again",
            )
        return body

    def _check_version(self) -> None:
        told = self.run("version").decode("utf-8", "replace")
        found = re.search(r"(\d+)\.(\d+)", told)
        if found is None or (int(found[1]), int(found[2])) < LEAST_VERSION:
            least = ".".join(map(str, LEAST_VERSION))
            raise ImportSourceError(f"{told.strip()} is too old to import with", hint=f"git {least} or newer is needed")

    def _refuse_partial(self) -> None:
        """A partial clone fetches what it lacks from wherever its configuration says, while we read. Older git cannot
        be kept from it (GIT_NO_LAZY_FETCH is heeded from 2.45 on), so no such clone is read."""
        partial = self.ask("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
        if partial.stdout.strip():
            raise ImportSourceError(
                f"{self.folder} is a partial clone: contents are missing",
                hint="clone it again without --filter, then import that",
            )

    def _command(self, *arguments: str) -> list[str]:
        """Paths are meant literally; nothing that the repository's own configuration names is run."""
        options = [f"safe.directory={self.folder.resolve()}", *SETTINGS]
        flags = [word for option in options for word in ("-c", option)]
        return ["git", "--literal-pathspecs", "--no-replace-objects", "-C", str(self.folder), *flags, *arguments]


def is_own_repository(folder: Path, git_dir: str) -> bool:
    """Whether the folder is itself a repository and not merely inside one."""
    found = (folder / git_dir).resolve()
    return found == folder.resolve() or found == (folder / ".git").resolve() or (folder / ".git").is_file()


def read_object(stream: IO[bytes], name: str) -> bytes | None:
    """One answer of `git cat-file --batch`: '<hash> blob <size>' and the bytes; None for '<hash> missing'."""
    header = stream.readline()
    if header.endswith(b" missing\n"):
        return None
    fields = header.split()
    if not OBJECT.fullmatch(header) or fields[1] != b"blob":
        raise ImportSourceError(f"git gave no content for {name}: {header.decode('utf-8', 'replace').strip()}")
    size = int(fields[2])
    if size > TOO_LARGE:
        raise ImportSourceError(f"{name} has {size:,} bytes: too large for a terms page")
    body = stream.read(size)
    stream.read(1)
    if len(body) != size:
        raise ImportSourceError(f"git stopped in the middle of {name}")
    return body


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
