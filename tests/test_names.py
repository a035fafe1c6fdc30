"""Names: what may be an id, which slugs words get, and that no two names are one file."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telling import NOW, make_alert

from tracker.archive import open_archive
from tracker.cli import main
from tracker.config import FeedChannel
from tracker.demo.site import DemoSite
from tracker.errors import RejectedError, UsageError
from tracker.names import (
    canonical_id,
    fold,
    is_inside,
    is_policy_id,
    make_slug,
    name_for_people,
    settle_names,
    shorten_path,
)
from tracker.publish.feedfiles import publish_alert
from tracker.publish.feeds import make_tag
from tracker.publish.feedshelf import FeedShelf
from tracker.publish.files import write_inside
from tracker.values import replace

BAD_IDS = (
    *("a/../../x", "/etc/x", "../x", "a/..", "a/.", "a//b", "a", "", "a/b/", "a/.hidden", "a\\b/c", "a b/c"),
    *("a/b\n", "a/\x1b[2J", "a/b\x9b", "a/\u202egpj", "a/" + "x" * 101, "a/b/c/d/e", "a/b\u200d"),
)


@pytest.mark.parametrize("text", BAD_IDS)
def test_what_is_no_id(text: str) -> None:
    with pytest.raises(ValueError, match="expected service/document"):
        canonical_id(text)


@pytest.mark.parametrize("text", ["zoom/terms", "acme.co.uk/t_1/v-2", "नियम/शर्तें", "利用規約/第3条", "société/Ж"])
def test_ids_in_any_script(text: str) -> None:
    assert canonical_id(unicodedata.normalize("NFD", text)) == text


@pytest.mark.parametrize("text", BAD_IDS)
def test_a_database_takes_no_bad_id(tmp_path: Path, text: str) -> None:
    with open_archive(tmp_path / "tracker.db") as archive:
        with pytest.raises(UsageError):
            archive.policies.ensure(text, at=NOW)
        assert archive.policies.ids() == ()


@pytest.mark.parametrize("text", ["a/../../x", "/etc/x", "a/\x1b]0;x\x07"])
def test_the_command_line_takes_no_bad_id(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "terms-2024-01-01.md"
    page.write_text("# Terms\n\n1. You may stay.\n")
    database = tmp_path / "tracker.db"
    for command in (["import", "files", str(page), "--as", text], ["add", "http://127.0.0.1:9/", "--id", text]):
        place = ["--database", str(database), "--config", str(tmp_path / "config.toml")]
        (tmp_path / "config.toml").write_text("")
        with pytest.raises(SystemExit) as left:
            main([*command, *place])
        said = capsys.readouterr().err
        assert left.value.code == 2 and "expected service/document" in said and len(said.splitlines()) == 1
    assert not database.exists()


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a//x", "", "a/\x1bx", "a\\..\\x", "./x"])
def test_no_file_is_written_outside_its_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "public" / "feeds"
    with pytest.raises(RejectedError):
        write_inside(folder, name, b"x")
    assert not is_inside(name) and list(tmp_path.iterdir()) == []


def test_an_old_database_with_a_bad_id_is_told_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = tmp_path / "tracker.db"
    with open_archive(database) as archive, archive.write():
        archive._store.run("INSERT INTO policy VALUES (?, ?, ?)", ["a/../../x", "x", "2024-01-01T00:00:00.000Z"])
    place = ["--database", str(database), "--config", str(tmp_path / "config.toml")]
    (tmp_path / "config.toml").write_text("")
    with pytest.raises(SystemExit) as left:
        main(["feeds", "write", str(tmp_path / "out" / "feeds"), *place])
    said = capsys.readouterr().err
    assert left.value.code == 1 and "'a/../../x' is no id of a policy" in said and "--as" in said
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"feeds"}


# --- slugs and files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Société Générale", "societe-generale"),
        ("Условия и Правила (новый)", "условия-и-правила-новый"),
        ("プライバシー・ポリシー", "プライバシー-ポリシー"),
        ("नियम और शर्तें", "नियम-और-शर्तें"),
        ("../..", "unnamed"),
    ],
)
def test_slugs_keep_the_letters_of_any_script(words: str, slug: str) -> None:
    assert make_slug(words) == slug
    assert canonical_id(f"a/{slug}") == f"a/{slug}"


@given(st.text(st.characters(max_codepoint=127), max_size=60) | st.from_regex(r"[a-c./_-]{1,9}", fullmatch=True))
def test_what_is_ascii_alone_is_named_as_everything_is(words: str) -> None:
    """A sign that no slug keeps makes the rules for every script be asked."""
    assert make_slug(words) == make_slug(f"…{words}")
    try:
        assert is_policy_id(words) == (canonical_id(words) == words)
    except ValueError:
        assert not is_policy_id(words)


@given(st.lists(st.text(max_size=12) | st.sampled_from(["A B", "a b", "a-b", "A-B", "***", "!!"]), unique=True))
def test_no_two_names_are_one_file(names: list[str]) -> None:
    settled = settle_names([(name, make_slug(name)) for name in names])
    assert len({fold(slug) for slug in settled.values()}) == len(names)
    assert all(is_inside(slug) for slug in settled.values())


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=100))
def test_every_id_fits_a_file_system(part: str) -> None:
    assert all(len(one.encode()) <= 200 for one in shorten_path(f"policy/{part}/{part}x").split("/"))


def publish(folder: Path, *subscriptions: str, beside: tuple[str, ...] | None = None) -> dict[str, str]:
    """The title of each RSS file after an alert to each subscription."""
    for number, name in enumerate(subscriptions):
        alert = replace(make_alert(), subscription=name, receipt_key=f"{number:040}")
        channel = FeedChannel(name="feed", folder=Path("feeds"))
        publish_alert(alert, earlier=(), settings=channel, folder=folder, beside=beside or subscriptions)
    files = sorted((folder / "feeds").glob("*.rss"))
    return {path.stem: feedparser.parse(path.read_text("utf-8")).feed.title.split(": ", 1)[1] for path in files}


@pytest.mark.parametrize(
    "names",
    [("AI training", "AI-training"), ("Условия", "Приватность"), ("利用規約", "規約"), ("***", "!!!"), ("Ä", "A")],
)
def test_two_subscriptions_never_share_a_feed(tmp_path: Path, names: tuple[str, str]) -> None:
    assert sorted(publish(tmp_path, *names).values()) == sorted(names)
    assert make_tag("x", names[0]) != make_tag("x", names[1]) or names[0].isascii()


def test_a_feed_stays_where_it_was_published(tmp_path: Path) -> None:
    assert publish(tmp_path, "AI training") == {"ai-training": "AI training"}
    assert set(publish(tmp_path, "AI training", "AI-training")) == {"ai-training", "ai-training-1786db"}
    for ending in ("rss", "atom", "json"):
        (tmp_path / "feeds" / f"caf-terms.{ending}").write_text("an earlier release wrote this")
    assert publish(tmp_path, "Café terms")["caf-terms"] == "Café terms"
    assert publish(tmp_path / "new", "Café terms") == {"cafe-terms": "Café terms"}


@pytest.mark.parametrize(
    ("policy", "name", "called"),
    [
        ("mistral/terms", "Terms of Service", "Mistral: Terms of Service"),
        ("mistral/terms", "Mistral AI Terms", "Mistral AI Terms"),
        ("mistral/terms", "MistralAI's terms", "MistralAI's terms"),
        ("mistral-ai/terms", "Mistral Terms", "Mistral Terms"),
        ("open-ai/terms", "OpenAI Terms of use", "OpenAI Terms of use"),
        ("openai/terms", "Open AI Terms of use", "Open AI Terms of use"),
        ("x/terms", "Taxes and terms", "X: Taxes and terms"),
        ("zoom/terms-of-service", None, "Zoom: Terms of service"),
        ("zoom/terms-of-service", "zoom/terms-of-service", "Zoom: Terms of service"),
        ("яндекс/условия", "Условия", "Яндекс: Условия"),
        ("acme/eu/terms", None, "Acme: Eu, terms"),
        ("127-0-0-1/terms", "Our terms", "Our terms"),
    ],
)
def test_people_are_told_whose_policy_it_is(policy: str, name: str | None, called: str) -> None:
    assert name_for_people(policy, name) == called


def test_policies_that_differ_in_case_have_feeds_of_their_own() -> None:
    shelf = FeedShelf(limit=5)
    for path in ("policy/Acme/Terms", "policy/acme/terms", "service/Acme", "service/acme"):
        shelf.open(path, path, started_at=NOW)
    paths = [feed.path for feed in shelf.feeds()]
    assert len({path.casefold() for path in paths}) == len(paths)
    assert {"policy/acme/terms", "service/acme"} <= set(paths)


def test_add_proposes_a_name_with_the_service_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[fetch]\nallow_private_addresses = true\nper_host_delay = "0s"\n')
    with DemoSite() as site, pytest.raises(SystemExit) as ended:
        main(["add", site.url, "--id", "mistral/terms", "--config", str(config)])
    assert ended.value.code == 0, capsys.readouterr().err
    assert 'name = "Mistral: Wrencall Terms of Service"' in config.read_text()
