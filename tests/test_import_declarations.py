"""Declarations of Open Terms Archive in and out: what becomes a policy, what is listed, what stays as it was."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.archive import open_archive
from tracker.capture.importers.declarations import Declared, read_declarations
from tracker.cli import tracker
from tracker.config import load_config
from tracker.errors import ImportSourceError
from tracker.model import ReadingSettings

HARBOUR = {
    "name": "Harbour Parcels",
    "terms": {
        "Terms of Service": {
            "fetch": "https://parcels.example/terms",
            "select": ["main", {"startBefore": "#terms", "endBefore": "footer"}],
            "remove": [".banner", {"startAfter": "#news", "endAfter": ["#end"]}],
            "filter": ["removeCounters", {"removeQueryParams": ["session"]}],
            "executeClientScripts": True,
        },
        "Privacy Policy": {
            "combine": [
                {"fetch": "https://parcels.example/privacy/1"},
                {"fetch": "https://parcels.example/privacy/2", "select": "article"},
            ],
            "select": "main",
        },
    },
}
NOW = ReadingSettings(select=("main", "before #terms .. before footer"), remove=(".banner",))
HISTORY = {
    "Terms of Service": [
        {"fetch": "https://parcels.example/old", "select": "#content", "validUntil": "2020-06-01T00:00:00Z"},
        {"location": "https://parcels.example/older", "contentSelectors": "body", "validUntil": "2018-01-01"},
        {"fetch": "https://parcels.example/oldest", "select": "p"},
    ]
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "declarations"
    place.mkdir()
    (place / "Harbour Parcels.json").write_text(json.dumps(HARBOUR))
    (place / "Harbour Parcels.history.json").write_text(json.dumps(HISTORY))
    (place / "Harbour Parcels.filters.js").write_text("export function removeCounters() { throw new Error() }")
    return place


def run(tmp_path: Path, *words: str):
    place = ["--database", str(tmp_path / "t.db"), "--config", str(tmp_path / "config.toml")]
    return CliRunner().invoke(tracker, [*words, *place])


TERMS_ID, PRIVACY_ID = "harbour-parcels/terms-of-service", "harbour-parcels/privacy-policy"


def test_declarations_become_policies_and_the_rest_is_listed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '# Ours.\n[[policy]]\nid = "acme/terms"  # the first\nfetch = "https://acme.example/"\n'
    )
    done = run(tmp_path, "import", "declarations", str(folder))
    assert (done.exit_code, done.stdout) == (0, "2 policies added, 0 were there already.\n")
    assert done.stderr.splitlines() == [
        f'tracker: {TERMS_ID}: not taken: remove: the range {{"startAfter": "#news", "endAfter": ["#end"]}}',
        f'tracker: {TERMS_ID}: not taken: filter: removeCounters, {{"removeQueryParams": ["session"]}}',
        f"tracker: {TERMS_ID}: not taken: a former declaration without a date (validUntil)",
    ]
    text = (tmp_path / "config.toml").read_text()
    assert text.startswith('# Ours.\n[[policy]]\nid = "acme/terms"  # the first\n')
    _, terms, privacy = load_config(tmp_path / "config.toml").policies
    assert (terms.id, terms.name, terms.fetch) == (
        TERMS_ID,
        "Harbour Parcels Terms of Service",
        "https://parcels.example/terms",
    )
    assert (terms.select, terms.remove, terms.browser) == (
        ("main", "before #terms .. before footer"),
        (".banner",),
        True,
    )
    assert terms.was == ("https://parcels.example/old", "https://parcels.example/older")
    assert privacy.addresses == ("https://parcels.example/privacy/1", "https://parcels.example/privacy/2")
    assert privacy.select == ("main", "article")
    again = run(tmp_path, "import", "declarations", str(folder))
    assert again.stdout == "0 policies added, 2 were there already.\n"
    assert (tmp_path / "config.toml").read_text() == text


def test_what_was_declared_before_holds_for_its_time(folder: Path, tmp_path: Path) -> None:
    (declared,) = [one for one in read_declarations(folder) if isinstance(one, Declared) and one.former]
    assert list(declared.settings_by_date()) == [
        (datetime(1970, 1, 1, tzinfo=UTC), ReadingSettings(select=("body",))),
        (datetime(2018, 1, 1, tzinfo=UTC), ReadingSettings(select=("#content",))),
        (datetime(2020, 6, 1, tzinfo=UTC), NOW),
    ]
    run(tmp_path, "import", "declarations", str(folder))
    with open_archive(tmp_path / "t.db", read_only=True) as archive:
        assert archive.policies.ids() == (TERMS_ID,)
        assert archive.policies.settings(TERMS_ID) == NOW


def test_nothing_is_written_where_it_is_only_tried(folder: Path, tmp_path: Path) -> None:
    assert run(tmp_path, "import", "declarations", str(folder), "--dry-run").stdout.startswith(
        "2 policies would be added"
    )
    assert not (tmp_path / "config.toml").exists() and not (tmp_path / "t.db").exists()


def test_files_that_declare_nothing_are_told_and_the_others_come(folder: Path, tmp_path: Path) -> None:
    (folder / "Broken.json").write_text("{")
    (folder / "List.json").write_text("[]")
    (folder / "Nothing.json").write_text('{"name": "Nothing"}')
    (folder / "Odd.json").write_text('{"name": "Odd", "terms": {"Terms": {"fetch": "file:///etc/passwd"}}}')
    (folder / "Empty.json").write_text('{"name": "Empty", "terms": {"Terms": {"select": "main"}}}')
    (folder / "Deep.json").write_text("[" * 100_000)
    done = run(tmp_path, "import", "declarations", str(folder))
    assert done.stdout.startswith("2 policies added")
    assert done.exit_code in (0, 1) and "Traceback" not in done.stderr
    for told in ("Broken.json cannot be read", "List.json declares no terms", "Nothing.json declares no terms"):
        assert told in done.stderr
    for told in ("odd/terms: not taken:", "empty/terms: not taken: it declares no address", "Deep.json cannot be read"):
        assert told in done.stderr
    empty = tmp_path / "nothing"
    empty.mkdir()
    with pytest.raises(ImportSourceError, match="no declarations in"):
        list(read_declarations(empty))


def test_five_hundred_come_in_seconds(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(500):
        said = {
            "name": f"Service {number}",
            "terms": {"Terms": {"fetch": f"https://s{number}.example/", "select": "main"}},
        }
        (folder / f"Service {number}.json").write_text(json.dumps(said))
    started = time.process_time()
    assert run(tmp_path, "import", "declarations", str(folder)).stdout.startswith("500 policies added")
    assert time.process_time() - started < 20
    assert len(load_config(tmp_path / "config.toml").policies) == 500


def test_what_is_watched_is_declared_and_taken_again(folder: Path, tmp_path: Path) -> None:
    run(tmp_path, "import", "declarations", str(folder))
    before = load_config(tmp_path / "config.toml").policies
    done = run(tmp_path, "export", "declarations", str(tmp_path / "out"))
    assert done.stdout == f"{tmp_path / 'out'}: 1 services.\n"
    assert done.stderr == f"tracker: not said in a declaration: {TERMS_ID}: was\n"
    (tmp_path / "config.toml").unlink()
    run(tmp_path, "import", "declarations", str(tmp_path / "out"))
    after = load_config(tmp_path / "config.toml").policies
    assert [(one.id, one.name, one.addresses, one.select, one.remove, one.browser) for one in after] == [
        (one.id, one.name, one.addresses, one.select, one.remove, one.browser) for one in before
    ]
    assert "is there already" in str(run(tmp_path, "export", "declarations", str(tmp_path / "out")).exception)
