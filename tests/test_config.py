"""config.toml: what is read from it, and the one sentence about what is wrong with it."""

import re
import time
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.config import Config, PolicySettings, load_config, parse_config
from tracker.config.edit import add_policies, read_template, write_template
from tracker.config.values import mask_secrets, read_cron, read_duration, read_statuses, read_when, write_duration
from tracker.errors import ConfigError
from tracker.model import ReadingSettings

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases" / "config"
CASE_FILES = sorted(CASES.glob("*.toml"))

FULL = """\
[tracker]
contact = "ops@example.org"
every = "12h"
confirm_after = "0s"
timezone = "Europe/Amsterdam"

[[policy]]
id = "corner/terms"
name = "Corner Terms"
fetch = "https://www.example.org/terms#section-2"
combine = ["https://www.example.org/annex"]
select = "main"
remove = [".related", "nav"]
language = "pt-BR"
every = "1h30m"
tags = ["video"]

[channel.desk]
kind = "email"
host = "localhost"
port = 587
from = "tracker@example.org"
to = "desk@example.org"

[channel.files]
kind = "feed"
formats = ["rss"]

[channel.hook]
kind = "webhook"
url = "https://example.org/hook"

[channel.chat]
kind = "apprise"
urls = ["json://token@example.org"]

[channel.program]
kind = "command"
command = ["sort", "-u"]

[[subscription]]
name = "ours"
channels = ["desk", "hook"]
policies = ["corner/*"]
when = "Weekly Monday 8:00"
"""


def parse(text: str) -> Config:
    return parse_config(text, path=Path("config.toml"))


def test_everything_the_contract_shows_is_read():
    config = parse(FULL)
    (policy,) = config.policies
    assert config.tracker.every == timedelta(hours=12)
    assert config.tracker.confirm_after == timedelta(0)
    assert policy.addresses == ("https://www.example.org/terms#section-2", "https://www.example.org/annex")
    assert policy.every == timedelta(hours=1, minutes=30)
    assert (policy.label, policy.service) == ("Corner Terms", "corner")
    assert policy.reading_settings() == ReadingSettings(("main",), (".related", "nav"), "pt-BR", "section-2")
    assert config.find_policy("corner/terms") is policy
    assert config.find_policy("corner/privacy") is None
    desk = config.channels["desk"]
    assert (desk.name, desk.from_, desk.to, desk.security) == (
        "desk",
        "tracker@example.org",
        ("desk@example.org",),
        "starttls",
    )
    assert config.channels["files"].formats == ("rss",)
    assert config.channels["program"].command == ("sort", "-u")
    assert "token" not in repr(config)
    (subscription,) = config.subscriptions
    assert (subscription.when, subscription.timezone, subscription.least) == (
        "weekly mon 08:00",
        "Europe/Amsterdam",
        "substantive",
    )


@pytest.mark.parametrize("case", CASE_FILES, ids=lambda case: case.stem)
def test_a_mistake_gives_one_sentence(case):
    """The first line of a case file is the sentence, as a comment; line numbers count from there."""
    text = case.read_text(encoding="utf-8")
    expected = text.splitlines()[0].removeprefix("# ")
    with pytest.raises(ConfigError) as caught:
        parse_config(text, path=Path("config.toml"))
    assert str(caught.value) == expected
    assert "hunter2" not in str(caught.value)


def test_there_are_mistakes_to_test():
    assert len(CASE_FILES) > 20


def test_what_is_no_toml_is_named_with_its_line():
    with pytest.raises(ConfigError, match=r"config.toml: not TOML: .*line 2"):
        parse("[tracker]\nevery = = 3\n")


@pytest.mark.parametrize("body", [b"\xff\xfe[\x00t\x00", b"contact = '\xe9'"])
def test_what_is_no_text(tmp_path, body):
    (tmp_path / "config.toml").write_bytes(body)
    with pytest.raises(ConfigError, match="not UTF-8 text"):
        load_config(tmp_path / "config.toml")


def test_a_missing_file_is_an_error_only_where_it_is_needed(tmp_path):
    missing = tmp_path / "config.toml"
    assert load_config(missing, missing_ok=True) == Config()
    assert load_config(None) == Config()
    with pytest.raises(ConfigError, match="tracker init"):
        load_config(missing)
    with pytest.raises(ConfigError, match="directory"):
        load_config(tmp_path)


def test_the_watch_list_that_comes_with_the_project_is_good():
    config = load_config(ROOT / "config.toml")
    assert [policy.id for policy in config.policies][:2] == ["zoom/terms-of-service", "zoom/privacy-policy"]
    assert len({policy.service for policy in config.policies}) > 15


# --- writing ----------------------------------------------------------------------------------------------------


def test_the_template_is_a_configuration_and_so_is_it_with_every_example_taken():
    assert parse(read_template()).policies == ()
    config = parse(re.sub(r"^# (?=\[|[a-z_]+ = )", "", read_template(), flags=re.MULTILINE))
    assert [policy.id for policy in config.policies] == ["example/terms-of-service"]
    assert config.subscriptions[0].channels == ("desk",)


