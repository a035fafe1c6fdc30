"""Significance by case files: lines that went (-), lines that came (+), and the rating with its reasons (=).

" / " in a line is the border of a block; "# " opens a heading; `heading:` and `language:` hold until the next entry
of their kind (`heading:` for one entry).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_significance_rules import make_change, make_section

from tracker.compare.weigh.significance import find_doubled, rate_change
from tracker.model import Change, Kind, Significance
from tracker.values import replace

CASES = Path(__file__).parent / "cases" / "significance"


@dataclass
class Entry:
    line: int
    language: str
    heading: str | None
    old: str
    new: str
    wanted: str


def read_entries(path: Path) -> list[Entry]:
    entries, language, heading, old, new = [], "en", None, "", ""
    for at, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        mark, text = line[:2], line[2:].replace(" / ", "\n").replace("\\ufffd", "\ufffd")
        if line.startswith("language: "):
            language = line.removeprefix("language: ")
        elif line.startswith("heading: "):
            heading = line.removeprefix("heading: ")
        elif mark == "- ":
            old = text
        elif mark == "+ ":
            new = text
        elif mark == "= ":
            entries.append(Entry(at, language, heading, old, new, line[2:].strip()))
            heading, old, new = None, "", ""
    return entries


def show_rating(entry: Entry) -> str:
    change = make_change(entry.old, entry.new, heading=entry.heading)
    if not change.deleted and not change.inserted and change.old and change.new:
        return "unchanged |"
    significance, reasons = rate_change(change, language=entry.language)
    return f"{significance} | {'; '.join(reasons)}"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_ratings_are_as_written(path: Path, update_cases: bool) -> None:
    entries = read_entries(path)
    shown = [show_rating(entry) for entry in entries]
    if update_cases:
        lines = path.read_text(encoding="utf-8").splitlines()
        for entry, rating in zip(entries, shown, strict=True):
            lines[entry.line] = f"= {rating}"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert shown == [entry.wanted for entry in entries]


def test_what_only_follows_is_cosmetic() -> None:
    change = make_change("As section 4 says.", "As section 5 says.")
    ripple = replace(change, is_ripple=True)
    assert rate_change(ripple, language="en") == (Significance.COSMETIC, ("follows another change",))


@pytest.mark.parametrize("kinds", [(Kind.RENUMBERED,), (Kind.MOVED,), (Kind.RENUMBERED, Kind.MOVED)])
def test_renumbering_and_moving_alone_are_cosmetic(kinds: tuple[Kind, ...]) -> None:
    change = Change(kinds, (make_section("Row on.", number="1"),), (make_section("Row on.", number="2"),))
    assert rate_change(change)[0] is Significance.COSMETIC


def test_a_split_without_a_changed_word_is_cosmetic() -> None:
    whole = make_section("Row on the left. Sail on the right.")
    halves = (make_section("Row on the left."), make_section("Sail on the right."))
    change = make_change("Row on the left. Sail on the right.", "Row on the left.\n\nSail on the right.")
    assert rate_change(Change((Kind.SPLIT,), (whole,), halves, ops=change.ops))[0] is Significance.COSMETIC


def test_what_a_page_prints_once_more_is_cosmetic() -> None:
    dogs, cats = (make_section(f"{name} stay on the leash.", heading=name) for name in ("Dogs", "Cats"))
    added = Change((Kind.ADDED,), (), (dogs,))
    doubled = find_doubled((dogs, cats), (dogs, cats, dogs))
    assert rate_change(added, doubled=doubled) == (Significance.COSMETIC, ("stands twice",))
    under_another_heading = replace(added, new=(replace(dogs, heading="Cats"),))
    assert rate_change(under_another_heading, doubled=doubled)[0] is Significance.SUBSTANTIVE
    assert not find_doubled((cats,), (cats, dogs, dogs))
    assert not find_doubled((dogs, dogs), (dogs, dogs))


def test_a_duplicate_dropped_is_cosmetic_and_a_loss_is_not() -> None:
    change = make_change("Dogs stay on the leash.", "")
    assert rate_change(change, remaining={("Dogsstayontheleash.",)})[0] is Significance.COSMETIC
    assert rate_change(change, remaining={("Catsstayontheleash.",)})[0] is Significance.SUBSTANTIVE


@pytest.mark.parametrize(
    "piece",
    ["a ", "1.", "(a)", '"', "“x ", "may 1 ", "we update ", "share data ", "Section 1, ", "x@", "https://", "10 May ",
     ". ", "the ", "updated version ", "présentes x ", "ab-", "$1 ", "don't ", "、", "\n1) "],
)  # fmt: skip
def test_hostile_text_is_rated_in_time(piece: str) -> None:
    """No pattern may blow up on one thing repeated 6,000 times; CPU seconds, generous for a busy machine."""
    started = time.process_time()
    rate_change(make_change("Row on. " + piece * 3000, "Sail on. " + piece * 6000), language="en")
    rate_change(make_change("", piece * 6000), language=None)
    assert time.process_time() - started < 8
