"""`tracker accept` and `refuse`: a person decides with open eyes, on what stands, and may take it back."""

from __future__ import annotations

import pytest
from test_check import POLICY, WALL, Site, Watch, page, site, watch  # noqa: F401 - fixtures
from test_settings_change import configure, new_page

from tracker.archive import open_archive
from tracker.cli import main


@pytest.fixture
def walled(site: Site, watch: Watch) -> Watch:  # noqa: F811
    """A page that became a wall, watched by somebody."""
    configure(watch, site, "body")
    site.publish("/terms", new_page(30))
    watch.look()
    site.publish("/terms", WALL)
    assert watch.look() == "quarantined"
    return watch


def fail(watch: Watch, *arguments: str) -> str:  # noqa: F811
    """What a command says that refuses."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--config", str(watch.folder / "config.toml")])
    said = watch.capsys.readouterr()
    assert ended.value.code == 2, said.out
    return said.out + said.err


def test_nothing_is_decided_unseen(walled: Watch) -> None:
    """Nobody is at the keyboard: what there is to decide is shown, and stays as it was."""
    said = fail(walled, "accept", POLICY)
    assert "Checking your browser" in said
    assert "becomes the text that stands; 1 change told, 1 alert will be sent" in said
    assert "nothing was decided" in said
    assert [record["held_because"] for record in walled.log()] == ["quarantined"]
    assert walled.count_alerts() == 0
    assert "--yes decides without asking: say on which change set" in fail(walled, "accept", POLICY, "--yes")


def test_a_decision_can_be_taken_back(walled: Watch) -> None:
    (held,) = walled.log()
    walled.decide("accept")
    assert [(record["held_because"], record["alerted"]) for record in walled.log()] == [(None, True)]
    walled.run("accept", POLICY, held["change_set"], "--take-back", "--yes")
    assert [(record["change_set"], record["held_because"]) for record in walled.log()] == [
        (held["change_set"], "quarantined")
    ]
    assert walled.show()[0]["sections"][0]["text"].startswith("Claims reach us")
    said = fail(walled, "accept", POLICY, held["change_set"], "--take-back", "--yes")
    assert "there is no decision to accept" in said
    with open_archive(walled.folder / "snapshots/tracker.db", read_only=True) as archive:
        kinds = [
            row["kind"] for row in archive._store.rows("SELECT kind FROM decision JOIN withdrawal ON decision = id")
        ]
    assert kinds == ["accept"]


def test_a_refusal_that_is_taken_back_leaves_what_the_rules_say(walled: Watch) -> None:
    walled.decide("refuse")
    assert [record["held_because"] for record in walled.log()] == ["refused"]
    assert "refused already" in fail(walled, "refuse", POLICY, walled.log()[0]["change_set"], "--yes")
    walled.decide("refuse", "--take-back")
    assert [record["held_because"] for record in walled.log()] == ["quarantined"]


def test_what_another_text_superseded_is_not_decided(walled: Watch, site: Site) -> None:  # noqa: F811
    """The page is well again: the wall of yesterday must not become a version today."""
    (held,) = walled.log()
    site.publish("/terms", new_page(30))
    walled.look()
    for decision in ("accept", "refuse"):
        assert "waits for a decision" in fail(walled, decision, POLICY)
        said = fail(walled, decision, POLICY, held["change_set"], "--yes")
        assert "is superseded: another text was seen since" in said


def test_what_is_held_for_no_doubt_is_not_accepted(watch: Watch, site: Site) -> None:  # noqa: F811
    configure(watch, site, "body")
    for days in (30, 30, 14, 14):
        site.publish("/terms", new_page(days))
        watch.look()
    (told,) = watch.log()
    assert "was told already" in fail(watch, "accept", POLICY, told["change_set"], "--yes")


def test_a_change_seen_once_can_be_accepted_at_once(watch: Watch, site: Site) -> None:  # noqa: F811
    configure(watch, site, "body")
    for days in (30, 14):
        site.publish("/terms", new_page(days))
        watch.look()
    watch.decide("accept")
    assert [(record["held_because"], record["alerted"]) for record in watch.log()] == [(None, True)]
    assert watch.count_alerts() == 1
