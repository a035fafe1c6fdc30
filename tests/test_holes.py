"""A capture that lost words all over the text, and one that somebody edited."""

from __future__ import annotations

import pytest

from tracker.compare.changes import compare_readings
from tracker.model import Verdict
from tracker.read.document import read_document

LINKED = (
    ("the berth plan", "the tide tables"),
    ("our price list", "the harbour office"),
    ("the club's letter", "the pilots' page"),
    ("our fire rules", "the list of cranes"),
    ("the winter notice", "the quay map"),
    ("the weather desk", "the ferry hours"),
)


def write_rules(pairs: tuple[tuple[str, str], ...], *, ending: str = "") -> str:
    """A clause for each pair of phrases, which stand in the midst of its sentences."""
    clauses = (
        f"## Part {'ABCDEFGH'[number]}\n\nGuests read {first} before they sail. Whoever lost {second} asks.{ending} "
        f"A boat of class {'ABCDEFGH'[number]} lies at its own pier, and its owner keeps it free from ropes and nets."
        for number, (first, second) in enumerate(pairs)
    )
    return "# Rules\n\n" + "\n\n".join(clauses)


def compare(old: str, new: str) -> Verdict:
    return compare_readings(*(read_document(text.encode(), media_type="text/markdown") for text in (old, new))).verdict


def test_words_lost_from_the_midst_of_sentences_in_many_clauses_are_the_captures_fault() -> None:
    assert compare(write_rules(LINKED), write_rules((("", ""),) * 6)) is Verdict.COSMETIC


@pytest.mark.parametrize(
    ("pairs", "ending"),
    [
        ((("", ""),) * 2 + LINKED[2:], ""),
        ((("", ""),) * 5 + (("the weather desk", "its licence"),), ""),
        ((("", ""),) * 6, " Nobody sails at night."),
    ],
    ids=["few", "a word put in", "a sentence put in"],
)
def test_words_taken_out_by_somebody_are_news(pairs: tuple[tuple[str, str], ...], ending: str) -> None:
    assert compare(write_rules(LINKED), write_rules(pairs, ending=ending)) is Verdict.SUBSTANTIVE


def test_one_name_dropped_everywhere_is_news() -> None:
    named = tuple((f"{first} of Seatown", f"{second} of Seatown") for first, second in LINKED)
    assert compare(write_rules(named), write_rules(LINKED)) is Verdict.SUBSTANTIVE


PRICES = "# Prices\n\n" + "\n\n".join(
    f"## Pier {letter}\n\nThe owner pays € {number}00 for each metre of pier {letter}. The captain’s boat is free."
    for number, letter in enumerate("ABCDE", start=1)
)


def test_characters_that_an_encoding_could_not_hold_are_no_edit() -> None:
    damaged = PRICES.encode("ascii", "replace").decode()
    assert compare(PRICES, damaged) is Verdict.COSMETIC
    assert compare(damaged, PRICES) is Verdict.COSMETIC


def test_one_sign_that_changed_and_a_figure_beside_lost_signs_are_news() -> None:
    assert compare(PRICES, PRICES.replace("€ 300", "? 300")) is Verdict.SUBSTANTIVE
    damaged = PRICES.encode("ascii", "replace").decode().replace("300", "350")
    assert compare(PRICES, damaged) is Verdict.SUBSTANTIVE
