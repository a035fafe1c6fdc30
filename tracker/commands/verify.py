"""`tracker verify`: a record or an evidence bundle -> what of it holds, and since when it is proven to have existed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import complain, print_record
from tracker.commands.terminal import print_lines, progress_bar
from tracker.errors import UsageError
from tracker.export.bundles import verify_bundle
from tracker.export.verifying import verify_record
from tracker.model import ProofReport, ProvenSpan
from tracker.publish.contract import write_time
from tracker.publish.record import Record
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_moment
from tracker.track.checking import choose_craft
from tracker.track.engine import choose_pool
from tracker.track.rereading import reread_texts

LISTED = 20
"""Spans of time that are printed; JSON has all."""


@click.command()
@click.argument(
    "bundle", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="[FILE.zip]"
)
@click.option("--full", is_flag=True, help="Read every text and compare every step again, not a sample.")
@click.option(
    "--witness",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Heads that were noted elsewhere, a line each, as `tracker head` prints them.",
)
@json_option
@place_options
def command(*, bundle: Path | None, full: bool, witness: Path | None, as_json: bool, place: Place) -> int:
    """Check that nothing recorded, or in an evidence bundle, was altered, and say since when it is proven to exist.

    Checks every body against its hash, every link of the chain of looks, every time-stamp against its certificates
    and time, and a sample of what is derived against a fresh reading. Needs no network. docs/evidence.md says what
    that proves.

    \b
    Examples:
      tracker verify
      tracker verify --full --witness /mnt/elsewhere/heads.txt
      tracker verify zoom.zip --json

    Exit status 1 when anything does not hold; the first thing that does not is named first.
    """
    if bundle is not None:
        if full or witness:
            raise UsageError("--full and --witness are for a database", hint="a bundle is always checked whole")
        craft = choose_craft(read_config(place))
        return show_report(verify_bundle(bundle, read=craft.read), as_json=as_json)
    witnessed = read_witness(witness) if witness else ()
    config = read_config(place)
    with open_record(place, read_only=True) as archive:
        with choose_pool(config) as pool, progress_bar("reading again") as advance:
            reread = reread_texts(archive, is_full=full, craft=choose_craft(config), executor=pool, progress=advance)
        report = verify_record(archive, reread=reread, witnessed=witnessed)
    return show_report(report, as_json=as_json)


def read_witness(path: Path) -> tuple[tuple[int, str], ...]:
    """Lines "SEQ HASH" of a file. Raises UsageError for a line that is none."""
    heads = []
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
        seq, _, head = line.strip().partition(" ")
        if not line.strip():
            continue
        if not (seq.isascii() and seq.isdecimal() and len(head) == 64):
            raise UsageError(f"{path}, line {number}: no head", hint="`tracker head` prints a number and a hash")
        heads.append((int(seq), head.lower()))
    return tuple(heads)


def show_report(report: ProofReport, *, as_json: bool) -> int:
    """Print a report; 1 where something does not hold."""
    if as_json:
        print_record(report_record(report))
    else:
        print_lines(format_report(report))
    for fault in report.faults:
        complain(fault)
    return int(bool(report.faults))


def report_record(report: ProofReport) -> Record:
    """The JSON object of a report."""
    return {
        "schema": "tracker.verify/1",
        "subject": report.subject,
        "looks": report.looks,
        "seq": report.seq,
        "head": report.head,
        "bodies": report.bodies,
        "timestamps": report.stamps,
        "texts": {"checked": report.texts, "known": report.known_texts},
        "holds": not report.faults,
        "faults": list(report.faults),
        "proven": [
            {
                "from_seq": span.first_seq,
                "to_seq": span.last_seq,
                "not_before": write_time(span.not_before),
                "not_after": write_time(span.not_after),
                "authorities": list(span.authorities),
            }
            for span in report.spans
        ],
        "roots": list(report.roots),
        "notes": list(report.notes),
    }


def format_report(report: ProofReport) -> Iterator[Line]:
    """What was checked, what is proven of which looks, and on whose word."""
    yield Line((Span(report.subject, Role.TITLE),))
    yield Line((Span(f"{report.looks} looks, head {report.seq} {report.head}"),), 1)
    checked = (
        f"{report.bodies} bodies, {report.stamps} time-stamps, {report.texts} of {report.known_texts} texts checked"
    )
    yield Line((Span(checked),), 1)
    yield Line((Span("all of it holds" if not report.faults else f"does NOT hold: {report.faults[0]}", Role.LABEL),), 1)
    for span in report.spans[:LISTED]:
        yield Line((Span(describe_span(span)),), 1)
    if len(report.spans) > LISTED:
        yield Line((Span(f"and {len(report.spans) - LISTED} more spans: --json has all", Role.QUIET),), 1)
    for root in report.roots:
        yield Line((Span(f"on the word of {root}", Role.QUIET),), 1)
    for note in report.notes:
        yield Line((Span(note, Role.QUIET),), 1)


def describe_span(span: ProvenSpan) -> str:
    """ "looks 4 to 9: recorded after 3 Mar 2024 10:00 UTC, in existence by 3 Mar 2024 11:00 UTC (…)"."""
    name = f"look {span.first_seq}" if span.first_seq == span.last_seq else f"looks {span.first_seq} to {span.last_seq}"
    said = [f"recorded after {format_moment(span.not_before)}"] if span.not_before else []
    said.append(f"in existence by {format_moment(span.not_after)}" if span.not_after else "no time-stamp since")
    authorities = f" ({', '.join(span.authorities)})" if span.authorities else ""
    return f"{name}: {', '.join(said)}{authorities}"
