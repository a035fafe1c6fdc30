"""A time-stamp's bytes -> the same with its certificates in the order that DER asks for (X.690, 11.6).

OpenSSL writes them as they come, and so do authorities that run it; no signature covers them, and no length changes.
"""

from __future__ import annotations

from typing import NamedTuple

_SEQUENCE, _FIRST_CHOICE = 0x30, 0xA0


class _Element(NamedTuple):
    """Where an element begins, where its content does, and where it ends."""

    start: int
    content: int
    end: int


def sort_certificates(answer: bytes) -> bytes:
    """A TimeStampResp with the certificates of its token in order. Raises ValueError where it is none."""
    response = _read(answer, 0, _SEQUENCE)
    status = _read(answer, response.content)
    if status.end == response.end:
        return answer  # a refusal has no token
    token = _read(answer, status.end, _SEQUENCE)
    signed = _read(answer, _read(answer, _read(answer, token.content).end, _FIRST_CHOICE).content, _SEQUENCE)
    at = signed.content
    for _ in ("version", "digest algorithms", "what is signed"):
        at = _read(answer, at).end
    if answer[at] != _FIRST_CHOICE:
        return answer  # it brings no certificates
    certificates = _read(answer, at)
    found = []
    at = certificates.content
    while at < certificates.end:
        element = _read(answer, at)
        found.append(answer[element.start : element.end])
        at = element.end
    return answer[: certificates.content] + b"".join(sorted(found)) + answer[certificates.end :]


def _read(data: bytes, at: int, tag: int | None = None) -> _Element:
    """The element at a place. Raises ValueError where none stands there, or one with another tag."""
    if at + 2 > len(data) or tag not in (None, data[at]):
        raise ValueError(f"not the structure of a time-stamp at byte {at}")
    length, content = data[at + 1], at + 2
    if length >= 0x80:
        size = length & 0x7F
        length, content = int.from_bytes(data[content : content + size], "big"), content + size
    if content + length > len(data):
        raise ValueError(f"cut off at byte {len(data)}")
    return _Element(at, content, content + length)
