"""`tracker export warc`: the looks at policies -> a WARC or WACZ file, which others open and import."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from tracker.ask.policies import choose_policies
from tracker.commands.clock import read_clock
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_answer
from tracker.commands.terminal import progress_bar
from tracker.export.wacz import write_wacz
from tracker.export.warc import WarcExport, replacing


@click.command("warc")
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--wacz", is_flag=True, help="A WACZ: the WARC with its index, in one ZIP file.")
@json_option
@place_options
def command(*, policies: tuple[str, ...], file: Path, wacz: bool, as_json: bool, place: Place) -> None:
    """Write every look at policies into a WARC/1.1 file: the pages as they came, from where and when, and failed looks.

    Other tools open it (pywb, warcio); `tracker import warc` takes it over exactly into another database.

    \b
    Examples:
      tracker export warc zoom/terms-of-service zoom.warc.gz
      tracker export warc 'zoom/*' github/terms zoom-and-github.wacz --wacz
    """
    now, software = read_clock(), f"policy-clause-tracker/{version('policy-clause-tracker')}"
    with open_record(place, read_only=True) as archive, progress_bar(f"writing {file.name}") as advance:
        chosen = choose_policies(archive, policies)
        warc = file.with_name(f".{file.name}.warc.gz") if wacz else file
        try:
            with replacing(warc) as out:
                export = WarcExport(out, software=software, now=now)
                looks = 0
                for left in export.write_all(archive, chosen, file.name):
                    looks += 1
                    advance(looks, looks + left)
            if wacz:
                with replacing(file) as out:
                    write_wacz(out, warc, export.written, software=software, now=now)
        finally:
            if wacz:
                warc.unlink(missing_ok=True)
    record = {"schema": "tracker.export/1", "file": str(file), "policies": list(chosen), "looks": looks}
    print_answer(record, f"{file}: {looks} looks at {len(chosen)} policies.", as_json=as_json)
