"""Time-stamps of an authority on loopback: a good one is taken, and each way of being bad has its own words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from stamping import HAS_OPENSSL, TestAuthority

from tracker.capture.authority import ask_authority
from tracker.errors import StampError
from tracker.export.tokens import check_token, make_request

pytestmark = pytest.mark.skipif(not HAS_OPENSSL, reason="needs openssl")

COVERED = b'["0000","acme/terms"]'
DIGEST = hashlib.sha256(COVERED).hexdigest()


@pytest.fixture(scope="module")
def running() -> Iterator[TestAuthority]:
    with TestAuthority() as authority:
        yield authority


@pytest.fixture
def authority(running: TestAuthority) -> TestAuthority:
    running.spoil, running.pause = (lambda answer: answer), 0.0
    return running


def ask(authority: TestAuthority, *, timeout: float = 10) -> tuple[bytes, int]:
    request = make_request(COVERED)
    return ask_authority(authority.url, request.as_bytes(), timeout=timeout), request.nonce


def explain(answer: bytes, *, nonce: int | None = None, digest: str = DIGEST, trusted: str) -> str:
    with pytest.raises(StampError) as refused:
        check_token(answer, digest, trusted, nonce=nonce)
    return str(refused.value)


def test_a_good_token_tells_its_time_and_brings_its_certificates(authority: TestAuthority) -> None:
    answer, nonce = ask(authority)
    token = check_token(answer, DIGEST, authority.root, nonce=nonce)
    assert token.certificates.count("BEGIN CERTIFICATE") == 2
    assert check_token(answer, DIGEST, token.certificates) == token, "what is kept is enough, without a network"


def test_an_answer_to_another_question_is_told(authority: TestAuthority) -> None:
    answer, nonce = ask(authority)
    assert "nonce is not ours" in explain(answer, nonce=nonce + 1, trusted=authority.root)
    other = hashlib.sha256(b"another").hexdigest()
    assert "another hash" in explain(answer, nonce=nonce, digest=other, trusted=authority.root)


def test_an_authority_whose_certificate_had_expired_is_told() -> None:
    with TestAuthority(signer_days=(30, -3)) as expired:
        answer, nonce = ask(expired)
    assert "had expired on" in explain(answer, nonce=nonce, trusted=expired.root)


def test_a_token_of_another_authority_is_told(authority: TestAuthority) -> None:
    answer, nonce = ask(authority)
    with TestAuthority() as other:
        said = explain(answer, nonce=nonce, trusted=other.root)
    assert "does not hold" in said


def test_a_byte_altered_in_the_signature_is_told(authority: TestAuthority) -> None:
    answer, nonce = ask(authority)
    altered = answer[:-20] + bytes([answer[-20] ^ 1]) + answer[-19:]
    assert "does not hold" in explain(altered, nonce=nonce, trusted=authority.root)


@pytest.mark.parametrize("garbage", [b"", b"<html>busy</html>", b"\x30\x03\x02\x01", bytes(2000)])
def test_garbage_is_told(garbage: bytes, authority: TestAuthority) -> None:
    authority.spoil = lambda _: garbage
    answer, nonce = ask(authority)
    assert "no time-stamp response" in explain(answer, nonce=nonce, trusted=authority.root)


def test_a_refusal_is_told_with_the_authoritys_own_words(authority: TestAuthority) -> None:
    request = make_request(COVERED)
    answer = authority.reply(b"no request")
    assert "the authority refused" in explain(answer, nonce=request.nonce, trusted=authority.root)


def test_silence_errors_and_no_authority_are_told(authority: TestAuthority) -> None:
    authority.pause = 1.0
    with pytest.raises(StampError, match=r"no answer within 0\.2 s"):
        ask(authority, timeout=0.2)
    authority.pause, authority.spoil = 0.0, lambda _: 503
    with pytest.raises(StampError, match="answered 503"):
        ask(authority)
    with pytest.raises(StampError, match="cannot be asked"):
        ask_authority("http://127.0.0.1:9/tsr", b"x", timeout=2)


def test_a_certificate_file_without_certificates_is_told(authority: TestAuthority) -> None:
    answer, nonce = ask(authority)
    assert "no certificate" in explain(answer, nonce=nonce, trusted="nothing here")
