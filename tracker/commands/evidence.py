"""`tracker evidence`: one look, or a change set -> a bundle that proves what the page said, without this program."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.archive import Archive
from tracker.ask.looks import find_look
from tracker.ask.policies import choose_policy
from tracker.ask.redline import ask_redline
from tracker.commands.clock import read_clock
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_answer
from tracker.errors import UsageError
from tracker.export.bundles import pack_bundle
from tracker.export.evidence import EvidenceWish, make_bundle
from tracker.publish.files import write_atomically


@click.command()
@click.argument("policy")
@click.argument("clause", required=False, metavar="[CLAUSE]")
@click.option("--at", metavar="DATE", help="What the page said on a day, or up to a time on it.")
@click.option("--change-set", metavar="ID", help="Both sides of a change, with the redline.")
@click.option("-o", "output", type=click.Path(path_type=Path), metavar="FILE.zip", help="[POLICY-evidence.zip]")
@json_option
@place_options
def command(
    *,
    policy: str,
    clause: str | None,
    at: str | None,
    change_set: str | None,
    output: Path | None,
    as_json: bool,
    place: Place,
) -> None:
    """Write one file that proves what a policy said: the bytes as they came, the text that was read in them, the chain
    of looks up to a time-stamp, and how to check all of it with OpenSSL and Python alone.

    \b
    Examples:
      tracker evidence zoom/terms-of-service --at 2023-08-07 -o zoom.zip
      tracker evidence zoom/terms-of-service 10.4 --change-set 4f1c20ab93d7 -o zoom-10.4.zip
      tracker verify zoom.zip

    docs/evidence.md says what it proves, and what not.
    """
    if (at is None) == (change_set is None):
        raise UsageError("name a day with --at, or a change with --change-set", hint="`tracker log` shows both")
    with open_record(place, read_only=True) as archive:
        policy = choose_policy(archive, policy)
        wish = read_wish(archive, policy, clause, at, change_set)
        bundle = make_bundle(archive, wish, now=read_clock())
    content = pack_bundle(bundle, now=read_clock())
    target = output or Path(f"{policy.replace('/', '-')}-evidence.zip")
    write_atomically(target, content)
    record = {
        "schema": "tracker.evidence/1",
        "file": str(target),
        "bytes": len(content),
        "policy": policy,
        "clause": clause,
        "looks": list(wish.seqs),
        "change_set": wish.redline.change_set if wish.redline else None,
    }
    print_answer(record, f"Written to {target} ({len(content) / 1e3:.0f} kB).", as_json=as_json)


def read_wish(
    archive: Archive, policy: str, clause: str | None, at: str | None, change_set: str | None
) -> EvidenceWish:
    """What is to be proven. Raises NotFoundError with near misses."""
    tracked = archive.policies.get(policy)
    if at is not None:
        return EvidenceWish(tracked, (find_look(archive, policy, at, now=read_clock()),), clause)
    redline = ask_redline(archive, policy, change_set=change_set, clause=clause, now=read_clock())
    return EvidenceWish(tracked, (redline.old.origin.seq, redline.new.origin.seq), clause, redline)
