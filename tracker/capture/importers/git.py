"""A git repository of policies -> the captures of each document, one a commit, in the order of commits.

Documents may lie at any depth, as Markdown, HTML, plain text or PDF, and may have had other names. An observation bears
the date of its commit; where that is before the date of an earlier commit (an old page read again, a clock that was
wrong), it bears the earlier commit's: the order of commits wins. Knows no database and no rule about text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Final, Literal

from tracker.capture.git import FILE_MODES, GitRepository
from tracker.capture.git_history import HistoryEntry, follow_names, list_history
from tracker.compiled import compile_pattern
from tracker.errors import ImportSourceError
from tracker.model import Capture, Source
from tracker.values import Struct

GIT_KIND: Final = "git"
MARKDOWN: Final = "text/markdown"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".mdx": MARKDOWN,
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
}
"""What is read of a repository, by the ending of a file's name."""

# A trailer of an archive's commit messages: "X-source-document-location: https://www.example.com/legal/terms"
LOCATION = compile_pattern(r"^X-source-document-location:[ \t]*(\S+)", re.MULTILINE)

# Folders of a repository's own machinery, and of what it borrows from others.
PASSED_OVER: Final = frozenset({"node_modules", "vendor", "third_party", "test", "tests", "fixtures", "__tests__"})

LANGUAGES: Final = (
    " aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cv cy da de dv dz ee el en eo es"
    " et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg"
    " ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl"
    " nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv"
    " sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ach ast cak csb dsb fil"
    " fur gsw hsb hye kab mai nso sat sco skr son szl tzm zam "
)
"""The codes of ISO 639-1, and the longer ones that software is translated into."""

# A region or script is written with a hyphen or, by many programs, with an underscore: "pt-BR", "zh_Hans".
LOCALE = compile_pattern(r"([a-z]{2,3})(?:[-_]([A-Z][a-z]{3}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")


NEVER: Final = datetime.max.replace(tzinfo=UTC)


class GitWalk(Struct, frozen=True):
    """How a history is gone through. `dates`: whose date an observation bears, that of who wrote the commit or of who
    put it in. `first_parent`: a merge is one commit, and the drafts that it merged are none. `follow` former names.
    `squash`: commits within so long of the first of them are one observation. Nothing is dated after `until`."""

    dates: Literal["author", "committer"] = "author"
    first_parent: bool = False
    follow: bool = True
    squash: timedelta = timedelta(0)
    until: datetime = NEVER


class GitDocument(Struct, frozen=True):
    """One document of a repository: `policy` is the id it gets by default ("zoom/terms-of-service"), `title` what tells
    it from others ("Zoom/Terms of Service"), `name` what people call it.

    `kinds` is the kind of source by the ending of a path; what it has no word for is a file of a source repository.
    """

    repository: GitRepository
    policy: str
    title: str
    name: str
    paths: tuple[str, ...]
    walk: GitWalk = GitWalk()
    kinds: Mapping[str, str] | None = None
    language: str | None = None


class RecordedCommit(Struct, frozen=True):
    """One recorded state of a path. `order` counts commits from the oldest; `observed_at` never goes back with it."""

    entry: HistoryEntry
    observed_at: datetime
    order: int

    @property
    def key(self) -> str:
        return f"{self.entry.commit}:{show_path(self.entry.path)}"

    @property
    def subject(self) -> str:
        return self.entry.message.partition("\n")[0]


# --- which files ---


def list_readable(repository: GitRepository) -> tuple[str, ...]:
    """The files of the newest commit that may be documents: of a format that is read, in no hidden or borrowed folder.

    Raises ImportSourceError.
    """
    return tuple(path for path in repository.list_paths() if is_readable(path))


