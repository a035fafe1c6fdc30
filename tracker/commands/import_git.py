"""`tracker import git` and `import ota`: the history of files in a repository -> observations, one a commit."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

import click

from tracker.archive import Archive
from tracker.capture.git import GitRepository
from tracker.capture.importers.git import (
    GitDocument,
    GitWalk,
    find_paths,
    list_commits,
    list_readable,
    read_captures,
)
from tracker.capture.importers.ota import list_documents
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.durations import DurationType
from tracker.commands.imported import derive_import, finish_import, handle_import
from tracker.commands.options import Place, PolicyIdType, json_option, place_options
from tracker.commands.speaking import ask, complain, print_record, say
from tracker.commands.surprises import Surprises
from tracker.commands.terminal import progress_bar
from tracker.errors import ImportSourceError, UsageError
from tracker.track.ahead import work_ahead
from tracker.track.engine import choose_pool
from tracker.track.importing import Candidate, Named, join_paths, list_candidates, make_documents, name_documents
from tracker.track.recording import record_captures

MOST_SHOWN = 200
"""Documents that a list shows to a person; JSON has all."""


def walk_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what says how a history is gone through."""
    for option in (
        click.option("--squash", type=DurationType(), default="0s", metavar="6h", help="Commits so close are one."),
        click.option("--first-parent", is_flag=True, help="A merge is one commit, its drafts are none."),
        click.option(
            "--dates",
            type=click.Choice(["author", "committer"]),
            default="author",
            help="When a text was written, or when it was put in. [author]",
        ),
        click.option("--follow/--no-follow", default=True, help="Go on under the names a file had before. [follow]"),
        click.option("--branch", metavar="BRANCH", help="The branch to read. [the one checked out]"),
    ):
        command = option(command)
    return command


@click.command("git")
@click.argument("repository", type=click.Path(path_type=Path, exists=True), metavar="REPO")
@click.option("--path", "paths", multiple=True, metavar="PATH", help="A file or folder; repeat it for more.")
@click.option("--all", "everything", is_flag=True, help="Everything that looks like a policy.")
@click.option("--as", "policy", metavar="POLICY", type=PolicyIdType(), help="One policy for all paths named.")
@walk_options
@json_option
@place_options
def import_git(
    *,
    repository: Path,
    paths: tuple[str, ...],
    everything: bool,
    policy: str | None,
    branch: str | None,
    follow: bool,
    dates: Literal["author", "committer"],
    first_parent: bool,
    squash: timedelta,
    as_json: bool,
    place: Place,
) -> int:
    """Import policies that are kept in a git repository: Markdown, HTML, text or PDF, at any depth.

    Every commit that touches a document is one observation; where dates run against the order of commits, the order
    wins. Without --path it lists what looks like a policy, and on a terminal asks which to take. Importing again adds
    what is new.

    \b
    Examples:
      tracker import git site-policy
      tracker import git site-policy --path Policies/terms-of-service.md --as acme/terms
      tracker import git legal-docs --path de --path en --first-parent --dates committer --squash 6h

    Exit status 1 when a document could not be imported whole; the others still come.
    """
    git = GitRepository.open(repository, branch)
    walk = GitWalk(dates=dates, first_parent=first_parent, follow=follow, squash=squash, until=read_clock())
    if not paths:
        candidates = list_candidates(git, list_readable(git), first_parent=first_parent)
        paths = choose(candidates, everything=everything, as_json=as_json)
        if not paths:
            return 0
    wanted = list(dict.fromkeys(found for path in paths for found in find_paths(git, path)))
    beside = list_beside(git)
    documents = make_documents(git, wanted, walk, among=beside)
    if policy and len(documents) > 1:
        documents = [join_paths(documents, beside)]
    return import_documents(documents, policy, as_json=as_json, place=place)


@click.command("ota")
@click.argument("repository", type=click.Path(path_type=Path, exists=True), metavar="REPO")
@click.option(
    "--path", "paths", multiple=True, metavar="'Service/Type.md'", help="One document; repeat it for more. [all]"
)
@click.option(
    "--as", "policy", metavar="POLICY", type=PolicyIdType(), help="Its policy id here. [slug of service and type]"
)
@json_option
@place_options
def import_ota(*, repository: Path, paths: tuple[str, ...], policy: str | None, as_json: bool, place: Place) -> int:
    """Import a git repository in Open Terms Archive layout: versions (.md) or snapshots (.html, .pdf).

    Every commit that touches a path is one observation, in the order of commits, at its author date, or at that of an
    earlier commit where that is later. Importing again adds what is new.

    \b
    Examples:
      tracker import ota versions.git --path 'Zoom/Terms of Service.md'
      tracker import ota snapshots.git --path 'GitHub/Terms of Service.html' --as github/terms
      tracker import ota versions.git

    Exit status 1 when a document could not be imported whole; the others still come.
    """
    listed = [list_documents(repository, path) for path in dict.fromkeys(paths)] or [list_documents(repository)]
    documents = [document for found in listed for document in found]
    if policy and len(documents) > 1:
        raise UsageError(f"--as names one policy, the repository holds {len(documents)}", hint="name one with --path")
    return import_documents(documents, policy, as_json=as_json, place=place)


