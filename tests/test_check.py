"""`tracker check` over HTTP on loopback: what each look gave is told rightly, look by look."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from test_browser import needs_browser

from tracker.archive import open_archive
from tracker.cli import main
from tracker.config import load_config
from tracker.model import Outcome
from tracker.schedule.due import Rhythm, next_looks
from tracker.track.checking import check_policies

POLICY = "acme/terms"


@dataclass
class Site:
    """A site whose next answers a test decides. Without `etag` an answer is never conditional."""

    server: ThreadingHTTPServer
    answers: dict[str, tuple[int, bytes, str | None]] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)
    rest: int = 0

    def publish(
        self, path: str, body: str | bytes, *, status: int = 200, etag: str | None = None, location: str | None = None
    ) -> None:
        if location is not None:
            self.locations[path] = location
        self.answers[path] = (status, body if isinstance(body, bytes) else body.encode(), etag)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body, etag = site.answers.get(self.path, (404, b"", None))
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            site.languages.append(self.headers["Accept-Language"])
            self.send_response(status)
            if status in (429, 503) and site.rest:
                self.send_header("Retry-After", str(site.rest))
            if etag:
                self.send_header("ETag", etag)
            if status == 301:
                self.send_header("Location", site.locations[self.path])
            if status != 304:
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    site = Site(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
    thread = threading.Thread(target=site.server.serve_forever, args=(0.05,))
    thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    thread.join()


@dataclass
class Watch:
    """A folder with a config.toml, checked in this process."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def check(self, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
        with pytest.raises(SystemExit) as ended:
            main(["check", *arguments, "--json", "--config", str(self.folder / "config.toml")])
        said = self.capsys.readouterr()
        assert ended.value.code == status, said.err or said.out
        return [json.loads(line) for line in said.out.splitlines()]

    def say(self, *arguments: str, status: int = 0) -> str:
        """What a check prints for a person."""
        with pytest.raises(SystemExit) as ended:
            main(["check", *arguments, "--config", str(self.folder / "config.toml")])
        said = self.capsys.readouterr()
        assert ended.value.code == status, said.err or said.out
        return said.out

    def look(self, *, status: int = 0) -> str:
        (record,) = self.check(POLICY, status=status)
        return str(record["outcome"])

    def decide(self, decision: str, *arguments: str) -> None:
        """Decide on the newest change set, by its id."""
        newest = self.log()[-1]["change_set"]
        self.run(decision, POLICY, newest, "--yes", "--note", "looked myself", *arguments)

    def run(self, *arguments: str) -> str:
        """What any other command prints, which must succeed."""
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--config", str(self.folder / "config.toml")])
        said = self.capsys.readouterr()
        assert ended.value.code == 0, said.err or said.out
        return said.out

    def count_alerts(self) -> int:
        with open_archive(self.folder / "snapshots/tracker.db", read_only=True) as archive:
            return sum(archive.outbox.count_states().values())

    def show(self) -> list[dict[str, Any]]:
        with pytest.raises(SystemExit):
            main(["show", POLICY, "--json", "--config", str(self.folder / "config.toml")])
        return [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]

    def log(self) -> list[dict[str, Any]]:
        with pytest.raises(SystemExit):
            main(["log", POLICY, "--json", "--config", str(self.folder / "config.toml")])
        return [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]


@pytest.fixture
def watch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Watch:
    return Watch(tmp_path, capsys)


def write_config(folder: Path, *policies: tuple[str, str], confirm_after: str = "10m") -> None:
    head = f'[tracker]\nconfirm_after = "{confirm_after}"\n[fetch]\nallow_private_addresses = true\n'
    manners = 'per_host_delay = "0s"\nretries = 0\nbrowser = false\n'
    tables = "".join(f'[[policy]]\nid = "{name}"\nfetch = "{url}"\n' for name, url in policies)
    (folder / "config.toml").write_text(head + manners + tables)


def page(days: int = 30, teaser: str = "Meet the team") -> str:
    clauses = [
        ("Notice", f"You have {days} days to object to a change of these terms after we have written to you."),
        ("Fees", "Fees are due in advance on the first day of each month, and taxes are added where the law asks."),
        ("Data", "We keep what you store with us for as long as your account is open, and delete it afterwards."),
        ("Law", "The law of Ireland applies, and the courts of Dublin decide unless your home gives you another."),
    ]
    body = "".join(f"<h2>{n}. {head}</h2><p>{text}</p>" for n, (head, text) in enumerate(clauses, 1))
    aside = f"<aside><h3>From our blog</h3><a href='/b'>{teaser}</a></aside>"
    return f"<html lang=en><title>Terms</title><body><main><h1>Terms</h1>{body}</main>{aside}</body></html>"


