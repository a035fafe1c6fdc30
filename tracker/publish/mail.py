"""An alert -> an e-mail, handed to an SMTP server.

Headers hold page text only after control characters are gone; the email package then refuses what is left of a
forged header. The Message-ID is made of the receipt key, so that a mail sent twice is one mail to its reader.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
import smtplib
import ssl
from contextlib import ExitStack
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from urllib.parse import quote

from tracker.compiled import compile_pattern
from tracker.config import EmailChannel
from tracker.errors import ChannelDownError, DeliveryError, RejectedError
from tracker.model import Alert
from tracker.names import distinguish
from tracker.publish.postage import encode_body
from tracker.values import Struct

try:  # no dependency of ours: only for those who keep the password in their system's keyring
    import keyring  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    keyring = None  # type: ignore[assignment,unused-ignore]

# RFC 5322 §2.1.1 allows 998; mail clients show about 100 characters of a subject.
SUBJECT_LENGTH = 150
# A connection is renewed after so many mails; servers commonly allow 100.
MAILS_PER_CONNECTION = 50
READER_MARK = "<!--reader-->"
# RFC 2045 §6.7 allows 76 characters in a line of quoted-printable; RFC 2047 as many in a line with an encoded word.
MAIL_POLICY: EmailPolicy[EmailMessage] = SMTP.clone(max_line_length=76)

_UNPRINTABLE = compile_pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # "Terms\r\nBcc: all@example.org"
_BIDI = compile_pattern(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # "\u202egpj.exe"


def compose_mail(alert: Alert, *, sender: str, unsubscribe: str | None = None) -> EmailMessage:
    """The mail for one address: text and HTML parts, list headers, a thread for each policy.

    `sender` is the From address ("Tracker <tracker@example.org>"); `unsubscribe` a mailto: or https: address,
    by default a mail to the sender.
    """
    message = alert.message
    domain = _domain(sender)
    root = f"<{hashlib.sha256(message.thread.encode('utf-8', 'replace')).hexdigest()[:24]}.thread@{domain}>"
    why = f"You are sent this by the subscription “{alert.subscription}”."
    mail = EmailMessage(policy=MAIL_POLICY)
    mail["From"] = _parse_header("From", sender)
    mail["To"] = _parse_header("To", alert.address)
    mail["Subject"] = clean_header(message.subject)
    mail["Date"] = format_datetime(alert.created_at)
    mail["Message-ID"] = f"<{alert.receipt_key}@{domain}>"
    mail["References"] = _parse_header("References", root)
    mail["In-Reply-To"] = _parse_header("In-Reply-To", root)
    mail["List-Id"] = _parse_header("List-Id", f"<{_name_list(alert.subscription)}.tracker.{domain}>")
    leave = unsubscribe or _unsubscribe_by_mail(sender, alert.subscription)
    mail["List-Unsubscribe"] = _parse_header("List-Unsubscribe", f"<{leave}>")
    mail["Auto-Submitted"] = _parse_header("Auto-Submitted", "auto-generated")
    mail["MIME-Version"] = _parse_header("MIME-Version", "1.0")
    # "=_" stands in no encoded text (RFC 2045 §6.7), so the parts need not be searched for a border they do not hold.
    mail.make_alternative(boundary=f"=_{hashlib.sha256(alert.receipt_key.encode()).hexdigest()[:24]}")
    mail.attach(_make_part(f"{message.text}\n-- \n{why}\n", "plain"))
    mail.attach(_make_part(message.html.replace(READER_MARK, f"<br>{html.escape(why)}"), "html"))
    return mail


@lru_cache(maxsize=256)
def _parse_header(name: str, value: str) -> BaseHeader:
    """A header that many mails share: senders, receivers and lists are few. Raises ValueError or MessageError for what
    is none, as a mail does that is given it."""
    header: BaseHeader = MAIL_POLICY.header_store_parse(name, value)[1]  # refuses line breaks
    return header


@lru_cache(maxsize=8)
def _make_part(text: str, subtype: str) -> EmailMessage:
    """A body, encoded once for all readers of one subscription, whose mails come one after the other."""
    part = EmailMessage(policy=MAIL_POLICY)
    encoding, written = encode_body(text)
    part["Content-Type"] = _parse_header("Content-Type", f'text/{subtype}; charset="utf-8"')
    part["Content-Transfer-Encoding"] = _parse_header("Content-Transfer-Encoding", encoding)
    part.set_payload(written)
    return part


def clean_header(text: str) -> str:
    """Page text as one line that cannot start another header, of a length people read."""
    line = " ".join(_BIDI.sub("", _UNPRINTABLE.sub(" ", _readable(text))).split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"


class Mailer(Struct):
    """Sends alerts through one SMTP server, keeping the connection between them."""

    settings: EmailChannel
    stack: ExitStack
    server: smtplib.SMTP | None = None
    sent: int = 0

    def __call__(self, alert: Alert) -> None:
        """Send one mail. Raises RejectedError, ChannelDownError or DeliveryError as the server answered."""
        try:
            receiver = Address(addr_spec=parseaddr(alert.address)[1])
            mail = compose_mail(alert, sender=self.settings.from_, unsubscribe=self.settings.unsubscribe)
        except (ValueError, IndexError, MessageError) as error:
            raise RejectedError(f"{alert.address!r} is no mail address: {error}") from error
        if not (receiver.username and receiver.domain):
            raise RejectedError(f"{alert.address!r} is no mail address")
        server = self._connected()
        try:
            server.send_message(mail, to_addrs=[receiver.addr_spec])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _refusal(f"{alert.address}: {code} {_reply(reason)}", code) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(f"{alert.address}: {error.smtp_code} {_reply(error.smtp_error)}", error.smtp_code) from error
        except smtplib.SMTPNotSupportedError as error:
            raise RejectedError(f"{alert.address}: {error}") from error
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise ChannelDownError(f"mail server {self.settings.host}:{self.settings.port}: {error}") from error
        self.sent += 1
        if self.sent % MAILS_PER_CONNECTION == 0:
            self._hang_up()

    def _connected(self) -> smtplib.SMTP:
        if self.server is None:
            try:
                self.server = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                raise ChannelDownError(f"mail server {self.settings.host}:{self.settings.port}: {error}") from error
            self.stack.callback(self._hang_up)
        return self.server

    def _connect(self) -> smtplib.SMTP:
        settings = self.settings
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=settings.timeout, context=_trust()
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        try:
            if settings.security == "starttls":
                server.starttls(context=_trust())
            if settings.username:
                server.login(settings.username, self._password())
        except BaseException:
            server.close()
            raise
        return server

    def _password(self) -> str:
        """From the environment variable the channel names, else from the system's keyring."""
        settings = self.settings
        if settings.password_env:
            if password := os.environ.get(settings.password_env):
                return password
            raise ChannelDownError(f"channel {settings.name}: the environment has no {settings.password_env}")
        if settings.password_keyring:
            if keyring is None:
                raise ChannelDownError(f"channel {settings.name}: password_keyring needs the keyring package")
            if password := keyring.get_password(settings.password_keyring, settings.username or ""):
                return str(password)
            raise ChannelDownError(f"channel {settings.name}: the keyring has no {settings.password_keyring!r}")
        raise ChannelDownError(f"channel {settings.name}: a username but neither password_env nor password_keyring")

    def _hang_up(self) -> None:
        server, self.server = self.server, None
        if server is None:
            return
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()  # it had hung up already


def _trust() -> ssl.SSLContext:
    """The certificate authorities of the system, or those that OpenSSL's two variables name."""
    return _read_authorities(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=4)  # reading them takes as long as ten mails
def _read_authorities(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    return ssl.create_default_context()


def _refusal(reason: str, code: int) -> DeliveryError:
    """5xx is for good, 4xx for now (RFC 5321 §4.2.1)."""
    return RejectedError(reason) if code >= 500 else DeliveryError(reason)


def _reply(reason: bytes | str) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason


def _readable(text: str) -> str:
    # A lone surrogate ("\ud83d" without its pair) cannot be encoded.
    return text.encode("utf-8", "replace").decode()


def _domain(sender: str) -> str:
    address = Address(addr_spec=parseaddr(sender)[1])
    return address.domain or "localhost"


def _name_list(name: str) -> str:
    """A subscription as a part of a List-Id, which is ASCII: names in another script differ by a digest."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "subscription"
    return slug if name.isascii() else distinguish(slug, name, ())


def _unsubscribe_by_mail(sender: str, subscription: str) -> str:
    return f"mailto:{parseaddr(sender)[1]}?subject={quote(f'unsubscribe {clean_header(subscription)}')}"
