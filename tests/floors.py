"""A measured value and the floor on record -> whether it holds, and what the file of floors then says.

A floor is the best value so far on one corpus (told by a digest of the files that were measured). `weak` keeps the
parts (pages, transitions, documents) that were short of 1 then, so that a fall can name what fell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

FILE = Path(__file__).parent / "floors.json"


@dataclass(frozen=True)
class Measured:
    """A share between 0 and 1, and the shares of the parts it was made from."""

    value: float
    parts: Mapping[str, float]


@dataclass(frozen=True)
class Floor:
    value: float
    date: str
    corpus: str
    weak: dict[str, float] = field(default_factory=dict)


def read_floors(file: Path = FILE) -> dict[str, Floor]:
    if not file.exists():
        return {}
    return {measure: Floor(**row) for measure, row in json.loads(file.read_text("utf-8")).items()}


def write_floors(floors: Mapping[str, Floor], file: Path = FILE) -> None:
    rows = {measure: asdict(floor) for measure, floor in sorted(floors.items())}
    file.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", "utf-8")


def find_fall(floor: Floor, measured: Measured) -> str | None:
    """What fell under its floor, worst part first; None when the floor holds."""
    if round(measured.value, 4) >= floor.value:
        return None
    fallen = sorted((value, name) for name, value in measured.parts.items() if value < floor.weak.get(name, 1.0) - 5e-5)
    named = [f"  {name}: {value:.4f}, was {floor.weak.get(name, 1.0):.4f}" for value, name in fallen]
    return "\n".join([f"{measured.value:.4f} is under the floor {floor.value:.4f} of {floor.date}", *named])


def raise_floor(floor: Floor | None, measured: Measured, *, corpus: str, today: date) -> Floor:
    """The floor as it should stand from now on: never lower on the same corpus."""
    if floor is not None and floor.corpus == corpus and round(measured.value, 4) <= floor.value:
        return floor
    weak = {name: round(value, 4) for name, value in sorted(measured.parts.items()) if round(value, 4) < 1}
    return Floor(round(measured.value, 4), today.isoformat(), corpus, weak)


def digest_files(files: Iterable[Path]) -> str:
    """Sixteen hexadecimal digits that change with the name or content of any of the files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
