"""`tracker export declarations`: policies of config.toml -> declarations in the form of Open Terms Archive."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.capture.importers.declarations import write_service
from tracker.commands.configured import read_config
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import complain, print_answer
from tracker.config import PolicySettings
from tracker.errors import UsageError
from tracker.names import make_slug


@click.command("declarations")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@json_option
@place_options
def command(*, folder: Path, as_json: bool, place: Place) -> None:
    """Write the policies of config.toml as declarations of Open Terms Archive, one file a service.

    What that form cannot say (language, schedule, tags, former addresses) is listed, one line each.

    \b
    Examples:
      tracker export declarations declarations
    """
    services: dict[str, list[tuple[str, str, PolicySettings]]] = {}
    for policy in read_config(place).policies:
        service, kind = name_service_and_kind(policy)
        services.setdefault(policy.service, []).append((service, kind, policy))
    if not services:
        raise UsageError("there are no policies to declare", hint="config.toml names none")
    files = {folder / f"{members[0][0]}.json": members for members in services.values()}
    if there := [file for file in files if file.exists()]:
        raise UsageError(f"{there[0]} is there already; nothing was written", hint="name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    for file, members in files.items():
        text, left_out = write_service(members)
        file.write_text(text, "utf-8")
        for line in left_out:
            complain(f"not said in a declaration: {line}")
    record = {"schema": "tracker.export-declarations/1", "files": [str(file) for file in files]}
    print_answer(record, f"{folder}: {len(files)} services.", as_json=as_json)


def name_service_and_kind(policy: PolicySettings) -> tuple[str, str]:
    """The service's and the document's name, such that importing them gives the same id: "Zoom", "Terms of Service"."""
    service, _, document = policy.id.partition("/")
    words = policy.name.split()
    for cut in range(1, len(words)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        if make_slug(head) == service and make_slug(tail) == document:
            return head, tail
    plain = document.replace("-", " ").replace("/", " ")
    return service, plain[:1].upper() + plain[1:]
