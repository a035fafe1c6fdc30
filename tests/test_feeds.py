"""Feeds as feed readers see them: parsed, and held against the formats' rules."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telling import NOW, make_alert, make_card, make_change, make_change_set, make_message

from tracker.ask.shared import fold_told
from tracker.config import FeedChannel
from tracker.errors import DeliveryError
from tracker.model import Change, ChangeSet, Kind
from tracker.publish.feedfiles import publish_alert
from tracker.publish.feedindex import write_index, write_opml
from tracker.publish.feeds import Feed, FeedEntry, make_tag, write_atom, write_feed, write_json_feed, write_rss
from tracker.publish.feedshelf import FeedShelf
from tracker.publish.messages import write_message

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://terms.example.org/feeds"


def make_feed(title: str = "Clipcast", html: str = "<p>x</p>", summary: str = "s") -> Feed:
    entry = FeedEntry(
        id=make_tag("example.org", "clipcast/terms", "2026-03-02T12:00:00Z"),
        title=title,
        summary=summary,
        html=html,
        link="https://clipcast.example/terms",
        published_at=NOW,
        updated_at=NOW + timedelta(minutes=10),
        categories=("clipcast/terms", "ai-training"),
    )
    return Feed(path="all", id=make_tag("example.org", "all"), title="Policy changes", entries=(entry,))


@pytest.mark.parametrize("write", [write_rss, write_atom])
def test_a_feed_reader_gets_everything(write) -> None:
    parsed = feedparser.parse(write(make_feed(html="<p><span>old</span></p>"), site=SITE))
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert entry.id == "tag:example.org,2026:clipcast/terms/2026-03-02T12:00:00Z"
    assert entry.title == "Clipcast" and entry.link == "https://clipcast.example/terms"
    html = entry.content[0].value if "content" in entry else entry.summary
    assert "<span>old</span>" in html
    assert [tag.term for tag in entry.tags] == ["clipcast/terms", "ai-training"]
    assert any(link.rel == "self" and link.href.startswith(SITE) for link in parsed.feed.links)


def test_atom_holds_what_rfc_4287_asks_for() -> None:
    root = ET.fromstring(write_atom(make_feed(), site=SITE))
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(f"{ATOM}{name}")) == 1
    assert root.findtext(f"{ATOM}updated") == "2026-03-02T12:10:00+00:00"
    entry = root.find(f"{ATOM}entry")
    for name in ("id", "title", "updated", "published"):
        assert len(entry.findall(f"{ATOM}{name}")) == 1
    assert entry.find(f"{ATOM}content").get("type") == "html"


def test_rss_holds_what_its_specification_asks_for() -> None:
    channel = ET.fromstring(write_rss(make_feed(), site=SITE)).find("channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description", "lastBuildDate"))
    guid = channel.find("item/guid")
    assert guid.get("isPermaLink") == "false" and guid.text.startswith("tag:")
    assert channel.findtext("item/pubDate") == "Mon, 02 Mar 2026 12:00:00 +0000"


def test_json_feed_holds_what_version_1_1_asks_for() -> None:
    feed = json.loads(write_json_feed(make_feed(), site=SITE))
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["feed_url"] == f"{SITE}/all.json"
    (item,) = feed["items"]
    assert item["id"].startswith("tag:") and item["content_html"] == "<p>x</p>"
    assert item["date_published"] == "2026-03-02T12:00:00Z" and item["date_modified"] == "2026-03-02T12:10:00Z"
    assert item["tags"] == ["clipcast/terms", "ai-training"]


@settings(max_examples=40, deadline=None)
@given(
    st.text(max_size=60)
    | st.sampled_from(["]]><x/>", "<script>alert(1)</script>", "\x00\x0b\ufffe", "\u202egpj", "&#0;", "\ud800"])
)
def test_whatever_a_page_says_the_feeds_stay_well_formed(text: str) -> None:
    change_set = make_change_set(make_change(new=text or "x", heading=text or "x"), summary=text)
    shelf = FeedShelf(limit=5)
    shelf.open("all", f"Policy changes: {text}", started_at=NOW)
    shelf.add(change_set, "Clip", lambda one, matched: write_message(one, make_card(f"Clip {text}"), matched=matched))
    for feed in shelf.feeds():
        ET.fromstring(write_opml([feed], title=text))
        assert "<script>alert" not in write_index([feed], title=text)
        for write in (write_rss, write_atom):
            xml = write(feed)
            root = ET.fromstring(xml)
            titles = [one.text or "" for one in root.iter() if one.tag.endswith("title")]
            assert not any("<" in title for title in titles)
            assert "<script" not in xml and "\u202e" not in xml
            assert {one.tag.split("}")[-1] for one in root.iter()}.isdisjoint({"script", "x"})
        assert "<script" not in json.loads(write_json_feed(feed))["items"][0]["content_html"]


def test_a_feed_without_entries_is_valid_and_stays_the_same() -> None:
    empty = Feed(path="all", id="tag:example.org,2026:all", title="Nothing yet", entries=(), started_at=NOW)
    assert write_atom(empty) == write_atom(empty)
    for write in (write_rss, write_atom):
        parsed = feedparser.parse(write(empty))
        assert not parsed.bozo and parsed.feed.updated_parsed[:3] == (2026, 3, 2)
        assert "localhost" not in write(empty)


OPENED = (
    *("all", "service/clipcast", "service/other", "policy/clipcast/terms", "policy/other/privacy"),
    *("clause/clipcast/terms/cai", "topic/ai-training", "topic/price"),
)


def shelve(*change_sets, limit: int = 50) -> dict[str, Feed]:
    shelf = FeedShelf(limit=limit, site=SITE)
    for path in OPENED:
        shelf.open(path, path, started_at=NOW - timedelta(days=9))
    for change_set in change_sets:
        card = make_card(policy=change_set.policy, link="https://clipcast.example/terms")
        shelf.add(change_set, "Clip", lambda one, matched, card=card: write_message(one, card, matched=matched))
    return {feed.path: feed for feed in shelf.feeds()}


def test_a_change_stands_in_every_feed_that_was_asked_for_and_in_no_other() -> None:
    ai = make_change(reasons=("topic: AI training",), clause="cai")
    feeds = shelve(make_change_set(ai, make_change(clause="cother")), make_change_set(policy="other/privacy", seq=9))
    assert {path: len(feed.entries) for path, feed in feeds.items()} == {
        **{"all": 2, "service/clipcast": 1, "service/other": 1, "policy/clipcast/terms": 1, "policy/other/privacy": 1},
        **{"clause/clipcast/terms/cai": 1, "topic/ai-training": 1, "topic/price": 0},
    }
    assert "1 other change in this document" in feeds["topic/ai-training"].entries[0].html
    assert feeds["topic/price"].updated_at == NOW - timedelta(days=9)


def test_the_newest_come_first_and_ids_are_stable_and_distinct() -> None:
    change_sets = [make_change_set(seq=n, at=NOW + timedelta(hours=n // 2)) for n in range(2, 12)]
    entries = shelve(*change_sets, limit=4)["all"].entries
    assert len(entries) == 4 and len({entry.id for entry in entries}) == 4
    assert [entry.published_at for entry in entries] == sorted((e.published_at for e in entries), reverse=True)
    assert shelve(*change_sets, limit=4)["all"].entries == entries


WAIVER = "You and {} agree to bring claims only in an individual capacity and never as a class member."


def adopt(policy: str, *, days: int, beside: tuple[Change, ...] = (), wording: str = WAIVER) -> ChangeSet:
    """A policy takes the sentence over, so many days after a Monday, and perhaps changes something else."""
    said = wording.format(policy.partition("/")[0].capitalize())
    change = make_change(kinds=(Kind.ADDED,), old="", new=said, deleted=(), inserted=(said,), reasons=("clause added",))
    return make_change_set(change, *beside, policy=policy, seq=days + 2, at=NOW + timedelta(days=days))


def shelve_shared(*change_sets: ChangeSet, limit: int = 50) -> dict[str, Feed]:
    shelf = FeedShelf(limit=limit, site=SITE, fold=fold_told)
    for path in ("all", "topic/arbitration", *(f"policy/{one.policy}" for one in change_sets)):
        shelf.open(path, path, started_at=NOW - timedelta(days=9))
    for change_set in change_sets:
        card = make_card(change_set.policy.title(), policy=change_set.policy, link=f"https://{change_set.policy}")
        shelf.add(change_set, card.name, lambda one, matched, card=card: write_message(one, card, matched=matched))
    return {feed.path: feed for feed in shelf.feeds()}


def test_wording_that_came_to_several_policies_in_a_week_is_one_entry() -> None:
    own = make_change(old="Pay in 30 days.", new="Pay in 14 days.")
    told = (
        adopt("acme/terms", days=0),
        adopt("boats/terms", days=2),
        adopt("cranes/terms", days=3, beside=(own,)),
        adopt("dunes/terms", days=4),
        adopt("elms/terms", days=9),
    )
    feeds = shelve_shared(*told)
    elms, cranes, shared = feeds["all"].entries
    assert shared.id == shelve_shared(told[0])["all"].entries[0].id
    assert shared.title.startswith("Acme/Terms and 2 other policies: The same words came to 3 policies")
    assert all(f'<a href="https://{one}/terms">{one.title()}/Terms</a>' in shared.html for one in ("boats", "dunes"))
    assert (shared.published_at, shared.updated_at.day) == (NOW, (NOW + timedelta(days=4)).day)
    assert {"acme/terms", "boats/terms", "dunes/terms"} <= set(shared.categories)
    assert ("elms" in elms.id, "cranes" in cranes.id) == (True, True)
    assert [len(feeds[f"policy/{one.policy}"].entries) for one in told] == [1, 1, 1, 1, 1]
    assert "The same words" not in feeds["policy/acme/terms"].entries[0].title


def test_an_entry_keeps_its_id_and_place_while_others_adopt_the_words() -> None:
    told = [adopt(f"{name}/terms", days=day) for day, name in enumerate(("acme", "boats", "cranes", "dunes"))]
    ids = [shelve_shared(*told[:count])["all"].entries[0].id for count in range(1, 5)]
    assert set(ids) == {ids[0]}
    words = ("boats", "letters", "gardens", "clocks", "engines", "rivers", "mirrors", "tables", "songs")
    later = [
        adopt(
            f"{word}/privacy",
            days=30 + day,
            wording=f"{{}} keeps {word}, {word * 2} and {word * 3} for {word * 4} a while.",
        )
        for day, word in enumerate(words)
    ]
    shown = shelve_shared(*told, *later, limit=6)["all"].entries
    assert len(shown) == 6 and ids[0] not in {entry.id for entry in shown}
    edge = shelve_shared(*told, *later[:3], limit=3)["all"].entries  # the first of them is out of reach
    assert [entry.categories[0].partition("/")[2] for entry in edge] == ["privacy"] * 3


def test_what_is_said_of_many_is_no_markup() -> None:
    nasty = "acme/terms", "<b>Boats</b>"
    shelf = FeedShelf(limit=5, fold=fold_told)
    shelf.open("all", "all", started_at=NOW)
    for day, name in enumerate(nasty):
        one = adopt(
            f"p{day}/terms", days=day, wording="You <script>agree</script> to all that follows here and below, always."
        )
        shelf.add(one, name, lambda one, matched, name=name: write_message(one, make_card(name), matched=matched))
    (feed,) = shelf.feeds()
    (entry,) = feed.entries
    assert "<script" not in entry.html and "<b>Boats" not in entry.html


def test_the_feed_of_a_subscription_folds_alerts_too(tmp_path: Path) -> None:
    channel = FeedChannel(name="feed", folder=Path("out"), site=SITE)
    alerts = []
    for day, name in enumerate(("acme", "boats")):
        change_set = adopt(f"{name}/terms", days=day)
        message = write_message(change_set, make_card(name.title(), policy=change_set.policy))
        alerts.append(make_alert(f"k{day}", message=message))
    publish_alert(alerts[0], earlier=(), settings=channel, folder=tmp_path, fold=fold_told)
    alone = feedparser.parse((tmp_path / "out" / "clips.atom").read_text()).entries[0].id
    publish_alert(alerts[1], earlier=alerts[:1], settings=channel, folder=tmp_path, fold=fold_told)
    (entry,) = feedparser.parse((tmp_path / "out" / "clips.atom").read_text()).entries
    assert entry.id == alone and entry.title.startswith("Acme and 1 other policy: The same words came to 2 policies")


def test_files_change_only_when_the_feed_does(tmp_path: Path) -> None:
    assert write_feed(make_feed(), tmp_path) == 3
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert write_feed(make_feed(), tmp_path) == 0
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert set(before) == {"all.rss", "all.atom", "all.json"}  # no half-written file is left


def test_a_feed_channel_keeps_what_it_sent_and_shows_one_alert_once(tmp_path: Path) -> None:
    channel = FeedChannel(name="feed", folder=Path("out"), entries=3, site=SITE)
    alerts = [make_alert(f"k{n}", message=make_message(f"Policy {n}")) for n in range(5)]
    for n, alert in enumerate(alerts):
        for _twice in range(2):
            publish_alert(alert, earlier=alerts[:n][::-1], settings=channel, folder=tmp_path)
    parsed = feedparser.parse((tmp_path / "out" / "clips.atom").read_text())
    assert sorted(entry.title[:8] for entry in parsed.entries) == ["Policy 2", "Policy 3", "Policy 4"]


def test_a_folder_that_cannot_be_written_is_trouble_to_try_again(tmp_path: Path) -> None:
    (tmp_path / "feeds").write_text("a file where the folder should be")
    with pytest.raises(DeliveryError, match="feeds"):
        publish_alert(make_alert(), earlier=(), settings=FeedChannel(name="feed"), folder=tmp_path)
