"""`tracker add URL`: the document is found and shown, the policy written, comments kept, nothing written on trouble."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.cli import main
from tracker.commands.add import make_id, name_service
from tracker.config import load_config
from tracker.demo.site import DemoSite

CONFIG = """# ours, since 2019
[tracker]
contact = "ops@example.org"  # who to ask

[fetch]
allow_private_addresses = true
per_host_delay = "0s"
retries = 0
browser = false

# the end
"""


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


def add(config: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["add", *arguments, "--config", str(config)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_it_writes_what_it_found_and_keeps_comments(
    site: DemoSite, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(config, site.url, "--id", "wrencall/terms", "--tag", "video") == 0
    said = capsys.readouterr().out
    assert "10.4 Customer Licence" in said and "Watching it as wrencall/terms." in said
    (policy,) = load_config(config).policies
    assert (policy.fetch, policy.name, policy.tags) == (site.url, "Wrencall Terms of Service", ("video",))
    text = config.read_text()
    assert "# ours, since 2019" in text and "# who to ask" in text and "# the end" in text


def test_the_same_address_twice_is_refused(site: DemoSite, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(config, site.url) == 0
    assert load_config(config).policies[0].id == "127-0-0-1/wrencall-terms-of-service"
    before = config.read_text()
    assert add(config, site.url) == 2
    assert "is watched already" in capsys.readouterr().err
    assert config.read_text() == before


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["{url}", "--dry-run", "--json"], 0),
        (["{url}/nowhere"], 1),
        (["{url}", "--select", ".no-such-class"], 1),
        (["{url}", "--id", "no slash"], 2),
        (["ftp://example.org/terms"], 1),
        (["not an address"], 1),
    ],
)
def test_nothing_is_written_on_trouble_or_when_dry(
    site: DemoSite, config: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int
) -> None:
    assert add(config, *(argument.format(url=site.url) for argument in arguments)) == status
    said = capsys.readouterr()
    assert config.read_text() == CONFIG
    if status:
        assert said.err.startswith("tracker: ") and len(said.err.splitlines()) == 1
    else:
        assert json.loads(said.out)["is_written"] is False


# --- many at once ---


def test_many_addresses_are_added_and_a_bad_one_keeps_no_other(
    site: DemoSite, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(config, site.url, f"{site.url}/nowhere", f"{site.url}#!/again", "--tag", "video") == 1
    said = capsys.readouterr()
    assert said.err.count("tracker: cannot add ") == 1 and "/nowhere" in said.err
    assert [line.split("  ")[0] for line in said.out.splitlines()] == [
        "127-0-0-1/wrencall-terms-of-service",
        "127-0-0-1/wrencall-terms-of-service-2",
    ]
    policies = load_config(config).policies
    assert [(one.fetch, one.tags) for one in policies] == [(site.url, ("video",)), (f"{site.url}#!/again", ("video",))]
    assert "# the end" in config.read_text()


def test_addresses_come_from_a_file_with_ids_where_they_are_chosen(
    site: DemoSite, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "vendors.txt"
    listed.write_text(f"# ours\n\nwrencall/terms\t{site.url}\n{site.url}#!/b\n{site.url}#!/b\n")
    assert add(config, "--from", str(listed)) == 0
    assert [one.id for one in load_config(config).policies] == ["wrencall/terms", "127-0-0-1/wrencall-terms-of-service"]
    before = config.read_text()
    assert add(config, "--from", str(listed), "--json") == 0  # all are watched already
    said = capsys.readouterr()
    assert said.err.count("is watched already, as ") == 2 and config.read_text() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://acme.example/a b/c\n", "line 1: expected an address"),
        ("\nterms.html\n", "line 2: expected an address"),
        ("noslash https://acme.example/\n", "line 1: expected service/document"),
        ("# nothing\n", "no address to add"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (tmp_path / "list.txt").write_text(text)
    assert add(config, "--from", str(tmp_path / "list.txt")) == 2
    assert said in capsys.readouterr().err
    assert config.read_text() == CONFIG


def test_an_id_is_of_one_address(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(config, "https://a.example/", "https://b.example/", "--id", "a/b") == 2
    assert "--id and --name are of one address" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("www.zoom.com", "zoom"),
        ("policies.acme.co.uk", "acme"),
        ("help.acme.example", "acme"),
        ("acme.example", "acme"),
        ("terms.example", "terms"),
        ("localhost", "localhost"),
        ("192.0.2.7", "192-0-2-7"),
        ("münchen.example", "munchen"),
    ],
)
def test_the_service_is_named_after_the_host(host: str, service: str) -> None:
    assert name_service(host) == service


def test_ids_are_made_of_title_or_path_and_never_twice() -> None:
    assert make_id("https://www.zoom.com/en/terms/", "Zoom Terms of Service", taken=()) == "zoom/terms-of-service"
    assert make_id("https://acme.example/legal/privacy", None, taken=()) == "acme/privacy"
    assert make_id("https://acme.example/", None, taken=()) == "acme/document"
    assert make_id("https://acme.example/a", "Terms", taken={"acme/terms", "acme/terms-2"}) == "acme/terms-3"
