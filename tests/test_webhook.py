"""A signed POST, as its receiver sees it."""

from __future__ import annotations

import json
import time

import pytest
from telling import Hook, make_alert, make_card, make_change, make_change_set, serve_hook

from tracker.config import WebhookChannel
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.publish.messages import RECORD_BYTES, write_message
from tracker.publish.webhook import is_signed, post_alert, sign_body

SECRET = "correct horse"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIP_SECRET", SECRET)


def post(hook: Hook, alert=None, **more: object) -> None:
    channel = WebhookChannel(**({"name": "hook", "url": hook.url, "secret_env": "CLIP_SECRET", "timeout": 5.0} | more))
    post_alert(alert or make_alert(), settings=channel, clock=time.time)


def test_the_signature_verifies_and_the_body_is_the_log_object() -> None:
    with serve_hook(Hook()) as hook:
        post(hook)
    ((headers, body),) = hook.requests
    assert is_signed(SECRET.encode(), headers, body, now=time.time())
    assert headers["Idempotency-Key"] == "k1"
    record = json.loads(body)
    assert record["schema"] == "tracker.log/1" and record["subscription"] == "clips"
    assert record["changes"][0]["inserted"] == ["We may sell your clips."]


def test_what_was_tampered_with_or_is_old_does_not_verify() -> None:
    body, now = b'{"a": 1}', 1_700_000_000
    headers = {"Tracker-Timestamp": str(now), "Tracker-Signature": sign_body(b"s", now, body)}
    assert is_signed(b"s", headers, body, now=now + 60)
    assert not is_signed(b"s", headers, body + b" ", now=now)
    assert not is_signed(b"t", headers, body, now=now)
    assert not is_signed(b"s", headers, body, now=now + 301)
    assert not is_signed(b"s", headers | {"Tracker-Timestamp": str(now + 1)}, body, now=now)
    assert not is_signed(b"s", {}, body, now=now)
    assert is_signed(b"s", {name.lower(): value for name, value in headers.items()}, body, now=now)
    for strange in ("soon", "²", "9" * 5000, "-1", ""):
        assert not is_signed(b"s", headers | {"Tracker-Timestamp": strange}, body, now=now)
    assert not is_signed(b"s", headers | {"Tracker-Signature": "v1=é\ud83d"}, body, now=now)


def test_a_signature_anyone_can_check() -> None:
    # Computed with: printf '1700000000.{"a": 1}' | openssl dgst -sha256 -hmac secret
    expected = "942c6f7e34ef5c448cbbbf79276da392036d59f0bd9fb74ba14eb8e83e2bb6cd"
    assert sign_body(b"secret", 1_700_000_000, b'{"a": 1}') == f"v1={expected}"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((400, RejectedError), (413, RejectedError), (422, RejectedError)),
        *((401, ChannelDownError), (404, ChannelDownError), (302, ChannelDownError)),
        *((429, DeliveryError), (500, DeliveryError), (503, DeliveryError)),
    ],
)
def test_what_an_answer_means(status: int, error: type[Exception]) -> None:
    with serve_hook(Hook(answers=[status], headers={"Retry-After": "90", "Location": "/elsewhere"})) as hook:
        with pytest.raises(error) as caught:
            post(hook)
        assert type(caught.value) is error and str(status) in str(caught.value)
        assert caught.value.retry_after == (90 if error is DeliveryError else None)
    assert len(hook.requests) == 1  # a redirect is not followed


def test_nobody_listens_or_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ChannelDownError):
        post(Hook(url="http://127.0.0.1:1/hook"))
    monkeypatch.delenv("CLIP_SECRET")
    with pytest.raises(ChannelDownError, match="CLIP_SECRET"):
        post(Hook(url="http://127.0.0.1:1/hook"))


def test_a_paragraph_of_two_megabytes_is_shortened() -> None:
    message = write_message(make_change_set(make_change(new="naïve " * 400_000)), make_card())
    with serve_hook(Hook()) as hook:
        post(hook, make_alert(message=message))
    ((headers, body),) = hook.requests
    record = json.loads(body)
    assert len(body) < RECORD_BYTES and record["shortened"] is True
    assert record["changes"][0]["inserted"][0].endswith("…")
    assert is_signed(SECRET.encode(), headers, body, now=time.time())


def test_hostile_text_is_only_ever_a_json_string() -> None:
    page = '"}],"subscription":"root","x":"\u2028</script>\x00\r\nX-Evil: 1'
    with serve_hook(Hook()) as hook:
        post(hook, make_alert(message=write_message(make_change_set(make_change(new=page)), make_card())))
    ((headers, body),) = hook.requests
    assert "X-Evil" not in headers and json.loads(body)["subscription"] == "clips"
    assert json.loads(body)["changes"][0]["inserted"] == [page]
