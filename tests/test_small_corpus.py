"""tests/corpus: small documents in our own words, labelled by hand; what is reached on them only rises.

Every clone measures these, without the shared corpus. A file is an edition, the next one, and the labels: the verdict,
then a line a change, "kinds significance old numbers > new numbers". The floors stand in floors.json beside the others;
`pytest tests/test_small_corpus.py --raise-floors` records a better value.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from floors import Measured, digest_files, find_fall, raise_floor, read_floors, write_floors

from tracker.compare.changes import compare_readings
from tracker.model import Change, Reading, Section
from tracker.read.document import read_document

FILES = sorted((Path(__file__).parent / "corpus").glob("*.md"))
NEW, LABELS = "\n=== new ===\n", "\n=== labels ===\n"


class Rated(NamedTuple):
    """One transition against its labels: parts of the whole, each between 0 and 1."""

    found: float
    right: float
    verdict: float
    sections: float


def read(markdown: str) -> Reading:
    return read_document(markdown.encode(), name="edition.md")


def write_numbers(sections: tuple[Section, ...]) -> str:
    return "&".join((section.number or "?").rstrip(".") for section in sections) or "-"


def write_change(change: Change) -> str:
    kinds = "+".join(sorted(change.kinds))
    return f"{kinds} {change.significance} {write_numbers(change.old)} > {write_numbers(change.new)}"


@cache
def rate(file: Path) -> Rated:
    editions, _, labels = file.read_text("utf-8").partition(LABELS)
    old, _, new = editions.partition(NEW)
    verdict, *lines = labels.strip().splitlines()
    before, after = read(old), read(new)
    comparison = compare_readings(before, after)
    said, wanted = {write_change(change) for change in comparison.changes}, set(lines)
    numbered = [len(re.findall(r"^## \d", text, re.MULTILINE)) for text in (old, new)]
    read_as = [sum(section.number is not None for section in reading.sections) for reading in (before, after)]
    hits = len(said & wanted)
    return Rated(
        hits / len(wanted) if wanted else 1.0,
        hits / len(said) if said else 1.0,
        float(f"verdict {comparison.verdict}" == verdict),
        float(numbered == read_as),
    )


@pytest.mark.parametrize("part", Rated._fields)
def test_small_documents_are_compared_as_by_hand(part: str, request: pytest.FixtureRequest) -> None:
    parts = {file.stem: getattr(rate(file), part) for file in FILES}
    measured, corpus = Measured(sum(parts.values()) / len(parts), parts), digest_files(FILES)
    floors, measure = read_floors(), f"own corpus {part}"
    if request.config.getoption("--raise-floors"):
        floors[measure] = raise_floor(floors.get(measure), measured, corpus=corpus, today=datetime.now(UTC).date())
        write_floors(floors)
    assert measure in floors, f"no floor for {measure}: {measured.value:.4f}; --raise-floors records it"
    assert floors[measure].corpus == corpus, "the files changed: --raise-floors records their floor"
    fall = find_fall(floors[measure], measured)
    assert fall is None, f"{measure}: {fall}"


def test_the_corpus_is_of_many_languages_and_of_every_kind_of_change() -> None:
    labels = "\n".join(file.read_text("utf-8").partition(LABELS)[2] for file in FILES)
    assert len({file.stem.split("-")[1] for file in FILES}) >= 8
    assert all(kind in labels for kind in ("added", "removed", "edited", "retitled", "renumbered", "moved", "merged"))
    assert all(f"verdict {verdict}" in labels for verdict in ("unchanged", "cosmetic", "substantive"))


def test_a_label_that_is_not_said_lowers_the_measure(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.md"
    text = FILES[0].read_text("utf-8").replace("edited substantive 3 > 3", "removed substantive 3 > -")
    wrong.write_text(text.replace("verdict substantive", "verdict cosmetic"), "utf-8")
    assert rate(wrong) == Rated(0.5, 0.5, 0.0, 1.0)
