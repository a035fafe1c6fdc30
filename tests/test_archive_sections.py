"""Texts in a row come back as they were, though of each only what differs was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parcels import START

from tracker.archive import Archive, open_archive
from tracker.archive.comparisons import read_pairs, write_pairs
from tracker.archive.derivations import Derivation
from tracker.archive.sections import MOST_ROWS, STEP, match_rows, write_printed
from tracker.model import Block, BlockKind, Comparison, Reading, ReadingSettings, Section, Verdict

POLICY = "parcels/terms"


def prepare(archive: Archive) -> Derivation:
    archive.policies.ensure(POLICY, at=START)
    setting = archive.policies.set_settings(POLICY, ReadingSettings(), at=START)
    return archive.derivations.prepare(POLICY, setting=setting, ruleset=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        yield archive


def make_reading(bodies: Sequence[str]) -> Reading:
    """A chapter for each capital, and below it its clauses."""
    sections: list[Section] = []
    for ordinal, body in enumerate(bodies):
        chapter = next((one.ordinal for one in reversed(sections) if one.level == 1), None)
        level = 1 if body.isupper() else 2
        blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in body.split())
        sections.append(Section(ordinal, level, heading=body[:1] or None, blocks=blocks, parent=chapter))
    return Reading("text/plain", None, "en", tuple(sections))


def count_rows(archive: Archive) -> int:
    return archive._store.row("SELECT count(*) AS n FROM section")["n"]


texts = st.lists(st.lists(st.sampled_from(["A", "B", "a", "b b", "c d", ""]), max_size=8), min_size=1, max_size=8)


@given(bodies=texts, named=st.randoms())
@settings(max_examples=60, deadline=None)
def test_any_texts_in_a_row_come_back(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[list[str]], named: object
) -> None:
    with open_archive(tmp_path_factory.mktemp("sections") / "t.db") as archive:
        derivation = prepare(archive)
        readings = [make_reading(one) for one in bodies]
        rows = [archive.versions.add(derivation, f"h{at}", reading) for at, reading in enumerate(readings)]
        assert [archive.versions.reading(row) for row in rows] == readings
        for clause in (f"c{number}" for number in range(4)):
            archive._store.run("INSERT INTO clause VALUES (?, ?, '')", [clause, POLICY])
        for _ in range(2):  # clauses are given, then some are given anew
            chosen = {row for row in rows if named.random() < 0.7}
            clauses = {
                row: [f"c{named.randrange(4)}" for _ in reading.sections]
                for row, reading in zip(rows, readings, strict=True)
                if row in chosen
            }
            archive.versions.set_clauses(derivation, clauses)
            for row, given_clauses in clauses.items():
                assert [one.clause for one in archive.versions.reading(row).sections] == given_clauses
            plain = [strip_clauses(archive.versions.reading(row)) for row in rows]
            assert plain == readings


def strip_clauses(reading: Reading) -> Reading:
    return make_reading([" ".join(block.text for block in one.blocks) for one in reading.sections])


def test_a_text_writes_what_changed(archive: Archive) -> None:
    derivation = prepare(archive)
    bodies = [f"word{number}" for number in range(40)]
    for turn in range(20):
        bodies[turn] = f"other{turn}"
        archive.versions.add(derivation, f"h{turn}", make_reading(bodies))
    assert count_rows(archive) == 40 + 19


def test_what_stands_between_two_clauses_moves_none_of_them(archive: Archive) -> None:
    derivation = prepare(archive)
    bodies = ["A", *(f"word{number}" for number in range(40))]
    for turn in range(10):
        bodies.insert(20, f"between{turn}")
        archive.versions.add(derivation, f"h{turn}", make_reading(bodies))
    assert count_rows(archive) == 42 + 9


def test_a_wall_between_two_texts_costs_only_itself(archive: Archive) -> None:
    derivation = prepare(archive)
    text = [f"word{number}" for number in range(40)]
    for name, bodies in (("a", text), ("wall", ["prove", "you", "think"]), ("b", [*text, "more"])):
        archive.versions.add(derivation, name, make_reading(bodies))
    assert count_rows(archive) == 40 + 3 + 1


def test_a_sheet_is_not_read_through_for_ever(archive: Archive) -> None:
    derivation = prepare(archive)
    turns = (MOST_ROWS + 3) * 60 // 10
    for turn in range(turns):
        bodies = [f"word{number}{turn if number % 6 == turn % 6 else turn // 9}" for number in range(60)]
        archive.versions.add(derivation, f"h{turn}", make_reading(bodies))
    most = archive._store.row("SELECT max(n) AS n FROM (SELECT count(*) AS n FROM section GROUP BY sheet)")["n"]
    assert most <= MOST_ROWS * 60 + STEP // 256 + 60


def test_where_no_room_is_left_a_sheet_begins(archive: Archive) -> None:
    derivation = prepare(archive)
    bodies = ["word0", "word1", *(f"word{number}" for number in range(2, 60))]
    for turn in range(40):
        bodies.insert(1, f"between{turn}")
        archive.versions.add(derivation, f"h{turn}", make_reading(bodies))
    assert [one.text for one in archive.versions.reading(40).sections] == bodies
    assert archive._store.row("SELECT count(DISTINCT sheet) AS n FROM section")["n"] > 1


@given(old=st.lists(st.sampled_from("abcd"), max_size=9), new=st.lists(st.sampled_from("abcd"), max_size=9))
def test_stretches_are_in_the_order_of_both(old: list[str], new: list[str]) -> None:
    before, after = (
        [write_printed(one, one.parent, None, None) for one in make_reading(text).sections] for text in (old, new)
    )
    here = there = 0
    for a, b, length in match_rows(before, after):
        assert a >= here and b >= there and before[a : a + length] == after[b : b + length]
        here, there = a + length, b + length


def test_a_change_stands_where_its_text_has_the_clause(archive: Archive) -> None:
    """A row that two texts share becomes two when it is another clause in the later: each change keeps its own."""
    derivation = prepare(archive)
    first, second = make_reading(["A", "b", "c"]), make_reading(["A", "b", "d"])
    rows = [archive.versions.add(derivation, name, reading) for name, reading in (("1", first), ("2", second))]
    for clause in ("x", "y", "z", "w"):
        archive._store.run("INSERT INTO clause VALUES (?, ?, '')", [clause, POLICY])
    for side, version in (("old", rows[0]), ("new", rows[1])):
        other = rows[1 - rows.index(version)]
        archive._store.run(
            "INSERT INTO comparison (derivation, old_version, new_version, verdict, summary, unchanged, links_changed,"
            " pairs) VALUES (?, ?, ?, 'cosmetic', '', 0, '[]', '[]')",
            [derivation.id, version, other],
        )
        change = archive._store.insert(
            "INSERT INTO change (comparison, ordinal, kinds, significance, reasons, inserted, deleted, ops,"
            " heading_ops, moved_text, is_ripple) VALUES ((SELECT max(id) FROM comparison), 0, 'moved', 'cosmetic',"
            " '[]', '', '', '[]', '[]', '[]', 0)"
        )
        section = archive._store.row("SELECT id FROM section WHERE heading = 'b'")["id"]
        archive._store.run("INSERT INTO change_section VALUES (?, ?, 0, 1, 0, ?)", [change, side, section])
    archive.versions.set_clauses(derivation, {rows[0]: ["x", "y", "z"], rows[1]: ["x", "w", "z"]})
    found = archive._store.rows(
        "SELECT side, old_version, clause FROM change_section JOIN section ON section.id = section JOIN change"
        " ON change.id = change JOIN comparison ON comparison.id = comparison ORDER BY change.id"
    )
    assert [tuple(row) for row in found] == [("old", rows[0], "y"), ("new", rows[1], "y")]


pairs = st.lists(st.tuples(*[st.lists(st.integers(0, 9), max_size=3).map(tuple)] * 2)).map(tuple)


@given(given_pairs=pairs)
def test_any_alignment_comes_back(given_pairs: tuple) -> None:
    assert tuple(read_pairs(write_pairs(given_pairs))) == given_pairs


def test_an_alignment_of_a_thousand_pairs_takes_one_line() -> None:
    assert len(write_pairs([((at,), (at + 1,)) for at in range(1000)])) < 20


def test_an_empty_comparison_is_a_comparison(archive: Archive) -> None:
    derivation = prepare(archive)
    rows = [archive.versions.add(derivation, name, make_reading(["A"] * at)) for at, name in enumerate("ab")]
    kept = archive.comparisons.add(derivation, *rows, Comparison(Verdict.UNCHANGED, (), language="en"))
    assert archive.comparisons.get(kept).changes == ()
