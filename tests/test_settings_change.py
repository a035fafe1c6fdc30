"""A site is built anew and its selector mended: the past stays as it was read, and what changed that day is told."""

from __future__ import annotations

import pytest
from test_check import POLICY, Site, Watch, site, watch  # noqa: F401 - fixtures

from tracker.archive import open_archive

SUBJECTS = ["letters", "parcels", "crates", "barrels", "bales", "sacks", "drums", "reels", "casks", "trunks", "pallets"]


def list_clauses(days: int, kilos: int = 30) -> str:
    told = f"<h2>1. Claims</h2><p>Claims reach us in writing within {days} days of the day of delivery.</p>"
    for number, subject in enumerate(SUBJECTS, start=2):
        told += (
            f"<h2>{number}. Carriage of {subject}</h2><p>We carry {subject} of up to {kilos} kilograms, and whoever"
            f" hands over {subject} says what they hold and what all {subject} are worth together.</p>"
        )
    return told


def old_page(days: int) -> str:
    """The document, and a box that the class of the new site's document stands on by chance."""
    marks = "Our name and our sign are marks of Acme; nobody may show them on goods of another without our leave."
    box = f'<div class="legal"><p>All rights are reserved by Acme, 2026. {marks}</p></div>'
    return f"<html lang=en><body><div id=terms><h1>Terms</h1>{list_clauses(days)}</div>{box}</body></html>"


def new_page(days: int, kilos: int = 30) -> str:
    return f"<html lang=en><body><div class=legal><h1>Terms</h1>{list_clauses(days, kilos)}</div></body></html>"


def configure(watch: Watch, site: Site, select: str, *, subscribed: bool = True) -> None:  # noqa: F811
    reader = '[channel.desk]\nkind = "command"\ncommand = ["true"]\n'
    reader += '[[subscription]]\nname = "all"\nchannels = ["desk"]\npolicies = ["*"]\n'
    (watch.folder / "config.toml").write_text(
        '[tracker]\ncontact = "ops@example.org"\nconfirm_after = "10m"\n[fetch]\nallow_private_addresses = true\n'
        f'per_host_delay = "0s"\nrobots = false\n{reader if subscribed else ""}'
        f'[[policy]]\nid = "{POLICY}"\nfetch = "{site.url("/terms")}"\nselect = ["{select}"]\n'
    )


@pytest.fixture
def relaunched(site: Site, watch: Watch) -> Watch:  # noqa: F811
    """A change is told, then the site is built anew; nobody has mended the selector yet."""
    configure(watch, site, "#terms")
    for days in (30, 14, 14):
        site.publish("/terms", old_page(days))
        watch.look()
    assert [record["alerted"] for record in watch.log()] == [True]
    return watch


def test_what_was_told_stays_and_the_change_of_the_relaunch_day_is_told(relaunched: Watch, site: Site) -> None:  # noqa: F811
    (told,) = relaunched.log()
    site.publish("/terms", new_page(7))
    relaunched.look(status=1)
    configure(relaunched, site, ".legal")
    assert relaunched.look() == "changed"
    before, after = relaunched.log()
    assert before == told
    assert (after["alerted"], after["held_because"]) == (True, None)
    assert [change["inserted"] for change in after["changes"]] == [["us in writing within 7 days of the day of"]]
    assert relaunched.count_alerts() == 2
    assert relaunched.look() == "unchanged"


def test_what_two_selectors_read_otherwise_is_listed_with_its_changes(relaunched: Watch, site: Site) -> None:  # noqa: F811
    site.publish("/terms", new_page(14, kilos=20))
    configure(relaunched, site, ".legal")
    relaunched.look()
    relaunched.look()
    _, after = relaunched.log()
    assert (after["alerted"], after["held_because"]) == (False, "settings-changed")
    assert len(after["changes"]) == len(SUBJECTS)
    assert relaunched.count_alerts() == 1


def test_settings_that_find_the_document_in_old_pages_read_them_all(relaunched: Watch, site: Site) -> None:  # noqa: F811
    """A menu was read as terms; it is taken out of every look, and nobody hears of it."""
    site.publish("/terms", old_page(14))
    configure(relaunched, site, "body")
    relaunched.look()
    (told,) = relaunched.log()
    assert (told["alerted"], told["held_because"]) == (True, None)
    assert relaunched.show()[0]["sections"][-1]["text"].endswith("without our leave.")
    assert relaunched.count_alerts() == 1


def test_a_rebuild_between_mending_and_the_next_check_takes_no_news_away(relaunched: Watch, site: Site) -> None:  # noqa: F811
    """The old selector reads a sliver of the new page, doubted at every look; the mended one reads the document."""
    sliver = "<div id=terms><p>Terms of carriage, and how to reach us by day.</p></div>"
    site.publish("/terms", new_page(7).replace("<body>", f"<body>{sliver}"))
    assert [relaunched.look() for _ in range(3)] == ["quarantined"] * 3
    configure(relaunched, site, ".legal")
    relaunched.run("rebuild")
    assert relaunched.look() == "changed"
    assert relaunched.count_alerts() == 2
    assert relaunched.log()[-1]["alerted"]


def test_a_rebuild_reads_each_look_as_it_was(relaunched: Watch, site: Site) -> None:  # noqa: F811
    site.publish("/terms", new_page(7))
    relaunched.look(status=1)
    configure(relaunched, site, ".legal")
    relaunched.look()
    before = relaunched.log()
    relaunched.run("rebuild")
    assert relaunched.log() == before


def test_alerted_is_never_said_of_what_nobody_was_sent(site: Site, watch: Watch) -> None:  # noqa: F811
    """A selector that took the wrong box is mended: the changes of old looks come to light, and alert nobody."""
    configure(watch, site, "div.legal")
    for days in (30, 14, 14):
        site.publish("/terms", old_page(days))
        watch.look()
    assert watch.log() == []
    configure(watch, site, "#terms")
    watch.look()
    (found,) = watch.log()
    assert (found["verdict"], found["held_because"], found["alerted"]) == ("substantive", None, False)
    assert watch.count_alerts() == 0
    assert "nobody was alerted" in watch.run("log")


def test_a_page_that_never_answered_is_not_said_to_be_read_under_older_rules(site: Site, watch: Watch) -> None:  # noqa: F811
    configure(watch, site, "#terms")
    site.publish("/terms", "<html><body><p>Nothing.</p></body></html>")
    watch.look(status=1)
    with open_archive(watch.folder / "snapshots/tracker.db") as archive:
        archive._store.run("UPDATE derivation SET ruleset = ruleset - 1")
    assert "older rules" not in watch.run("status")
