"""A git repository in the layout of Open Terms Archive -> its documents, whose captures importers/git.py reads.

`SERVICE/TERMS TYPE.md` is a recorded version (text that the archive extracted), `.html` or `.pdf` a raw snapshot. The
archive's commits are its looks, at their author's date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from tracker.capture.git import GitRepository
from tracker.capture.git_history import list_history
from tracker.capture.importers.git import MEDIA_TYPES, GitDocument, GitWalk, find_near
from tracker.compiled import compile_pattern
from tracker.errors import ImportSourceError
from tracker.names import make_slug

VERSIONS_KIND, SNAPSHOTS_KIND = SOURCE_KINDS = ("ota-versions", "ota-snapshots")
KINDS = {suffix: VERSIONS_KIND if suffix == ".md" else SNAPSHOTS_KIND for suffix in MEDIA_TYPES}
ENDINGS = frozenset({".md", ".html", ".htm", ".pdf", ".txt"})

# The path at the end of a source's locator: "Zoom/Terms.md" of "https://example.org/versions.git#Zoom/Terms.md"
LOCATED_PATH = compile_pattern(r"#([^/]+/[^/]+)\Z")


def list_documents(repository: Path | str, path: str | None = None) -> tuple[GitDocument, ...]:
    """The documents of a repository, or the one at `path`.

    Raises ImportSourceError: no git, no repository, nothing recorded, another layout, no such path (near misses
    are named).
    """
    git = GitRepository.open(Path(repository))
    known = git.list_paths()
    documents = [name for name in known if is_document(name)]
    if path is not None:
        wanted = path.removeprefix("./")
        if wanted not in known and not list_history(git, [wanted]):
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


def is_document(path: str) -> bool:
    """Whether a path has the layout: 'Service/Terms Type.md', one folder deep, of a known format."""
    parts = PurePosixPath(path)
    return len(parts.parts) == 2 and parts.suffix.lower() in ENDINGS and not path.startswith(".")


def group_paths(git: GitRepository, paths: Sequence[str]) -> Iterator[GitDocument]:
    """A document that was once HTML and later PDF has two paths and one history."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(read_title(path), []).append(path)
    for title, members in sorted(groups.items(), key=lambda group: (name_policy(group[0]), group[0])):
        name, walk = title.replace("/", " ", 1), GitWalk(follow=False)
        yield GitDocument(git, name_policy(title), title, name, tuple(members), walk, KINDS)


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


def wrong_layout(repository: Path | str, path: str) -> ImportSourceError:
    return ImportSourceError(
        f"{repository} is not laid out as Open Terms Archive does (found: {path})",
        hint="documents are 'Service/Terms Type.md', or '.html' or '.pdf' for raw snapshots; any other layout: "
        "tracker import git",
    )
