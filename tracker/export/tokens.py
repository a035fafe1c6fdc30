"""Time-stamps of RFC 3161: a hash -> the question to an authority; its answer -> a checked time, or why it is none.

rfc3161-client checks signatures, chains and nonces; here its answers get their words. No network: whoever has token
and certificates can check them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING

from tracker.errors import StampError
from tracker.export.der import sort_certificates
from tracker.values import Struct

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client.tsp import TimeStampRequest, TimeStampResponse

_REFUSALS = {2: "refused", 3: "waits", 4: "warns of a revocation", 5: "tells of a revocation"}
"""What a status other than "granted" means (RFC 3161, 2.4.2)."""


class Token(Struct, frozen=True):
    """A checked answer: `stamped_at` is the authority's time, `certificates` all that are needed to check it (PEM)."""

    stamped_at: datetime
    certificates: str


def make_request(covered: bytes) -> TimeStampRequest:
    """The question that has the SHA-256 of some bytes stamped, with a nonce, and asks for the certificate."""
    library = load_library()
    request: TimeStampRequest = (
        library.TimestampRequestBuilder().data(covered).hash_algorithm(library.HashAlgorithm.SHA256).build()
    )
    return request


def load_library() -> ModuleType:
    """rfc3161-client, loaded when first needed: most runs stamp nothing. Raises StampError where it is missing."""
    try:
        return importlib.import_module("rfc3161_client")
    except ImportError as error:
        hint = "pip install 'policy-clause-tracker[evidence]'"
        raise StampError("time-stamps need rfc3161-client, which is not installed", hint=hint) from error


def _load_x509() -> ModuleType:
    load_library()  # which brings cryptography
    return importlib.import_module("cryptography.x509")


def check_token(answer: bytes, digest: str, trusted: str, *, nonce: int | None = None) -> Token:
    """Check an authority's whole answer over a SHA-256 in hexadecimal.

    `trusted` are certificates (PEM): a root, and what stands between it and the authority's own; `nonce` is that of
    the question, where it is at hand. Raises StampError that says which of it fails.
    """
    known = read_certificates(trusted)
    response = _decode(answer)
    if response.status not in (0, 1):
        raise StampError(f"the authority {_REFUSALS.get(response.status, 'gave no token')}: {_say_status(response)}")
    stamped_at = response.tst_info.gen_time
    own = [_load_x509().load_der_x509_certificate(one) for one in response.signed_data.certificates]
    if nonce is not None and response.tst_info.nonce != nonce:
        raise StampError("the token answers another question: its nonce is not ours")
    if response.tst_info.message_imprint.message != bytes.fromhex(digest):
        raise StampError("the token stands over another hash")
    for certificate in (*own, *known):
        _check_validity(certificate, stamped_at)
    _verify(response, bytes.fromhex(digest), known, own)
    return Token(stamped_at, write_certificates(tuple(dict.fromkeys((*known, *own)))))


def read_certificates(pem: str) -> tuple[Certificate, ...]:
    """The certificates of a PEM text. Raises StampError where there is none."""
    try:
        return tuple(_load_x509().load_pem_x509_certificates(pem.encode()))
    except ValueError as error:
        raise StampError(f"no certificate (PEM) can be read: {error}") from error


def is_root(certificate: Certificate) -> bool:
    """Whether a certificate is its own issuer's."""
    return certificate.issuer == certificate.subject


def _decode(answer: bytes) -> TimeStampResponse:
    try:
        response: TimeStampResponse = load_library().decode_timestamp_response(sort_certificates(answer))
    except ValueError as error:
        raise StampError("the answer is no time-stamp response") from error
    return response


def _say_status(response: TimeStampResponse) -> str:
    return "; ".join(response.status_string) or f"status {response.status}"


def _check_validity(certificate: Certificate, stamped_at: datetime) -> None:
    name = certificate.subject.rfc4514_string()
    if stamped_at > certificate.not_valid_after_utc:
        over = certificate.not_valid_after_utc
        raise StampError(
            f"the certificate of {name} had expired on {over:%Y-%m-%d}, the token is of {stamped_at:%Y-%m-%d}"
        )
    if stamped_at < certificate.not_valid_before_utc:
        raise StampError(f"the certificate of {name} was not valid yet when the token was made")


def _verify(
    response: TimeStampResponse, digest: bytes, known: Sequence[Certificate], own: Sequence[Certificate]
) -> None:
    """Signature, chain up to a known certificate, purpose and imprint."""
    library = load_library()
    builder = library.VerifierBuilder(
        roots=[one for one in known if is_root(one)] or list(known),
        intermediates=[one for one in known if not is_root(one)],
        tsa_certificate=None if own else known[0],
    )
    try:
        builder.build().verify(response, digest)
    except (library.VerificationError, ValueError) as error:
        raise StampError(f"the token does not hold: {error}") from error


def describe_roots(pems: Iterable[str]) -> tuple[str, ...]:
    """The roots among certificates, by name and SHA-256, each once: on whose word everything rests."""
    found: dict[str, None] = {}
    for pem in dict.fromkeys(pems):
        for certificate in filter(is_root, read_certificates(pem)):
            hashes = importlib.import_module("cryptography.hazmat.primitives.hashes")
            fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
            found[f"{certificate.subject.rfc4514_string()}, SHA-256 {fingerprint}"] = None
    return tuple(found)


def split_certificates(pem: str) -> tuple[str, str]:
    """Certificates (PEM) -> the roots, which a checker trusts, and the rest, which it only follows."""
    certificates = read_certificates(pem)
    roots = [one for one in certificates if is_root(one)]
    return write_certificates(roots), write_certificates([one for one in certificates if one not in roots])


def write_certificates(certificates: Sequence[Certificate]) -> str:
    """Certificates as PEM."""
    encoding = importlib.import_module("cryptography.hazmat.primitives.serialization").Encoding.PEM
    return "".join(one.public_bytes(encoding).decode() for one in certificates)
