"""Which clauses moved: the fewest that explain the new order."""

import pytest

from tracker.compare.match.order import find_moved
from tracker.compare.match.profile import profile_section
from tracker.model import Block, BlockKind, Section


def row(names: str, edited: str = "") -> list:
    """Sections named by letters; a capital letter is a long one, `edited` letters get other words."""
    made = []
    for ordinal, name in enumerate(names):
        words = (
            f"{name} clause "
            + ("long text of many words " * 5 if name.isupper() else "")
            + ("anew" if name in edited else "")
        )
        made.append(profile_section(Section(ordinal, 1, heading=name, blocks=(Block(BlockKind.PARAGRAPH, words),))))
    return made


CASES = [
    ("kept", "abcd", "abcd", "", ""),
    ("one to the end", "abcd", "acdb", "", "b"),
    ("one to the front", "abcd", "dabc", "", "d"),
    ("inserted is no move", "abc", "axbc", "", ""),
    ("swap: the edited one moved", "ab", "ba", "a", "a"),
    ("swap: the shorter moved", "aB", "Ba", "", "a"),
    ("reversed three: two move", "Abc", "cbA", "", "bc"),
]


@pytest.mark.parametrize(("name", "old", "new", "edited", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_the_fewest_moves(name, old, new, edited, wanted):
    before, after = row(old), row(new, edited)
    carried = {old.index(letter): new.index(letter) for letter in old if letter in new}
    assert {new[ordinal] for ordinal in find_moved(before, after, carried)} == set(wanted)


def test_a_new_parent_is_a_move():
    before = [profile_section(Section(0, 1, heading="c")), profile_section(Section(1, 1, heading="P"))]
    after = [profile_section(Section(0, 1, heading="P")), profile_section(Section(1, 2, heading="c", parent=0))]
    assert find_moved(before, after, {0: 1, 1: 0}) == {1}


def test_a_heading_put_above_clauses_moves_none_but_those_whose_labels_it_changes():
    before = [profile_section(Section(0, 1, heading="c")), profile_section(Section(1, 1, number="6", heading="d"))]
    after = [profile_section(Section(0, 1, heading="P")), profile_section(Section(1, 2, heading="c", parent=0))]
    after.append(profile_section(Section(2, 2, number="6.1", heading="d", parent=0)))
    assert find_moved(before, after, {0: 1, 1: 2}) == {2}


def test_a_heading_of_another_level_is_no_move():
    before = [profile_section(Section(0, 1, heading="P")), profile_section(Section(1, 1, heading="c"))]
    after = [profile_section(Section(0, 1, heading="P")), profile_section(Section(1, 2, heading="c", parent=0))]
    assert find_moved(before, after, {0: 0, 1: 1}) == frozenset()
