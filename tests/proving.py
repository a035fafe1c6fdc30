"""A record of looks at an invented policy, with time-stamps of an authority on loopback: what proofs are made from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from parcels import FIRST, INSURED, SHORTER, START, TRAINED, capture
from stamping import TestAuthority

from tracker.archive import open_archive
from tracker.config import Config, parse_config
from tracker.model import Outcome
from tracker.track.derive import derive_policy
from tracker.track.stamping import Stamped, stamp_head

POLICY = "parcels/terms"
EDITIONS = (FIRST, FIRST, SHORTER, SHORTER, TRAINED, TRAINED, INSURED, INSURED)


def configure(folder: Path, *authorities: TestAuthority, **settings: object) -> Config:
    """A configuration in a folder that names authorities on loopback, their roots in files beside it."""
    lines = ["[timestamp]", *(f"{key} = {value}" for key, value in settings.items())]
    for number, authority in enumerate(authorities):
        (folder / f"root-{number}.pem").write_text(authority.root)
        lines += ["[[authority]]", f'url = "{authority.url}"', f'certificates = "root-{number}.pem"']
    path = folder / "config.toml"
    path.write_text("\n".join(lines) + "\n")
    return parse_config(path.read_text(), path=path)


def read_now() -> datetime:
    return datetime.now(UTC)


def make_record(path: Path, config: Config, *, stamped: tuple[int, ...] = (3, 6)) -> list[Stamped]:
    """Eight looks, four texts; the head is time-stamped after some of them."""
    results: list[Stamped] = []
    with open_archive(path) as archive:
        archive.policies.ensure(POLICY, "Harbour Parcels Terms", at=START)
        for number, text in enumerate(EDITIONS):
            moment = START + timedelta(days=number)
            look = {"observed_at": moment, "recorded_at": moment, "outcome": Outcome.FETCHED}
            archive.observations.record(POLICY, **look, captures=[capture(text, number)])
            if number + 1 in stamped:
                results += stamp_head(archive, config, clock=read_now)
        derive_policy(archive, POLICY, now=START + timedelta(days=len(EDITIONS)))
    return results
