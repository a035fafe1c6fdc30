"""A git repository in the layout of Open Terms Archive -> the captures of each document, one a commit.

`SERVICE/TERMS TYPE.md` is a recorded version (text that the archive extracted), `.html` or `.pdf` a raw snapshot.
Every commit that touches a path is one observation, in the order of commits, at its author date; where that is before
the date of an earlier commit (an old page read again later bears its old date), at the earlier commit's. Reads through
git's plumbing; never writes to the repository, knows no database.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from tracker.capture.git import GitRepository
from tracker.errors import ImportSourceError
from tracker.model import Capture, Source
from tracker.names import make_slug

VERSIONS = {".md": "text/markdown"}
SNAPSHOTS = {".html": "text/html", ".htm": "text/html", ".pdf": "application/pdf", ".txt": "text/plain"}
MEDIA_TYPES = VERSIONS | SNAPSHOTS
VERSIONS_KIND, SNAPSHOTS_KIND = SOURCE_KINDS = ("ota-versions", "ota-snapshots")

# The path at the end of a source's locator: "Zoom/Terms.md" of "https://example.org/versions.git#Zoom/Terms.md"
LOCATED_PATH = re.compile(r"#([^/]+/[^/]+)\Z")

# A trailer of the archive's commit messages: "X-source-document-location: https://www.example.com/legal/terms"
LOCATION = re.compile(r"^X-source-document-location:[ \t]*(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class OtaDocument:
    """One document of a repository: `policy` is the id it gets by default ("zoom/terms-of-service"), `title` its path
    without the ending ("Zoom/Terms of Service"), which is the document's own where two would have one id."""

    repository: GitRepository
    policy: str
    title: str
    name: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class OtaCommit:
    """One recorded state of a path. `order` counts commits from the oldest; `observed_at` never goes back with it."""

    commit: str
    path: str
    observed_at: datetime
    order: int
    subject: str
    location: str | None

    @property
    def key(self) -> str:
        return f"{self.commit}:{self.path}"


def list_documents(repository: Path | str, path: str | None = None) -> tuple[OtaDocument, ...]:
    """The documents of a repository, or the one at `path`.

    Raises ImportSourceError: no git, no repository, nothing recorded, another layout, no such path (near misses
    are named).
    """
    git = GitRepository.open(Path(repository))
    known = git.list_paths()
    documents = [name for name in known if is_document(name)]
    if path is not None:
        wanted = path.removeprefix("./")
        if wanted not in known and not git.has_history(wanted):
            near = ", ".join(f"'{name}'" for name in find_near(wanted, documents))
            message = f"{repository} has no document '{path}'"
            raise ImportSourceError(
                message, hint=f"did you mean {near}?" if near else "paths look like 'Service/Terms.md'"
            )
        if not is_document(wanted):
            raise wrong_layout(repository, path)
        documents = [wanted]
    if not documents:
        raise wrong_layout(repository, known[0] if known else "nothing")
    return tuple(group_paths(git, documents))


def read_captures(document: OtaDocument, known: Collection[str] = ()) -> Iterator[Capture]:
    """The captures of a document, oldest first, one at a time; those whose external key is in `known` are passed over.

    A commit that removed the document is no capture.
    """
    wanted = [commit for commit in list_commits(document) if commit.key not in known]
    bodies = document.repository.read_bodies(f"{commit.commit}:{commit.path}" for commit in wanted)
    for commit, body in zip(wanted, bodies, strict=True):
        if body is not None:
            yield make_capture(document.repository, commit, body)


def list_commits(document: OtaDocument) -> tuple[OtaCommit, ...]:
    """Every commit that touches a document: of each of its paths in the order of commits, of several by date. Raises
    ImportSourceError for none."""
    commits = []
    for path in document.paths:
        observed_at = datetime.min.replace(tzinfo=UTC)
        for order, entry in enumerate(document.repository.list_history(path)):
            location = LOCATION.search(entry.message)
            subject = entry.message.partition("\n")[0]
            observed_at = max(observed_at, datetime.fromtimestamp(entry.author_time, UTC))
            found = location.group(1) if location else None
            commits.append(OtaCommit(entry.commit, path, observed_at, order, subject, found))
    if not commits:
        raise ImportSourceError(f"git tells of no commit that touches {', '.join(map(repr, document.paths))}")
    return tuple(sorted(commits, key=lambda commit: (commit.observed_at, commit.order, commit.path)))


def make_capture(repository: GitRepository, commit: OtaCommit, body: bytes) -> Capture:
    suffix = PurePosixPath(commit.path).suffix.lower()
    kind = VERSIONS_KIND if suffix in VERSIONS else SNAPSHOTS_KIND
    return Capture(
        source=Source(kind, f"{repository.locator}#{commit.path}"),
        captured_at=commit.observed_at,
        body=body,
        media_type=MEDIA_TYPES[suffix],
        # The archive writes text as UTF-8 whatever the page said of itself; bytes that are not are left to be told.
        charset="utf-8" if suffix != ".pdf" and is_utf8(body) else None,
        final_url=commit.location,
        headers=(("subject", commit.subject),),
        external_key=commit.key,
    )


def is_document(path: str) -> bool:
    """Whether a path has the layout: 'Service/Terms Type.md', one folder deep, of a known format."""
    parts = PurePosixPath(path)
    return len(parts.parts) == 2 and parts.suffix.lower() in MEDIA_TYPES and not path.startswith(".")


def group_paths(git: GitRepository, paths: Sequence[str]) -> Iterator[OtaDocument]:
    """A document that was once HTML and later PDF has two paths and one history."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(read_title(path), []).append(path)
    for title, members in sorted(groups.items(), key=lambda group: (name_policy(group[0]), group[0])):
        yield OtaDocument(git, name_policy(title), title, title.replace("/", " ", 1), tuple(members))


def read_title(path: str) -> str:
    """'Zoom/Terms of Service.md' -> 'Zoom/Terms of Service'"""
    return str(PurePosixPath(path).with_suffix(""))


def read_located_title(locator: str) -> str | None:
    """The title of the document that a capture's source is; None for what this importer did not write."""
    found = LOCATED_PATH.search(locator)
    return read_title(found[1]) if found else None


def name_policy(title: str) -> str:
    """'Zoom/Terms of Service' -> 'zoom/terms-of-service'"""
    service, _, document = title.partition("/")
    return f"{make_slug(service)}/{make_slug(document)}"


def find_near(path: str, documents: Sequence[str]) -> list[str]:
    """Up to three documents that were perhaps meant: the same but for case or ending, else alike."""
    folded = {name.casefold(): name for name in documents}
    near = difflib.get_close_matches(path.casefold(), folded, n=3, cutoff=0.6)
    return [folded[name] for name in near]


def is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def wrong_layout(repository: Path | str, path: str) -> ImportSourceError:
    return ImportSourceError(
        f"{repository} is not laid out as Open Terms Archive does (found: {path})",
        hint="documents are 'Service/Terms Type.md', or '.html' or '.pdf' for raw snapshots",
    )