def show_path(path: str) -> str:
    r"""A path as it is recorded and shown: a byte that is no UTF-8 (of a name in Latin-1) as "\xe9"."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_readable(path: str) -> bool:
    """Whether a path has an ending that is read and lies in no folder of a repository's own machinery."""
    parts = PurePosixPath(path)
    folders = parts.parts[:-1]
    is_apart = any(part.startswith(".") or part.lower() in PASSED_OVER for part in folders)
    return parts.suffix.lower() in MEDIA_TYPES and not is_apart and not parts.name.startswith(".")


def find_paths(repository: GitRepository, wanted: str) -> tuple[str, ...]:
    """The document at a path, there now or once; of a folder all documents in it.

    Raises ImportSourceError, with near misses: nothing was ever there, a link, a format that is not read.
    """
    path = wanted.removeprefix("./").rstrip("/")
    mode = repository.find_mode(path) if path else None
    if mode == "040000":
        if found := tuple(one for one in repository.list_paths(path) if is_readable(one[len(path) :])):
            return found
        raise ImportSourceError(f"the folder '{wanted}' holds nothing that is read", hint=f"read are {name_endings()}")
    if mode is not None and mode not in FILE_MODES:
        raise ImportSourceError(f"'{wanted}' is a link or another repository, and holds no text of its own")
    if not path or (mode is None and not list_history(repository, [path])):
        near = find_near(path, list_readable(repository))
        hint = f"did you mean {', '.join(map(repr, near))}?" if near else "paths begin at the repository's own folder"
        raise ImportSourceError(f"{repository.folder} has no file '{wanted}', and never had", hint=hint)
    if PurePosixPath(path).suffix.lower() not in MEDIA_TYPES:
        raise ImportSourceError(f"'{wanted}' is of no format that is read", hint=f"read are {name_endings()}")
    return (path,)


def find_near(path: str, paths: Sequence[str]) -> list[str]:
    """Up to three paths that were perhaps meant: the same name elsewhere, the same but for case or ending, or alike."""
    name = PurePosixPath(path).name.casefold()
    same = [one for one in paths if name and PurePosixPath(one).name.casefold() == name]
    folded = {one.casefold(): one for one in paths}
    close = [folded[one] for one in get_close_matches(path.casefold(), folded, n=3, cutoff=0.6)]
    return list(dict.fromkeys((*same[:3], *close)))[:3]


def name_endings() -> str:
    return ", ".join(MEDIA_TYPES)


# --- what became of them ---


def read_captures(document: GitDocument, known: Collection[str] = ()) -> Iterator[Capture]:
    """The captures of a document, oldest first, one at a time; those whose external key is in `known` are passed over.

    A commit that removed the document is no capture.
    """
    wanted = [one for one in list_commits(document) if one.entry.blob and one.key not in known]
    bodies = document.repository.read_blobs((commit.key, commit.entry.blob or "") for commit in wanted)
    for commit, body in zip(wanted, bodies, strict=True):
        yield make_capture(document, commit, body)


def list_commits(document: GitDocument) -> tuple[RecordedCommit, ...]:
    """Every commit that touches a document, in the order of commits. Raises ImportSourceError for none."""
    repository, walk = document.repository, document.walk
    read = follow_names if walk.follow else list_history
    entries = read(repository, document.paths, first_parent=walk.first_parent)
    if not entries:
        raise ImportSourceError(f"git tells of no commit that touches {', '.join(map(repr, document.paths))}")
    return tuple(join_bursts(date_entries(join_moves(entries), walk), walk.squash))


def join_moves(entries: Sequence[HistoryEntry]) -> Iterator[HistoryEntry]:
    """One entry a commit: what moved a document removed its former name, and is one look at it."""
    by_commit: dict[str, HistoryEntry] = {}
    for entry in entries:
        known = by_commit.get(entry.commit)
        if known is None or known.blob is None:
            by_commit[entry.commit] = entry
    yield from by_commit.values()


def date_entries(entries: Iterator[HistoryEntry], walk: GitWalk) -> Iterator[RecordedCommit]:
    """Each commit at its date, or at that of an earlier one where that is later."""
    observed_at = datetime.min.replace(tzinfo=UTC)
    for order, entry in enumerate(entries):
        observed_at = max(observed_at, min(read_date(entry, walk), walk.until))
        yield RecordedCommit(entry, observed_at, order)


