"""Steps of a text and what the next one is taken for: a part that varies without meaning is learned, never told of."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from test_significance_rules import make_change

from tracker.believe.confirm import judge_sightings
from tracker.believe.volatile import VaryingPlaces
from tracker.model import Change, Comparison, Sighting, Verdict

START = datetime(2026, 1, 1, tzinfo=UTC)
RULES = "Boats are hired by the hour. Whoever hires one brings it back."

MEMBERS, FEES = ["12", "15", "19", "24", "31"], ["12", "15", "19", "24", "31", "40"]
NEWS = ["Regatta", "New pier", "Ice", "Thaw", "Geese", "Fog"]
DAY = 24
ROWS = [
    ("a counter, after three like steps", "{} members agreed", MEMBERS, DAY, [0, 0, 0, 1]),
    ("a counter is known for good", "{} members agreed", MEMBERS, 90 * DAY, [0, 0, 0, 1]),
    ("the newest post, where days see many", "News: {}. More", NEWS, DAY / 2, [0, 0, 0, 0, 1]),
    ("the same place, but months apart", "News: {}. More", NEWS, 60 * DAY, [0, 0, 0, 0, 0]),
    ("a fee, however often", "The fee is {} euro", FEES, DAY / 2, [0, 0, 0, 0, 0]),
    ("a place in a line of duty", "You must {} us", ["call", "pay", "tell", "phone", "warn", "ask"], 12, [0] * 5),
    ("a duty, however often", "Guests {} pay", ["may", "must", "shall", "will", "may", "must"], DAY / 2, [0] * 5),
]


def step(line: str, old: str, new: str, language: str | None = "en") -> Comparison:
    texts = [f"{RULES}\n{line.format(word)}\n{RULES}" for word in (old, new)]
    return Comparison(Verdict.SUBSTANTIVE, (make_change(*texts),), language=language)


@pytest.mark.parametrize(("name", "line", "words", "hours", "wanted"), ROWS, ids=[row[0] for row in ROWS])
def test_what_varies_is_learned(name: str, line: str, words: list[str], hours: float, wanted: list[int]) -> None:
    spans, held = VaryingPlaces(), []
    for number, (old, new) in enumerate(pairwise(words)):
        comparison, at = step(line, old, new), START + timedelta(hours=hours * number)
        held.append(int(spans.holds_all(comparison, at)))
        spans.learn(comparison, at)
    assert held == wanted


def follow(line: str, figures: list[str], days: list[int]) -> list[int]:
    """The looks, one a figure, by whose steps people were told."""
    looks = [
        Sighting(seq, START + timedelta(days=day), figure, source_kind="ota-versions")
        for seq, (figure, day) in enumerate(zip(figures, days, strict=True))
    ]
    steps = judge_sightings(looks, compare=lambda old, new: step(line, old, new) if old != new else SAME)
    return [judged.new_seq for judged in steps if judged.is_told]


SAME = Comparison(Verdict.UNCHANGED, ())
COUNTED = ["318", "322", "329", "340", "344", "352", "360"]


def test_a_counter_is_told_until_it_is_known_and_not_when_it_rests() -> None:
    daily, resting = [0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 40, 41, 90]
    assert follow("Our library has {} books", COUNTED, daily) == []
    assert follow("Our library has {} books", COUNTED, resting) == [3]
    assert follow("A guest pays {} euro", COUNTED, [0, 20, 40, 60, 80, 100, 120]) == [1, 2, 3, 4, 5, 6]
    assert follow("Our library has {} books", COUNTED[:4], [0, 90, 180, 270]) == [1, 2, 3]


def test_what_changes_beside_a_known_span_is_not_held_with_it() -> None:
    spans, line = VaryingPlaces(), "{} members agreed"
    for number in range(5):
        spans.learn(step(line, str(number), str(number + 1)), START + timedelta(days=number))
    old, new = (f"{RULES}\n{count} members agreed\n{end}" for count, end in (("8", RULES), ("9", "Boats are sold.")))
    change: Change = make_change(old, new)
    assert not spans.holds_all(Comparison(Verdict.SUBSTANTIVE, (change,), language="en"), START + timedelta(days=6))


DUTIES = [
    ("en", "Guests {} pay", ["may", "must"]),
    ("it", "Gli ospiti {} pagare", ["possono", "devono"]),
    ("pl", "Goście {} płacić", ["mogą", "muszą"]),
    ("tr", "Misafir {}", ["ödeyebilir", "ödemelidir"]),
    ("ja", "客は{}", ["払うことができる", "払わなければならない"]),
    ("ru", "Ответ через {}", ["30 дней", "14 дней"]),
    ("fi", "Vastaus {} kuluessa", ["30 päivän", "14 päivän"]),
    ("xx", "{} members agreed", ["12", "15"]),
    (None, "{} members agreed", ["12", "15"]),
]


@pytest.mark.parametrize(("language", "line", "words"), DUTIES)
def test_a_duty_is_never_held_in_whatever_language(language: str | None, line: str, words: list[str]) -> None:
    """Nor anything where the words for duties are not known."""
    places, comparison = VaryingPlaces(), step(line, *words, language)
    for day in range(6):
        places.learn(comparison, START + timedelta(days=day))
    assert not places.holds_all(comparison, START + timedelta(days=6))


@pytest.mark.parametrize(("language", "line"), [("it", "{} lettori"), ("pl", "Czytelnicy: {}"), ("ja", "読者 {}")])
def test_a_counter_is_held_in_a_language_whose_duties_are_known(language: str, line: str) -> None:
    places = VaryingPlaces()
    for day in range(4):
        places.learn(step(line, str(day), str(day + 1), language), START + timedelta(days=day))
    assert places.holds_all(step(line, "8", "9", language), START + timedelta(days=6))