def import_documents(documents: Sequence[GitDocument], policy: str | None, *, as_json: bool, place: Place) -> int:
    """Record and derive documents one after the other, the only one of them as `policy`; the exit status."""
    config = read_config(place)
    surprises = Surprises("cannot import")
    with open_record(place) as archive, choose_pool(config) as pool:
        chosen = [Named(documents[0], policy)] if policy else name_documents(archive, documents)
        added: dict[str, int] = {}
        languages = {named.policy: named.document.language for named in chosen}
        recorded = record_documents(archive, chosen, added, surprises)
        choose = partial(handle_import, archive, config, pool=pool, languages=languages)
        for name, handling in work_ahead(archive, recorded, choose, executor=pool, now=read_clock()):
            with surprises.kept_to(name):
                finish_import(archive, name, added[name], handling, as_json=as_json)
        for named in chosen[:-1]:  # the last one was weighed with all others beside it
            with surprises.kept_to(named.policy):
                if archive.sites.siblings(named.policy):
                    derive_import(archive, named.policy, choose(named.policy), again=True)
    return surprises.status


def record_documents(
    archive: Archive, chosen: Iterable[Named], added: dict[str, int], surprises: Surprises
) -> Iterator[str]:
    """Record documents one after the other, how many commits of each were new into `added`: the policy of each."""
    for named in chosen:
        if named.rival:
            complain(f"'{named.document.title}' is imported as {named.policy}: '{named.rival}' has its id")
        with surprises.kept_to(named.policy):
            added[named.policy] = record_document(archive, named.document, named.policy)
        if named.policy in added:
            yield named.policy


def record_document(archive: Archive, document: GitDocument, policy: str) -> int:
    """Record one document's commits; how many were new."""
    known = archive.snapshots.known_keys(policy)
    total = len(list_commits(document))
    with progress_bar(f"recording {policy}") as advance:
        return record_captures(
            archive,
            policy,
            read_captures(document, known),
            now=read_clock(),
            name=None if archive.policies.has(policy) else document.name,
            progress=lambda done: advance(done, total),
        )


# --- what to take ---


def list_beside(git: GitRepository) -> tuple[str, ...]:
    """The documents beside those that are named; none of a tree that is too large to be listed: it names a document
    all the same."""
    try:
        return list_readable(git)
    except ImportSourceError:
        return ()


def choose(candidates: Sequence[Candidate], *, everything: bool, as_json: bool) -> tuple[str, ...]:
    """The paths that a person takes of what looks like a policy; the list alone where nobody can be asked."""
    if everything:
        return tuple(one.path for one in candidates)
    if as_json:
        for one in candidates:
            print_record({"schema": "tracker.import-choice/1", "path": one.path, "versions": one.versions})
        return ()
    width = max((len(str(one.versions)) for one in candidates), default=1)
    for number, one in enumerate(candidates[:MOST_SHOWN], start=1):
        say(f"{number:4}  {one.versions:{width}} version{' ' if one.versions == 1 else 's'}  {one.path}")
    if len(candidates) > MOST_SHOWN:
        say(f"      and {len(candidates) - MOST_SHOWN} more")
    if not (candidates and sys.stdin.isatty() and sys.stdout.isatty()):
        say("Name what to import with --path, or take all of them with --all.")
        return ()
    answer = ask("Import which? (numbers as 1 3-5, or all)")
    return tuple(candidates[index].path for index in read_choice(answer, len(candidates)))


def read_choice(answer: str, count: int) -> tuple[int, ...]:
    """ "1 3-5" -> (0, 2, 3, 4); "all" is every one of `count`. Raises UsageError."""
    if answer.strip().lower() == "all":
        return tuple(range(count))
    chosen: list[int] = []
    for word in answer.replace(",", " ").split():
        first, dash, last = word.partition("-")
        if not (first.isdecimal() and (last.isdecimal() or not dash)):
            raise UsageError(f'"{word}" is no number of the list', hint='write numbers as 1 3-5, or "all"')
        numbers = range(int(first), int(last or first) + 1)
        if not numbers or numbers[0] < 1 or numbers[-1] > count:
            raise UsageError(f'"{word}" is no number of the list', hint=f"it has 1 to {count}")
        chosen += (number - 1 for number in numbers)
    return tuple(dict.fromkeys(chosen))
