"""An alert as an e-mail: what its reader's program gets, from a real SMTP server on loopback."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiosmtpd.smtp import AuthResult
from authority import Authority
from telling import Inbox, make_alert, make_card, make_change, make_change_set, serve_mail

from tracker.config import EmailChannel
from tracker.config.load import parse_config
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.publish.cards import make_card as make_card_of
from tracker.publish.mail import SUBJECT_LENGTH, Mailer, clean_header, compose_mail, keyring
from tracker.publish.messages import write_message
from tracker.values import replace

SENDER = "Terms watch <watch@example.org>"

HOSTILE = {
    "header-injection": "Terms\r\nBcc: everybody@example.org\r\n\r\nnew body",
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "cdata-end": "]]> <![CDATA[ & &amp; </html>",
    "control": "bell \x07 escape \x1b[2J null \x00 end",
    "bidi": "invoice \u202egpj.exe\u2066 end",
    "surrogate": "half \ud83d of a pair",
    "template": "{{ 7 * 7 }} {% raw %} ${x}",
    "marker": "<!--reader--> <!--begin--> <!--end-->",
}


def settings(port: int, **more: object) -> EmailChannel:
    fields = {"name": "desk", "host": "127.0.0.1", "port": port, "from_": SENDER, "to": ("ana@example.org",)}
    return EmailChannel(**(fields | {"security": "none", "timeout": 5.0} | more))


def send(inbox: Inbox, *alerts, **more: object) -> None:
    with serve_mail(inbox), ExitStack() as stack:
        mailer = Mailer(settings(inbox.port, **more), stack)
        for alert in alerts:
            mailer(alert)


def test_reader_gets_text_and_html_with_the_summary_first() -> None:
    inbox = Inbox()
    send(inbox, make_alert())
    (mail,) = inbox.mails
    assert mail["Subject"] == "Clipcast Terms: 4.2 Your clips edited"
    assert mail["To"] == "ana@example.org"
    text = mail.get_body(("plain",)).get_content()
    assert text.index("“show” became “sell”") < text.index("[-We may show your clips.-]")
    assert "{+We may sell your clips.+}" in text
    assert "Changed between 2 Mar 00:00" in text or "between 00:00 and 12:00 UTC" in text
    html = mail.get_body(("html",)).get_content()
    assert "text-decoration:line-through" in html
    assert 'href="https://clipcast.example/terms"' in html
    # Gmail drops <ins> and <del>, many readers drop styles: either way words that went look struck out.
    assert re.search(r'<span style="[^"]*line-through[^"]*"><del>We may show your clips.</del></span>', html)
    assert re.search(r'<span style="[^"]*underline[^"]*"><ins>We may sell your clips.</ins></span>', html)
    assert "subscription “clips”" in html and "subscription “clips”" in text


def test_list_headers_and_thread() -> None:
    mail = compose_mail(make_alert("abc123"), sender=SENDER)
    later = compose_mail(make_alert("def456"), sender=SENDER)
    assert mail["Message-ID"] == "<abc123@example.org>"
    assert mail["References"] == later["References"]
    assert mail["List-Unsubscribe"] == "<mailto:watch@example.org?subject=unsubscribe%20clips>"
    assert mail["List-Id"] == "<clips.tracker.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_same_alert_is_the_same_mail() -> None:
    # Boundaries apart: what a receiver drops duplicates by.
    first, second = (compose_mail(make_alert("abc123"), sender=SENDER) for _ in range(2))
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_text(name: str) -> None:
    page = HOSTILE[name]
    change = make_change(old="calm", new=page, heading=page)
    change_set = make_change_set(change, summary=f"4.2: {page}")
    message = write_message(change_set, make_card(f"Clipcast {page}", link="https://clipcast.example/"))
    inbox = Inbox()
    send(inbox, make_alert(message=message))
    (mail,) = inbox.mails
    assert set(mail.keys()) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "References", "In-Reply-To", "List-Id", "List-Unsubscribe"),
        *("Auto-Submitted", "MIME-Version", "Content-Type", "X-Peer", "X-MailFrom", "X-RcptTo"),
    }
    assert inbox.recipients == ["ana@example.org"]
    assert not any(ord(c) < 32 or c in "\u202e\u2066" for c in mail["Subject"])
    html = mail.get_body(("html",)).get_content()
    assert "<script" not in html and "<img" not in html and "{{" not in html.replace(page, "")
    for part in (html, mail.get_body(("plain",)).get_content()):
        assert not any(c in part for c in "\x00\x07\x1b\u202e\u2066")
        assert part.count("subscription “clips”") == 1


def test_two_megabytes_are_shortened_with_a_link() -> None:
    for page in ("word " * 400_000, "x" * 2_000_000):
        message = write_message(
            make_change_set(make_change(new=page, heading=page)), make_card("C", link="https://c.example/")
        )
        mail = compose_mail(make_alert(message=message), sender=SENDER)
        assert len(bytes(mail)) < 250_000
        assert "https://c.example/" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("answer", "error"),
    [("550 no such user", RejectedError), ("450 mailbox busy", DeliveryError), ("552 full", RejectedError)],
)
def test_what_the_server_answers_about_one_address(answer: str, error: type[Exception]) -> None:
    inbox = Inbox(refuse=lambda address: answer if address.startswith("ana") else None)
    with serve_mail(inbox), ExitStack() as stack:
        mailer = Mailer(settings(inbox.port), stack)
        with pytest.raises(error) as caught:
            mailer(make_alert())
        assert type(caught.value) is error
        mailer(make_alert("k2", address="ben@example.org"))  # the connection survives
    assert inbox.recipients == ["ben@example.org"]


def test_nobody_listens() -> None:
    with ExitStack() as stack, pytest.raises(ChannelDownError, match="mail server"):
        Mailer(settings(1), stack)(make_alert())


@pytest.mark.parametrize("address", ["", "no address", "a@b@c", "ana@example.org\r\nBcc: x@example.org"])
def test_what_is_no_address_is_refused_for_good(address: str) -> None:
    inbox = Inbox()
    with serve_mail(inbox), ExitStack() as stack, pytest.raises(RejectedError):
        Mailer(settings(inbox.port), stack)(make_alert(address=address))
    assert inbox.mails == []


def test_missing_password_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLIP_PASSWORD", raising=False)
    inbox = Inbox()
    with pytest.raises(ChannelDownError, match="CLIP_PASSWORD"):
        send(inbox, make_alert(), username="ana", password_env="CLIP_PASSWORD")


def test_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIP_PASSWORD", "geheim")
    seen: list[tuple[bytes, bytes]] = []

    def authenticate(_server, _session, _envelope, _mechanism, data) -> AuthResult:
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    inbox = Inbox()
    options = {"authenticator": authenticate, "auth_require_tls": False}
    with serve_mail(inbox, **options), ExitStack() as stack:
        Mailer(settings(inbox.port, username="ana", password_env="CLIP_PASSWORD"), stack)(make_alert())
    assert seen == [(b"ana", b"geheim")] and len(inbox.mails) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encryption_is_asked_for_and_checked(security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, inbox = Authority(), Inbox()
    certificate = authority.serve_as("127.0.0.1", days=30)
    options = (
        {"tls_context": certificate, "require_starttls": True}
        if security == "starttls"
        else {"ssl_context": certificate}
    )
    with serve_mail(inbox, **options), ExitStack() as stack:
        with pytest.raises(ChannelDownError, match="certificate verify failed"):
            Mailer(settings(inbox.port, security=security), stack)(make_alert())
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "authority.pem")))
        Mailer(settings(inbox.port, security=security), stack)(make_alert())
    assert len(inbox.mails) == 1


def test_a_password_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    if keyring is not None:
        pytest.skip("the keyring package is installed: this is about its absence")
    with pytest.raises(ChannelDownError, match="needs the keyring package"):
        send(Inbox(), make_alert(), username="ana", password_keyring="tracker")


def test_many_mails_share_a_connection_and_outlive_a_lost_one() -> None:
    inbox = Inbox()
    send(inbox, *(make_alert(f"k{number}") for number in range(60)))
    assert [mail["Message-ID"] for mail in inbox.mails] == [f"<k{number}@example.org>" for number in range(60)]


def test_subjects_are_one_line_of_readable_length() -> None:
    assert clean_header("a\r\n b\tc\u2028d") == "a b c d"
    assert len(clean_header("very long " * 100)) <= SUBJECT_LENGTH


def test_subscriptions_in_any_script_are_told_apart_by_filters_and_by_who_unsubscribes() -> None:
    mails = [
        compose_mail(replace(make_alert(address="a@example.org"), subscription=name), sender="watch@example.org")
        for name in ("Условия", "Приватность", "AI training")
    ]
    assert len({mail["List-Id"] for mail in mails}) == 3 and mails[2]["List-Id"] == "<ai-training.tracker.example.org>"
    assert mails[0]["List-Id"].isascii()
    subjects = [unquote(mail["List-Unsubscribe"].partition("subject=")[2].rstrip(">")) for mail in mails]
    assert subjects == ["unsubscribe Условия", "unsubscribe Приватность", "unsubscribe AI training"]


TRAINING = make_change(reasons=("topic: price", "topic: AI training"), number="10.4", heading="Licence")


def test_a_mail_leads_with_what_was_asked_for_in_subject_preview_and_body() -> None:
    message = write_message(make_change_set(TRAINING), make_card(), asked="AI training")
    mail = compose_mail(make_alert(message=message), sender=SENDER)
    assert mail["Subject"] == "AI training — Clipcast Terms: 10.4 Licence edited (price)"
    assert mail.get_body(("plain",)).get_content().startswith("AI training — Clipcast Terms\n")
    html = mail.get_body(("html",)).get_content()
    shown = " ".join(re.sub(r"<[^>]+>", " ", html.split("<body", 1)[1].split(">", 1)[1]).split())
    assert shown.startswith("AI training: 4.2 Your clips: “show” became “sell”. AI training Clipcast Terms ")


def test_a_mail_says_how_to_see_the_change_and_links_to_its_page_where_there_is_one() -> None:
    by_command = write_message(make_change_set(TRAINING), make_card(link="https://clipcast.example/terms"))
    assert "Change cs2: tracker log cs2\n" in by_command.text and "<code>tracker log cs2</code>" in by_command.html
    assert "The document at its source: https://clipcast.example/terms" in by_command.text
    on_site = write_message(make_change_set(TRAINING), make_card(site="https://terms.example.org/"))
    page = "https://terms.example.org/clipcast/terms/changes/cs2/"
    assert f"Change cs2: {page}\n" in on_site.text and f'<a href="{page}">' in on_site.html
    assert on_site.page == page and json.loads(on_site.record)["page"] == page


def test_a_mail_names_the_vendor_whatever_the_page_calls_itself() -> None:
    text = '[[policy]]\nid = "mistral/terms"\nname = "Terms of Service"\nfetch = "https://m.example/t"'
    config = parse_config(text, path=Path("config.toml"))
    message = write_message(make_change_set(TRAINING, policy="mistral/terms"), make_card_of(config, "mistral/terms"))
    assert message.subject.startswith("Mistral: Terms of Service: 10.4 Licence edited")


def test_no_line_of_a_mail_is_longer_than_rfc_2045_allows() -> None:
    change = make_change("naïve " * 80, "We must not show clips — ever. " * 80, reasons=("topic: price",))
    message = write_message(make_change_set(change), make_card("Clipcast: Условия использования сервиса " * 3))
    mail = compose_mail(make_alert(message=message, subscription="Всё обо всём"), sender=SENDER)
    body = bytes(mail).split(b"\r\n\r\n", 1)[1]
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert "Условия использования сервиса" in mail["Subject"]


def test_what_was_told_at_first_sight_was_not_seen_again() -> None:
    once = make_change_set(TRAINING)
    once = replace(once, judgement=replace(once.judgement, confirmed_at=once.judgement.observed_at))
    assert "Seen again" not in write_message(once, make_card()).text
    assert "Seen again" in write_message(make_change_set(TRAINING), make_card()).text
