"""A time-stamp authority's address and a question -> its answer, within a time, whole or not at all (RFC 3161, 3.4)."""

from __future__ import annotations

import os
import time

import httpx

from tracker.addresses import show_address
from tracker.capture.client import name_agent, trust_authorities
from tracker.capture.secrets import fill_secrets
from tracker.errors import StampError

LARGEST_ANSWER = 1_000_000
"""Bytes; a token with its certificates has about 5,000."""
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


def ask_authority(url: str, question: bytes, *, timeout: float, proxy: str | None = None) -> bytes:
    """Post a question; the answer's bytes. `timeout` bounds all of it, in seconds. Raises StampError;
    RefusedError where the environment lacks a secret that `proxy` names."""
    name = show_address(url)
    through = fill_secrets(proxy, os.environ).asked if proxy else None
    tls = trust_authorities(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    until = time.monotonic() + timeout
    try:
        with (
            httpx.Client(
                timeout=timeout, verify=tls, proxy=through, headers={"User-Agent": name_agent(None)}
            ) as client,
            client.stream("POST", url, content=question, headers={"Content-Type": QUERY, "Accept": REPLY}) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise StampError(f"{name} answered {answer.status_code}")
            return _read_answer(answer, name, until)
    except httpx.TimeoutException as error:
        raise StampError(f"{name} gave no answer within {timeout:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise StampError(f"{name} cannot be asked: {error}") from error


def _read_answer(answer: httpx.Response, name: str, until: float) -> bytes:
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise StampError(f"{name} sent more than a token")
        if time.monotonic() > until:
            raise StampError(f"{name} gave no whole answer in time")
    return body
