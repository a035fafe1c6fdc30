"""The demo: its site behaves like a real one, and it never touches a folder that is not its own."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from sites import list_links

from tracker.cli import main
from tracker.demo.site import EDITIONS, DemoSite, read_edition

README = Path(__file__).parents[1] / "README.md"


def run_demo(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["demo", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def get(url: str, etag: str | None = None) -> tuple[int, bytes, str | None]:
    request = urllib.request.Request(url, headers={"If-None-Match": etag} if etag else {})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read(), answer.headers["ETag"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b"", error.headers["ETag"]


def test_the_site_publishes_one_edition_after_another() -> None:
    with DemoSite() as site:
        for edition in EDITIONS:
            site.publish(edition)
            status, body, etag = get(site.url)
            assert (status, body) == (200, read_edition(edition))
            assert get(site.url, etag)[0] == 304
        assert get(site.url + "/other")[0] == 404


def test_it_tells_the_story_and_can_be_run_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "tour"
    for _ in range(2):
        assert run_demo("--folder", str(folder)) == 0
        said = capsys.readouterr()
        assert said.err == ""
        assert said.out.count("wrencall/terms-of-service  on ") == 2
        assert "on 7 Jul 2026, between 06:31 and 18:30 UTC" in said.out
        assert "1 Mar 2026 18:30 to 11 Jul 2026 18:30 UTC" in said.out
        assert "10.4  since" in said.out and f"cd {folder}" in said.out
    assert sorted(path.name for path in folder.iterdir()) == ["config.toml", "feeds", "mail.html", "site", "snapshots"]


def test_it_ends_with_a_site_whose_every_link_leads_somewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_demo("--folder", str(tmp_path / "tour")) == 0
    site = tmp_path / "tour" / "site"
    assert f"-m http.server --bind 127.0.0.1 --directory {site}" in capsys.readouterr().out
    pages = list(site.rglob("*.html"))
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert len(pages) > 50
    assert [(page, link) for page in pages for link in list_links(page, site) if link not in files] == []


def test_as_json_it_is_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_demo("--folder", str(tmp_path / "tour"), "--json") == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(record["schema"], record["alerted"]) for record in records] == [("tracker.log/1", True)] * 2


def test_the_readme_shows_what_the_demo_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_demo("--folder", str(tmp_path / "tour"))
    said = squeeze(capsys.readouterr().out)
    redline, history = re.findall(r"```\n(.*?)```", README.read_text("utf-8"), re.DOTALL)[:2]
    for paragraph in redline.split("\n\n"):
        assert squeeze(paragraph) in said
    for line in history.splitlines()[1:]:
        assert squeeze(re.split(r"  c[0-9a-f]{8}", line)[0]) in said  # the ids of clauses are drawn by lot


def squeeze(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", ["config.toml", "thesis.txt"])
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (tmp_path / name).write_text("[tracker]\n")
    assert run_demo("--folder", str(tmp_path)) == 2
    assert "is no demo" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [name]
