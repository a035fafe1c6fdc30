"""What a clause says -> what chat services are sent, service by service: no masked link, no mention, no mark-up.

Mattermost, Matrix, Rocket.Chat and ntfy are sent to on loopback; services with one fixed address are asked for the
request they would send.
"""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs

import pytest
import requests
from telling import Hook, make_alert, make_card, make_change, make_change_set, serve_hook

from tracker.config import AppriseChannel
from tracker.publish.chat_markup import WORD_JOINER, neutralise, shorten
from tracker.publish.messages import write_message
from tracker.publish.notify import BODY_LENGTH, notify_alert, write_body
from tracker.publish.targets import list_addresses

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

LINK = "https://clipcast.example/legal/terms_of_use"
EVIL = (
    "[your bank](https://evil.example) ![x](https://evil.example/p) [a][b] [a]: https://evil.example"
    " <https://evil.example|your bank> <https://evil.example> <!channel> <users/all> <@U1> <b>x</b>"
    " @everyone @here @alice @**all** mail legal@clipcast.example x@everyone.example"
    " ||hidden|| ~~struck~~ \x1b[2J \u202egpj"
)
# What makes a link, an image, a reference or a mention in any of the services.
ACTING = re.compile(r"\]\\?[(\[:]|<[a-z!@/]|(?<![^\W_])@[\w*]|[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", re.IGNORECASE)

TOKEN = "abcdefghijklmnopqrstuvwxyz123456789012345678901234567890abcdefgh"
FIXED = {
    "discord": f"discord://123456789012345678/{TOKEN}",
    "discord as Markdown": f"discord://123456789012345678/{TOKEN}?format=markdown",
    "guilded": f"guilded://123456789012345678/{TOKEN}",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#terms",
    "google chat": "gchat://workspace/key/token",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "teams": "workflows://host:443/workflow1a/signatureabc/",
    "webex": f"wxteams://{'a' * 80}",
    "zulip": f"zulip://bot-name@org/{'a' * 32}",
    "revolt": "revolt://bot_token/12345",
    "lark": "lark://abcdefg",
}


def make_hostile_alert(url: str):
    channel = AppriseChannel(name="chat", urls=(url,))
    change_set = make_change_set(make_change(new=EVIL, heading=EVIL[:40]), summary=EVIL)
    message = write_message(change_set, make_card(f"Clipcast {EVIL[:33]}", link=LINK))
    return make_alert(address=list_addresses(channel)[0], message=message), channel


def read_texts(body: bytes | str) -> list[str]:
    """Every text of a request's body, JSON or form."""
    text = body.decode() if isinstance(body, bytes) else body
    try:
        found = json.loads(text)
    except ValueError:
        found = parse_qs(text)
    texts: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, (dict, list)):
            for one in value.values() if isinstance(value, dict) else value:
                collect(one)

    collect(found)
    return texts


def assert_nothing_acts(texts: list[str], *, html: bool = False) -> None:
    said = [re.sub(r"</?b>", "", text) if html else text for text in texts]
    assert any("your bank" in text for text in said)
    assert not any("@everyone" in text or "@here" in text for text in said)
    for text in (text for text in said if text != "👉 @clipcast"):  # Apprise's own, of the mail address; calls nobody
        assert not ACTING.search(text), (ACTING.search(text), text)


@pytest.mark.parametrize("service", FIXED)
def test_nothing_acts_in_a_service_with_one_address(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes | str] = []

    def keep(_session: requests.Session, request: requests.PreparedRequest, **_options: object) -> requests.Response:
        sent.append(request.body or b"")
        answer = requests.Response()
        answer.status_code, answer.url = 200, request.url or ""
        answer._content = b"ok" if service == "slack" else b'{"ok": true, "code": 0}'
        return answer

    monkeypatch.setattr(requests.Session, "send", keep)
    alert, channel = make_hostile_alert(FIXED[service])
    notify_alert(alert, settings=channel)
    assert_nothing_acts(read_texts(sent[-1]), html=service == "telegram")
    if service in ("discord", "guilded", "zulip"):
        assert any("\\|\\|hidden\\|\\|" in text and LINK in text for text in read_texts(sent[-1]))


@pytest.mark.parametrize(
    "scheme", ["mmost://{host}/abcdefghij0123456789abcdef", "ntfy://{host}/terms", "json://{host}"]
)
def test_nothing_acts_in_a_service_of_ones_own(scheme: str) -> None:
    with serve_hook(Hook(answers=[200, 200])) as hook:
        alert, channel = make_hostile_alert(scheme.format(host=hook.url.split("/")[2]))
        notify_alert(alert, settings=channel)
        texts = read_texts(hook.requests[-1][1])
    assert_nothing_acts(texts)
    assert any(LINK in text for text in texts)
    if scheme.startswith("mmost"):
        assert any("\\~\\~struck\\~\\~" in text for text in texts)


def test_what_cannot_act_stays_as_it_is() -> None:
    plain = "You may show (not sell) your clips: § 4.2, legal@clipcast.example, 30 days."
    assert neutralise(plain) == plain == neutralise(plain, escapes_markdown=True)
    assert neutralise(f"See {LINK} [x](y)", links=(LINK,)) == f"See {LINK} [x]{WORD_JOINER}(y)"


@pytest.mark.parametrize("room", range(2, 30))
def test_no_cut_leaves_half_an_escape(room: int) -> None:
    text = neutralise("a*b**c\\\\d***e" * 3, escapes_markdown=True)
    cut = shorten(text, room)
    assert len(cut) <= room and (len(cut[:-1]) - len(cut[:-1].rstrip("\\"))) % 2 == 0


def test_escapes_make_no_message_longer_than_a_chat_takes() -> None:
    message = write_message(make_change_set(make_change(new="*" * 5000)), make_card(link=LINK))
    channel = AppriseChannel(name="chat", urls=("mmost://127.0.0.1:9/abcdefghij0123456789abcdef",))
    alert = make_alert(address=list_addresses(channel)[0], message=message)
    assert len(write_body(alert, escapes_markdown=True)) <= BODY_LENGTH
