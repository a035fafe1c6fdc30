"""Credentials in a page's address: they are used, and stand nowhere but in the configuration or the environment."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from misbehaving import Site, Visit, run_site

from tracker.addresses import is_telling, show_address
from tracker.capture.fetch import Looks, NotModified, PageRequest, read_validators
from tracker.cli import main
from tracker.config import FetchSettings, PolicySettings, parse_config
from tracker.demo.site import read_edition
from tracker.errors import ConfigError, RefusedError
from tracker.model import Capture

LOOPBACK = FetchSettings(allow_private_addresses=True, per_host_delay=0.0, retries=0, robots=False, browser=False)
SECRETS = ("me-user", "pass-w0rd", "t0ken/42", "t0ken%2F42", "lit-s3cret")


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that shows its terms to one user with one token only, after a redirect that repeats both."""

    async def guarded(visit: Visit) -> None:
        given = visit.headers.get("authorization", "")
        wanted = "Basic " + base64.b64encode(b"me-user:pass-w0rd").decode()
        if given != wanted or "token=t0ken%2F42" not in visit.path:
            await visit.answer(401, b"who are you?")
        elif visit.path.startswith("/terms"):
            await visit.answer(302, b"", location=visit.path.replace("/terms", "/final"))
        elif visit.headers.get("if-none-match"):
            await visit.answer(304, b"")
        else:
            await visit.answer(200, read_edition(1), etag='"one"')

    with run_site() as running:
        for path in ("/terms", "/final", "/broken"):
            running.manners[path] = guarded
        yield running


@pytest.fixture
def address(site: Site, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TERMS_PASSWORD", "pass-w0rd")
    monkeypatch.setenv("TERMS_TOKEN", "t0ken/42")
    host = site.url("").removeprefix("http://").rstrip("/")
    return f"http://me-user:${{TERMS_PASSWORD}}@{host}/terms?lang=en&token=${{TERMS_TOKEN}}&api_key=lit-s3cret"


def test_secrets_open_the_page_and_stay_out_of_the_capture(address: str) -> None:
    (look,) = Looks([PageRequest("a/b", (address,))], LOOPBACK)
    assert look.error is None, look.error
    (page,) = look.pages
    assert isinstance(page, Capture) and page.body == read_edition(1)
    kept = f"{page.source} {page.final_url} {page.redirects} {page.headers}"
    assert "token=${TERMS_TOKEN}" in kept and "/final" in (page.final_url or "")
    assert not any(secret in kept for secret in SECRETS if secret != "lit-s3cret")
    (again,) = Looks([PageRequest("a/b", (address,), validators=(read_validators(page),))], LOOPBACK)
    (unchanged,) = again.pages
    assert isinstance(unchanged, (NotModified, Capture)) and "pass-w0rd" not in repr(unchanged)


def test_a_secret_that_is_not_there_is_named_and_nothing_is_asked(
    address: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TERMS_TOKEN")
    (look,) = Looks([PageRequest("a/b", (address,))], LOOPBACK)
    assert isinstance(look.error, RefusedError) and "the environment has no TERMS_TOKEN" in str(look.error)
    assert "me-user" not in f"{look.error} {look.error.url}" and site.paths() == []


def test_a_redirect_that_repeats_a_secret_is_quoted_without(address: str, site: Site) -> None:
    async def circle(visit: Visit) -> None:
        await visit.answer(302, b"", location=visit.path)

    site.manners["/terms"] = circle
    (look,) = Looks([PageRequest("a/b", (address,))], LOOPBACK)
    assert look.error is not None and "in a circle" in str(look.error)
    assert not [secret for secret in SECRETS if secret in str(look.error)]


CONFIG = """
[tracker]
confirm_after = "0s"

[fetch]
allow_private_addresses = true
robots = false
per_host_delay = "0s"
retries = 0
browser = false

[[policy]]
id = "acme/terms"
fetch = "{address}"

[[policy]]
id = "acme/broken"
fetch = "{broken}"

[channel.desk]
kind = "command"
command = ["true"]

[[subscription]]
name = "all"
channels = ["desk"]
"""


def call(folder: Path, *arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        main([*arguments, "--config", str(folder / "config.toml")])
    said = capsys.readouterr()
    return said.out + said.err


def test_no_secret_leaves_the_configuration(
    address: str, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = address.replace("/terms", "/broken").replace("me-user", "not-me-user")
    (tmp_path / "config.toml").write_text(CONFIG.format(address=address, broken=broken))
    said = call(tmp_path, "check", capsys=capsys)

    async def changed(visit: Visit) -> None:
        await visit.answer(200, read_edition(2))

    site.manners["/final"] = changed
    for arguments in (
        *(["check"], ["check", "--json"], ["list"], ["list", "--json"], ["status"], ["status", "--json"]),
        *(["log", "acme/terms", "--json"], ["show", "acme/terms", "--json"], ["alerts", "list", "--json"]),
        *(["feeds", "write", str(tmp_path / "feeds"), "--site", "https://feeds.example"], ["add", address]),
        ["subscriptions", "test", "all", "--json"],
    ):
        said += call(tmp_path, *arguments, capsys=capsys)
    assert "acme/terms" in said and "answered 401" in said
    feeds = "".join(file.read_text() for file in (tmp_path / "feeds").rglob("*.*"))
    assert "/terms?lang=en" in feeds.replace("&amp;", "&")
    with sqlite3.connect(tmp_path / "snapshots" / "tracker.db") as database:
        kept = "\n".join(line for line in database.iterdump() if not line.startswith('INSERT INTO "body"'))
    assert not [secret for secret in SECRETS if secret in said + feeds]
    assert not [secret for secret in SECRETS if secret in kept and secret != "lit-s3cret"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:pw@terms.example/a?b=1#c", "https://terms.example/a?b=1#c"),
        ("https://${U}:${P}@terms.example/a", "https://terms.example/a"),
        ("https://terms.example/a?b=1&token=x&sig=y&lang=en", "https://terms.example/a?b=1&lang=en"),
        ("https://terms.example/a?v=${V}", "https://terms.example/a"),
        ("https://terms.example/a?author=x&keyword=y&design=z", "https://terms.example/a?author=x&keyword=y&design=z"),
        ("https://terms.example/@me/a", "https://terms.example/@me/a"),
    ],
)
def test_what_everybody_may_see_of_an_address(url: str, shown: str) -> None:
    assert show_address(url) == shown
    policy = PolicySettings(id="a/b", fetch=url)
    assert policy.public_link == shown and policy.public_addresses == (shown,)
    assert PolicySettings(id="a/b", fetch=url, link="https://terms.example/").public_link == "https://terms.example/"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('fetch = "https://${HOST}/terms"', "host is written out"),
        ('fetch = "https://a.example/${NO-NAME}"', "name of an environment variable"),
        ('fetch = "https://a.example/"\nlink = "https://me:pw12345@a.example/"', "public address"),
    ],
)
def test_mistakes(line: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        parse_config(f'[[policy]]\nid = "a/b"\n{line}\n', path=Path("config.toml"))
    assert "pw12345" not in str(caught.value)


@pytest.mark.parametrize("name", ["access_token", "apiKey", "X-Amz-Signature", "SMTP_PASSWORD", "sig", "client_secret"])
def test_names_that_tell_of_a_secret(name: str) -> None:
    assert is_telling(name)
