"""A part of a mail -> the encoding in which it is shortest, and the bytes it takes in it. Pure."""

from __future__ import annotations

import binascii
from typing import Final, Literal

MailEncoding = Literal["quoted-printable", "base64"]
"""What carries a text through every server: the first is shorter for scripts that are mostly ASCII (RFC 2045 §6)."""

_BASE64_GROWTH: Final = 4 / 3 * 78 / 76
"""Four characters for three bytes, in lines of 76 and their ends."""


def choose_encoding(text: str) -> MailEncoding:
    """The encoding in which a text takes fewer bytes."""
    encodings: tuple[MailEncoding, ...] = ("quoted-printable", "base64")
    return min(encodings, key=lambda encoding: measure_encoded(text, encoding))


def measure_encoded(text: str, encoding: MailEncoding) -> int:
    """The bytes that a text takes in an encoding, with its line ends as mail has them."""
    content = text.encode("utf-8", "replace")
    if encoding == "base64":
        return round((len(content) + content.count(b"\n")) * _BASE64_GROWTH)
    encoded = binascii.b2a_qp(content, istext=True)
    return len(encoded) + encoded.count(b"\n")
