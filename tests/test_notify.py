"""Apprise, through its own JSON notifier to a receiver on loopback."""

from __future__ import annotations

import json

import pytest
from telling import Hook, make_alert, make_card, make_change, make_change_set, serve_hook

from tracker.config import AppriseChannel
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.publish.messages import write_message
from tracker.publish.notify import BODY_LENGTH, notify_alert
from tracker.publish.targets import digest_url, list_addresses

# Apprise imports the standard library's imghdr on the Pythons that still have it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def notify(hook: Hook, message=None) -> dict[str, str]:
    url = hook.url.replace("http://", "json://")
    channel = AppriseChannel(name="chat", urls=(url,))
    (address,) = list_addresses(channel)
    assert address == digest_url(url) and "127.0.0.1" not in address
    alert = make_alert(address=address, message=message) if message else make_alert(address=address)
    notify_alert(alert, settings=channel)
    return json.loads(hook.requests[-1][1])


def test_a_service_receives_title_summary_redline_and_link() -> None:
    with serve_hook(Hook(answers=[200])) as hook:
        body = notify(hook)
    assert body["title"] == "Clipcast Terms: 4.2 Your clips edited"
    assert "“show” became “sell”" in body["message"] and "https://clipcast.example/terms" in body["message"]


def test_hostile_text_pages_nobody_and_reaches_no_other_address() -> None:
    with serve_hook(Hook(answers=[200])) as hook, serve_hook(Hook(answers=[200])) as other:
        page = (
            f"@everyone @here <!channel> {other.url.replace('http', 'json')} <script>x</script> \\n \x07\u202e :smile:"
        )
        message = write_message(make_change_set(make_change(new=page), summary=page), make_card("Clipcast"))
        body = notify(hook, message)["message"]
    assert other.requests == [] and len(hook.requests) == 1
    for call in ("@everyone", "@here", "<!channel>"):
        assert call not in body
    assert "@\u2060everyone" in body and "\\n" in body and ":smile:" in body
    assert "\x07" not in body and "\u202e" not in body


def test_two_megabytes_become_a_chat_message_with_a_link() -> None:
    message = write_message(
        make_change_set(make_change(new="x" * 2_000_000)), make_card(link="https://clipcast.example/terms")
    )
    with serve_hook(Hook(answers=[200])) as hook:
        body = notify(hook, message)["message"]
    assert len(body) <= BODY_LENGTH and "\nThe document at its source: https://clipcast.example/terms\n" in body


def test_trouble() -> None:
    with serve_hook(Hook(answers=[500])) as hook, pytest.raises(DeliveryError):
        notify(hook)
    with pytest.raises(RejectedError, match="no longer configured"):
        notify_alert(make_alert(address="123"), settings=AppriseChannel(name="chat", urls=("json://localhost",)))
    with pytest.raises(ChannelDownError, match="CHAT_URLS"):
        notify_alert(make_alert(address="$CHAT_URLS"), settings=AppriseChannel(name="chat", urls_env="CHAT_URLS"))
    channel = AppriseChannel(name="chat", urls=("nonsense://token@host",))
    with pytest.raises(ChannelDownError) as caught:
        notify_alert(make_alert(address=list_addresses(channel)[0]), settings=channel)
    assert "token" not in str(caught.value)
