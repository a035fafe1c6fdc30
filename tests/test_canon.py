"""What canon takes away, and what it must never touch."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.model import Block, BlockKind, Reading, Section
from tracker.text.canon import RULES, apply_rules, canon_heading, canon_key, canon_text
from tracker.text.identity import hash_reading
from tracker.text.lost import same_key

NO_DIFFERENCE = [
    ("quotes", "the “Service” is ‘ours’", "the \"Service\" is 'ours'"),
    ("dashes", "data – all of it", "data - all of it"),
    ("spaces at a symbol", "a fee of 5€ («fee»)", "a fee of 5 € (« fee »)"),
    ("glued by markup", "our Terms.You agree", "our Terms. You agree"),
    ("split word", "the Play store", "the Play  sto re"),
    ("no-break and zero-width", "thirty\u00a0days\u200b", "thirty days"),
    ("emphasis left over", "**Fees** are _due_ now", "Fees are due now"),
    ("escapes", r"1\. Who we are", "1. Who we are"),
    ("mojibake", "the clientâ€™s data", "the client’s data"),
    ("written-out address", "mail legal [at] example [dot] org", "mail legal@example.org"),
    ("label as a sign", "(b) lend or © sell it", "(b) lend or (c) sell it"),
    ("ligature", "ﬁnal ofﬁce", "final office"),
]
A_DIFFERENCE = [
    ("negation", "we may share data", "we may not share data"),
    ("figure", "within 30 days", "within 14 days"),
    ("grouped figure", "from 1 000 to 2 000", "from 1000 to 2000"),
    ("comma", "users, who agree", "users who agree"),
    ("case", "Content", "content"),
    ("address", "mail legal@example.org", "mail sales@example.org"),
    ("check mark in a cell", "✓ | Towels", "Towels"),
    ("copyright", "© Wrencall", "(c) Wrencall"),
    ("check mark alone", "✓", ""),
]


@pytest.mark.parametrize(("name", "old", "new"), NO_DIFFERENCE, ids=[case[0] for case in NO_DIFFERENCE])
def test_what_no_reader_would_call_a_difference_is_none(name, old, new):
    assert canon_key(old) == canon_key(new)


@pytest.mark.parametrize(("name", "old", "new"), A_DIFFERENCE, ids=[case[0] for case in A_DIFFERENCE])
def test_words_figures_and_punctuation_stay_different(name, old, new):
    assert canon_key(old) != canon_key(new)


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_each_rule_does_what_its_example_says_and_only_once(rule):
    assert rule.apply(rule.example) == rule.gives
    assert rule.apply(rule.gives) == rule.gives


@given(st.text(max_size=200))
@example("0*_")
@example(" •")
@example("-*-")
@example("\\\\.")
@example("a _*b")
def test_canon_is_idempotent(text):
    assert canon_text(canon_text(text)) == canon_text(text)
    assert canon_key(canon_text(text)) == canon_key(text)


@given(st.text("abZ09 .,'`\"-_*\\[](){}@&;dashéèàßžÿÃÂ\n\t\x1f“”„’‘›´–—‑−⁃\xa0•½\u0301", max_size=60))
@example("Ã©, Â§")
@example("Â\xa0 – â€“")
@example("&mdash;--&ndash;")
def test_rules_for_rare_signs_are_run_where_they_change_something(text):
    in_full = text
    for rule in RULES:
        in_full = rule.apply(in_full)
    assert apply_rules(text) == in_full


PROTECTED = "You must pay 1,250.75 EUR within 30 days (see 10.4(a)); C++ and AT&T are marks, 50% off, a_b@example.org."


def test_canon_leaves_a_plain_sentence_alone():
    assert canon_text(PROTECTED) == PROTECTED


def test_a_lost_character_and_a_hidden_address_equal_what_stands_there():
    assert same_key(canon_key("the client\ufffds data"), canon_key("the client’s data"))
    assert same_key(canon_key("write to [email protected] today"), canon_key("write to privacy@example.org today"))
    assert not same_key(canon_key("write to [email protected] today"), canon_key("write to us by post today"))


def test_a_piece_of_a_hidden_address_is_no_word() -> None:
    whole = canon_key("ask [email protected]. For the rest")
    for piece in (
        "ask [email protected]mple.org. For",
        "ask i[email protected]. For",
        "ask [email protected].org. For",
    ):
        assert same_key(canon_key(f"{piece} the rest"), whole), piece
    assert not same_key(canon_key("ask us at [email protected]. For the rest"), whole)


def fits_by_pattern(holed: str, whole: str) -> bool:
    """What `same_key` means by a hole, as the regular expression that it once was: right, and exponential."""
    parts = re.split("(\\[emailprotected\\]|\ufffd+)", holed)
    holes = {True: r"[\w.+'%-]{1,64}@[\w.-]{1,255}", False: ".{1,3}"}
    pattern = "".join(re.escape(part) if at % 2 == 0 else holes[part[0] == "["] for at, part in enumerate(parts))
    return len(parts) > 1 and re.fullmatch(pattern, whole, re.DOTALL) is not None


HOLED = st.lists(st.sampled_from(["a", "b", "a@b", "\ufffd", "[emailprotected]", "."]), max_size=7).map("".join)
FILLED = st.text("ab@.", max_size=9)


@settings(max_examples=500)
@given(HOLED, st.one_of(FILLED, HOLED))
def test_holes_are_filled_as_the_pattern_says(holed, whole):
    assert same_key(holed, whole) == (holed == whole or fits_by_pattern(holed, whole) or fits_by_pattern(whole, holed))


@pytest.mark.parametrize("hole", ["\ufffd", "[emailprotected]", "\ufffd[emailprotected]"])
@pytest.mark.parametrize("whole", ["a", "b@b", "a@a.", "\n", ("a" * 64 + "@" + "a" * 255)], ids=lambda whole: whole[:4])
@pytest.mark.parametrize("between", ["a", ""])
def test_many_holes_cost_no_more_than_the_text_is_long(hole, between, whole):
    begun = time.process_time()
    for size in (20, 2_000, 20_000):
        same_key((hole + between) * size + "x", whole * (size * 4 // len(whole)) + "y")
    assert time.process_time() - begun < 5, "20 lost characters took five seconds once, 20,000 would take for ever"


def test_a_text_full_of_lost_characters_is_still_known():
    whole = "Für die Prüfung größerer Beträge gelten die Gebühren. " * 2_000
    assert same_key(canon_key(re.sub("[üöäß]", "\ufffd", whole)), canon_key(whole))


def test_a_heading_is_the_same_with_and_without_its_full_stop():
    assert canon_heading("Charges.") == canon_heading("Charges")
    assert canon_heading(None) == ""


def reading_of(*bodies: str) -> Reading:
    blocks = tuple(Block(BlockKind.PARAGRAPH, body) for body in bodies)
    return Reading("text/html", None, "en", (Section(0, 1, number="1", heading="Fees", blocks=blocks),))


def test_the_hash_ignores_how_a_body_breaks_into_blocks_but_no_word():
    assert hash_reading(reading_of("We charge fees.", "They are due.")) == hash_reading(
        reading_of("We charge fees. They are due.")
    )
    assert hash_reading(reading_of("We charge fees.")) != hash_reading(reading_of("We charge no fees."))
