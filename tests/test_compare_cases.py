"""Case files of two editions and the changes a careful reader would write down (see tests/cases/compare/)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.compare.changes import compare_readings
from tracker.model import Change, Comparison, Reading
from tracker.read.document import read_document

CASES = sorted((Path(__file__).parent / "cases" / "compare").glob("*.md"))
NEW, CHANGES = "=== new ===\n", "=== changes ===\n"


def read(markdown: str) -> Reading:
    return read_document(markdown.encode(), name="case.md")


def write_changes(comparison: Comparison) -> str:
    """One line a change: kinds, significance, the sections, what it follows; below it the words and what moved."""
    lines = [f"{comparison.verdict}{f' ({comparison.event})' if comparison.event else ''}"]
    for index, change in enumerate(comparison.changes):
        lines.append(f"{index} {write_change(change)}")
        lines += [f"    - {run}" for run in change.deleted] + [f"    + {run}" for run in change.inserted]
        lines += [f"    moved: {moved.text} ({moved.old.label} > {moved.new.label})" for moved in change.moved_text]
    lines += [f"link: {link.text}: {link.old} > {link.new}" for link in comparison.links_changed]
    return "\n".join(lines) + "\n"


def write_change(change: Change) -> str:
    old, new = (" & ".join(section.label for section in side) or "nothing" for side in (change.old, change.new))
    follows = "" if not change.is_ripple else f" [follows {'' if change.ripple_of is None else change.ripple_of}]"
    return f"{'+'.join(change.kinds)} {change.significance}: {old} > {new}{follows}"


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_the_changes_are_those_of_the_case_file(case, update_cases):
    text = case.read_text(encoding="utf-8")
    before, _, expected = text.partition(CHANGES)
    old, _, new = before.partition(NEW)
    found = write_changes(compare_readings(read(old), read(new)))
    if update_cases and found != expected:
        case.write_text(before + CHANGES + found, encoding="utf-8")
        expected = found
    assert found == expected


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_every_section_stands_in_exactly_one_row_and_a_text_equals_itself(case):
    old, _, new = case.read_text(encoding="utf-8").partition(CHANGES)[0].partition(NEW)
    before, after = read(old), read(new)
    comparison = compare_readings(before, after)
    assert sorted(o for olds, _ in comparison.pairs for o in olds) == list(range(len(before.sections)))
    assert sorted(n for _, news in comparison.pairs for n in news) == list(range(len(after.sections)))
    assert compare_readings(before, before).changes == ()


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_the_way_back_mirrors_the_way_there(case):
    old, _, new = case.read_text(encoding="utf-8").partition(CHANGES)[0].partition(NEW)
    there, back = compare_readings(read(old), read(new)), compare_readings(read(new), read(old))
    assert there.verdict == back.verdict
    assert sorted((news, olds) for olds, news in there.pairs) == sorted(back.pairs)
