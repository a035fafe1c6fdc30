"""Documents of a repository and the record -> the policy each goes on with: two documents never share one history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from tracker.archive import Archive
from tracker.believe.walls import match_document_name
from tracker.capture.git import GitRepository
from tracker.capture.git_history import count_versions, follow_names
from tracker.capture.importers.git import GIT_KIND, GitDocument, GitWalk, find_locales, show_path
from tracker.capture.importers.ota import SOURCE_KINDS, read_located_title
from tracker.errors import ImportSourceError, UsageError
from tracker.languages import find_language
from tracker.names import distinguish, fold, make_slug
from tracker.values import Struct, replace

NAMELESS = frozenset({"index", "readme", "default", "main", "content", "page", "policy", "text"})
"""What a file is called that bears the name of its folder."""

ABOUT_THE_REPOSITORY = frozenset(
    {"readme", "license", "licence", "copying", "changelog", "contributing", "security", "code-of-conduct"}
)
"""Files at the top of a repository that speak of the repository itself."""

HOSTS_OF_OTHERS = ("github.", "gitlab.", "bitbucket.", "codeberg.", "gitea.", "git.", "localhost", "127.")
"""Hosts that keep repositories for others: there the owner is the service."""


OF_POLICIES = 0.4
"""Of a repository's documents that are called as policies are: from this share on it is a repository of policies."""


class Named(Struct, frozen=True):
    """A document and its policy; `rival` is the title of what has the id that the document's own title gives."""

    document: GitDocument
    policy: str
    rival: str | None = None


def name_documents(archive: Archive, documents: Sequence[GitDocument]) -> list[Named]:
    """A policy for each document of a repository.

    A document that was imported before goes on with its policy, whoever came since; others get the id of their title,
    with a suffix where that holds another document ("A B/Terms" and "A-B/Terms" are both "a-b/terms").
    """
    held = {document.policy: _titles(archive, document.policy) for document in documents}
    owners: dict[str, str] = {}
    named: dict[str, Named] = {}
    for document in sorted(documents, key=lambda document: document.title not in held[document.policy]):
        title, plain = document.title, document.policy
        if (holder := _find_holder(archive, document)) is not None:
            named[title] = Named(document, holder)
            continue
        rival = owners.get(fold(plain))
        if rival is None and held[plain] and title not in held[plain]:
            rival = min(held[plain])
        policy = distinguish(plain, title, ()) if rival else plain
        owners[fold(policy)] = title
        named[title] = Named(document, policy, rival)
    return [named[document.title] for document in documents]


def _titles(archive: Archive, policy: str) -> frozenset[str]:
    """The documents of repositories that a policy holds captures of: 'Zoom/Terms of Service', or in a repository of
    another layout the whole locator."""
    recorded = archive.snapshots.locators(policy, SOURCE_KINDS)
    titles = {title for locator in recorded if (title := read_located_title(locator))}
    return frozenset(titles | archive.snapshots.locators(policy, [GIT_KIND]))


def _find_holder(archive: Archive, document: GitDocument) -> str | None:
    """The policy that holds a document of a repository without an archive's layout, under one of its names."""
    if document.kinds is not None or not archive.snapshots.has_source(GIT_KIND, f"{document.repository.locator}#"):
        return None
    entries = follow_names(document.repository, document.paths, first_parent=document.walk.first_parent)
    locators = [f"{document.repository.locator}#{show_path(path)}" for path in {entry.path for entry in entries}]
    holders = archive.snapshots.holders(GIT_KIND, locators)
    return document.policy if document.policy in holders else min(holders, default=None)


# --- repositories of any layout ---


def make_documents(
    repository: GitRepository, paths: Sequence[str], walk: GitWalk, *, among: Sequence[str]
) -> list[GitDocument]:
    """A document for each path, with an id, a name and a language made of the path; `among` are the repository's other
    documents, which tell how much of the path tells them apart.

    "Policies/site-terms/terms-of-service.md" is "acme/terms-of-service", "de/terms.md" is "acme/terms-de".
    """
    everything = sorted({*among, *paths})
    locales = find_locales(everything)
    ids = make_ids(everything, locales, service=name_service(repository.locator))
    return [
        GitDocument(
            repository,
            ids[path],
            f"{repository.locator}#{show_path(path)}",
            name_path(show_path(path), locales.get(path)),
            (path,),
            walk,
            language=known_language(locales.get(path)),
        )
        for path in paths
    ]


