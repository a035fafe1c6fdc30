"""Sequences of sightings and what is believed of them: seen, believed and told are three different things."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.believe.confirm import judge_sightings
from tracker.believe.flapping import find_regular_states
from tracker.model import (
    Block,
    BlockKind,
    Change,
    Comparison,
    Event,
    Judgement,
    Kind,
    Section,
    Sighting,
    Significance,
    Verdict,
)

START = datetime(2026, 1, 1, tzinfo=UTC)


def compare(old: str, new: str) -> Comparison:
    """Texts are sentences joined by "+"; one in capitals is cosmetic; each that went or came is a run.

    "*" stands for a long rest that both have; texts that begin with different figures are different documents.
    """
    before, after = set(old.split("+")), set(new.split("+"))
    gone, came = sorted(before - after), sorted(after - before)
    if not gone and not came:
        return Comparison(Verdict.UNCHANGED, ())
    is_another = old[0].isdigit() and new[0].isdigit() and old[0] != new[0]
    is_cosmetic = all(word.isupper() for word in gone + came)
    significance = Significance.COSMETIC if is_cosmetic else Significance.SUBSTANTIVE
    sides = [
        (Section(0, 1, blocks=tuple(Block(BlockKind.PARAGRAPH, word) for word in sorted(words))),)
        for words in (before, after)
    ]
    change = Change((Kind.EDITED,), *sides, deleted=tuple(gone), inserted=tuple(came), significance=significance)
    return Comparison(
        Verdict(significance),
        (change,),
        event=Event.DOCUMENT_REPLACED if is_another else None,
        unchanged=99 if "*" in before & after else 1,
    )


def judge(looks: str, kind: str = "http", hours: float = 12, **decided: frozenset[int]) -> list[str]:
    """`looks` are texts parted by spaces ("?x" is a doubted one, "-" a failed look), one every `hours`."""
    sightings = []
    for seq, look in enumerate(looks.split(), start=1):
        doubt = {"?": "collapse: 9 words after 900", "!": "error page: not found"}.get(look[0])
        text = None if look == "-" else look.lstrip("?!")
        sightings.append(Sighting(seq, START + timedelta(hours=hours * seq), text, doubt, kind))
    return [write(one) for one in judge_sightings(sightings, compare=compare, **decided)]


def write(one: Judgement) -> str:
    reverts = " reverts" if one.reverts_to else ""
    return f"{one.new_seq} {one.old_hash}>{one.new_hash} {one.held_because or 'told'}{reverts}"


LIVE = [
    ("nothing happens", "a a a", []),
    ("seen twice is told", "a a+b a+b", ["2 a>a+b told"]),
    ("seen once waits", "a a+b", ["2 a>a+b unconfirmed"]),
    ("a blink is held", "a b a", ["2 a>b flapping"]),
    ("a failed look decides nothing", "a a+b - a+b", ["2 a>a+b told"]),
    (
        "three edits in a row are all told",
        "a a+b a+b+c a+b+c+d a+b+c+d",
        ["2 a>a+b told", "3 a+b>a+b+c told", "4 a+b+c>a+b+c+d told"],
    ),
    ("cosmetic is held", "a a+X a+X", ["2 a>a+X cosmetic"]),
    ("a revert that lasts is told as one", "a b b a a", ["2 a>b told", "4 b>a told reverts"]),
    (
        "a regular alternation falls silent",
        "a b b a a b b a a",
        ["2 a>b told", "4 b>a told reverts", "6 a>b flapping reverts", "8 b>a flapping reverts"],
    ),
    ("an error page never becomes a version", "a !e !e !e !e !e !e a", ["2 a>e quarantined"]),
    ("a doubted text that stays is believed", "a ?s ?s ?s ?s ?s", ["2 a>s quarantined", "5 a>s told"]),
    (
        "what follows a believed doubt is not doubted again",
        "a ?s ?s ?s ?s ?s ?t ?t",
        ["2 a>s quarantined", "5 a>s told", "7 s>t told"],
    ),
    (
        "a rollout that blinks at first is told when it stays",
        "a b a b a b b b b b b b b b b b b b b b b",
        ["2 a>b flapping", "4 a>b flapping", "6 a>b told"],
    ),
    (
        "a state that blinked before and comes for some days is no news, nor is the way back",
        "a a b a a b b b b b b b b a a",
        ["3 a>b flapping", "6 a>b flapping", "14 b>a flapping reverts"],
    ),
    (
        "a state that blinked before is told when it has stood for a week",
        "a a b a a b b b b b b b b b b b b b b b",
        ["3 a>b flapping", "6 a>b told"],
    ),
    (
        "a regular state that outlasts its alternation by far is told once more, as what stands",
        "a b b a a b b a a b b b b b b b b b b b b b b b b",
        ["2 a>b told", "4 b>a told reverts", "6 a>b flapping reverts", "8 b>a flapping reverts", "10 a>b told reverts"],
    ),
    (
        "a stub that comes and goes beside the text is no new edition, however often it came",
        "a ?s a ?s a ?s a ?s a ?s a",
        ["2 a>s quarantined"],
    ),
    (
        "a stub that was taken for the document and gone before that was sure is doubted as before",
        "a a ?s ?s ?s ?s a a a ?s ?s a",
        ["3 a>s quarantined", "6 a>s flapping"],
    ),
    (
        "a doubt that stays is given up even where the text is another each time",
        "a ?s1 ?s2 ?s3 ?s4 ?s5 ?s6 ?s7 ?s8 s8",
        [f"{n} a>s{n - 1} quarantined" for n in range(2, 9)] + ["9 a>s8 told"],
    ),
    (
        "after the doubted text has grown again, a fall is doubted as before",
        "a ?s ?s ?s ?s ?s a+b a+b ?t a+b",
        ["2 a>s quarantined", "5 a>s told", "7 s>a+b told", "9 a+b>t quarantined"],
    ),
    (
        "one small edit is told though a larger part reads otherwise at each look",
        "a+*+x1+y1 a+*+b+x2+y2 a+*+b+x3+y3 a+*+b+x4+y4",
        ["2 a+*+x1+y1>a+*+b+x2+y2 told", "3 a+*+b+x2+y2>a+*+b+x3+y3 flapping", "4 a+*+b+x2+y2>a+*+b+x4+y4 unconfirmed"],
    ),
    (
        "one small cut is told though a larger part reads otherwise at each look",
        "a+*+b+x1+y1 a+*+x2+y2 a+*+x3+y3",
        ["2 a+*+b+x1+y1>a+*+x2+y2 told", "3 a+*+x2+y2>a+*+x3+y3 unconfirmed"],
    ),
    (
        "a part that reads otherwise at each look is never told",
        "a+*+x1 a+*+x2 a+*+x3 a+*+x4",
        ["2 a+*+x1>a+*+x2 flapping", "3 a+*+x1>a+*+x3 flapping", "4 a+*+x1>a+*+x4 unconfirmed"],
    ),
    ("another document waits for more looks", "1a 2b 2b 2b", ["2 1a>2b quarantined"]),
    ("another document that stays is believed", "1a 2b 2b 2b 2b", ["2 1a>2b told"]),
    ("the first good text after error pages is the first version", "!e !e a a", []),
]


@pytest.mark.parametrize(("name", "looks", "wanted"), LIVE, ids=[case[0] for case in LIVE])
def test_live_looks(name, looks, wanted):
    assert judge(looks) == wanted


RECORDED = [
    ("a commit counts as confirmed", "a b", 12, ["2 a>b told"]),
    ("what stood for days and went back was real", "a b a", 72, ["2 a>b told", "3 b>a told reverts"]),
    ("what was undone within the hour was not", "a b a", 0.5, ["2 a>b flapping"]),
    (
        "a doubted text that stood for a month is the document",
        "a ?b ?c ?d",
        24 * 31,
        ["2 a>b told", "3 b>c told", "4 c>d told"],
    ),
    ("a doubted text that stood for a week is doubted", "a ?b a+c", 24 * 7, ["2 a>b quarantined", "3 a>a+c told"]),
    ("an error page that stood for a month is one", "a !b a+c", 24 * 31, ["2 a>b quarantined", "3 a>a+c told"]),
]


@pytest.mark.parametrize(("name", "looks", "hours", "wanted"), RECORDED, ids=[case[0] for case in RECORDED])
def test_recorded_versions(name, looks, hours, wanted):
    assert judge(looks, "ota-versions", hours) == wanted


ARCHIVED = [
    ("months apart, one edition after the other is believed", "a b c c", 24 * 40, ["2 a>b told", "3 b>c told"]),
    ("days apart, what is mostly undone was none", "a b c c", 24, ["2 a>b flapping", "3 a>c told"]),
    ("months apart, what went back was a blink all the same", "a b a", 24 * 40, ["2 a>b flapping"]),
    (
        "months apart, what is nearer to the old text again was none",
        "a+b+c+d x a+b+c+e a+b+c+e",
        24 * 40,
        ["2 a+b+c+d>x flapping", "3 a+b+c+d>a+b+c+e told"],
    ),
    ("a last capture waits", "a b", 24 * 40, ["2 a>b unconfirmed"]),
]


@pytest.mark.parametrize(("name", "looks", "hours", "wanted"), ARCHIVED, ids=[case[0] for case in ARCHIVED])
def test_captures_of_web_archives(name, looks, hours, wanted):
    assert judge(looks, "wayback", hours) == wanted


def test_a_known_state_that_stays_is_told_within_a_week_however_long_its_spells_were():
    """Each state stood for twenty days: nobody waits two months for the one that stays now."""
    month = "a " + "a " * 19 + "b " * 20
    told = judge(month * 2 + "b " * 8, hours=24)
    assert told == ["21 a>b told", "41 b>a told reverts", "61 a>b told reverts"]
    assert judge(month + "a " * 20 + "b " * 6, hours=24)[-1] == "61 a>b flapping reverts"


def test_a_page_that_alternates_by_the_month_falls_silent():
    told = judge(("a " * 20 + "b " * 20) * 6, hours=24)
    turns = ["a>b told", "b>a told reverts", "a>b told reverts", "b>a told reverts"]
    assert [one.partition(" ")[2] for one in told][:4] == turns
    assert [one for one in told if "told" in one][4:] == []


def test_a_person_accepts_at_once_and_refuses_for_good():
    assert judge("a ?s", accepted=frozenset({2})) == ["2 a>s told"]
    assert judge("a b b", refused=frozenset({2})) == ["2 a>b refused"]
    assert judge("a ?s a", refused=frozenset({2})) == ["2 a>s refused"]


def test_files_that_a_person_imports_count_as_they_are():
    assert judge("a b", "files") == ["2 a>b told"]


def follow(recorded: str, live: str) -> list[str]:
    """A recorded history, then live looks at the same policy, a day apart."""
    looks = [(text, "ota-versions") for text in recorded.split()] + [(text, "http") for text in live.split()]
    sightings = [
        Sighting(seq, START + timedelta(days=seq), text, None, kind) for seq, (text, kind) in enumerate(looks, start=1)
    ]
    return [write(one) for one in judge_sightings(sightings, compare=compare)]


def test_another_extraction_is_a_rebasing_and_what_changes_later_is_told():
    assert follow("a", "A+b A+b A+b+c A+b+c") == ["2 a>A+b source-changed", "4 A+b>A+b+c told"]


def test_an_edit_is_told_across_a_change_of_source_when_the_extractions_agree():
    assert follow("*+a", "*+a *+a+b *+a+b") == ["3 *+a>*+a+b told"]
    assert follow("*+a", "*+a+b *+a+b") == ["2 *+a>*+a+b told"]


def test_texts_a_page_keeps_coming_back_to_are_its_regular_states():
    looks = ["a", "a", "b", "a", "b", "b", "a", "c"]
    sightings = [Sighting(seq, START + timedelta(days=seq), text) for seq, text in enumerate(looks)]
    (state,) = find_regular_states(sightings)
    assert (state.text_hash, state.spells, state.looks) == ("a", 3, 4)


def test_a_recorded_history_that_ends_with_a_state_that_blinked_before_ends_with_that_state():
    """An archive that writes down changes alone says by silence that nothing came after it."""
    assert judge("a b a b", "ota-versions", 12) == ["2 a>b flapping", "4 a>b told"]
    assert not any("told" in line for line in judge("a b a b a b a b", "ota-versions", 12)), "it goes again"
    assert judge("a b a b b", "http", 12) == ["2 a>b flapping", "4 a>b flapping"]
