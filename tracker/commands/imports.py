"""`tracker import`: recorded history elsewhere -> observations here, derived in silence."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path

import click

from tracker.archive import Archive
from tracker.ask.moments import parse_moment
from tracker.capture.importers.files import read_files
from tracker.capture.importers.ota import OtaDocument, list_commits, list_documents, read_captures
from tracker.commands.options import Place, PolicyIdType, json_option, place_options
from tracker.commands.record import open_record, read_clock, read_config
from tracker.commands.speaking import complain, print_record, say
from tracker.commands.surprises import Surprises
from tracker.commands.terminal import progress_bar
from tracker.config import Config
from tracker.errors import UsageError
from tracker.track import derive_policy, reading_pool, record_captures
from tracker.track.checking import believes_at_once, choose_craft
from tracker.track.importing import Named, name_documents


@click.group()
def command() -> None:
    """Take in recorded history. It is read and compared like everything else, and alerts nobody."""


@command.command("ota")
@click.argument("repository", type=click.Path(path_type=Path, exists=True), metavar="REPO")
@click.option("--path", metavar="'Service/Type.md'", help="One document of the repository. [all of them]")
@click.option(
    "--as", "policy", metavar="POLICY", type=PolicyIdType(), help="Its policy id here. [slug of service and type]"
)
@json_option
@place_options
def import_ota(*, repository: Path, path: str | None, policy: str | None, as_json: bool, place: Place) -> int:
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
    documents = list_documents(repository, path)
    if policy and len(documents) > 1:
        raise UsageError(f"--as names one policy, the repository holds {len(documents)}", hint="name one with --path")
    config = read_config(place)
    surprises = Surprises("cannot import")
    with open_record(place) as archive, reading_pool() as pool:
        chosen = [Named(documents[0], policy)] if policy else name_documents(archive, documents)
        for named in chosen:
            if named.rival:
                complain(f"'{named.document.title}' is imported as {named.policy}: '{named.rival}' has its id")
            with surprises.kept_to(named.policy):
                added = record_document(archive, named.document, named.policy)
                finish_import(archive, config, named.policy, added, pool=pool, as_json=as_json)
    return surprises.status


@command.command("files")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--as", "policy", required=True, metavar="POLICY", type=PolicyIdType(), help="The policy they are captures of."
)
@click.option("--at", metavar="DATE", help="When they were captured. [an ISO date in each file's name]")
@json_option
@place_options
def import_files(*, paths: tuple[Path, ...], policy: str, at: str | None, as_json: bool, place: Place) -> None:
    """Import files captured by hand: HTML, PDF, Markdown or plain text.

    \b
    Examples:
      tracker import files terms-2022-05-01.html terms-2023-05-01.html --as acme/terms
      tracker import files terms.pdf --as acme/terms --at 2021-11-30
    """
    captures = read_files(paths, parse_moment(at) if at else None)
    config = read_config(place)
    with open_record(place) as archive, reading_pool() as pool:
        added = record_captures(archive, policy, captures, now=read_clock())
        finish_import(archive, config, policy, added, pool=pool, as_json=as_json)


def record_document(archive: Archive, document: OtaDocument, policy: str) -> int:
    """Record one document's commits; how many were new."""
    known = archive.snapshots.known_keys(policy)
    total = len(list_commits(document))
    with progress_bar(f"recording {policy}") as advance:
        return record_captures(
            archive,
            policy,
            read_captures(document, known),
            now=read_clock(),
            name=document.name,
            progress=lambda done: advance(done, total),
        )


def finish_import(archive: Archive, config: Config, policy: str, added: int, *, pool: Executor, as_json: bool) -> None:
    """Derive what the new facts mean, in silence, and say what came of it."""
    watched = config.find_policy(policy)
    with progress_bar(f"reading {policy}") as advance:
        derived = derive_policy(
            archive,
            policy,
            now=read_clock(),
            settings=watched.reading_settings() if watched else None,
            executor=pool,
            progress=advance,
            at_once=believes_at_once(config),
            accept_after=config.tracker.accept_after,
            craft=choose_craft(config),
        )
    record = {
        "schema": "tracker.import/1",
        "policy": policy,
        "added": added,
        "versions": len(archive.versions.dates(policy)),
        "change_sets": len(archive.change_sets.judgements(policy)),
        "new_change_sets": list(derived.new),
    }
    if as_json:
        print_record(record)
    else:
        counts = f"{record['versions']} versions, {record['change_sets']} change sets"
        say(f"{policy}: {added} observations added; {counts}.")
