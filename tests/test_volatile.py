"""Steps of a text and what the next one is taken for: a part that varies without meaning is learned, never told of."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from test_significance_rules import make_change

from tracker.believe.volatile import VolatileSpans
from tracker.model import Change, Comparison, Verdict

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


def step(line: str, old: str, new: str) -> Comparison:
    texts = [f"{RULES}\n{line.format(word)}\n{RULES}" for word in (old, new)]
    return Comparison(Verdict.SUBSTANTIVE, (make_change(*texts),))


@pytest.mark.parametrize(("name", "line", "words", "hours", "wanted"), ROWS, ids=[row[0] for row in ROWS])
def test_what_varies_is_learned(name: str, line: str, words: list[str], hours: float, wanted: list[int]) -> None:
    spans, held = VolatileSpans(), []
    for number, (old, new) in enumerate(pairwise(words)):
        comparison, at = step(line, old, new), START + timedelta(hours=hours * number)
        held.append(int(spans.holds_all(comparison, at)))
        spans.learn(comparison, at)
    assert held == wanted


def test_what_changes_beside_a_known_span_is_not_held_with_it() -> None:
    spans, line = VolatileSpans(), "{} members agreed"
    for number in range(5):
        spans.learn(step(line, str(number), str(number + 1)), START + timedelta(days=number))
    old, new = (f"{RULES}\n{count} members agreed\n{end}" for count, end in (("8", RULES), ("9", "Boats are sold.")))
    change: Change = make_change(old, new)
    assert not spans.holds_all(Comparison(Verdict.SUBSTANTIVE, (change,)), START + timedelta(days=6))
