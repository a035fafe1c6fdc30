"""A record -> a git repository in Open Terms Archive's layout of versions: one commit a text, at the time it was seen.

Paths are 'Service/Terms type.md'. A text that was recorded as Markdown is written byte for byte; what came as HTML or
PDF is written as Markdown, and read back to see whether it is the same text. https://docs.opentermsarchive.org/
"""

from __future__ import annotations

import heapq
import os
import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from tracker import __version__
from tracker.archive import Archive
from tracker.compiled import compile_pattern
from tracker.errors import DeliveryError, ReadingError, UsageError
from tracker.export.markdown import write_markdown
from tracker.names import make_slug
from tracker.read.document import read_document
from tracker.text.identity import hash_reading
from tracker.values import Struct, field

AUTHOR = "policy-clause-tracker <policy-clause-tracker@localhost>"
MARKDOWN = "text/markdown"
PLAIN = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.autocrlf=false", "-c", f"core.attributesFile={os.devnull}")
"""What nobody's own configuration may decide."""
# The path at the end of an imported history's locator: "Zoom/Terms.md" of "https://example.org/versions.git#Zoom/Terms.md"
_LOCATED = compile_pattern(r"#([^/#]+/[^/#]+)\.md\Z")


class DatedText(Struct, frozen=True):
    """A text of a policy from the moment it stood; `is_first` for the first of all."""

    at: datetime
    policy: str
    version: int
    is_first: bool


class OtaExport(Struct):
    """What was written: commits, and those whose Markdown is read otherwise than the text it was made from."""

    commits: int = 0
    differing: list[str] = field(default_factory=list)


def export_ota(archive: Archive, folder: Path, policies: Sequence[str]) -> OtaExport:
    """Write the believed texts of some policies as commits of a new repository, in order of time.

    Raises UsageError where the folder holds something, DeliveryError where git fails.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", hint="name a folder that is not there yet")
    paths = {policy: name_path(archive, policy) for policy in policies}
    exported = OtaExport()
    _run_git(["init", "-q", "--initial-branch=main", str(folder)])
    command = ["git", *PLAIN, "-C", str(folder), "fast-import", "--quiet", "--date-format=raw"]
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as git:  # noqa: S603 - ours
            assert git.stdin is not None and git.stderr is not None
            for standing in list_standings(archive, policies):
                _write_commit(archive, git.stdin, standing, paths[standing.policy], exported)
            git.stdin.close()
            said = git.stderr.read().decode("utf-8", "replace").strip()
        if git.returncode:
            raise DeliveryError(f"git could not write {folder}: {said.splitlines()[0] if said else git.returncode}")
    except OSError as error:
        raise DeliveryError(f"cannot write {folder}: {error.strerror or error}") from error
    if exported.commits:
        _run_git(["-C", str(folder), "reset", "-q", "--hard", "main"])
    return exported


def list_standings(archive: Archive, policies: Sequence[str]) -> Iterator[DatedText]:
    """The texts of all policies in order of time, each as often as it stood."""

    def walk(policy: str) -> Iterator[DatedText]:
        for place, (at, version) in enumerate(archive.lives.standings(policy)):
            yield DatedText(at, policy, version, place == 0)

    known = [policy for policy in policies if archive.versions.dates(policy)]
    yield from heapq.merge(*map(walk, known), key=lambda standing: (standing.at, standing.policy))


def name_path(archive: Archive, policy: str) -> str:
    """'Zoom/Terms of Service.md': as the history it came from had it, else by the id; importing gives the id again."""
    for locator in sorted(archive.snapshots.locators(policy, ("ota-versions",))):
        found = _LOCATED.search(locator)
        if found and not found[1].startswith(".") and policy == "/".join(map(make_slug, found[1].split("/"))):
            return f"{found[1]}.md"
    service, _, document = policy.partition("/")
    spelt = [part.replace("-", " ").capitalize() for part in (service, document)]
    parts = spelt if [make_slug(part) for part in spelt] == [service, document] else [service, document]
    return f"{parts[0]}/{parts[1]}.md"


def _write_commit(archive: Archive, git: IO[bytes], standing: DatedText, path: str, exported: OtaExport) -> None:
    seq = archive.versions.first_look(standing.version)
    content, is_same = _write_text(archive, standing, seq)
    exported.commits += 1
    if not is_same:
        exported.differing.append(f"{standing.policy} of {standing.at:%Y-%m-%d}")
    git.write(_compose_commit(archive, standing, seq, path))
    git.write(f"M 100644 inline {quote_path(path)}\ndata {len(content)}\n".encode() + content + b"\n")


def _write_text(archive: Archive, standing: DatedText, seq: int) -> tuple[bytes, bool]:
    """The Markdown of a text, and whether reading it gives the same text again."""
    look = archive.observations.get(seq)
    captures = [archive.snapshots.get(number) for number in look.snapshots]
    if len(captures) == 1 and captures[0].media_type == MARKDOWN:
        return captures[0].body, True
    reading = archive.versions.reading(standing.version)
    content = write_markdown(reading).encode("utf-8", "replace")
    try:
        return content, hash_reading(read_document(content, name="text.md")) == hash_reading(reading)
    except ReadingError:
        return content, False


def _compose_commit(archive: Archive, standing: DatedText, seq: int, path: str) -> bytes:
    title = path.removesuffix(".md").replace("/", " ", 1)
    origin = archive.observations.get(seq)
    bodies = [archive.snapshots.origin(number) for number in origin.snapshots]
    lines = [f"First record of {title}" if standing.is_first else f"Record new changes of {title}", ""]
    lines += [f"This version was recorded after extracting from snapshot sha256:{body.sha256}" for body in bodies]
    lines += ["", *(f"X-source: {body.address}" for body in bodies)]
    lines += [
        f"X-look: {seq} {archive.observations.link_hash(seq)}",
        f"X-engine-version: policy-clause-tracker {__version__}",
    ]
    message = ("\n".join(" ".join(line.split()) for line in lines) + "\n").encode("utf-8", "replace")
    when = f"{int(standing.at.timestamp())} +0000"
    head = f"commit refs/heads/main\nauthor {AUTHOR} {when}\ncommitter {AUTHOR} {when}\ndata {len(message)}\n"
    return head.encode() + message


def quote_path(path: str) -> str:
    """A path as fast-import takes it."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _run_git(arguments: Sequence[str]) -> None:
    try:
        command = ["git", *PLAIN, *arguments]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - ours
    except FileNotFoundError as error:
        raise UsageError("git is not installed") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise DeliveryError(f"git: {said[0] if said else done.returncode}")
