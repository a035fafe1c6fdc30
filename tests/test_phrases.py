"""Runs that went and came, told with the words a person needs to understand them."""

import pytest

from tracker.compare.redline.moved_lines import drop_moves
from tracker.compare.redline.redlining import changed_runs, redline_texts
from tracker.model import Block, BlockKind, Change, Kind, Op, Section
from tracker.publish.phrases import list_phrases

CASES = [
    (
        "a figure",
        "You must be over the age of 16 to sign up.",
        "You must be over the age of 18 to sign up.",
        ["over the age of 16 to sign up."],
        ["over the age of 18 to sign up."],
    ),
    (
        "a name",
        "A contract between you and Acme Video Company.",
        "A contract between you and Acme Company.",
        ["between you and Acme Video Company."],
        [],
    ),
    (
        "never beyond the sentence",
        "Stop. You may leave. End.",
        "Stop. You must leave. End.",
        ["You may leave."],
        ["You must leave."],
    ),
    (
        "each of several that are alike with its own",
        "Boats may float. Oars may break in the cold of the night. Sails may tear.",
        "Boats must float. Oars must break in the cold of the night. Sails must tear.",
        ["Boats may float.", "Oars may break in the cold", "Sails may tear."],
        ["Boats must float.", "Oars must break in the cold", "Sails must tear."],
    ),
    (
        "in a script without spaces",
        "为便于与你联系，我们保存你与我们的通话记录及相关内容。",
        "为便于与您联系，我们保存您与我们的通话记录及相关内容。",
        ["为便于与你联系，我们保存", "联系，我们保存你与我们的通话记录"],
        ["为便于与您联系，我们保存", "联系，我们保存您与我们的通话记录"],
    ),
    (
        "a long run speaks for itself",
        "We keep data.",
        "We keep data for as long as we like it.",
        [],
        ["for as long as we like it"],
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "gone", "come"), CASES, ids=[case[0] for case in CASES])
def test_short_runs_come_with_their_nearest_words(name, old, new, gone, come):
    ops = redline_texts(old, new)
    deleted, inserted = changed_runs(ops)
    sections = [(Section(0, 1, blocks=(Block(BlockKind.PARAGRAPH, text),)),) for text in (old, new)]
    change = Change((Kind.EDITED,), *sections, ops=ops, deleted=deleted, inserted=inserted)
    assert list_phrases(change) == (gone, come)


def test_a_clause_added_whole_comes_as_it_is():
    section = Section(0, 1, heading="Fees", blocks=(Block(BlockKind.PARAGRAPH, "Pay us."),))
    assert list_phrases(Change((Kind.ADDED,), (), (section,), inserted=("Fees", "Pay us."))) == (
        [],
        ["Fees", "Pay us."],
    )


def test_a_heading_does_not_take_words_of_the_body_below_it():
    sides = [
        Section(0, 2, heading=name, blocks=(Block(BlockKind.PARAGRAPH, "Boats float."),)) for name in ("Oars", "On")
    ]
    heading_ops, ops = redline_texts("Oars", "On"), redline_texts("Boats float.", "Boats float.")
    deleted, inserted = changed_runs(heading_ops)
    kinds = (Kind.RETITLED,)
    change = Change(
        kinds, *((one,) for one in sides), ops=ops, heading_ops=heading_ops, deleted=deleted, inserted=inserted
    )
    assert list_phrases(change) == (["Oars"], ["On"])


def test_lines_moved_only_where_their_order_differs():
    def lay(*items: str) -> tuple[Section, ...]:
        return (Section(0, 1, blocks=tuple(Block(BlockKind.ITEM, item) for item in items)),)

    north, south = (f"Our agent on the {shore} shore: {name}." for shore, name in (("north", "Elm"), ("south", "Ash")))
    ops = redline_texts(f"{north}\n{south}", f"{south}\n{north}")
    assert not any(kind is not Op.EQUAL for kind, _ in drop_moves(lay(north, south), lay(south, north), ops))
    assert drop_moves(lay(north, south), lay(north, south), ops) == ops
