"""Signing in and reviewing over HTTP: who may, what is kept, and what a forged form or a guesser gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from parcels import START
from records import NOW, PARCELS, open_pages, write_record
from serving import PASSWORD, make_accounts, serve_record

from tracker.archive import open_archive
from tracker.ask.review import ask_inbox, ask_mark
from tracker.cli import main
from tracker.config import load_config
from tracker.errors import TrackerError
from tracker.model import ReviewMark, ReviewState
from tracker.pages.accounts import COST, TRIES, WINDOW, Tries, check_password, hash_password
from tracker.pages.desk import COOKIE, read_next
from tracker.pages.serve import ServeOptions
from tracker.track.derive import derive_policy

CHANGE = "56df67f6c6e6"
HELD = "6851533014c4"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "t.db"
    write_record(path)
    return path


@pytest.fixture
def address(database: Path) -> Iterator[str]:
    with serve_record(database, make_accounts("dana", "eve")) as address:
        yield address


OPEN: list[httpx.Client] = []


@pytest.fixture(autouse=True)
def close_clients() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


def sign_in(address: str, name: str = "dana", password: str = PASSWORD) -> httpx.Client:
    client = httpx.Client(base_url=address)
    OPEN.append(client)
    client.post("/sign-in/", data={"name": name, "password": password, "next": "/review/"})
    return client


def read_token(client: httpx.Client) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', client.get("/review/").text)
    assert found
    return found[1]


def post(client: httpx.Client, act: str, **fields: str) -> httpx.Response:
    data = {"token": read_token(client), "policy": PARCELS, "change_set": CHANGE} | fields
    return client.post(f"/review/{act}", data=data)


def test_a_note_a_mark_and_an_assignee_are_kept(address: str, database: Path) -> None:
    client = sign_in(address)
    assert (
        post(client, "note", text="Ask them <b>why</b>.").headers["location"] == f"/{PARCELS}/changes/{CHANGE}/#review"
    )
    assert post(client, "mark", state="needs-action", assignee="Eve").status_code == 303
    page = client.get(f"/{PARCELS}/changes/{CHANGE}/").text
    assert "Ask them &lt;b&gt;why&lt;/b&gt;." in page and "assigned to <bdi>Eve</bdi>" in page
    with open_archive(database) as archive:
        derive_policy(archive, PARCELS, now=START + timedelta(days=60))
    with open_pages(database) as record:
        mark = ask_mark(record, PARCELS, CHANGE)
        assert mark is not None and (mark.state, mark.by, mark.assignee) == (ReviewState.NEEDS_ACTION, "dana", "Eve")
        (note,) = record.archive.change_sets.get(PARCELS, CHANGE).notes
        assert (note.by, note.text) == ("dana", "Ask them <b>why</b>.")


def test_the_inbox_has_what_nobody_settled(address: str) -> None:
    client = sign_in(address)
    before = client.get("/review/").text.count("data-step")
    assert before == 6
    post(client, "mark", state="reviewed")
    assert client.get("/review/").text.count("data-step") == before - 1
    assert client.get("/review/?show=all").text.count("data-step") == before
    post(client, "mark", state="needs-action", assignee="Eve")
    assert client.get("/review/?assignee=Eve").text.count("data-step") == 1


@pytest.mark.parametrize(("decision", "told"), [("accept", True), ("refuse", False)])
def test_a_doubt_is_accepted_or_refused(address: str, database: Path, decision: str, told: bool) -> None:
    client = sign_in(address)
    page = client.get(f"/{PARCELS}/changes/{HELD}/").text
    assert "Accept it: this is true" in page and "Accept it" not in client.get(f"/{PARCELS}/changes/{CHANGE}/").text
    assert post(client, "decide", change_set=HELD, decision=decision, text="Seen.").status_code == 303
    with open_archive(database, read_only=True) as archive:
        walls = [one for one in archive.change_sets.of(PARCELS) if "rewritten" in one.comparison.summary]
        assert [one.is_told for one in walls] == [told]


# --- who may ----------------------------------------------------------------------------------------------------


def test_without_users_there_is_nothing_to_write_with(database: Path) -> None:
    with serve_record(database) as address:
        page = httpx.get(f"{address}/{PARCELS}/changes/{CHANGE}/").text
        assert "Sign in" not in page and 'id="review"' not in page
        assert httpx.post(f"{address}/review/note", data={"policy": PARCELS}).status_code == 403


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"token": "0" * 64}, 403),
        ({"token": ""}, 403),
        ({"state": "burnt"}, 400),
        ({"change_set": "ffffffffffff"}, 404),
        ({"policy": "no/such"}, 404),
        ({"assignee": "a" * 20_000}, 400),
    ],
)
def test_a_bad_form_changes_nothing(address: str, database: Path, change: dict[str, str], status: int) -> None:
    client = sign_in(address)
    assert post(client, "mark", **({"state": "reviewed"} | change)).status_code == status
    with open_archive(database, read_only=True) as archive:
        assert archive.reviews.of(PARCELS) == {}


def test_a_token_is_one_persons(address: str) -> None:
    token = read_token(sign_in(address, "eve"))
    assert post(sign_in(address, "dana"), "mark", state="reviewed", token=token).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_form_of_another_site_is_refused(address: str, headers: dict[str, str]) -> None:
    client = sign_in(address)
    token = read_token(client)
    data = {"token": token, "policy": PARCELS, "change_set": CHANGE, "state": "reviewed"}
    assert client.post("/review/mark", data=data, headers=headers).status_code == 403
    assert client.post("/sign-in/", data={"name": "dana"}, headers=headers).status_code == 403


def test_the_session_is_kept_from_scripts_and_ends_with_the_password(address: str, database: Path) -> None:
    answer = httpx.post(f"{address}/sign-in/", data={"name": "dana", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
    session = cookie.split("=", 1)[1].split(";")[0]
    assert make_accounts("dana").read_session(session) is None, "another hash: the password was set anew"
    assert make_accounts("eve").read_session(session) is None
    with serve_record(database, make_accounts("dana"), ServeOptions("https://terms.example.org/")) as secure:
        answer = httpx.post(f"{secure}/sign-in/", data={"name": "dana", "password": PASSWORD})
        assert "Secure" in answer.headers["set-cookie"]
    client = sign_in(address)
    assert client.post("/sign-out/", data={"token": read_token(client)}).status_code == 303
    assert client.get("/review/").status_code == 303


@pytest.mark.parametrize(
    ("name", "password"), [("dana", "wrong"), ("nobody", PASSWORD), ("", ""), ("dana", "x" * 9000)]
)
def test_who_does_not_know_the_password_stays_out(address: str, name: str, password: str) -> None:
    answer = httpx.post(f"{address}/sign-in/", data={"name": name, "password": password})
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_a_guesser_has_to_wait(address: str) -> None:
    for _ in range(TRIES):
        assert httpx.post(f"{address}/sign-in/", data={"name": "dana", "password": "x"}).status_code == 403
    answer = httpx.post(f"{address}/sign-in/", data={"name": "dana", "password": PASSWORD})
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 600


def test_tries_are_forgotten_in_time() -> None:
    tries = Tries()
    for second in range(TRIES):
        assert tries.wait(["a"], float(second)) == 0
        tries.note(["a"], float(second))
    assert tries.wait(["b", "a"], TRIES) > 0 and tries.wait(["b"], TRIES) == 0
    assert tries.wait(["a"], WINDOW + 1) == 0


def test_reading_can_be_for_who_is_signed_in_alone(database: Path) -> None:
    with serve_record(database, make_accounts("dana"), ServeOptions(is_private=True)) as address:
        answer = httpx.get(f"{address}/{PARCELS}/")
        assert answer.headers["location"] == f"/sign-in/?next=%2F{PARCELS.replace('/', '%2F')}%2F"
        assert httpx.get(f"{address}/{PARCELS}.json").status_code == 403
        assert httpx.get(f"{address}/assets/style.css").status_code == 200
        mine = sign_in(address).get(f"/{PARCELS}/")
        assert mine.status_code == 200 and "private" in mine.headers["cache-control"]


def test_a_proxy_is_believed_where_it_is_trusted(database: Path) -> None:
    header = {"X-Forwarded-User": "dana"}
    for trusted, status in (("127.0.0.1", 200), ("10.0.0.1", 403)):
        accounts = make_accounts(proxy_header="X-Forwarded-User", trusted_proxies=(trusted,))
        with serve_record(database, accounts) as address:
            assert httpx.get(f"{address}/review/", headers=header).status_code == status
    with serve_record(database, make_accounts("dana")) as address:
        assert httpx.get(f"{address}/review/", headers=header).status_code == 303


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example", "", None, "/a\nb"])
def test_signing_in_leads_nowhere_else(wanted: str | None) -> None:
    assert read_next(wanted) == "/" and read_next("/zoom/terms/?q=1") == "/zoom/terms/?q=1"


def test_a_password_is_kept_as_a_hash_alone() -> None:
    hashed = hash_password(PASSWORD)
    assert hashed.startswith(f"scrypt${COST[0]}$") and PASSWORD not in hashed
    assert check_password(PASSWORD, hashed) and not check_password(PASSWORD + " ", hashed)
    for broken in ("", "plain", hashed.replace("scrypt", "md5"), hashed[:-4], "scrypt$x$8$1$a$b"):
        assert not check_password(PASSWORD, broken)


# --- commands ---------------------------------------------------------------------------------------------------


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_a_user_is_added_and_gets_another_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    hashes = []
    for number in range(2):
        source = tmp_path / "password"
        source.write_text(f"{PASSWORD} {number}\n")
        with source.open() as given:
            monkeypatch.setattr("sys.stdin", given)
            assert run("serve", "user", "add", "dana", "--password-stdin", "--config", str(config)) == 0
        (user,) = load_config(config).users
        assert check_password(f"{PASSWORD} {number}", user.password)
        hashes.append(user.password)
    assert hashes[0] != hashes[1] and config.stat().st_mode & 0o007 == 0
    assert PASSWORD not in capsys.readouterr().out + config.read_text("utf-8") and "# " in config.read_text("utf-8")
    (tmp_path / "password").write_text("short\n")
    with (tmp_path / "password").open() as given:
        monkeypatch.setattr("sys.stdin", given)
        assert run("serve", "user", "add", "dana", "--password-stdin", "--config", str(config)) == 2


def test_the_terminal_has_the_same_inbox(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ("--database", str(database))
    assert run("review", *place) == 0
    assert capsys.readouterr().out.count("not yet reviewed") == 6
    assert run("review", "mark", PARCELS, CHANGE[:6], "needs-action", "--assign", "Dana", "--by", "Eve", *place) == 0
    capsys.readouterr()
    assert run("review", "--assignee", "Dana", *place) == 0
    assert "needs-action, assigned to Dana" in capsys.readouterr().out
    assert run("review", "mark", PARCELS, CHANGE, "not-relevant", *place) == 0
    capsys.readouterr()
    assert run("review", "--policy", "parcels", *place) == 0
    assert CHANGE not in capsys.readouterr().out


def test_a_mark_follows_its_text_into_other_steps(database: Path) -> None:
    """Where better rules make other steps, a mark stays with the step into which its look fell."""
    with open_archive(database) as archive:
        judged = archive.change_sets.get(PARCELS, CHANGE).judgement
        mark = ReviewMark("000000000000", ReviewState.REVIEWED, "dana", NOW)
        archive.reviews.add(PARCELS, mark, old_seq=judged.old_seq, seq=judged.new_seq)
        assert list(archive.reviews.of(PARCELS)) == [CHANGE]
    with open_pages(database) as record:
        assert CHANGE not in {item.news.change_set for item in ask_inbox(record)}
        with pytest.raises(TrackerError):
            ask_inbox(record, ["no/such"])
