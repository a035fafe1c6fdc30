"""Several pages of one site: what stands on all of them around the text is the site's; a clause they share is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from parcels import START
from test_import_ota import Repository

from tracker.archive import Archive, open_archive
from tracker.cli import tracker
from tracker.model import Capture, HeldBecause, Outcome, Source
from tracker.track.derive import derive_policy

SUBJECTS = {
    "terms": "moorings",
    "privacy": "records",
    "cookies": "browsers",
    "returns": "parcels",
    "fees": "charges",
}
DENIED = (
    "<p>No entry</p><p>The keeper of this shop, please look whether the locks of your shop are set as they were.</p>"
)
BANNER = "<p>Our new rules of the harbour are here. Have a look at <a href='/new'>what is new</a>!</p>"
LIABILITY = "The harbour is liable for damage only up to 500 EUR for each guest and season."
ADDRESS = "Harbour Boats Ltd, 4 Pier Road, 2100 Seatown, registered under 55 12 34."


def write_page(subject: str, *, before: str = "", clause: str = "", opening: str = "", after: str = "") -> str:
    """A page of four headed clauses that speak of its own subject."""
    clauses = {
        "Scope": f"These rules speak of {subject} and of whoever comes to the harbour for {subject}. {opening}",
        "Duties": f"Each guest must keep {subject} in good order, and tell the harbour master when {subject} are lost.",
        "Liability": clause or "The harbour is liable for damage up to 900 EUR for each guest and season.",
        "Ending": f"Either side may end the use of {subject} with a notice of thirty days in writing.",
    }
    text = "".join(f"<h2>{heading}</h2><p>{body}</p>" for heading, body in clauses.items()) + after
    return (
        f"<html lang=en><body>{before}<h1>Rules on {subject}</h1><p>The harbour and its guests agree.</p>{text}</body>"
    )


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "t.db") as archive:
        for name in SUBJECTS:
            archive.policies.ensure(f"harbour/{name}", at=START)
        yield archive


def look_at_all(archive: Archive, days: float, host: str = "www.harbour.example", **parts: str) -> None:
    """One round of looks, a page after the other."""
    for number, (name, subject) in enumerate(SUBJECTS.items()):
        policy, at = f"harbour/{name}", START + timedelta(days=days, minutes=5 * number)
        address = f"https://{host.replace('*', name)}/{name}"
        page = Capture(Source("http", address), at, write_page(subject, **parts).encode(), "text/html", status=200)
        archive.observations.record(policy, observed_at=at, outcome=Outcome.FETCHED, recorded_at=at, captures=[page])
        derive_policy(archive, policy, now=at)


def list_steps(archive: Archive) -> list[tuple[HeldBecause | None, str | None, str]]:
    """Of the last step of each page: why it was held, in words, and its summary."""
    last = [archive.change_sets.last(f"harbour/{name}") for name in SUBJECTS]
    return [(one.judgement.held_because, one.judgement.reason, one.comparison.summary) for one in last if one]


@pytest.mark.parametrize("host", ["www.harbour.example", "*.harbour.example"])
def test_a_banner_on_five_pages_of_a_site_on_one_day_wakes_nobody(archive: Archive, host: str) -> None:
    for days in (0, 1):
        look_at_all(archive, days, host)
    for days in (2, 3):
        look_at_all(archive, days, host, before=BANNER)
    steps = list_steps(archive)
    assert [(held, reason) for held, reason, _ in steps] == [
        (HeldBecause.COSMETIC, "stands on 4 other pages of this site")
    ] * 5
    assert all(summary.startswith("Nothing of substance") for _, _, summary in steps)


def test_a_banner_that_goes_from_all_pages_wakes_nobody(archive: Archive) -> None:
    for days in (0, 1):
        look_at_all(archive, days, before=BANNER)
    for days in (2, 3):
        look_at_all(archive, days)
    assert [reason for _, reason, _ in list_steps(archive)] == ["stands on 4 other pages of this site"] * 5


def test_an_error_behind_the_last_clause_of_all_pages_wakes_nobody(archive: Archive) -> None:
    for days in (0, 1):
        look_at_all(archive, days)
    for days in (2, 3):
        look_at_all(archive, days, after=DENIED)
    assert [reason for _, reason, _ in list_steps(archive)] == ["stands on 4 other pages of this site"] * 5


def test_a_promise_behind_the_last_clause_of_all_pages_is_told_on_each(archive: Archive) -> None:
    for days in (0, 1):
        look_at_all(archive, days)
    for days in (2, 3):
        look_at_all(archive, days, after="<p>The harbour must answer every letter of its guests within a week.</p>")
    assert [held for held, _, _ in list_steps(archive)] == [None] * 5


def test_a_clause_that_changes_on_all_pages_is_told_on_each(archive: Archive) -> None:
    for days in (0, 1):
        look_at_all(archive, days)
    for days in (2, 3):
        look_at_all(archive, days, clause=LIABILITY)
    assert [held for held, _, _ in list_steps(archive)] == [None] * 5
    assert all("500 EUR" in summary for _, _, summary in list_steps(archive))


def test_an_address_that_all_pages_share_is_told_on_each(archive: Archive) -> None:
    for days in (0, 1):
        look_at_all(archive, days)
    for days in (2, 3):
        look_at_all(archive, days, opening=ADDRESS)
    assert [held for held, _, _ in list_steps(archive)] == [None] * 5


def test_a_clause_is_told_without_the_banner_that_came_with_it(archive: Archive) -> None:
    for days in (0, 1):
        look_at_all(archive, days)
    for days in (2, 3):
        look_at_all(archive, days, clause=LIABILITY, before=BANNER)
    (change_set, *_) = [archive.change_sets.last(f"harbour/{name}") for name in SUBJECTS]
    assert change_set is not None
    assert change_set.is_told
    assert "new rules" not in change_set.comparison.summary
    assert [str(one.significance) for one in change_set.comparison.changes if "new rules" in str(one.inserted)] == [
        "cosmetic"
    ]


def test_the_same_banner_on_pages_of_strangers_is_news(archive: Archive) -> None:
    for days in (0, 1):
        look_at_all(archive, days, "*.example")
    for days in (2, 3):
        look_at_all(archive, days, "*.example", before=BANNER)
    assert [held for held, _, _ in list_steps(archive)] == [None] * 5


def test_a_banner_is_known_again_when_it_goes_and_whenever_it_is_back(archive: Archive) -> None:
    """One page alone: the first time it is told, for nobody can know better."""
    held = look_at_one(archive, ["", "", BANNER, BANNER, "", "", "", BANNER, BANNER])
    assert [why for why, _ in held] == [None, HeldBecause.COSMETIC, HeldBecause.COSMETIC]
    assert [reason for _, reason in held[1:]] == [
        "came or went alone on 2024-03-03",
        "came and went before while nothing else changed",
    ]


def test_a_banner_that_is_worded_anew_is_the_banner_still(archive: Archive) -> None:
    offers = [
        f"<p>{percent} % off {what} in our shop by the pier</p>" for percent, what in ((10, "oars"), (20, "sails"))
    ]
    held = look_at_one(archive, ["", "", offers[0], offers[0], offers[1], offers[1], "", ""])
    assert [why for why, _ in held] == [None, HeldBecause.COSMETIC, HeldBecause.COSMETIC]


def test_a_banner_that_blinked_is_set_aside_beside_an_edit(archive: Archive) -> None:
    look_at_one(archive, ["", BANNER, "", BANNER, BANNER], edited_on=3)
    change_set = archive.change_sets.last("harbour/terms")
    assert change_set is not None
    assert change_set.is_told
    assert "500 EUR" in change_set.comparison.summary
    assert "new rules" not in change_set.comparison.summary


def test_a_banner_that_blinked_and_came_to_stay_is_told(archive: Archive) -> None:
    held = look_at_one(archive, ["", BANNER, "", *[BANNER] * 20])
    assert [why for why, _ in held] == [HeldBecause.FLAPPING, None]


def look_at_one(
    archive: Archive, befores: list[str], edited_on: int | None = None
) -> list[tuple[HeldBecause | None, str | None]]:
    """One page alone, day by day with something else before its text: why each of its steps was held."""
    for days, before in enumerate(befores):
        at = START + timedelta(days=days)
        clause = LIABILITY if edited_on is not None and days >= edited_on else ""
        page = Capture(
            Source("http", "https://harbour.example/terms"), at,
            write_page("moorings", before=before, clause=clause).encode(), "text/html", status=200,
        )  # fmt: skip
        captured = archive.observations.record(
            "harbour/terms", observed_at=at, outcome=Outcome.FETCHED, recorded_at=at, captures=[page]
        )
        assert captured
        derive_policy(archive, "harbour/terms", now=at)
    return [(step.judgement.held_because, step.judgement.reason) for step in archive.change_sets.of("harbour/terms")]


def test_the_documents_of_one_folder_of_a_repository_are_one_site(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "snapshots")
    for day, before in ((1, ""), (9, BANNER), (11, BANNER + "<!-- as before -->")):
        for minute, (name, subject) in enumerate(SUBJECTS.items()):
            moment = f"2024-01-{day:02}T10:{minute:02}:00Z"
            repository.commit(f"Harbour/{name.title()}.html", write_page(subject, before=before), moment)
    where = ("--database", str(tmp_path / "t.db"))
    assert CliRunner().invoke(tracker, ["import", "ota", str(repository.folder), *where]).exit_code == 0
    for name in SUBJECTS:
        answer = CliRunner().invoke(tracker, ["log", f"harbour/{name}", "--all", "--json", *where])
        (step,) = map(json.loads, answer.stdout.splitlines())
        assert (step["alerted"], step["held_because"]) == (False, "cosmetic")
        assert step["reason"] == "stands on 4 other pages of this site"