WALL = (
    "<html><title>Just a moment...</title><body><h1>Checking your browser</h1>"
    "<p>Please enable JavaScript and cookies.</p></body></html>"
)


def draw_by_script(document: str) -> str:
    """A page that is empty until a script of its own has drawn the document."""
    body = document.partition("<body>")[2].partition("</body>")[0]
    script = f"setTimeout(() => {{ document.body.innerHTML = {json.dumps(body)} }}, 100)".replace("</", "<\\/")
    return f"<html lang=en><title>Terms</title><body><script>{script}</script></body></html>"


def test_each_look_is_told_rightly(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    site.publish("/terms", page(), etag='"1"')
    assert watch.look() == "first"
    assert watch.look() == "not-modified"
    site.publish("/terms", page(teaser="We moved house"), etag='"2"')
    assert watch.look() == "unchanged"
    site.publish("/terms", page(days=14), etag='"3"')
    (held,) = watch.check(POLICY)
    assert (held["outcome"], held["reason"]) == ("held", "not seen again yet")
    assert watch.look() == "changed"
    assert watch.look() == "not-modified"
    (record,) = watch.log()
    assert record["alerted"] and "14 days" in record["changes"][0]["inserted"][0]


def test_a_wall_with_status_200_makes_no_version(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")), confirm_after="0s")
    site.publish("/terms", page())
    assert watch.look() == "first"
    site.publish("/terms", WALL)
    assert watch.look() == "quarantined"
    site.publish("/terms", page())
    assert watch.look() == "unchanged"
    assert [record for record in watch.log() if record["alerted"]] == []


def test_a_wall_that_stays_is_told_like_a_page_that_is_gone(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    config = watch.folder / "config.toml"
    channel = '[channel.desk]\nkind = "command"\ncommand = ["true"]\n'
    reader = '[[subscription]]\nname = "all"\nchannels = ["desk"]\npolicies = ["*"]\n'
    config.write_text(config.read_text() + channel + reader)
    site.publish("/terms", page())
    watch.look()
    counts = []
    for body in [WALL] * 5 + [page()] * 2 + ["<html></html>"] * 4:
        site.publish("/terms", body)
        watch.look(status=int(body == "<html></html>"))
        counts.append(watch.count_alerts())
    assert counts == [0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 3]


def test_a_person_overrules_the_doubt(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    site.publish("/terms", page())
    watch.look()
    site.publish("/terms", WALL)
    assert watch.look() == "quarantined"
    assert [record["held_because"] for record in watch.log()] == ["quarantined"]
    watch.decide("refuse")
    assert [record["alerted"] for record in watch.log()] == [False]
    watch.decide("accept")
    assert [(record["alerted"], record["held_because"]) for record in watch.log()] == [(True, None)]


def test_one_failure_touches_no_other_policy(site: Site, watch: Watch) -> None:
    write_config(watch.folder, ("acme/broken", site.url("/gone")), (POLICY, site.url("/terms")))
    site.publish("/terms", page())
    outcomes = {record["policy"]: record for record in watch.check(status=1)}
    assert (outcomes["acme/broken"]["outcome"], outcomes[POLICY]["outcome"]) == ("error", "first")
    assert "404" in outcomes["acme/broken"]["error"]["message"]


def test_a_damaged_row_touches_no_other_policy(site: Site, watch: Watch) -> None:
    write_config(watch.folder, ("acme/broken", site.url("/broken")), (POLICY, site.url("/terms")))
    site.publish("/broken", page(teaser="Ours alone").replace("Ireland", "Malta"))
    site.publish("/terms", page())
    watch.check()
    with closing(sqlite3.connect(watch.folder / "snapshots/tracker.db")) as database, database:
        database.execute("UPDATE passage SET blocks = 'no longer JSON' WHERE text LIKE '%Malta%'")
    site.publish("/broken", page(days=14).replace("Ireland", "Malta"))
    site.publish("/terms", page(days=14))
    outcomes = {record["policy"]: record for record in watch.check(status=1)}
    assert (outcomes["acme/broken"]["outcome"], outcomes[POLICY]["outcome"]) == ("error", "held")
    assert "a bug" in outcomes["acme/broken"]["error"]["message"]


def test_a_document_that_is_only_embedded_is_named_with_its_whole_address(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/legal/terms")))
    site.publish("/legal/terms", page().replace("</main>", '<iframe src="annex.pdf"></iframe></main>'))
    (record,) = watch.check(POLICY)
    assert record["outcome"] == "first"
    assert [(one["kind"], one["address"]) for one in record["warnings"]] == [("embedded", site.url("/legal/annex.pdf"))]
    with pytest.raises(SystemExit):
        main(["check", POLICY, "--config", str(watch.folder / "config.toml")])
    assert "annex.pdf" not in watch.capsys.readouterr().out, "what did not change is warned of once"


def test_exit_code_as_diff_has_it(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")), confirm_after="0s")
    site.publish("/terms", page())
    watch.check("--exit-code", status=0)
    site.publish("/terms", page(days=7))
    watch.check("--exit-code", status=1)
    site.publish("/terms", "", status=503)
    watch.check("--exit-code", status=2)


@pytest.mark.parametrize(
    ("rule", "one_failing", "all_failing"), [("any", 1, 1), ("all", 0, 1), ("never", 0, 0), (None, 1, 1)]
)
def test_which_failing_pages_stop_what_follows(
    site: Site, watch: Watch, rule: str | None, one_failing: int, all_failing: int
) -> None:
    write_config(watch.folder, ("acme/broken", site.url("/gone")), (POLICY, site.url("/terms")))
    chosen = ("--fail-on", rule) if rule else ()
    site.publish("/terms", page())
    watch.check(*chosen, status=one_failing)
    watch.check("acme/broken", *chosen, status=all_failing)
    watch.check("--due", *chosen)  # nothing is due
    (watch.folder / "snapshots/tracker.db").write_bytes(b"no database at all")
    watch.check(*chosen, status=1)


def test_a_failing_page_is_trouble_under_exit_code_only_where_it_counts(site: Site, watch: Watch) -> None:
    write_config(watch.folder, ("acme/broken", site.url("/gone")), (POLICY, site.url("/terms")), confirm_after="0s")
    site.publish("/terms", page())
    watch.check("--exit-code", "--fail-on", "never")
    site.publish("/terms", page(days=7))
    watch.check("--exit-code", "--fail-on", "all", status=1)
    watch.check("--exit-code", status=2)


def test_one_line_a_policy_and_the_words_where_they_are_asked_for(site: Site, watch: Watch) -> None:
    write_config(watch.folder, ("acme/broken", site.url("/gone")), (POLICY, site.url("/terms")), confirm_after="0s")
    looks = []
    for days, asked in ((30, ()), (14, ()), (7, ("-v",)), (7, ()), (3, ("-q",)), (3, ("-q",))):
        site.publish("/terms", page(days=days))
        looks.append(sorted(watch.say(*asked, status=1).splitlines()))
    broken, first = looks[0]
    assert broken.startswith("acme/broken  could not be checked: ") and first == f"{POLICY}  read for the first time"
    assert looks[1][1] == f"{POLICY}  changed: 1 Notice edited"
    assert looks[1][1] in looks[2]
    assert any("[-14 days-] {+7 days+}" in line for line in looks[2])
    assert looks[3][1] == f"{POLICY}  unchanged"
    assert [line.split()[0] for line in looks[4]] == ["acme/broken", POLICY]
    assert [line.split()[0] for line in looks[5]] == ["acme/broken"]


def test_what_is_held_says_what_follows(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    said = []
    for body in (page(), page(days=14), WALL):
        site.publish("/terms", body)
        said.append(watch.say().removeprefix(f"{POLICY}  ").strip())
    assert said[1] == "changed, waits for a second look"
    assert said[2].startswith("doubtful, kept aside: ")
    assert said[2].endswith(f"; `tracker accept {POLICY}` takes it as true, `tracker refuse {POLICY}` does not")
    assert watch.say("-q") == ""


def test_another_host_that_answers_is_named(site: Site, watch: Watch) -> None:
    other = site.url("/moved").replace("127.0.0.1", "localhost")
    write_config(watch.folder, (POLICY, site.url("/terms")))
    site.publish("/terms", "", status=301, location=other)
    site.publish("/moved", page())
    (record,) = watch.check(POLICY)
    assert (record["outcome"], record["redirected_to"]) == ("first", other)


@needs_browser
def test_a_page_that_a_script_draws_is_asked_for_with_the_browser(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    config = watch.folder / "config.toml"
    config.write_text(config.read_text().replace("browser = false", "browser = true"))
    site.publish("/terms", draw_by_script(page()))
    assert watch.look() == "first"
    (record,) = watch.show()
    assert record["gaps"] == []
    site.publish("/terms", draw_by_script(page(days=14)))
    assert watch.look() == "held"
    with open_archive(watch.folder / "snapshots/tracker.db") as archive:
        failed = [look.outcome is Outcome.ERROR for look in archive.observations.of(POLICY)]
        kinds = [archive.snapshots.get(*look.snapshots).source.kind for look in archive.observations.of(POLICY)]
    assert (failed, kinds) == ([False] * 3, ["http", "browser", "browser"])


@needs_browser
def test_a_browser_is_not_shown_the_same_wall_twice(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    site.publish("/terms", page())
    watch.look()
    config = watch.folder / "config.toml"
    config.write_text(config.read_text().replace("browser = false", "browser = true"))
    site.publish("/terms", WALL)
    assert [watch.look() for _ in range(3)] == ["quarantined"] * 3
    with open_archive(watch.folder / "snapshots/tracker.db") as archive:
        kinds = [archive.snapshots.get(*look.snapshots).source.kind for look in archive.observations.of(POLICY)]
    assert kinds == ["http", "http", "browser", "http", "http"]


def test_due_asks_only_what_is_due(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    site.publish("/terms", page())
    assert len(watch.check("--due")) == 1
    assert watch.check("--due") == []


def test_a_new_address_keeps_the_history(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")), confirm_after="0s")
    site.publish("/terms", page())
    watch.look()
    config = watch.folder / "config.toml"
    old = f'fetch = "{site.url("/terms")}"'
    new = f'fetch = "{site.url("/legal")}"\nwas = ["{site.url("/terms")}"]'
    config.write_text(config.read_text().replace(old, new))
    site.publish("/legal", page(days=14))
    assert watch.look() == "changed"
    assert len(watch.log()) == 1


SNAPSHOTS = Path(__file__).parents[1] / "../shared/corpus/snapshots.bundle"
"""Raw pages of real services, recorded by Open Terms Archive contributors."""


@pytest.mark.skipif(not SNAPSHOTS.exists(), reason="needs ../shared/corpus: recorded pages are not part of the project")
@pytest.mark.floors
def test_recorded_pages_in_order(site: Site, watch: Watch, tmp_path: Path) -> None:
    path = "GitHub/Terms of Service.html"
    repository = tmp_path / "snapshots.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(SNAPSHOTS), str(repository)], check=True)
    git = ["git", "-C", str(repository)]
    listed = subprocess.run([*git, "log", "--format=%H", "--reverse", "--", path], capture_output=True, check=True)
    commits = listed.stdout.decode().split()[:3]
    write_config(watch.folder, (POLICY, site.url("/terms")))
    outcomes = []
    for commit in commits:
        shown = subprocess.run([*git, "show", f"{commit}:{path}"], capture_output=True, check=True)
        site.publish("/terms", shown.stdout, etag=f'"{commit}"')
        outcomes += [watch.look(), watch.look()]
    assert outcomes[0] == "first"
    assert set(outcomes[1::2]) <= {"not-modified", "changed"}
    assert "error" not in outcomes and "quarantined" not in outcomes


def test_a_server_that_wants_rest_gets_it_in_later_runs_too(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")), ("acme/privacy", site.url("/privacy")))
    site.publish("/terms", page())
    site.publish("/privacy", page())
    watch.check()
    site.publish("/terms", "busy", status=503)
    site.rest = 86400
    watch.look(status=1)
    asked = len(site.languages)
    (refused,) = watch.check("acme/privacy", status=1)
    assert "left alone" in refused["error"]["message"]
    assert len(site.languages) == asked
    with open_archive(watch.folder / "snapshots/tracker.db", read_only=True) as archive:
        now = datetime.now(UTC)
        state = archive.timetable.look_states(now)[POLICY]
    assert state.retry_at is not None
    (look,) = next_looks(now, {POLICY: Rhythm()}, {POLICY: state}).values()
    assert look.due_at - now > timedelta(hours=23)


def test_a_page_in_another_language_is_asked_for_anew(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    site.publish("/terms", page(), etag='"1"')
    assert [watch.look(), watch.look()] == ["first", "not-modified"]
    config = watch.folder / "config.toml"
    config.write_text(config.read_text() + 'accept_language = "de"\n')
    assert [watch.look(), watch.look()] == ["unchanged", "not-modified"]
    assert site.languages[-1] == "de"


def test_a_page_taken_out_of_a_combined_document_is_gone(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    config = watch.folder / "config.toml"
    alone = config.read_text()
    config.write_text(alone.replace("fetch = ", f'combine = ["{site.url("/more")}"]\nfetch = '))
    site.publish("/terms", page(), etag='"1"')
    site.publish("/more", page().replace("Ireland", "Iceland"), etag='"2"')
    watch.look()
    config.write_text(alone)
    watch.look()
    watch.look()
    assert "Iceland" not in json.dumps(watch.show())


def test_a_shell_and_its_rendering_are_one_failure(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")))
    config = watch.folder / "config.toml"
    config.write_text(config.read_text().replace("browser = false", 'chromium = "/no/such/program"'))
    site.publish("/terms", "<html></html>")
    watch.look(status=1)
    with open_archive(watch.folder / "snapshots/tracker.db", read_only=True) as archive:
        assert archive.timetable.look_states(datetime.now(UTC))[POLICY].failures == 1


# --- a server that says "unchanged" whatever has changed -------------------------------------------------------


def look_later(watch: Watch, later: timedelta) -> str:
    """What a look gives that is begun so much later."""
    config = load_config(watch.folder / "config.toml")
    with open_archive(watch.folder / "snapshots/tracker.db") as archive:
        (checked,) = check_policies(archive, config, config.policies, now=lambda: datetime.now(UTC) + later)
    return checked.outcome


def test_a_server_is_not_believed_for_ever_that_nothing_has_changed(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")), confirm_after="0s")
    site.publish("/terms", page(), etag='"fixed"')
    assert watch.look() == "first"
    site.publish("/terms", page(days=14), etag='"fixed"')
    assert watch.look() == "not-modified"
    assert look_later(watch, timedelta(days=6)) == "not-modified"
    assert look_later(watch, timedelta(days=6, hours=23, minutes=40)) == "changed"  # a weekly look comes a little early
    assert look_later(watch, timedelta(days=7)) == "not-modified"


def test_the_day_that_a_text_names_is_looked_at_without_conditions(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")), confirm_after="0s")
    day = datetime.now(UTC) + timedelta(days=3)
    coming = page().replace("</h1>", f"</h1><p>Effective date: {day:%B} {day.day}, {day.year}</p>")
    site.publish("/terms", coming, etag='"fixed"')
    assert watch.look() == "first"
    site.publish("/terms", coming.replace("30 days", "14 days"), etag='"fixed"')
    assert look_later(watch, timedelta(days=1)) == "not-modified"
    assert look_later(watch, timedelta(days=4)) == "changed"


@pytest.mark.parametrize(
    ("table", "key"), [("[fetch]", 'trust_validators = "0s"'), ("[[policy]]", 'trust_validators = "0s"')]
)
def test_a_server_need_not_be_believed_at_all(site: Site, watch: Watch, table: str, key: str) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")), confirm_after="0s")
    config = watch.folder / "config.toml"
    config.write_text(config.read_text().replace(table, f"{table}\n{key}"))
    site.publish("/terms", page(), etag='"fixed"')
    assert watch.look() == "first"
    site.publish("/terms", page(days=14), etag='"fixed"')
    assert watch.look() == "changed"


# --- a document that comes with an error status ----------------------------------------------------------------


def test_a_document_that_comes_with_an_error_status_is_read_where_a_person_says_so(site: Site, watch: Watch) -> None:
    write_config(watch.folder, (POLICY, site.url("/terms")), confirm_after="0s")
    site.publish("/terms", page(), status=403)
    assert watch.look(status=1) == "error"
    config = watch.folder / "config.toml"
    config.write_text(config.read_text() + "accept_status = [403, 404]\n")
    assert watch.look() == "first"
    site.publish("/terms", page(days=14), status=404)
    assert watch.look() == "changed"
    site.publish("/terms", WALL, status=403)
    assert watch.look() == "quarantined"
    site.publish("/terms", page(days=14), status=500)
    assert watch.look(status=1) == "error"