def read_date(entry: HistoryEntry, walk: GitWalk) -> datetime:
    """When a commit was written or put in. Nobody writes what is put in already: such a date is the later clock's."""
    seconds = entry.commit_time if walk.dates == "committer" else min(entry.author_time, entry.commit_time)
    try:
        return datetime.fromtimestamp(max(seconds, 0), UTC)
    except (ValueError, OverflowError, OSError):  # a year that no calendar has
        return walk.until


def join_bursts(commits: Iterator[RecordedCommit], squash: timedelta) -> Iterator[RecordedCommit]:
    """The last of all commits that come within `squash` of the first of them."""
    began_at: datetime | None = None
    last: RecordedCommit | None = None
    for commit in commits:
        if last is not None and (not squash or began_at is None or commit.observed_at - began_at > squash):
            yield last
            began_at = commit.observed_at
        began_at = began_at or commit.observed_at
        last = commit
    if last is not None:
        yield last


def make_capture(document: GitDocument, commit: RecordedCommit, body: bytes) -> Capture:
    suffix = PurePosixPath(commit.entry.path).suffix.lower()
    kind = (document.kinds or {}).get(suffix, GIT_KIND)
    location = LOCATION.search(commit.entry.message)
    dates = [("author-date", commit.entry.author_time), ("commit-date", commit.entry.commit_time)]
    stamps = tuple((name, str(seconds)) for name, seconds in dates) if kind == GIT_KIND else ()
    return Capture(
        source=Source(kind, f"{document.repository.locator}#{show_path(commit.entry.path)}"),
        captured_at=commit.observed_at,
        body=body,
        media_type=MEDIA_TYPES.get(suffix),
        # Text is kept as UTF-8 whatever the page said of itself; bytes that are not are left to be told.
        charset="utf-8" if suffix != ".pdf" and is_utf8(body) else None,
        final_url=location.group(1) if location else None,
        headers=(("subject", commit.subject), *stamps),
        external_key=commit.key,
    )


def is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- languages ---


def find_locales(paths: Sequence[str]) -> dict[str, str]:
    """The locale in whose folder a file lies: {"de/terms.md": "de", "firefox/pt_BR.md": "pt-BR"}.

    A folder is a locale where it is called so and the same file lies beside it in others called so: "us", "uk" and "eu"
    hold editions for places, and three quarters of such neighbours must be languages.
    """
    editions: dict[tuple[str, str], set[str]] = {}
    for path in paths:
        for before, name, rest in cut_path(path):
            editions.setdefault((before, rest), set()).add(name)
    places = {
        (before, name)
        for (before, _), neighbours in editions.items()
        if len(locales := [name for name in neighbours if read_locale(name)]) >= max(2, 0.75 * len(neighbours))
        for name in locales
    }
    found = {}
    for path in paths:
        tags = [read_locale(name) for before, name, _ in cut_path(path) if (before, name) in places]
        if tags and tags[0]:
            found[path] = tags[0]
    return found


def cut_path(path: str) -> Iterator[tuple[str, str, str]]:
    """Every place at which a path may name its locale: what stands before, the name of folder or file, and the rest."""
    *folders, name = path.split("/")
    for index, folder in enumerate(folders):
        yield "/".join(folders[:index]), folder, "/".join((*folders[index + 1 :], name))
    stem = PurePosixPath(name).stem
    yield "/".join(folders), stem, name[len(stem) :]


def read_locale(name: str) -> str | None:
    """ "pt_BR" -> "pt-BR", None for what is no locale by its form or whose language nobody speaks."""
    parts = LOCALE.fullmatch(name)
    if parts is None or f" {parts[1]} " not in LANGUAGES:
        return None
    script, region = parts[2], parts[3]
    return "-".join(part for part in (parts[1], script, region and region.upper()) if part)
