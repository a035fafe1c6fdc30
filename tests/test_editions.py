"""A page that prints its document twice: one text in two widths, or what will hold above what holds."""

from __future__ import annotations

import pytest

from tracker.compare.changes import compare_readings
from tracker.model import Reading, Verdict
from tracker.read.document import read_document

RULES = (
    "Members book a boat a day before they row, and write their name into the book that lies beside the door.",
    "A boat that is not back by nightfall is looked for, and whoever took it pays what the search has cost the club.",
    "Guests row with a member at their side, twice in a year at most, and wear a vest from the landing to the landing.",
    "The club mends what breaks in fair use; what breaks because somebody was careless is paid by that member.",
    "Lockers are let for a year, and what is left in a locker after the year belongs to the club and may be sold.",
    "Whoever leaves the club says so in writing before the end of September, and gives back the keys to the boathouse.",
    "The board may close the landing for a day when the water is high, and puts up a note that says for how long.",
    "Fees are due in March and are not given back, whatever the weather was and however often somebody has rowed.",
)
CHANGED = RULES[2].replace("twice", "five times")


def write(dated: str, rules: tuple[str, ...] = RULES, title: str = "# Rules of the boathouse") -> str:
    body = "\n\n".join(f"## Rule {'ABCDEFGHIJ'[n]}\n\n{rule}" for n, rule in enumerate(rules))
    return f"{title}\n\n{dated}\n\n{body}\n\n"


def read(text: str) -> Reading:
    return read_document(text.encode(), name="rules.md")


CURRENT = write("Effective 3 May 2024")
COMING = write("Effective 1 December 2026", (*RULES[:2], CHANGED, *RULES[3:]))
BELOW = write("Effective 3 May 2024", title="# Current rules of the boathouse")
TWIN = write("For members who row on the lake", tuple(rule.replace("club", "lake club") for rule in RULES))


@pytest.mark.parametrize("page", [COMING + BELOW, BELOW + COMING], ids=["coming first", "current first"])
def test_what_an_announced_edition_changes_is_told_when_it_is_announced_and_no_more_when_it_holds(page: str) -> None:
    both = read(page)
    (warning,) = both.warnings
    assert (warning.kind, warning.message[-10:]) == ("editions", "2026-12-01")
    announced = compare_readings(read(CURRENT), both)
    assert [change.deleted for change in announced.changes if change.deleted][-1] == ("twice",)
    assert announced.verdict is Verdict.SUBSTANTIVE
    assert compare_readings(both, read(COMING)).verdict is Verdict.UNCHANGED


def test_both_may_name_the_day_on_which_one_follows_the_other() -> None:
    until = write("Effective until 1 December 2026. Last updated 3 May 2024.", title="# Current rules")
    assert "five times" in read(COMING + until).sections[3].text


def test_an_edition_that_says_its_last_day_goes_however_much_the_coming_one_says_otherwise() -> None:
    coming = tuple(f"From now on: {rule.lower()}" if n % 2 else rule for n, rule in enumerate(RULES * 2))
    former = (*RULES, *(f"As before: {rule.lower()}" for rule in RULES))
    below = write("Effective until 1 December 2026", former[:10], title="# Current rules")
    both = read(write("Effective 1 December 2026", coming[:10]) + below)
    assert [warning.message[-10:] for warning in both.warnings] == ["2026-12-01"]
    assert "As before" not in "\n".join(section.text for section in both.sections)


def test_a_rule_for_some_days_is_no_edition() -> None:
    page = read(CURRENT + "## In summer\n\nUntil 1 September 2026\n\n" + "\n\n".join(rule.upper() for rule in RULES))
    assert not page.warnings


def test_a_text_that_stands_twice_is_read_once() -> None:
    once = read(CURRENT)
    twice = read(CURRENT + CURRENT)
    assert [warning.kind for warning in twice.warnings] == ["doubled"]
    assert twice.sections == once.sections


@pytest.mark.parametrize(
    "page",
    [CURRENT + TWIN, write("", RULES) + write("", (*RULES[:2], CHANGED, *RULES[3:])), CURRENT],
    ids=["rules for two waters", "two texts without a date", "one text"],
)
def test_what_no_date_tells_apart_stays_whole(page: str) -> None:
    reading = read(page)
    assert not reading.warnings
    said = "\n".join(section.text for section in reading.sections)
    assert all(rule in said for rule in RULES)
    assert said.count("careless") >= page.count("careless")
