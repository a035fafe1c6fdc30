"""A git repository -> the commits that touch a file, what it was called before, and how often each file changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from tracker.capture.git import FILE_MODES, GitRepository
from tracker.compiled import compile_pattern
from tracker.errors import ImportSourceError
from tracker.values import Struct

FORMAT: Final = "--format=%H%n%at%n%ct%n%B"
RAW: Final = ("-z", "--raw", "--no-abbrev")

CHANGE: Final = compile_pattern(r"\n?(:+)((?:\d{6} )+)((?:[0-9a-f]{40,64} )+)([A-Z])\S*")
"""One file's change as `--raw` tells it: ":100644 100644 <old> <new> M", two colons and three of each for a merge."""

MOST_NAMES: Final = 50
"""Former names of one file that are followed."""

MOST_CHANGES: Final = 5_000_000
"""Changes of all files together that are counted; Open Terms Archive's largest repository has fewer."""


class HistoryEntry(Struct, frozen=True):
    """A commit that touches a path; times in seconds since 1970. `blob` is the content it left there, None where it
    removed the file or put something else (a link, another repository) in its place."""

    commit: str
    author_time: int
    commit_time: int
    message: str
    path: str
    blob: str | None
    is_new: bool = False


def list_history(
    repository: GitRepository, paths: Sequence[str], *, first_parent: bool = False, since: str | None = None
) -> list[HistoryEntry]:
    """Every commit that touches one of the paths, parents before their children, lines that were merged by author date.

    With `first_parent` a merge is one commit, and what it merged is none. `since` is the commit to go back from, by
    default the newest. A merge that only takes over what one of its sides has is left out.
    """
    merges = ["--first-parent", "--diff-merges=first-parent"] if first_parent else ["-c"]
    command = ["log", "--author-date-order", "--reverse", "--no-renames", *RAW, *merges, FORMAT]
    records = repository.stream(*command, since or repository.revision, "--", *paths)
    entries = []
    header = ("", "0", "0", "")
    for record in records:
        if not record.strip("\n"):
            continue  # what git prints of a merge that left nothing to tell
        if (found := CHANGE.fullmatch(record)) is None:
            commit, author, committed, message = record.split("\n", 3)
            header = (commit, author, committed, message)
            continue
        commit, author, committed, message = header
        modes, blobs = found[2].split(), found[3].split()
        blob = blobs[-1] if modes[-1] in FILE_MODES else None
        path = next(records)
        entries.append(
            HistoryEntry(commit, read_seconds(author), read_seconds(committed), message, path, blob, found[4] == "A")
        )
    return entries


def read_seconds(text: str) -> int:
    """A commit's time as git prints it; what is no number is no time, and counts as the oldest."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def follow_names(repository: GitRepository, paths: Sequence[str], *, first_parent: bool = False) -> list[HistoryEntry]:
    """As `list_history`, with what each file was called before git says that it was renamed.

    Of a former name only the commits before the renaming count: somebody else may have it since.
    """
    wanted: dict[str, set[str]] = {}
    asked: set[tuple[str, str | None]] = set()
    waiting: list[tuple[str, str | None]] = [(path, None) for path in paths]
    while waiting:
        path, since = waiting.pop(0)
        if (path, since) in asked or len(asked) > MOST_NAMES:
            continue
        asked.add((path, since))
        for entry in list_history(repository, [path], first_parent=first_parent, since=since):
            if entry.commit == since:
                continue
            wanted.setdefault(path, set()).add(entry.commit)
            if entry.is_new and (former := find_former_name(repository, entry)) is not None:
                waiting.append((former, entry.commit))
    entries = list_history(repository, tuple(wanted), first_parent=first_parent)
    return [entry for entry in entries if entry.commit in wanted[entry.path]]


def find_former_name(repository: GitRepository, entry: HistoryEntry) -> str | None:
    """What a file was called before the commit that has it as new; None where it is new indeed."""
    command = ("diff-tree", "-r", "-M", "--no-commit-id", *RAW, f"{entry.commit}^1", entry.commit)
    if repository.ask("rev-parse", "--verify", "--quiet", f"{entry.commit}^1").returncode:
        return None  # the first commit of all
    for status, old, new in pair_changes(repository.stream(*command)):
        if status == "R" and new == entry.path:
            return old
    return None


def count_versions(repository: GitRepository, paths: Collection[str], *, first_parent: bool = False) -> dict[str, int]:
    """How many commits touch each file, under its former names too: in one pass over everything, so that a few
    commits of merged lines may be counted to another name than `follow_names` gives them."""
    merges = ["--first-parent", "--diff-merges=first-parent"] if first_parent else []
    records = repository.stream("log", "-M", *RAW, *merges, "--format=", repository.revision, "--")
    called = {path: path for path in paths}
    counts = dict.fromkeys(paths, 0)
    for number, (status, old, new) in enumerate(pair_changes(records)):
        if number > MOST_CHANGES:
            raise ImportSourceError(f"the history of {repository.folder} is too long to count", hint="name a --path")
        if (path := called.get(new)) is not None:
            counts[path] += 1
            if status == "R":
                called.setdefault(old, path)
                called.pop(new, None)
    return counts


def pair_changes(records: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """(status, path before, path after) of each change that `--raw` tells."""
    for record in records:
        if found := CHANGE.fullmatch(record):
            old = next(records)
            yield found[4], old, next(records) if found[4] in "RC" else old