def test_a_template_overwrites_nothing(tmp_path):
    path = tmp_path / "config.toml"
    write_template(path)
    assert load_config(path).policies == ()
    with pytest.raises(ConfigError, match="already there"):
        write_template(path)


def test_an_added_policy_stands_with_the_others_and_no_comment_is_lost(tmp_path):
    path = tmp_path / "config.toml"
    before = FULL.replace("[channel.desk]", "# Whom we tell.\n[channel.desk]  # first of all")
    path.write_text(before, encoding="utf-8")
    path.chmod(0o600)
    added = PolicySettings(
        id="corner/privacy", fetch="https://www.example.org/privacy?a=1&b=2", every=timedelta(hours=6), select=("#a b",)
    )
    add_policies(path, [added])
    text = path.read_text(encoding="utf-8")
    new = '[[policy]]\nid = "corner/privacy"\nfetch = "https://www.example.org/privacy?a=1&b=2"\n'
    assert text.index(new) > text.index('id = "corner/terms"')
    assert text.index(new) < text.index("# Whom we tell.")
    assert set(before.splitlines()) <= set(text.splitlines())
    assert load_config(path).policies[1] == added
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_policy_added_to_nothing_begins_from_the_template(tmp_path):
    path = tmp_path / "config.toml"
    add_policies(path, [PolicySettings(id="a/b", fetch="https://a.example/")])
    add_policies(path, [PolicySettings(id="a/c", fetch="https://a.example/c")])
    assert path.read_text(encoding="utf-8").startswith(read_template().splitlines()[0])
    assert [policy.id for policy in load_config(path).policies] == ["a/b", "a/c"]


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        (FULL, PolicySettings(id="Corner/Terms", fetch="https://a.example/")),
        ("[trackr]\n", PolicySettings(id="a/b", fetch="https://a.example/")),
        ("policy = []\n", PolicySettings(id="a/b", fetch="https://a.example/")),
        ("", PolicySettings(id="a/b", fetch="ftp://a.example/")),
    ],
)
def test_nothing_is_written_where_the_result_would_be_wrong(tmp_path, text, policy):
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        add_policies(path, [policy])
    assert path.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [path]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


@given(name=TEXTS, tags=st.lists(TEXTS, max_size=3), comment=TEXTS)
def test_whatever_is_written_is_read_back(tmp_path_factory, name, tags, comment):
    path = tmp_path_factory.mktemp("any") / "config.toml"
    path.write_text(f"# {comment}\n", encoding="utf-8")
    policy = PolicySettings(id="a/b", name=name, fetch="https://a.example/", tags=tuple(tags))
    add_policies(path, [policy])
    assert load_config(path).policies == (policy,)
    assert path.read_text(encoding="utf-8").startswith(f"# {comment}".rstrip())


# --- values -------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**8))
def test_durations_are_read_as_written(seconds):
    assert read_duration(write_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize("line", ["30 */12 * * *", "0 8 * * mon-fri", "*/5 0-6,22,23 1-31/2 jan,dec 7", "0 0 1 1 *"])
def test_cron_lines(line):
    assert read_cron(line) == line


def test_a_cron_line_may_have_a_name():
    assert read_cron("@daily") == "0 0 * * *"
    assert read_cron("@Hourly") == "0 * * * *"


NO_CRON = "|* * * *|60 * * * *|* 24 * * *|* * 0 * *|5-1 * * * *|*/0 * * * *|a * * * *|1,, * * * *|* * * * * *"


@pytest.mark.parametrize("line", NO_CRON.split("|"))
def test_what_is_no_cron_line(line):
    with pytest.raises(ValueError, match="cron line"):
        read_cron(line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("at once", "at once"), ("daily 8:05", "daily 08:05"), ("Weekly  Sunday 23:59", "weekly sun 23:59")],
)
def test_when(text, expected):
    assert read_when(text) == expected


@given(st.text())
def test_masking_never_fails_and_never_shows_a_password(text):
    mask_secrets(text)
    assert "hunter2" not in mask_secrets("https://me:hunter2@example.org/?api_key=hunter2&page=1")


def test_a_config_may_hold_anything_and_never_gives_a_traceback():
    for value in ("1", '"x"', "[]", "[[1]]", "{}", "true", "1979-05-27", "nan"):
        for place in ("tracker", "fetch", "policy", "channel", "subscription"):
            text = f"{place} = {value}"
            try:
                parse(text)
            except ConfigError as error:
                assert str(error).startswith("config.toml:1: ")
            else:
                assert tomllib.loads(text)[place] in ({}, [])


def test_statuses_that_come_with_the_document():
    assert read_statuses(403) == (403,)
    assert read_statuses([403, 404]) == (403, 404)
    for value in (200, 429, "403", True, [403, None], 600):
        with pytest.raises(ValueError, match="expected a status from 400 to 599"):
            read_statuses(value)


def test_a_list_of_thousands_is_read_at_once():
    tables = "".join(f'[[policy]]\nid = "s{n}/terms"\nfetch = "https://s{n}.example/"\n' for n in range(3000))
    started = time.process_time()
    assert len(parse_config(tables, path=Path("config.toml")).policies) == 3000
    assert time.process_time() - started < 1