def make_ids(paths: Sequence[str], locales: Mapping[str, str], *, service: str) -> dict[str, str]:
    """An id for each path: the name of the file, with as many of its folders as tell it from the others."""
    found: dict[str, str] = {}
    slugs = {path: [make_slug(part) for part in list_words(path, locales.get(path))] for path in paths}
    for count in range(1, max((len(words) for words in slugs.values()), default=1) + 1):
        tried: dict[str, list[str]] = {}
        for path, words in slugs.items():
            if path not in found:
                suffix = f" {locales[path]}" if path in locales else ""
                tried.setdefault(make_slug("-".join(words[-count:]) + suffix), []).append(path)
        taken = {fold(one) for one in found.values()}
        for slug, members in tried.items():
            policy = f"{service}/{slug}"
            alone = [path for path in members if len(slugs[path]) <= count]
            chosen = members if len(members) == 1 else alone if len(alone) == 1 else []
            if chosen and fold(policy) not in taken:
                found[chosen[0]] = policy
    rest = {path: f"{service}/{make_slug(path)}" for path in paths if path not in found}
    return found | {path: distinguish(policy, path, ()) for path, policy in rest.items()}


def list_words(path: str, locale: str | None) -> list[str]:
    """The folders and the name of a file without what says nothing of it: its locale, "index", the ending."""
    parts = PurePosixPath(path)
    words = [part for part in (*parts.parts[:-1], parts.stem) if locale is None or part.replace("_", "-") != locale]
    if len(words) > 1 and words[-1].lower() in NAMELESS:
        words = words[:-1]
    return words or [parts.stem]


def name_path(path: str, locale: str | None) -> str:
    """What people may call a document before anybody has read its title: "Terms of service (de)"."""
    words = list_words(path, locale)[-1].replace("-", " ").replace("_", " ").strip() or path
    return f"{words[0].upper()}{words[1:]}{f' ({locale})' if locale else ''}"


def name_service(locator: str) -> str:
    """Whose policies a repository holds: "acme" of "https://github.com/acme/site-policy", else the folder's name."""
    where = locator.removesuffix("/").removesuffix(".git")
    host, _, path = where.partition("://")[2].rpartition("@")[2].partition("/") if "://" in where else ("", "", "")
    parts = [part for part in path.split("/") if part]
    if len(parts) >= 2 and any(mark in host for mark in HOSTS_OF_OTHERS):
        return make_slug(parts[-2])
    return make_slug(PurePosixPath(where).name)


def known_language(locale: str | None) -> str | None:
    """A locale as the language that its documents are expected in; None where nothing is known of the language."""
    return locale if find_language(locale) is not None else None


def is_about_repository(path: str) -> bool:
    """Whether a file says how the repository itself may be used and changed."""
    parts = PurePosixPath(path)
    return len(parts.parts) == 1 and make_slug(parts.stem) in ABOUT_THE_REPOSITORY


def looks_like_policy(path: str) -> bool:
    """Whether a path is called as terms and policies are, in any language that is known."""
    words = str(PurePosixPath(path).with_suffix("")).replace("-", " ").replace("_", " ").replace("/", " ")
    return match_document_name().search(words) is not None


# --- what to offer ---


class Candidate(Struct, frozen=True):
    """A file of a repository that may be a policy, with how many commits changed it."""

    path: str
    versions: int


def list_candidates(repository: GitRepository, paths: Sequence[str], *, first_parent: bool = False) -> list[Candidate]:
    """What looks like a policy, the oftenest changed first: by its name, or because most others of the repository do.

    Raises ImportSourceError where nothing does.
    """
    found = [path for path in paths if not is_about_repository(path)]
    called_so = [path for path in found if looks_like_policy(path)]
    chosen = found if len(called_so) >= OF_POLICIES * len(found) else called_so
    if not chosen:
        hint = "name one with --path" if found else "read are Markdown, HTML, text and PDF"
        raise ImportSourceError(f"nothing in {repository.folder} looks like a policy", hint=hint)
    counts = count_versions(repository, chosen, first_parent=first_parent)
    return sorted((Candidate(path, counts[path]) for path in chosen), key=lambda one: (-one.versions, one.path))


def join_paths(documents: Sequence[GitDocument], present: Sequence[str]) -> GitDocument:
    """One document of several paths: names that it had one after the other, or formats of one text.

    Raises UsageError where two of the paths stand side by side today under different names.
    """
    paths = tuple(path for document in documents for path in document.paths)
    standing = [path for path in paths if path in present]
    if len({str(PurePosixPath(path).with_suffix("")) for path in standing}) > 1:
        message = f"--as names one policy, and '{standing[0]}' and '{standing[1]}' are two documents"
        raise UsageError(message, hint="leave --as out: each gets an id of its own")
    chosen = next((document for document in documents if document.paths[0] in standing), documents[0])
    return replace(chosen, paths=paths)
